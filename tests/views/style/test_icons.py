"""Icons wear the colours of what they stand beside."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon

from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import tokens


@pytest.mark.usefixtures("qapp")
def test_the_icon_of_a_chosen_line_has_the_colour_of_its_text() -> None:
    assert _ink(QIcon.Mode.Selected) == QColor(tokens().accent)
    assert _ink(QIcon.Mode.Normal) == QColor(tokens().text)
    assert _ink(QIcon.Mode.Disabled) == QColor(tokens().disabled_text)


def _ink(mode: QIcon.Mode) -> QColor:
    """Return the colour of the first pixel that an outline covers wholly."""
    drawn = icon("building").pixmap(QSize(96, 96), 1.0, mode).toImage()
    inked = (drawn.pixelColor(x, y) for x in range(96) for y in range(96))
    return next(colour for colour in inked if colour.alpha() == 255)
