"""FigureLine: a large figure, and beside it, on its line, what it counts."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from kdx_desktop.views.plain_text import PlainLabel
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole


class FigureLine(QHBoxLayout):
    """``figure`` and ``beside``; the words may stand on several lines where they ``wrap``."""

    def __init__(self, *, wrap: bool = False) -> None:
        super().__init__()
        self.figure = PlainLabel("", TextRole.FIGURE)
        self.beside = PlainLabel("", TextRole.QUIET, wrap=wrap)
        self.beside.setContentsMargins(0, space(3), 0, 0)  # down to the foot of the figure
        self.setSpacing(space(1))
        self.addWidget(self.figure)
        self.addWidget(self.beside, 1)

    def show_texts(self, figure: str, beside: str) -> None:
        """Show another figure."""
        self.figure.setText(figure)
        self.beside.setText(beside)
