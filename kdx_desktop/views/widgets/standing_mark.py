"""StandingMark: the mark of a state beside the words that say it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kdx_desktop.services.board import DepartmentMonth
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.standing_look import paint_standing


class StandingMark(QWidget):
    """As in the map of 提出状況; readers are told by the words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: DepartmentMonth | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_row(self, row: DepartmentMonth) -> None:
        """Show the state of a department's month."""
        self._row = row
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(space(9), space(6))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._row is not None:
            place = QRectF(self.rect())
            paint_standing(
                QPainter(self), place, self._row.standing, self.font(), late=self._row.late
            )
