"""What is still open in a month before it is closed for good (domain.md §6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdx_desktop.metrics import checks
from kdx_desktop.metrics.amounts import Exact
from kdx_desktop.metrics.figures import NO_FIGURES, Metric
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.models.revision import CurrentFigure
from kdx_desktop.services.board import DepartmentMonth, MonthBoard, Standing, board
from kdx_desktop.services.knowledge import load_figures, load_metrics

#: How far back the checks look: twelve months, and the same months of the year before.
_PAST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A striking figure that nobody has explained in its note."""

    department: Department
    metric: Metric
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
    return Checklist(found, tuple(_open_questions(session, month, departments)))


def _open_questions(
    session: Session, month: Month, departments: list[Department]
) -> Iterator[OpenQuestion]:
    metrics = [metric for metric in load_metrics(session).values() if metric.expected_monthly]
    codes = [metric.code for metric in metrics]
    figures = load_figures(session, [(month.plus(-_PAST_MONTHS), month)], metrics=codes)
    query = select(CurrentFigure.department, CurrentFigure.metric, CurrentFigure.note).where(
        CurrentFigure.month == int(month), CurrentFigure.note != ""
    )
    explained = {(code, metric) for code, metric, note in session.execute(query) if note.strip()}
    for department in departments:
        series = {
            code: figures.get(code, NO_FIGURES).values.get(department.code, {}) for code in codes
        }
        for metric in metrics:
            if (department.code, metric.code) in explained:
                continue
            for reason in _striking(series, metric.code, month):
                yield OpenQuestion(department, metric, reason)


def _striking(
    series: Mapping[str, Mapping[int, Exact]], metric: str, month: Month
) -> Iterator[str]:
    """Yield what is striking about a cell; a repeated month is asked about in its first cell."""
    past = [(when, int(amount)) for when, amount in sorted(series[metric].items())]
    for _, reason in checks.past_questions(past, frozenset({int(month)})):
        yield reason
    if metric != next(iter(series)) or not all(month in known for known in series.values()):
        return
    now = {code: int(known[month]) for code, known in series.items()}
    before = month.plus(-1)
    last = {code: int(known[before]) for code, known in series.items() if before in known}
    if (same := checks.same_as_last_month(now, last)) is not None:
        yield same
