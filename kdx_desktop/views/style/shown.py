"""What is shown now: the tokens and the grid step, for everything that paints or lays out."""

from __future__ import annotations

from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

from kdx_desktop.views.style.tokens import LIGHT, Tokens

_STEPS_PER_EM = 14 / 4  # body text of 14 pixels on a grid of 4


class _Shown:
    tokens: Tokens = LIGHT
    em: int = 0  # not measured yet


def tokens() -> Tokens:
    """Return the tokens of the present look."""
    return _Shown.tokens


def show_tokens(chosen: Tokens) -> None:
    """Make these the present tokens; called by Look, which also tells the widgets."""
    _Shown.tokens = chosen


def em() -> int:
    """Return the height of body text in pixels."""
    return _Shown.em or measure()


def measure() -> int:
    """Measure body text anew; called by Look when it has chosen another size."""
    _Shown.em = QFontInfo(QApplication.font()).pixelSize()
    return _Shown.em


def space(steps: float) -> int:
    """Return so many steps of the 4-pixel grid in pixels; the grid grows with the text."""
    return round(em() / _STEPS_PER_EM * steps)


def steps_of(pixels: int, em_then: int) -> float:
    """Return the steps, in halves, for which `space` gave these pixels at a certain em."""
    return round(2 * pixels * _STEPS_PER_EM / em_then) / 2
