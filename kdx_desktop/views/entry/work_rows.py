"""The rows of 業務別の入力: what a department does by machine, and what was typed of it. Pure values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from kdx_desktop.metrics.amounts import Amount, amount_text, grouped, parse_amount
from kdx_desktop.metrics.months import Month, parse_month
from kdx_desktop.services.automations import Automation
from kdx_desktop.services.breakdowns import Work, saved_hours, works_of, works_text


class WorkColumn(IntEnum):
    """The columns, from left to right."""

    NAME = 0
    CASES = 1
    BEFORE = 2
    AFTER = 3
    HOURS = 4
    MEASURED = 5
    ONE_OFF = 6
    VALID_FROM = 7
    NOTE = 8


WORK_HEADERS = (
    "業務名",
    "件数",
    "分（前）",
    "分（後）",
    "時間",
    "根拠",
    "一時的",
    "有効開始月",
    "メモ",
)
WORK_NUMBERS = frozenset({WorkColumn.CASES, WorkColumn.BEFORE, WorkColumn.AFTER, WorkColumn.HOURS})
TICKS = frozenset({WorkColumn.MEASURED, WorkColumn.ONE_OFF})
_FIELDS = {
    WorkColumn.NAME: "name",
    WorkColumn.CASES: "cases",
    WorkColumn.BEFORE: "before",
    WorkColumn.AFTER: "after",
    WorkColumn.VALID_FROM: "valid_from",
    WorkColumn.NOTE: "note",
}


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A 業務 as it stands on screen, and as it was known before; None: it is new."""

    work: Work
    known: Work | None = None

    @property
    def counts(self) -> bool:
        """Whether it is part of the month's figure."""
        return self.work != (self.known or Work()) and self.work != Work()


def work_of(automation: Automation) -> Work:
    """Return what is known of a 業務 as it would have been typed."""
    return Work(
        name=automation.name,
        before=amount_text(automation.before),
        after=amount_text(automation.after),
        measured=automation.measured,
        one_off=automation.one_off,
        valid_from=str(automation.valid_from),
        note=automation.note,
    )


def rows_of(breakdown: str, automations: Sequence[Automation]) -> tuple[WorkRow, ...]:
    """Return what is known in the month with what was typed of it, then what is new."""
    known = {one.name: work_of(one) for one in automations}
    typed = {work.name: work for work in works_of(breakdown)}
    rows = [WorkRow(typed.get(name, work), work) for name, work in known.items()]
    return (*rows, *(WorkRow(work) for work in works_of(breakdown) if work.name not in known))


def breakdown_of(rows: Sequence[WorkRow]) -> str:
    """Return the rows that count, to be kept beside the figure."""
    return works_text(row.work for row in rows if row.counts)


def hours_of(rows: Sequence[WorkRow], month: Month) -> tuple[Amount | None, str]:
    """Return the hours of the rows that count, None without any; or why they can't be counted."""
    works = [row.work for row in rows if row.counts]
    try:
        return (saved_hours(works, month) if works else None), ""
    except ValueError as reason:
        return None, str(reason)


def text_in(row: WorkRow, column: WorkColumn, month: Month) -> str:
    """Return what a cell shows."""
    match column:
        case WorkColumn.MEASURED:
            return "実測" if row.work.measured else "見積"
        case WorkColumn.ONE_OFF:
            return "一時的" if row.work.one_off else "継続"
        case WorkColumn.HOURS:
            amount, _ = hours_of([row], month)
            return "" if amount is None else grouped(amount)
        case _:
            return str(getattr(row.work, _FIELDS[column]))


def with_cell(row: WorkRow, column: WorkColumn, text: str, month: Month) -> WorkRow:
    """Return a row after a cell was typed: numbers and months in their plain form.

    Minutes that change count from the present month on, unless a month of their own is typed.
    """
    if column in TICKS or column is WorkColumn.HOURS:
        return row
    plain = _plain(column, text)
    changes: dict[str, Any] = {_FIELDS[column]: plain}
    if column is WorkColumn.NAME and plain and not row.work.valid_from:
        changes["valid_from"] = str(month)
    work = replace(row.work, **changes)
    minutes = column in {WorkColumn.BEFORE, WorkColumn.AFTER} and work != row.work
    if minutes and row.known is not None and work.valid_from == row.known.valid_from:
        work = replace(work, valid_from=str(month))
    return replace(row, work=work)


def with_tick(row: WorkRow, column: WorkColumn, *, on: bool) -> WorkRow:
    """Return a row after 実測 or 一時的 was ticked."""
    if column is WorkColumn.MEASURED:
        return replace(row, work=replace(row.work, measured=on))
    return replace(row, work=replace(row.work, one_off=on))


def _plain(column: WorkColumn, text: str) -> str:
    short = " ".join(text.split())
    try:
        if column in WORK_NUMBERS and short:
            return amount_text(parse_amount(short))
        if column is WorkColumn.VALID_FROM and short:
            return str(parse_month(short))
    except ValueError:
        return short
    return short
