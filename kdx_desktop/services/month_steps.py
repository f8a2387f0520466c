"""Steps of many months at once: whatever can be done is done, the rest is named; and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.calendar import SubmissionVersion
from kdx_desktop.models.revision import CurrentFigure
from kdx_desktop.services import rights
from kdx_desktop.services.board import DepartmentMonth, MonthBoard, Standing, board
from kdx_desktop.services.months import ACTS, obstacle_of
from kdx_desktop.services.recording import Act, Kind, record

#: A department's code and a month.
Place = tuple[str, Month]
_CLOSED = "締め切られた月です。"


@dataclass(frozen=True, slots=True)
class Refused:
    """A department's month to which an act could not be done, and why."""

    row: DepartmentMonth
    why: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What an act on many did; ``change`` None: nothing. ``moved`` are as they were before."""

    change: int | None
    target: Standing
    moved: tuple[DepartmentMonth, ...]
    refused: tuple[Refused, ...]


def move(
    session: Session, wanted: Mapping[Place, str], target: Standing, today: date | None = None
) -> Steps:
    """Approve or return departments' months, each with its reason, as one change.

    Those that have moved on meanwhile are refused by name, and stop nobody. A return without a
    reason is refused. NotAllowed for all but the HR/DX team; DataError without any department.
    """
    rights.require_team(session, ACTS[target])
    if not wanted:
        raise DataError(f"{ACTS[target]}する部署を1つ以上選んでください。")
    moved, refused = [], []
    for found, row in _rows(session, wanted, today):
        reason = wanted[row.department.code, row.month].strip()
        if why := _CLOSED if found.closed else _obstacle(row, target, reason):
            refused.append(Refused(row, why))
        else:
            moved.append((row, _submission(row, target.value, reason)))
    reasons = list(dict.fromkeys(str(values["reason"]) for _, values in moved))
    act = Act(Kind.SUBMISSION, reasons[0] if len(reasons) == 1 else "")
    change = (
        record(session, act, rows={SubmissionVersion: [values for _, values in moved]})
        if moved
        else None
    )
    return Steps(change, target, tuple(row for row, _ in moved), tuple(refused))


def take_back(session: Session, steps: Steps, today: date | None = None) -> Steps:
    """Undo an approval or a return: the months stand again where they stood before it.

    A month that is closed, or in which somebody has gone on since, is refused by name. Nothing is
    removed from the ledger. NotAllowed for all but the HR/DX team.
    """
    rights.require_team(session, f"{ACTS[steps.target]}の取消し")
    before = {(row.department.code, row.month): row for row in steps.moved}
    saved = _last_saves(session, before)
    moved, refused = [], []
    for found, row in _rows(session, before, today):
        place = (row.department.code, row.month)
        if found.closed:
            refused.append(Refused(row, _CLOSED))
        elif row.change != steps.change or saved.get(place, 0) > (steps.change or 0):
            refused.append(Refused(row, "そのあとにほかの操作がありました。"))
        else:
            earlier = before[place]
            moved.append((row, _submission(row, earlier.standing.value, earlier.reason)))
    act = Act(Kind.SUBMISSION, f"{ACTS[steps.target]}の取消し")
    change = (
        record(session, act, rows={SubmissionVersion: [values for _, values in moved]})
        if moved
        else None
    )
    return Steps(change, steps.target, tuple(row for row, _ in moved), tuple(refused))


def _rows(
    session: Session, wanted: Iterable[Place], today: date | None
) -> list[tuple[MonthBoard, DepartmentMonth]]:
    places = set(wanted)
    months = sorted({month for _, month in places})
    codes = {code for code, _ in places}
    return [
        (found, row)
        for found in board(session, months, codes, today)
        for row in found.rows
        if (row.department.code, row.month) in places
    ]


def _obstacle(row: DepartmentMonth, target: Standing, reason: str) -> str:
    if target is Standing.RETURNED and not reason:
        return "差戻しには理由を入力してください。"
    return obstacle_of(row, target, reason)


def _submission(row: DepartmentMonth, state: str, reason: str) -> dict[str, str | int]:
    return {
        "department": row.department.code,
        "month": int(row.month),
        "state": state,
        "reason": reason,
    }


def _last_saves(session: Session, places: Iterable[Place]) -> dict[Place, int]:
    """Return the last change of any figure in each of the departments' months."""
    columns = CurrentFigure.__table__.columns
    query = (
        select(columns.department, columns.month, func.max(columns.change))
        .where(
            columns.department.in_({code for code, _ in places}),
            columns.month.in_({int(month) for _, month in places}),
        )
        .group_by(columns.department, columns.month)
    )
    return {(code, Month(month)): change for code, month, change in session.execute(query)}
