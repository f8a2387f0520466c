"""SortedTableModel: rows that are sorted by a column, and of which only some are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from typing_extensions import override

from kdx_desktop.views.widgets.data_table import SORT_ROLE
from kdx_desktop.views.widgets.headed_table_model import HeadedTableModel, Index


class SortedTableModel(HeadedTableModel):
    """Sorts its rows as Python sorts a list: a proxy would ask for pair after pair.

    A table gives its rows to ``_take`` while it is being reset, and says in ``_sort_key`` what a
    row is sorted by. ``_rows`` are those that are kept, as they stand on screen.
    """

    def __init__(
        self,
        header: Sequence[str] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(header, parent=parent)
        self._known: Sequence[Any] = ()
        self._sorted_by = -1
        self._descending = False
        self._keeps: Callable[[Any], bool] | None = None

    @property
    def known(self) -> int:
        """How many rows there are, with those that are not kept."""
        return len(self._known)

    def keep(self, keeps: Callable[[Any], bool] | None) -> None:
        """Keep other rows, or all (None)."""
        self.beginResetModel()
        self._keeps = keeps
        self._rows = self._arranged()
        self.endResetModel()

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; rows that are equal in it stay as they were given."""
        self.layoutAboutToBeChanged.emit()
        self._sorted_by, self._descending = column, order is Qt.SortOrder.DescendingOrder
        before, self._rows = self._rows, self._arranged()
        place = {id(row): number for number, row in enumerate(self._rows)}
        for index in self.persistentIndexList():
            moved = self.createIndex(place[id(before[index.row()])], index.column())
            self.changePersistentIndex(index, moved)
        self.layoutChanged.emit()

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the raw value that a cell is sorted by, too."""
        if role == SORT_ROLE and index.isValid():
            return self._sort_key(self._rows[index.row()], index.column())
        return super().data(index, role)

    def _take(self, rows: Sequence[Any]) -> None:
        """Know other rows."""
        self._known = rows
        self._rows = self._arranged()

    def _sort_key(self, row: Any, column: int) -> Any:
        """Return what a row is sorted by; the smallest comes first."""
        raise NotImplementedError

    def _arranged(self) -> Sequence[Any]:
        kept = (
            self._known if self._keeps is None else [row for row in self._known if self._keeps(row)]
        )
        if self._sorted_by < 0:
            return kept
        column = self._sorted_by
        return sorted(kept, key=lambda row: self._sort_key(row, column), reverse=self._descending)
