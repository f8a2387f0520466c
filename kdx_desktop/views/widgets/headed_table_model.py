"""HeadedTableModel: rows under a header; each table adds only what stands in its own cells."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from kdx_desktop.views.widgets.data_table import LEFT, RIGHT, number_font

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class HeadedTableModel(QAbstractTableModel):
    """Counts its rows and columns, titles the columns, and sets numbers to the right.

    A table puts what it shows into ``_rows``. One with other columns from time to time puts their
    titles and the places of its numbers into ``_header`` and ``_numbers`` while it is being reset.
    """

    def __init__(
        self,
        header: Sequence[str] = (),
        numbers: Collection[int] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._header = tuple(header)
        self._numbers = frozenset(numbers)
        self._rows: Sequence[object] = ()

    @override
    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._header)

    @override
    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """Return a place in the table; Qt would ask for the number of rows and of columns each time."""
        inside = 0 <= row < len(self._rows) and 0 <= column < len(self._header)
        if not inside or parent.isValid():
            return QModelIndex()
        return self.createIndex(row, column)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return how a cell is set: its side, and equally wide digits of a number."""
        if not index.isValid():
            return None
        number = index.column() in self._numbers
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if number else LEFT
        return number_font() if role == Qt.ItemDataRole.FontRole and number else None

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        shown = orientation is Qt.Orientation.Horizontal and 0 <= section < len(self._header)
        if shown and role == Qt.ItemDataRole.DisplayRole:
            return self._header[section]
        if shown and role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section in self._numbers else LEFT
        return None
