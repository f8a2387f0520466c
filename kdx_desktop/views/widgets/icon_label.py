"""IconLabel: an icon that stands beside text; it follows the look and the text size at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import space


class IconLabel(QWidget):
    """As large as ``steps`` of the grid; without an icon it takes no room."""

    def __init__(self, steps: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = steps
        self._name = self._colour = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, colour: str) -> None:
        """Show an icon in the colour of a token."""
        self._name, self._colour = name, colour
        self.updateGeometry()
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.show_icon("", "")

    @override
    def sizeHint(self) -> QSize:
        side = space(self._steps) if self._name else 0
        return QSize(side, side)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.updateGeometry()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            icon(self._name, self._colour).paint(QPainter(self), self.rect())
