"""InitiativeTableModel: the initiatives of a plan as a table."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, auto

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor
from typing_extensions import override

from kdx_desktop.services.initiative_states import Initiative, InitiativeState
from kdx_desktop.services.initiatives import (
    Overview,
)
from kdx_desktop.views.initiatives.state_look import day_text, state_text
from kdx_desktop.views.plain_text import tool_tip
from kdx_desktop.views.style.shown import tokens
from kdx_desktop.views.widgets.data_table import COPY_ROLE
from kdx_desktop.views.widgets.headed_table_model import Index
from kdx_desktop.views.widgets.sorted_table_model import SortedTableModel

_STATES = tuple(InitiativeState)


class Column(IntEnum):
    """The columns, from the left."""

    MEASURE = 0
    INITIATIVE = auto()
    ITEM = auto()
    VERSION = auto()
    BEFORE = auto()
    STATE = auto()
    DAY = auto()
    NOTE = auto()


_COLUMNS = tuple(Column)
_HEADER = ("施策", "取組", "項目", "版", "前回の状態", "状態", "変更日", "メモ")
_QUIET = frozenset({Column.MEASURE, Column.VERSION, Column.BEFORE, Column.DAY, Column.NOTE})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is kept; None and empty keep everything. ``changed``: only since the last report."""

    measure: tuple[str, str] | None = None
    state: InitiativeState | None = None
    version: str = ""
    text: str = ""
    changed: bool = False

    @property
    def everything(self) -> bool:
        """Tell whether nothing is left out, apart from what has not changed."""
        return self.measure is None and self.state is None and not (self.version or self.text)


class InitiativeTableModel(SortedTableModel):
    """One row for each initiative, in the order of the plan until it is sorted otherwise."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_HEADER, parent=parent)
        self._rows: Sequence[Initiative] = ()
        self._known: Sequence[Initiative] = ()
        self._before: Mapping[int, InitiativeState | None] = {}

    def show_overview(self, found: Overview) -> None:
        """Show another plan, or the same as it is now."""
        self.beginResetModel()
        self._before = {one.initiative.position: one.before for one in found.changes.changed}
        self._take(found.initiatives)
        self.endResetModel()

    def keep_wanted(self, wanted: Wanted) -> None:
        """Keep other initiatives."""
        text = _folded(wanted.text)

        def keeps(one: Initiative) -> bool:
            return (
                (wanted.measure is None or wanted.measure == (one.text.pillar, one.text.measure))
                and (wanted.state is None or wanted.state is one.state)
                and (not wanted.version or wanted.version == one.text.version)
                and (not wanted.changed or one.position in self._before)
                and text
                in _folded(f"{one.name} {one.text.measure} {one.text.note} {one.state_note}")
            )

        self.keep(keeps)

    @property
    def dated(self) -> bool:
        """Whether the state of any initiative has a day."""
        return any(one.since is not None for one in self._known)

    def initiative(self, row: int) -> Initiative:
        """Return the initiative of a row."""
        return self._rows[row]

    def text(self, row: int, column: Column) -> str:
        """Return what stands in a cell."""
        return self._text(self._rows[row], column, signed=True)

    def row_of(self, position: int) -> int | None:
        """Return the row of an initiative by its number; None where it is not kept."""
        found = (row for row, one in enumerate(self._rows) if one.position == position)
        return next(found, None)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], _COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column, signed=True)
            case Qt.ItemDataRole.ForegroundRole:
                return QColor(tokens().quiet_text) if column in _QUIET else None
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(self._hint(row, column))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row, column)
        if role == COPY_ROLE:
            return self._text(row, column)
        return super().data(index, role)

    def _text(self, row: Initiative, column: Column, *, signed: bool = False) -> str:
        match column:
            case Column.MEASURE:
                return row.text.measure
            case Column.INITIATIVE:
                return row.text.initiative
            case Column.ITEM:
                return row.text.item
            case Column.VERSION:
                return row.text.version
            case Column.STATE:
                return state_text(row.state) if signed else row.state.japanese
            case Column.DAY:
                return "" if row.since is None else f"{row.since:%Y/%m/%d}"
            case Column.NOTE:
                return row.state_note or row.text.note
        if row.position not in self._before:
            return ""
        before = self._before[row.position]
        if before is None:
            return "（新規）"
        return state_text(before) if signed else before.japanese

    def _spoken(self, row: Initiative, column: Column) -> str:
        if column is Column.DAY and row.since is not None:
            return day_text(row.since)
        return self._text(row, column) or "なし"

    def _hint(self, row: Initiative, column: Column) -> str:
        if column in {Column.INITIATIVE, Column.ITEM, Column.MEASURE}:
            return f"{row.text.pillar}　{row.text.measure}\n{row.name}（{row.text.version}版）"
        return self._text(row, column) if column is Column.NOTE else ""

    @override
    def _sort_key(self, row: Initiative, column: int) -> object:
        match column:
            case Column.STATE:
                return (_STATES.index(row.state), row.position)
            case Column.DAY:
                return (row.since or date.min, row.position)
            case Column.MEASURE:
                return (row.position,)
        return (self._text(row, _COLUMNS[column]), row.position)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
