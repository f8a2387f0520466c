"""RowSearch: keeps the rows of a table in which all words of a search stand."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel
from typing_extensions import override


class RowSearch(QSortFilterProxyModel):
    """In any width of letters, over all columns."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []

    def search(self, text: str) -> None:
        """Keep what contains each of the words; none keeps everything."""
        self.beginFilterChange()
        self._words = _folded(text).split()
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    @override
    def filterAcceptsRow(
        self, source_row: int, source_parent: QModelIndex | QPersistentModelIndex
    ) -> bool:
        if not self._words:
            return True
        model = self.sourceModel()
        columns = range(model.columnCount())
        text = _folded(
            "\n".join(str(model.index(source_row, c, source_parent).data()) for c in columns)
        )
        return all(word in text for word in self._words)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
