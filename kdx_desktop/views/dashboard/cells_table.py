"""CellsTable: cells one by one — the arrows go from cell to cell, Enter opens one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget
from typing_extensions import override

from kdx_desktop.views.dashboard.cells_table_model import CellsTableModel
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.data_table import DataTable

_PRESSES = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
_WIDEST = 40  # steps of the grid for a column of numbers


class CellsTable(DataTable):
    """Shows a CellsTableModel."""

    #: The index of a cell.
    cell_opened = Signal(QModelIndex)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("月ごとの数値", parent)
        self.shown = CellsTableModel(self)
        self.setModel(self.shown)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMinimumSectionSize(space(_WIDEST) // 2)
        header.setStretchLastSection(False)
        header.sectionResized.connect(self._arrange_columns)
        header.sectionCountChanged.connect(self._arrange_columns)
        self.doubleClicked.connect(self.cell_opened)

    @override
    def _arrange_columns(self) -> None:
        """Be no wider than the columns: an empty half of a table would look like a lack."""
        bar = self.verticalScrollBar().sizeHint().width()
        self.setMaximumWidth(self.horizontalHeader().length() + bar + 2 * self.frameWidth())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in _PRESSES and not event.modifiers() and index.isValid():
            self.cell_opened.emit(index)
            event.accept()
            return
        super().keyPressEvent(event)

    def enter(self) -> None:
        """Take the focus, at the newest month's first number where no cell is current."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.currentIndex().isValid() or self.currentIndex().column() == 0:
            self.setCurrentIndex(self.shown.index(0, 1))

    def first_of(self, index: QModelIndex) -> QModelIndex:
        """Return a cell of the row that was meant: the month itself opens its first number."""
        return index if index.column() else index.siblingAtColumn(1)
