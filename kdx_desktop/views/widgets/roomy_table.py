"""RoomyTable: one column takes the room that is left, but never less than its texts need."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.opening_table import OpeningTable

#: Rows by which a column's width is found: all of tens of thousands would hold the window.
_LOOKED_AT = 50


class RoomyTable(OpeningTable):
    """With large letters on a small screen it scrolls sideways inside, instead of losing a name.

    Widths are asked for once, when the rows or the letters change, and not with every layout.
    """

    def __init__(self, name: str, column: int, least: float, parent: QWidget | None = None) -> None:
        """``least`` is the least width of the stretched ``column``, in steps of the grid."""
        super().__init__(name, parent)
        self._column = column
        self._least = least
        self._widths: list[int] = []
        self.horizontalHeader().setResizeContentsPrecision(_LOOKED_AT)

    @property
    @override
    def overflows(self) -> bool:
        return self._wanted() > self.viewport().width()

    @override
    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        if model is not None:
            model.modelReset.connect(self.measure)
            model.rowsInserted.connect(self.measure)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.measure()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.measure()

    def measure(self) -> None:
        """Ask the columns how wide they are; to be called when one was hidden or shown."""
        if not self.isVisible():  # before the letters are known; the show event comes here again
            return
        header = self.horizontalHeader()
        self._widths = [
            0
            if column == self._column or header.isSectionHidden(column)
            else max(self.sizeHintForColumn(column), header.sectionSizeHint(column))
            for column in range(header.count())
        ]
        self._fit()

    def _wanted(self) -> int:
        return sum(self._widths) + space(self._least)

    def _fit(self) -> None:
        """Give the stretched column what is left, or its least width."""
        header = self.horizontalHeader()
        for column, width in enumerate(self._widths):
            if width:
                header.resizeSection(column, width)
        if self._widths:
            room = self.viewport().width() - sum(self._widths)
            header.resizeSection(self._column, max(room, space(self._least)))
