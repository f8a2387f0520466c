"""RankingFilter: sorts a board by raw values, and keeps the rows that a search names."""

from __future__ import annotations

import unicodedata
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel
from typing_extensions import override

from kdx_desktop.views.ranking.ranking_table_model import Column
from kdx_desktop.views.widgets.data_table import SORT_ROLE

_Index = QModelIndex | QPersistentModelIndex


class RankingFilter(QSortFilterProxyModel):
    """Finds a department by a part of its name or its bureau's, in any width of letters."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSortRole(SORT_ROLE)
        self._wanted = ""

    def search(self, text: str) -> None:
        """Keep what contains the text; an empty one keeps everything."""
        self.beginFilterChange()
        self._wanted = _folded(text)
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    @override
    def filterAcceptsRow(self, source_row: int, source_parent: _Index) -> bool:
        model = self.sourceModel()
        texts = (
            model.index(source_row, column, source_parent).data()
            for column in (Column.NAME, Column.BUREAU)
        )
        return any(self._wanted in _folded(str(text)) for text in texts)

    @override
    def lessThan(self, source_left: _Index, source_right: _Index) -> bool:
        left: Any = source_left.data(SORT_ROLE)
        right: Any = source_right.data(SORT_ROLE)
        return bool(left < right)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
