"""The table of 業務別の入力: one row per 業務, each change handed to the figure it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from typing_extensions import override

from kdx_desktop.metrics.amounts import Amount
from kdx_desktop.metrics.months import Month
from kdx_desktop.services.automations import Automation
from kdx_desktop.services.breakdowns import MAX_WORKS, Work
from kdx_desktop.views.entry.work_rows import (
    TICKS,
    WORK_HEADERS,
    WORK_NUMBERS,
    WorkColumn,
    WorkRow,
    breakdown_of,
    hours_of,
    rows_of,
    text_in,
    with_cell,
    with_tick,
)
from kdx_desktop.views.plain_text import tool_tip
from kdx_desktop.views.widgets.headed_table_model import NOWHERE, HeadedTableModel, Index

_LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Total:
    """What the rows come to in ten-thousandths; None without a row that counts, or with a problem."""

    breakdown: str
    amount: Amount | None
    problem: str


class WorkTableModel(HeadedTableModel):
    """Holds no truth of its own but rows that are still blank: what counts is in the figure."""

    #: A cell was changed.
    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(WORK_HEADERS, WORK_NUMBERS, parent)
        self._month = Month.of(2000, 1)
        self._automations: tuple[Automation, ...] = ()
        self._rows: list[WorkRow] = []
        self._editable = False

    def show(
        self,
        breakdown: str,
        automations: Sequence[Automation],
        month: Month,
        *,
        editable: bool,
    ) -> None:
        """Show what a figure was made from; rows that say so already stay as they are."""
        same = (tuple(automations), month, editable) == (
            self._automations,
            self._month,
            self._editable,
        )
        if same and breakdown == breakdown_of(self._rows):
            return
        self.beginResetModel()
        blank = sum(row == WorkRow(Work()) for row in self._rows) if same else 0
        self._automations, self._month, self._editable = tuple(automations), month, editable
        self._rows = [*rows_of(breakdown, automations), *[WorkRow(Work())] * blank]
        self.endResetModel()

    @property
    def total(self) -> Total:
        """What the rows come to."""
        return self._total(self._rows)

    def total_with(self, row: int, column: WorkColumn, text: str) -> Total:
        """What the rows would come to with a text that is still being typed."""
        rows = list(self._rows)
        rows[row] = with_cell(rows[row], column, text[:_LONGEST_TEXT], self._month)
        return self._total(rows)

    @property
    def editable(self) -> bool:
        """Whether rows can be typed in."""
        return self._editable

    def is_new(self, row: int) -> bool:
        """Tell whether nothing was known of a row's 業務 before."""
        return self._rows[row].known is None

    def add(self) -> int:
        """Add a blank row, if there may be one more; return the last row."""
        last = len(self._rows)
        if last < MAX_WORKS and self._editable:
            self.beginInsertRows(NOWHERE, last, last)
            self._rows.append(WorkRow(Work()))
            self.endInsertRows()
        return len(self._rows) - 1

    def remove(self, row: int) -> None:
        """Take out a new row; of a known one, what was typed."""
        if not (self._editable and 0 <= row < len(self._rows)):
            return
        known = self._rows[row].known
        if known is None:
            self.beginRemoveRows(NOWHERE, row, row)
            del self._rows[row]
            self.endRemoveRows()
        else:
            self._put(row, WorkRow(known, known))
        self.edited.emit()

    def paste(self, first: int, column: WorkColumn, grid: Sequence[Sequence[str]]) -> None:
        """Put a range of cells in from a place on, as one change; rows that lack are added."""
        for number, texts in enumerate(grid, start=first):
            if number >= len(self._rows) and self.add() < number:
                break
            row = self._rows[number]
            for place, text in zip(list(WorkColumn)[column:], texts, strict=False):
                if self.flags(self.index(number, place)) & Qt.ItemFlag.ItemIsEditable:
                    row = with_cell(row, place, text[:_LONGEST_TEXT], self._month)
            self._put(number, row)
        self.edited.emit()

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        column = WorkColumn(index.column())
        if not self._editable or column is WorkColumn.HOURS:
            return flags
        if column in TICKS:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        if column is WorkColumn.NAME and not self.is_new(index.row()):
            return flags  # another name would be another 業務
        return flags | Qt.ItemFlag.ItemIsEditable

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], WorkColumn(index.column())
        shown = text_in(row, column, self._month)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return shown
            case Qt.ItemDataRole.CheckStateRole if column in TICKS:
                on = row.work.measured if column is WorkColumn.MEASURED else row.work.one_off
                return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.AccessibleTextRole:
                name = row.work.name or "新しい業務"
                return f"{name} {WORK_HEADERS[column]} {shown or '空欄'}"
            case Qt.ItemDataRole.ToolTipRole if column in {WorkColumn.NAME, WorkColumn.NOTE}:
                return tool_tip(shown)
        return super().data(index, role)

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or not self._editable:
            return False
        row, column = self._rows[index.row()], WorkColumn(index.column())
        if role == Qt.ItemDataRole.CheckStateRole and column in TICKS:
            on = Qt.CheckState(value) == Qt.CheckState.Checked
            changed = with_tick(row, column, on=on)
        elif role == Qt.ItemDataRole.EditRole and self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            changed = with_cell(row, column, str(value)[:_LONGEST_TEXT], self._month)
        else:
            return False
        if changed != row:
            self._put(index.row(), changed)
            self.edited.emit()
        return True

    def _put(self, row: int, changed: WorkRow) -> None:
        self._rows[row] = changed
        last = self.columnCount() - 1
        self.dataChanged.emit(self.index(row, 0), self.index(row, last))

    def _total(self, rows: Sequence[WorkRow]) -> Total:
        amount, problem = hours_of(rows, self._month)
        return Total(breakdown_of(rows), amount, problem)
