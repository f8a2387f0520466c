"""RowSearch: keeps the rows of a table in which all words of a search stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel
from typing_extensions import override


class RowSearch(QSortFilterProxyModel):
    """In any width of letters; what is searched in each row is folded beforehand, by `folded`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self._texts: Sequence[str] = ()

    def look_in(self, texts: Sequence[str]) -> None:
        """Search in other texts, one for each row that the source is about to show."""
        self._texts = texts

    def search(self, text: str) -> None:
        """Keep what contains each of the words; none keeps everything."""
        self.beginFilterChange()
        self._words = folded(text).split()
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    @override
    def filterAcceptsRow(
        self, source_row: int, source_parent: QModelIndex | QPersistentModelIndex
    ) -> bool:
        text = self._texts[source_row]
        return all(word in text for word in self._words)


def folded(text: str) -> str:
    """Return a text without differences of width and case."""
    return unicodedata.normalize("NFKC", text).casefold()
