"""RankingTable: a board on screen — sorted by a click, searched by a part of a name."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget
from typing_extensions import override

from kdx_desktop.services.boards import Board
from kdx_desktop.views.ranking.ranking_delegates import BarDelegate, TrendDelegate
from kdx_desktop.views.ranking.ranking_filter import RankingFilter
from kdx_desktop.views.ranking.ranking_table_model import (
    LARGEST_FIRST,
    Column,
    RankingTableModel,
)
from kdx_desktop.views.ranking.sort_header import SortHeader
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.data_table import DataTable

_STRETCHED = (Column.NAME, Column.BUREAU, Column.BAR)
#: Widths in steps of the grid; of stretched columns the least.
_WIDTHS = {
    Column.RANK: 16,
    Column.CHANGE: 17,
    Column.NAME: 48,
    Column.BUREAU: 30,
    Column.VALUE: 30,
    Column.BAR: 24,
    Column.TREND: 34,
    Column.COVERAGE: 20,
}
_LESS_IMPORTANT = (Column.COVERAGE, Column.BUREAU, Column.TREND, Column.BAR)
_LEAST_ROWS = 6


class RankingTable(DataTable):
    """Name, bureau and bar share the room that the numbers leave."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("部署の順位", parent)
        self._board_model = RankingTableModel(self)
        self._filter = RankingFilter(self)
        self._filter.setSourceModel(self._board_model)
        self.setModel(self._filter)
        self.setItemDelegateForColumn(Column.BAR, BarDelegate(self))
        self.setItemDelegateForColumn(Column.TREND, TrendDelegate(self))
        header = SortHeader(LARGEST_FIRST, self)
        self.setHorizontalHeader(header)
        self.setSortingEnabled(True)
        self.sortByColumn(Column.RANK, Qt.SortOrder.AscendingOrder)
        for column in Column:
            stretched = column in _STRETCHED
            header.setSectionResizeMode(
                column,
                QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.Fixed,
            )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(space(60), space(8) * _LEAST_ROWS)

    def show_board(self, board: Board, own: str) -> None:
        """Show another board, and mark one's own department."""
        self._board_model.show_board(board, own)
        for row in range(self._filter.rowCount() if own else 0):
            index = self._filter.index(row, Column.NAME)
            source = self._filter.mapToSource(index).row()
            if board.rows[source].department == own:
                QTimer.singleShot(0, partial(self._show_own, QPersistentModelIndex(index)))

    def search(self, text: str) -> None:
        """Keep the departments that a text names."""
        self._filter.search(text)

    def _show_own(self, index: QPersistentModelIndex) -> None:
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _fit(self) -> None:
        """Leave out what matters less until the names have room."""
        shown = list(Column)
        for column in _LESS_IMPORTANT:
            if space(sum(_WIDTHS[one] for one in shown)) > self.viewport().width():
                shown.remove(column)
        for column in Column:
            self.setColumnHidden(column, column not in shown)
            if column not in _STRETCHED:
                self.horizontalHeader().resizeSection(column, space(_WIDTHS[column]))

    def counts(self) -> tuple[int, int]:
        """Return how many departments are seen, and how many have a place."""
        return self._filter.rowCount(), self._board_model.rowCount()
