"""What is shown now: the tokens and the grid step, for everything that paints or lays out."""

from __future__ import annotations

from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

from kdx_desktop.views.style.tokens import LIGHT, Tokens

_STEPS_PER_EM = 14 / 4  # body text of 14 pixels on a grid of 4


class _Shown:
    tokens: Tokens = LIGHT


def tokens() -> Tokens:
    """Return the tokens of the present look."""
    return _Shown.tokens


def show_tokens(chosen: Tokens) -> None:
    """Make these the present tokens; called by Look, which also tells the widgets."""
    _Shown.tokens = chosen


def space(steps: float) -> int:
    """Return so many steps of the 4-pixel grid in pixels; the grid grows with the text."""
    em = QFontInfo(QApplication.font()).pixelSize()
    return round(em / _STEPS_PER_EM * steps)
