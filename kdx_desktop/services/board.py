"""提出状況: where each department's month stands, who is late, what is missing (domain.md §6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, Problem
from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department, Organization
from kdx_desktop.models.calendar import SubmissionVersion
from kdx_desktop.models.change import Change
from kdx_desktop.models.revision import CurrentFigure
from kdx_desktop.services.deadlines import DUE_DAY, due_date
from kdx_desktop.services.knowledge import load_closed_months, load_metrics, load_organization
from kdx_desktop.services.recording import moment

Place = tuple[str, int]


class Standing(StrEnum):
    """How far a department's month has come."""

    MISSING = "missing"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"

    @property
    def japanese(self) -> str:
        """The users' word."""
        return _NAMES[self]

    @property
    def handed_in(self) -> bool:
        """Tell whether the department has done its part."""
        return self in {Standing.SUBMITTED, Standing.APPROVED}


_NAMES = {
    Standing.MISSING: "未提出",
    Standing.DRAFT: "下書き",
    Standing.SUBMITTED: "提出済み",
    Standing.RETURNED: "差戻し",
    Standing.APPROVED: "承認済み",
}


@dataclass(frozen=True, slots=True)
class DepartmentMonth:
    """One department's month. ``late``: not handed in, and ``due`` was before today.

    ``reason`` is what was said when it came to this state; ``who``, ``when`` and ``change`` tell of
    the act that brought it there (a draft: the last save), empty and None while nothing was done.
    """

    department: Department
    month: Month
    standing: Standing
    due: date
    late: bool
    reason: str = ""
    who: str = ""
    when: datetime | None = None
    change: int | None = None


@dataclass(frozen=True, slots=True)
class MonthBoard:
    """A month with all departments existing in it, by code."""

    month: Month
    due: date
    closed: bool
    rows: tuple[DepartmentMonth, ...]

    @property
    def counts(self) -> Mapping[Standing, int]:
        """How many departments are in each state."""
        found = Counter(row.standing for row in self.rows)
        return {standing: found[standing] for standing in Standing}

    @property
    def late(self) -> int:
        """How many departments are late."""
        return sum(row.late for row in self.rows)


class _Act(NamedTuple):
    """The last act of a sort on a department's month."""

    change: int
    who: str
    when: str  # as stored
    state: str = ""
    reason: str = ""
    withdrawn: int = 0


class _Acts(NamedTuple):
    saved: Mapping[Place, _Act]
    submitted: Mapping[Place, _Act]


def board(
    session: Session,
    months: Iterable[Month],
    departments: Collection[str] = (),
    today: date | None = None,
) -> tuple[MonthBoard, ...]:
    """Return the months in the given order, with all departments or only those named.

    DataError names each department that is not registered or exists in none of the months.
    """
    wanted = tuple(months)
    organization = load_organization(session)
    _require_known(organization, wanted, departments)
    day, closed = DUE_DAY.read(session), load_closed_months(session)
    acts = _acts(session, wanted, departments)
    boards = []
    for month in wanted:
        due = due_date(month, day)
        rows = tuple(
            _row(organization.departments[code], month, due, acts, today)
            for code in organization.existing(month)
            if not departments or code in departments
        )
        boards.append(MonthBoard(month, due, month in closed, rows))
    return tuple(boards)


def department_month(
    session: Session, department: Department, month: Month, today: date | None = None
) -> DepartmentMonth:
    """Return where one department's month stands."""
    due = due_date(month, DUE_DAY.read(session))
    return _row(department, month, due, _acts(session, [month], [department.code]), today)


def unreported(
    session: Session, month: Month, departments: Collection[str]
) -> dict[str, tuple[Metric, ...]]:
    """Return, for each of the departments that lacks some, the expected metrics still 未提出."""
    query = select(CurrentFigure.department, CurrentFigure.metric).where(
        CurrentFigure.department.in_(departments),
        CurrentFigure.month == int(month),
        CurrentFigure.state != State.NOT_REPORTED.value,
    )
    stored = {tuple(row) for row in session.execute(query)}
    monthly = [metric for metric in load_metrics(session).values() if metric.expected_monthly]
    found = {
        code: tuple(metric for metric in monthly if (code, metric.code) not in stored)
        for code in departments
    }
    return {code: metrics for code, metrics in found.items() if metrics}


def _require_known(
    organization: Organization, months: tuple[Month, ...], departments: Collection[str]
) -> None:
    names = "、".join(month.japanese for month in months)
    problems = [
        Problem(
            f"部署「{code[:40]}」は{names}にありません。"
            if code in organization.departments
            else f"部署コード「{code[:40]}」は登録されていません。"
        )
        for code in departments
        if not any(organization.exists(code, month) for month in months)
    ]
    if problems:
        raise DataError("部署の指定に問題があります。", tuple(problems))


def _row(
    department: Department, month: Month, due: date, acts: _Acts, today: date | None
) -> DepartmentMonth:
    place = (department.code, month)
    saved, submitted = acts.saved.get(place), acts.submitted.get(place)
    last = submitted
    if submitted is not None and not submitted.withdrawn:
        standing = Standing(submitted.state)
    elif saved is None:  # whatever was taken back: there is nothing now
        standing, last = Standing.MISSING, None
    else:
        standing = Standing.DRAFT
        last = max(submitted or saved, saved, key=lambda act: act.change)
    now = today or date.today()  # noqa: DTZ011 - the user's own calendar
    late = now > due and not standing.handed_in
    if last is None:
        return DepartmentMonth(department, month, standing, due, late)
    said = (last.reason, last.who, _moment(last.when), last.change)
    return DepartmentMonth(department, month, standing, due, late, *said)


def _acts(session: Session, months: Sequence[Month], departments: Collection[str]) -> _Acts:
    """Return the last save of an expected figure, and the last step of the month's work."""
    numbers = [int(month) for month in months]
    monthly = [metric.code for metric in load_metrics(session).values() if metric.expected_monthly]
    figures, steps = CurrentFigure.__table__.columns, SubmissionVersion.__table__.columns
    last = (
        select(figures.department, figures.month, func.max(figures.change).label("change"))
        .where(
            figures.month.in_(numbers),
            figures.metric.in_(monthly),
            figures.state != State.NOT_REPORTED.value,
            *([figures.department.in_(departments)] if departments else ()),
        )
        .group_by(figures.department, figures.month)
        .subquery()
        .columns
    )
    saves = select(last.department, last.month, last.change, Change.actor, Change.recorded_at).join(
        Change, Change.number == last.change
    )
    submissions = (
        select(
            steps.department,
            steps.month,
            steps.change,
            Change.actor,
            Change.recorded_at,
            steps.state,
            steps.reason,
            steps.withdrawn,
        )
        .join(Change, Change.number == steps.change)
        .where(
            steps.month.in_(numbers),
            *([steps.department.in_(departments)] if departments else ()),
        )
        .order_by(steps.change)  # the later step overwrites the earlier one
    )
    return _Acts(
        {(row[0], row[1]): _Act(*row[2:]) for row in session.execute(saves).all()},
        {(row[0], row[1]): _Act(*row[2:]) for row in session.execute(submissions).all()},
    )


@lru_cache(maxsize=4096)
def _moment(text: str) -> datetime:
    """Read a moment once: a year of a city has thousands of rows, and fewer changes."""
    return moment(text)
