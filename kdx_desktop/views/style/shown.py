"""What is shown now: the tokens and the grid step, for everything that paints or lays out."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

from kdx_desktop.views.style.tokens import LIGHT, Tokens

_STEPS_PER_EM = 14 / 4  # body text of 14 pixels on a grid of 4


class _Shown:
    tokens: Tokens = LIGHT
    em: int = 0  # not measured yet
    pixels: ClassVar[dict[float, int]] = {}  # of so many steps: asked for thousands of times


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
    _Shown.pixels.clear()
    return _Shown.em


def space(steps: float) -> int:
    """Return so many steps of the 4-pixel grid in pixels; the grid grows with the text."""
    known = _Shown.pixels.get(steps)
    if known is None:
        known = round(em() / _STEPS_PER_EM * steps)
        _Shown.pixels[steps] = known
    return known


def steps_of(pixels: int, em_then: int) -> float:
    """Return the steps, in halves, for which `space` gave these pixels at a certain em."""
    return round(2 * pixels * _STEPS_PER_EM / em_then) / 2
