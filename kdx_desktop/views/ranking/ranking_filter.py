"""RankingFilter: sorts a board by raw values, and keeps the rows that a search names."""

from __future__ import annotations

import unicodedata
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
)
from typing_extensions import override

from kdx_desktop.views.ranking.board_table_model import FIND_ROLE
from kdx_desktop.views.widgets.data_table import SORT_ROLE

_Index = QModelIndex | QPersistentModelIndex


class RankingFilter(QSortFilterProxyModel):
    """Finds a department by a part of its name or its bureau's, in any width of letters."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSortRole(SORT_ROLE)
        self._wanted = ""
        self._sort_keys: dict[int, list[Any]] = {}

    def search(self, text: str) -> None:
        """Keep what contains the text; an empty one keeps everything."""
        self.beginFilterChange()
        self._wanted = _folded(text)
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    @override
    def filterAcceptsRow(self, source_row: int, source_parent: _Index) -> bool:
        if not self._wanted:
            return True
        found = self.sourceModel().index(source_row, 0, source_parent).data(FIND_ROLE)
        return self._wanted in _folded(str(found))

    @override
    def lessThan(self, source_left: _Index, source_right: _Index) -> bool:
        keys = self._keys(source_left.column())
        return bool(keys[source_left.row()] < keys[source_right.row()])

    @override
    def setSourceModel(self, sourceModel: QAbstractItemModel) -> None:
        sourceModel.modelAboutToBeReset.connect(self._sort_keys.clear)
        super().setSourceModel(sourceModel)

    def _keys(self, column: int) -> list[Any]:
        """Return what a column is sorted by; asked once, not at every one of the comparisons."""
        if column not in self._sort_keys:
            model = self.sourceModel()
            self._sort_keys[column] = [
                model.index(row, column).data(SORT_ROLE) for row in range(model.rowCount())
            ]
        return self._sort_keys[column]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
