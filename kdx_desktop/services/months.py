"""The month's work around the figures: submit, return, approve, close (domain.md §6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, Problem
from kdx_desktop.metrics.figures import Metric
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.models.calendar import ClosingVersion, SubmissionVersion
from kdx_desktop.services import audit, rights
from kdx_desktop.services.audit import EventKind
from kdx_desktop.services.board import DepartmentMonth, MonthBoard, Standing, board, unreported
from kdx_desktop.services.checklist import Checklist, checklist
from kdx_desktop.services.knowledge import load_closed_months
from kdx_desktop.services.recording import Act, Kind, record

#: As stored.
SUBMITTED = Standing.SUBMITTED.value
RETURNED = Standing.RETURNED.value
APPROVED = Standing.APPROVED.value

#: What the acts that lead to a state are called.
ACTS = {
    Standing.SUBMITTED: "提出",
    Standing.RETURNED: "差戻し",
    Standing.APPROVED: "承認",
    Standing.DRAFT: "提出の取下げ",
}
#: From where a department's month gets to a state.
_FROM = {
    Standing.SUBMITTED: {Standing.MISSING, Standing.DRAFT, Standing.RETURNED},
    Standing.RETURNED: {Standing.SUBMITTED, Standing.APPROVED},
    Standing.APPROVED: {Standing.SUBMITTED},
    Standing.DRAFT: {Standing.SUBMITTED},
}
#: Nothing to withdraw is as good as withdrawn.
_SAME = {Standing.DRAFT: {Standing.DRAFT, Standing.MISSING}}


@dataclass(frozen=True, slots=True)
class Moved:
    """What an act on departments' months did; ``change`` None: nothing, all were there already.

    ``unreported`` names the expected figures that are still 未提出 in what was submitted.
    """

    change: int | None
    moved: tuple[Department, ...]
    unchanged: tuple[Department, ...]
    unreported: Mapping[str, tuple[Metric, ...]]


@dataclass(frozen=True, slots=True)
class Closed:
    """The change that closed a month, and what was open at that moment."""

    change: int
    checklist: Checklist


def set_state(  # noqa: PLR0913 - what the command asks for
    session: Session,
    month: Month,
    departments: Iterable[str],
    state: str,
    reason: str = "",
    today: date | None = None,
) -> Moved:
    """Submit, return, approve or (``draft``) withdraw departments' months; all, or none of them.

    A return needs a reason, and so does submitting a month without any figure. A department that
    is there already is left alone. NotAllowed without the right; DataError names each department
    for which the act is impossible.
    """
    target, said = Standing(state), reason.strip()
    codes = tuple(dict.fromkeys(departments))
    if target in {Standing.SUBMITTED, Standing.DRAFT}:
        rights.require_submission(session, codes)
    else:
        rights.require_team(session, ACTS[target])
    if not codes:
        raise DataError(f"{ACTS[target]}する部署を1つ以上指定してください。")
    (found,) = board(session, [month], codes, today)
    unchanged = tuple(row for row in found.rows if row.standing in _SAME.get(target, {target}))
    moving = tuple(row for row in found.rows if row not in unchanged)
    problems = _general_problems(found, target, said, today)
    problems += [
        Problem(f"{row.department.code} {row.department.name}：{obstacle}")
        for row in moving
        if (obstacle := obstacle_of(row, target, said))
    ]
    if problems:
        raise DataError(f"{ACTS[target]}できませんでした。", tuple(problems))
    names = [row.department.code for row in moving]
    missing = unreported(session, month, names) if target is Standing.SUBMITTED else {}
    return Moved(
        _record(session, moving, target, said) if moving else None,
        tuple(row.department for row in moving),
        tuple(row.department for row in unchanged),
        missing,
    )


def leads_to(standing: Standing, target: Standing) -> bool:
    """Tell whether a department's month gets from one state to another by an act."""
    return standing in _FROM[target]


def withdrawal(row: DepartmentMonth, reason: str) -> dict[str, str | int]:
    """Return the row that takes a submission or an approval back: a draft again."""
    return {**_submission(row, row.standing, reason), "withdrawn": 1}


def close(session: Session, month: Month, today: date | None = None) -> Closed:
    """Close a month: from now on its figures change only by a correction. Never undone.

    What is open does not forbid it, and is returned. NotAllowed for all but the HR/DX team;
    DataError for a month that is not over, and for one that is closed already.
    """
    rights.require_team(session, "月の締め")
    present = _present(today)
    if month > present:
        raise DataError(f"{month.japanese}は先の月のため、まだ締められません。")
    if month == present:
        raise DataError(f"{month.japanese}はまだ終わっていないため、締められません。")
    if month in load_closed_months(session):
        raise DataError(f"{month.japanese}はすでに締め切られています。")
    found = checklist(session, month, today)
    change = record(
        session,
        Act(Kind.CLOSING, f"{month.japanese}の締め"),
        rows={ClosingVersion: [{"month": int(month)}]},
    )
    audit.record_event(session, EventKind.CLOSING, str(month), f"変更{change}")
    return Closed(change, found)


def _general_problems(
    found: MonthBoard, target: Standing, reason: str, today: date | None
) -> list[Problem]:
    problems = []
    if found.closed:
        problems.append(Problem(f"{found.month.japanese}は締め切られています。"))
    if found.month > _present(today):
        problems.append(Problem(f"{found.month.japanese}は先の月です。"))
    if target is Standing.RETURNED and not reason:
        problems.append(Problem("差戻しには理由を入力してください。"))
    return problems


def obstacle_of(row: DepartmentMonth, target: Standing, reason: str) -> str:
    """Return why one department's month cannot get there, empty when it can."""
    if row.standing not in _FROM[target]:
        origins = "か".join(s.japanese for s in Standing if s in _FROM[target])
        return f"「{row.standing.japanese}」です。{ACTS[target]}は「{origins}」からできます。"
    if row.standing is Standing.MISSING and not reason:
        return (
            "数値が1つも保存されていません。該当がない指標は0か対象外を入力してください。"
            "入力できないときは、理由を付けて提出してください。"
        )
    return ""


def _record(
    session: Session, rows: Iterable[DepartmentMonth], target: Standing, reason: str
) -> int:
    values = [
        withdrawal(row, reason) if target is Standing.DRAFT else _submission(row, target, reason)
        for row in rows
    ]
    return record(session, Act(Kind.SUBMISSION, reason), rows={SubmissionVersion: values})


def _submission(row: DepartmentMonth, standing: Standing, reason: str) -> dict[str, str | int]:
    return {
        "department": row.department.code,
        "month": int(row.month),
        "state": standing.value,
        "reason": reason,
    }


def _present(today: date | None) -> Month:
    now = today or date.today()  # noqa: DTZ011 - the user's own calendar
    return Month.of(now.year, now.month)
