"""ChangesTableModel: the changes of the ledger, of which more are asked for as one scrolls down."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from typing_extensions import override

from kdx_desktop.services.changes import ChangePage, ChangeRecord
from kdx_desktop.views.ledger import ledger_texts as texts
from kdx_desktop.views.widgets.headed_table_model import NOWHERE, Index
from kdx_desktop.views.widgets.text_table_model import TextTableModel


class ChangesTableModel(TextTableModel):
    """Pages come one after the other; none is asked for twice."""

    #: The next page is wanted: what it is asked for with.
    more_wanted = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(texts.CHANGES, texts.CHANGES_NUMBERS, parent)
        self._records: list[ChangeRecord] = []
        self._rows: list[tuple[str, ...]] = []
        self._next: int | None = None
        self._is_waiting = False
        self.total = 0

    def show_page(self, page: ChangePage) -> None:
        """Begin anew with the first page."""
        self.beginResetModel()
        self._records, self._rows = [], []
        self._take(page)
        self.endResetModel()

    def add_page(self, page: ChangePage) -> None:
        """Add what was asked for last."""
        first = len(self._records)
        self.beginInsertRows(NOWHERE, first, first + max(len(page.records), 1) - 1)
        self._take(page)
        self.endInsertRows()

    def record(self, row: int) -> ChangeRecord:
        """Return the change of a row."""
        return self._records[row]

    def give_up(self) -> None:
        """Take back that a page is wanted: it could not be read."""
        self._is_waiting = False

    @override
    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._next is not None and not self._is_waiting

    @override
    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent) and self._next is not None:
            self._is_waiting = True
            self.more_wanted.emit(self._next)

    def _take(self, page: ChangePage) -> None:
        self._records += page.records
        self._rows += [texts.change_row(one) for one in page.records]
        self._next = page.next_before
        self._is_waiting = False
        self.total = page.total
