"""業務 of a department and the minutes that technology saves in each case (domain.md §3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, Problem
from kdx_desktop.metrics.amounts import Amount
from kdx_desktop.metrics.automation import hours
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.automation import AutomationVersion

__all__ = ["MAX_NAME", "Automation", "automations_of", "hours", "rows_for"]

#: Characters of a name, as the store allows.
MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Automation:
    """A 業務 as it is from a month on. Minutes of one case, in ten-thousandths.

    ``after`` is the human time that is left; ``measured``: 実測, otherwise 見積; ``one_off``: 一時的.
    """

    name: str
    valid_from: Month
    before: Amount
    after: Amount
    measured: bool
    one_off: bool
    note: str


def automations_of(session: Session, department: str, month: Month) -> tuple[Automation, ...]:
    """Return what is valid in a month, by name: of each name the latest statement until then.

    A name whose latest statement is a withdrawal has ended with that month.
    """
    columns = AutomationVersion.__table__.columns
    query = (
        select(*columns)
        .where(columns.department == department, columns.valid_from <= int(month))
        .order_by(columns.name, columns.valid_from, columns.change)
    )
    latest = {row.name: row for row in session.execute(query)}
    found = (
        Automation(
            name=row.name,
            valid_from=Month(row.valid_from),
            before=row.minutes_before,
            after=row.minutes_after,
            measured=bool(row.measured),
            one_off=bool(row.one_off),
            note=row.note,
        )
        for row in latest.values()
        if not row.withdrawn
    )
    return tuple(sorted(found, key=lambda automation: automation.name))


def rows_for(
    department: str,
    old: Sequence[Automation],
    new: Sequence[Automation],
    month: Month | None = None,
) -> list[dict[str, Any]]:
    """Return the rows for `recording.record` that make ``new`` of ``old``; empty when nothing is new.

    What is in ``old`` alone ends with ``month`` (None: with the month it was valid from). What is
    valid from an earlier month than before is stated for both months. DataError for a name that is
    blank, too long or given twice, and for negative minutes.
    """
    _refuse(new)
    before = {automation.name: automation for automation in old}
    rows = []
    for automation in new:
        known = before.pop(automation.name, None)
        if automation == known:
            continue
        rows.append(_row(department, automation, automation.valid_from))
        if known is not None and automation.valid_from < known.valid_from:
            rows.append(_row(department, automation, known.valid_from))
    rows += [
        {**_row(department, gone, month or gone.valid_from), "withdrawn": 1}
        for gone in before.values()
    ]
    return rows


def _row(department: str, automation: Automation, valid_from: Month) -> dict[str, Any]:
    return {
        "department": department,
        "name": automation.name,
        "valid_from": int(valid_from),
        "minutes_before": automation.before,
        "minutes_after": automation.after,
        "measured": int(automation.measured),
        "one_off": int(automation.one_off),
        "note": automation.note,
    }


def _refuse(new: Iterable[Automation]) -> None:
    problems, seen = [], set[str]()
    for automation in new:
        if not automation.name.strip():
            problems.append("業務名を入力してください。")
        elif len(automation.name) > MAX_NAME:
            problems.append(f"業務名は{MAX_NAME}文字までで入力してください。")
        elif automation.name in seen:
            problems.append(f"業務「{automation.name}」が二つあります。")
        elif min(automation.before, automation.after) < 0:
            problems.append(f"業務「{automation.name}」の分数にマイナスは入力できません。")
        seen.add(automation.name)
    if problems:
        message = "業務の入力に問題があるため、保存していません。"
        raise DataError(message, tuple(Problem(text, column="automations") for text in problems))
