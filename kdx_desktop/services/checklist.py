"""What is still open in a month before it is closed for good (domain.md §6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdx_desktop.metrics import checks
from kdx_desktop.metrics.amounts import Amount
from kdx_desktop.metrics.figures import Metric
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.models.revision import CurrentFigure
from kdx_desktop.services.board import DepartmentMonth, MonthBoard, Standing, board
from kdx_desktop.services.knowledge import load_metrics

#: How far back the checks look: twelve months, and the same months of the year before.
_PAST_MONTHS = 24
_FEW = 20
#: A department and a metric.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A striking figure that nobody has explained in its note."""

    department: Department
    metric: Metric
    reason: str


@dataclass(frozen=True, slots=True)
class Questioned:
    """A striking figure with what was said about it; ``amount`` in ten-thousandths, note or empty."""

    department: Department
    metric: Metric
    amount: Amount
    note: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """Where a month stands, and the figures in question; nothing of it forbids the closing."""

    board: MonthBoard
    questions: tuple[OpenQuestion, ...]

    @property
    def unapproved(self) -> tuple[DepartmentMonth, ...]:
        """The departments that are missing, in draft, returned, or waiting for approval."""
        return tuple(row for row in self.board.rows if row.standing is not Standing.APPROVED)

    @property
    def done(self) -> bool:
        """Tell whether nothing is open."""
        return not self.unapproved and not self.questions


def checklist(session: Session, month: Month, today: date | None = None) -> Checklist:
    """Return what is open in a month, over all departments existing in it."""
    (found,) = board(session, [month], today=today)
    departments = [row.department for row in found.rows]
    return Checklist(
        found,
        tuple(
            OpenQuestion(one.department, one.metric, one.reason)
            for one in questioned(session, month, departments)
            if not one.note
        ),
    )


def questioned(
    session: Session, month: Month, departments: Sequence[Department]
) -> tuple[Questioned, ...]:
    """Return the striking figures of departments in a month, each with its note; by department."""
    metrics = [metric for metric in load_metrics(session).values() if metric.expected_monthly]
    codes = [metric.code for metric in metrics]
    past, now = _figures(session, month, codes, departments)
    return tuple(
        Questioned(department, metric, amount, note, reason)
        for department in departments
        for metric in metrics
        if (held := now.get((department.code, metric.code))) is not None
        for amount, note in (held,)
        for reason in _striking(
            {code: past.get((department.code, code), {}) for code in codes}, metric.code, month
        )
    )


def _figures(
    session: Session, month: Month, metrics: Sequence[str], departments: Sequence[Department]
) -> tuple[dict[Place, dict[int, int]], dict[Place, tuple[int, str]]]:
    """Return the amounts by month up to this one, and this one's with their notes."""
    figures = CurrentFigure.__table__.columns
    query = select(
        figures.department, figures.metric, figures.month, figures.amount, figures.note
    ).where(
        figures.month.between(int(month.plus(-_PAST_MONTHS)), int(month)),
        figures.metric.in_(metrics),
        figures.amount.is_not(None),
    )
    if len(departments) <= _FEW:  # of a whole city, to name each is slower than to read them all
        query = query.where(figures.department.in_([one.code for one in departments]))
    past: defaultdict[Place, dict[int, int]] = defaultdict(dict)
    now: dict[Place, tuple[int, str]] = {}
    for department, metric, when, amount, note in session.execute(query).all():
        past[department, metric][when] = amount
        if when == month:
            now[department, metric] = amount, note.strip()
    return past, now


def _striking(
    series: Mapping[str, Mapping[int, Amount]], metric: str, month: Month
) -> Iterator[str]:
    """Yield what is striking about a cell; a repeated month is asked about in its first cell."""
    past = sorted(series[metric].items())
    for _, reason in checks.past_questions(past, frozenset({int(month)})):
        yield reason
    if metric != next(iter(series)) or not all(month in known for known in series.values()):
        return
    now = {code: known[month] for code, known in series.items()}
    before = month.plus(-1)
    last = {code: known[before] for code, known in series.items() if before in known}
    if (same := checks.same_as_last_month(now, last)) is not None:
        yield same
