"""BoardTable: a board on screen — sorted by a click, searched by a part of a name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import (
    QItemSelectionModel,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QWidget
from typing_extensions import override

from kdx_desktop.views.ranking.board_columns import BoardColumn, BoardRow, Look
from kdx_desktop.views.ranking.board_table_model import BoardTableModel
from kdx_desktop.views.ranking.ranking_delegates import BarDelegate, TrendDelegate
from kdx_desktop.views.ranking.sort_header import SortHeader
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.opening_table import OpeningTable

_LEAST_ROWS = 6


class BoardTable(OpeningTable):
    """Name, bureau and bar share the room that the numbers leave."""

    #: Another row is the current one: its department, empty for none.
    department_marked = Signal(str)
    #: A row was opened: its department.
    department_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("部署の順位", parent)
        self._board_model = BoardTableModel(self)
        self.setModel(self._board_model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._delegates = {
            Look.BAR: BarDelegate(self),
            Look.TREND: TrendDelegate(self),
        }
        self._plain = QStyledItemDelegate(self)
        self._header = SortHeader(self)
        self.setHorizontalHeader(self._header)
        self.setSortingEnabled(True)
        self._titles: tuple[str, ...] = ()
        self._quiet = False
        self.row_opened.connect(self._on_row_opened)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(space(60), space(8) * _LEAST_ROWS)

    def show_board(
        self, columns: Sequence[BoardColumn], rows: Sequence[BoardRow], own: str
    ) -> None:
        """Show another board, and mark one's own department; another kind is sorted anew."""
        titles = tuple(column.title for column in columns)
        begin = self.department or own
        self._quiet = True
        self._header.put_largest_first(
            {number for number, column in enumerate(columns) if column.largest_first}
        )
        self._board_model.show_board(columns, rows, own)
        if titles != self._titles:
            self._titles = titles
            self._dress(columns)
            self.sortByColumn(_first_sort(columns), Qt.SortOrder.AscendingOrder)
        self._arrange_columns()
        row = self._board_model.row_of(own) if own else None
        if row is not None:
            index = QPersistentModelIndex(self._board_model.index(row, 0))
            QTimer.singleShot(0, partial(self._show_own, index))
        self._begin_at(begin)
        self._quiet = False

    @property
    def department(self) -> str:
        """The department of the current row; empty for none."""
        index = self.currentIndex()
        return self._board_model.department(index.row()) if index.isValid() else ""

    def mark(self, department: str) -> None:
        """Make a department's row the current one and show it, if it is seen."""
        row = self._board_model.row_of(department) if department else None
        if row is not None:
            self.selectRow(row)
            self.scrollTo(self._board_model.index(row, 0))

    def _begin_at(self, department: str) -> None:
        """Let the keys begin at a department, or at the first; nothing is selected to be copied."""
        index = self._board_model.index(self._board_model.row_of(department) or 0, 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def search(self, text: str) -> None:
        """Keep the departments that a text names."""
        before = self.department
        self._quiet = True
        self._board_model.search(text)
        self._begin_at(before)
        self._quiet = False
        if self.department != before:
            self.department_marked.emit(self.department)

    def counts(self) -> tuple[int, int]:
        """Return how many departments are seen, and how many the board has."""
        return self._board_model.rowCount(), self._board_model.known

    def _show_own(self, index: QPersistentModelIndex) -> None:
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        bar, row = self.verticalScrollBar(), max(self.rowHeight(index.row()), 1)
        bar.setValue(bar.value() // row * row)  # begin at a whole row

    def _dress(self, columns: Sequence[BoardColumn]) -> None:
        for number, column in enumerate(columns):
            self.setItemDelegateForColumn(number, self._delegates.get(column.look, self._plain))
            mode = (
                QHeaderView.ResizeMode.Stretch if column.stretched else QHeaderView.ResizeMode.Fixed
            )
            self._header.setSectionResizeMode(number, mode)

    @override
    def _arrange_columns(self) -> None:
        """Leave out what matters less until the names have room."""
        columns = dict(enumerate(self._board_model.columns))
        spare = sorted(
            (number for number, column in columns.items() if column.spare),
            key=lambda number: -columns[number].spare,
        )
        shown = list(columns)
        for number in spare:
            if space(sum(columns[one].width for one in shown)) > self.viewport().width():
                shown.remove(number)
        for number, column in columns.items():
            self.setColumnHidden(number, number not in shown)
            if not column.stretched:
                self._header.resizeSection(number, space(column.width))

    def _on_row_opened(self, row: int) -> None:
        self.department_opened.emit(self._board_model.department(row))

    def _on_current_changed(self) -> None:
        if not self._quiet:
            self.department_marked.emit(self.department)


def _first_sort(columns: Sequence[BoardColumn]) -> int:
    """Return the column that a board begins sorted by: the rank, else the difference."""
    titles = [column.title for column in columns]
    return titles.index("順位") if "順位" in titles else len(titles) - 1
