"""What a row of 月次入力 says in each of its columns: seen, spoken, and told in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kdx_desktop.services.month_form import FormCell
from kdx_desktop.views.entry.cell_texts import (
    breakdown_in_words,
    history_in_words,
    state_text,
    stored_text,
    value_text,
)
from kdx_desktop.views.entry.entry_columns import EDITABLE, HEADERS, MAKING_NAMES, MAKINGS, Column
from kdx_desktop.views.entry.typed_cells import TypedCell, Verdict


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A metric, what is typed for it, and what is to be said about that."""

    cell: FormCell
    typed: TypedCell
    verdict: Verdict

    @property
    def making(self) -> str:
        """What the figure can be made from: "paper", "works" or nothing."""
        return MAKINGS.get(self.cell.metric.code, "")

    @property
    def trend(self) -> tuple[int | None, ...]:
        """The last twelve months and the typed value, in ten-thousandths."""
        return (*(amount for _, amount in self.cell.history), self.verdict.amount)

    def text(self, column: Column) -> str:
        """Return what a cell shows."""
        cell, typed = self.cell, self.typed
        match column:
            case Column.METRIC:
                return cell.metric.name
            case Column.UNIT:
                return cell.metric.unit
            case Column.VALUE:
                return value_text(typed, self.verdict.amount)
            case Column.STATE:
                return state_text(typed.state, cell.metric)
            case Column.NOTE:
                return typed.note
            case Column.LAST_MONTH:
                return stored_text(cell.last_month, cell.metric)
            case Column.LAST_YEAR:
                return stored_text(cell.last_year, cell.metric)
            case Column.CHECK:
                return self.verdict.remark
            case Column.TREND:
                return ""

    def told(self, column: Column) -> str:
        """Return in full what may not fit: the remark, the note, the name, what is behind it."""
        match column:
            case Column.VALUE:
                name = MAKING_NAMES.get(self.making, "")
                offer = f"{name}（F4）" if name else ""
                made_from = breakdown_in_words(self.typed.breakdown)
                return "\n".join(filter(None, (self.verdict.remark, made_from or offer)))
            case Column.CHECK:
                return self.verdict.remark
            case Column.METRIC | Column.NOTE:
                return self.text(column)
            case _:
                return ""

    def spoken(self, column: Column) -> str:
        """Return what screen readers say of a cell."""
        shown, metric = self.text(column), self.cell.metric
        match column:
            case Column.METRIC | Column.UNIT:
                return shown
            case Column.VALUE:
                return f"{metric.name} {shown or '空欄'} {metric.unit if shown else ''}".strip()
            case Column.TREND:
                return f"{metric.name} 12か月の推移 {history_in_words(self.cell)}"
            case Column.CHECK:
                return shown or "確認事項なし"
            case _:
                return f"{metric.name} {HEADERS[column]} {shown or '空欄'}"

    def described(self, column: Column) -> str:
        """Return what screen readers say of a cell besides."""
        if column not in EDITABLE:
            return ""
        name = MAKING_NAMES.get(self.making, "") if column is Column.VALUE else ""
        made_from = breakdown_in_words(self.typed.breakdown) if name else ""
        parts = (self.verdict.remark, made_from, f"F4で{name}" if name else "")
        return "　".join(filter(None, parts))

    def sort_key(self, column: Column) -> int | str:
        """Return what a column is sorted by; a missing amount comes first."""
        amounts: Mapping[Column, int | None] = {
            Column.VALUE: self.verdict.amount,
            Column.LAST_MONTH: self.cell.last_month.amount,
            Column.LAST_YEAR: self.cell.last_year.amount,
        }
        if column in amounts:
            amount = amounts[column]
            return -1 if amount is None else amount
        return self.text(column)
