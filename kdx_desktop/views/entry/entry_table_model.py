"""The table of 月次入力: one row per metric, and what is typed into it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QUndoStack
from typing_extensions import override

from kdx_desktop.metrics.amounts import Amount
from kdx_desktop.metrics.figures import State
from kdx_desktop.services.entries import CellEntry, Conflict
from kdx_desktop.services.month_form import FormCell, MonthForm
from kdx_desktop.views.entry.cell_texts import (
    state_text,
)
from kdx_desktop.views.entry.entry_columns import (
    CHANGED_ROLE,
    EDITABLE,
    HEADERS,
    MADE_ROLE,
    MAKING_ROLE,
    NUMBERS,
    SORT_ROLE,
    STATES,
    TREND_ROLE,
    VERDICT_ROLE,
    Column,
)
from kdx_desktop.views.entry.entry_rows import EntryRow
from kdx_desktop.views.entry.typed_cells import (
    TypedCell,
    Verdict,
    after_save,
    carried_over,
    is_changed,
    judge,
    settled,
    typed_of,
    with_breakdown,
    with_note,
    with_state,
    with_text,
)
from kdx_desktop.views.entry.typing_command import TypingCommand
from kdx_desktop.views.plain_text import tool_tip
from kdx_desktop.views.widgets.data_table import LEFT, RIGHT
from kdx_desktop.views.widgets.headed_table_model import HeadedTableModel, Index

#: Longer text is cut when it comes in: a pasted document is not a figure.
_LONGEST_TEXT = 400

#: Made once: a table asks for them hundreds of times when it is painted.
_COLUMNS = tuple(Column)
_FIXED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_OPEN = _FIXED | Qt.ItemFlag.ItemIsEditable


class EntryTableModel(HeadedTableModel):
    """Holds what a person has typed over a month's form, every change one step of undo."""

    #: A cell was typed, pasted, undone or redone.
    edited = Signal()

    def __init__(self, undo: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(HEADERS, NUMBERS, parent)
        self._undo = undo
        self._form: MonthForm | None = None
        self._rows: list[TypedCell] = []
        self._being_typed: frozenset[str] = frozenset()  # metrics, in an open cell, when it renewed
        self._verdicts: tuple[Verdict, ...] = ()
        self._roles: Mapping[int, Callable[[int, Column], Any]] = {
            Qt.ItemDataRole.DisplayRole: self._display,
            Qt.ItemDataRole.EditRole: self._edit,
            Qt.ItemDataRole.TextAlignmentRole: self._alignment,
            Qt.ItemDataRole.ToolTipRole: self._tool_tip,
            Qt.ItemDataRole.AccessibleTextRole: self._accessible_text,
            Qt.ItemDataRole.AccessibleDescriptionRole: self._accessible_description,
            SORT_ROLE: self._sort,
            VERDICT_ROLE: self._verdict,
            TREND_ROLE: self._trend,
            CHANGED_ROLE: self._changed,
            MAKING_ROLE: self._making,
            MADE_ROLE: self._made,
        }

    # --- What is shown ------------------------------------------------------------------------

    @property
    def form(self) -> MonthForm | None:
        """The form underneath; None before the first one."""
        return self._form

    @property
    def typed(self) -> tuple[TypedCell, ...]:
        """The rows as they stand on screen."""
        return tuple(self._rows)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What is to be said about each row."""
        return self._verdicts

    @property
    def has_changes(self) -> bool:
        """Whether any row differs from what is stored."""
        return any(map(is_changed, self._cells, self._rows))

    def show(self, form: MonthForm | None, typed: Sequence[TypedCell] | None = None) -> None:
        """Show a month from the start; its undo history begins here."""
        self.beginResetModel()
        self._undo.clear()
        self._form = form
        self._being_typed = frozenset()
        self._rows = [typed_of(cell.current) for cell in self._cells]
        if typed is not None:
            self._rows = list(typed)
        self._judge()
        self.endResetModel()

    def renew(self, fresh: MonthForm, being_typed: Collection[str] = ()) -> None:
        """Show what is stored now under what is typed; unsaved changes and undo stay.

        So does what is stored of the metrics that are ``being_typed``, in an open cell.
        """
        if self._form is None or len(fresh.cells) != len(self._rows):
            self.show(fresh)
        else:
            self._being_typed = frozenset(being_typed)
            self._take(*carried_over(self._form, self._rows, fresh, being_typed))

    def settle(self, conflict: Conflict, taken: Collection[str]) -> None:
        """Take the other person's values as stored, and theirs of the ``taken`` metrics."""
        if self._form is not None:
            self._take(*settled(self._form, self._rows, conflict, taken))

    def accept_saved(self, saved: tuple[CellEntry, ...]) -> None:
        """Take what the store has acknowledged as stored; what was typed since is still new."""
        if self._form is not None:
            self._take(after_save(self._form, saved), self._rows)

    def type_cells(self, cells: Mapping[int, TypedCell], name: str) -> None:
        """Put cells into rows as one step of undo; rows that stay the same are no change."""
        if self._is_editable:
            self._type(cells, name)

    def _type(self, cells: Mapping[int, TypedCell], name: str) -> None:
        after = {row: cell for row, cell in cells.items() if cell != self._rows[row]}
        if after:
            before = {row: self._rows[row] for row in after}
            self._undo.push(TypingCommand(name, self._put, before, after))

    def typed_with(self, row: int, column: Column, text: str, before: TypedCell) -> TypedCell:
        """Return a row after text was typed or pasted into one of its columns."""
        short = text[:_LONGEST_TEXT]
        if column is Column.VALUE:
            return with_text(self._cells[row], before, short)
        if column is Column.NOTE:
            return with_note(before, short)
        metric, name = self._cells[row].metric, short.strip()
        for state in STATES:
            if name in {state, state.japanese, state_text(state, metric)}:
                return with_state(before, state)
        return before

    def repeat_not_applicable(self) -> int:
        """Mark as 対象外 what was so last month and is blank now; return how many rows these are."""
        cells = {
            row: with_state(typed, State.NOT_APPLICABLE)
            for row, (cell, typed) in enumerate(zip(self._cells, self._rows, strict=True))
            if cell.last_month.state is State.NOT_APPLICABLE and typed.state is State.NOT_REPORTED
        }
        if cells and self._is_editable:
            self.type_cells(cells, "前月の対象外")
            return len(cells)
        return 0

    def typed_from(self, row: int, breakdown: str, amount: Amount | None) -> TypedCell:
        """Return a row after what its figure is made from was typed."""
        return with_breakdown(self._cells[row], self._rows[row], breakdown, amount)

    def row_of(self, metric: str) -> int | None:
        """Return the row of a metric; None when it is not in the form."""
        codes = [cell.metric.code for cell in self._cells]
        return codes.index(metric) if metric in codes else None

    def state_names(self, row: int) -> list[str]:
        """Return the names of the states that a row can have."""
        return [state_text(state, self._cells[row].metric) for state in STATES]

    # --- Qt's door ----------------------------------------------------------------------------

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _OPEN if self._is_editable and index.column() in EDITABLE else _FIXED

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        answer = self._roles.get(role)
        if answer is None or not index.isValid():
            return None
        return answer(index.row(), _COLUMNS[index.column()])

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        column = Column(index.column()) if index.isValid() else Column.METRIC
        if role != Qt.ItemDataRole.EditRole or column not in EDITABLE:
            return False
        # What was being typed when somebody closed the month is taken: the draft keeps it.
        if not self._is_editable and self._cells[index.row()].metric.code not in self._being_typed:
            return False
        row = index.row()
        cell = self.typed_with(row, column, str(value), self._rows[row])
        name = f"{self._cells[row].metric.name}の{HEADERS[column]}"
        self._type({row: cell}, name)
        return True

    # --- One function per role ----------------------------------------------------------------

    def _display(self, row: int, column: Column) -> str:
        return self._row(row).text(column)

    def _edit(self, row: int, column: Column) -> str:
        if column is Column.VALUE:
            return self._rows[row].text
        return self._display(row, column)

    def _alignment(self, _row: int, column: Column) -> int:
        return RIGHT if column in NUMBERS else LEFT

    def _tool_tip(self, row: int, column: Column) -> str:
        return tool_tip(self._row(row).told(column))

    def _accessible_text(self, row: int, column: Column) -> str:
        return self._row(row).spoken(column)

    def _accessible_description(self, row: int, column: Column) -> str:
        return self._row(row).described(column)

    def _sort(self, row: int, column: Column) -> int | str:
        return self._row(row).sort_key(column)

    def _verdict(self, row: int, _column: Column) -> Verdict:
        return self._verdicts[row]

    def _trend(self, row: int, _column: Column) -> tuple[int | None, ...]:
        return self._row(row).trend

    def _changed(self, row: int, _column: Column) -> bool:
        return is_changed(self._cells[row], self._rows[row])

    def _making(self, row: int, _column: Column) -> str:
        return self._row(row).making

    def _made(self, row: int, _column: Column) -> bool:
        return bool(self._rows[row].breakdown)

    # --- Inside -------------------------------------------------------------------------------

    @property
    def _cells(self) -> tuple[FormCell, ...]:
        return () if self._form is None else self._form.cells

    def _row(self, row: int) -> EntryRow:
        return EntryRow(self._cells[row], self._rows[row], self._verdicts[row])

    @property
    def _is_editable(self) -> bool:
        return self._form is not None and self._form.editable

    def _put(self, cells: Mapping[int, TypedCell]) -> None:
        before = self._verdicts
        for row, cell in cells.items():
            self._rows[row] = cell
        self._judge()
        pairs = zip(before, self._verdicts, strict=True)
        judged = {row for row, (then, now) in enumerate(pairs) if then != now}
        for row in sorted(judged | cells.keys()):  # one is questioned because of another
            self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
        self.edited.emit()

    def _take(self, form: MonthForm, typed: Sequence[TypedCell]) -> None:
        self._form, self._rows = form, list(typed)
        self._announce_change()

    def _judge(self) -> None:
        self._verdicts = () if self._form is None else judge(self._form, self._rows)

    def _announce_change(self) -> None:
        """Say that any row may have changed."""
        self._judge()
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)
