"""RoomyTable: one column takes the room that is left, but never less than its texts need."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.opening_table import OpeningTable

#: Rows by which a column's width is found: all of tens of thousands would hold the window.
_LOOKED_AT = 100


class RoomyTable(OpeningTable):
    """With large letters on a small screen it scrolls sideways inside, instead of losing a name."""

    def __init__(self, name: str, column: int, least: float, parent: QWidget | None = None) -> None:
        """``least`` is the least width of the stretched ``column``, in steps of the grid."""
        super().__init__(name, parent)
        self._column = column
        self._least = least
        self.horizontalHeader().setResizeContentsPrecision(_LOOKED_AT)

    @property
    def overflows(self) -> bool:
        """Tell whether it is wider than what is seen of it."""
        return self.horizontalHeader().length() > self.viewport().width()

    @override
    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self.stretch_column(self._column)
        if model is not None:
            model.modelReset.connect(self.fit)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.fit()

    def fit(self) -> None:
        """Give the stretched column what is left, or its least width."""
        header = self.horizontalHeader()
        if header.count() == 0:
            return
        others = sum(
            max(self.sizeHintForColumn(column), header.sectionSizeHint(column))
            for column in range(header.count())
            if column != self._column and not header.isSectionHidden(column)
        )
        modes = QHeaderView.ResizeMode
        if self.viewport().width() - others >= space(self._least):
            header.setSectionResizeMode(self._column, modes.Stretch)
        else:
            header.setSectionResizeMode(self._column, modes.Interactive)
            header.resizeSection(self._column, space(self._least))
