"""年間表: one department's fiscal year, every figure and where each month stands (domain.md §3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.amounts import Amount
from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.metrics.months import Month, fiscal_year_months
from kdx_desktop.metrics.organization import Department
from kdx_desktop.models.revision import CurrentFigure
from kdx_desktop.services.board import Standing, board
from kdx_desktop.services.knowledge import load_closed_months, load_metrics, load_organization
from kdx_desktop.services.month_form import NOTHING, CellValue


@dataclass(frozen=True, slots=True)
class YearMonth:
    """A month of the year. ``exists``: the department did; ``due``: the month is not to come.

    ``standing`` is None where there is nothing to hand in.
    """

    month: Month
    exists: bool
    due: bool
    closed: bool
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class YearRow:
    """A metric's twelve figures, and their total in ten-thousandths: None without a figure.

    ``reported`` of ``expected`` months stand in the total (対象外 and months to come are not
    expected; both are 0 for what is recorded as it happens), ``estimates`` of them are 推計.
    """

    metric: Metric
    values: tuple[CellValue, ...]
    total: Amount | None
    reported: int
    expected: int
    estimates: int

    @property
    def complete(self) -> bool:
        """Tell whether nothing is missing so far."""
        return self.reported >= self.expected


@dataclass(frozen=True, slots=True)
class YearForm:
    """A department's fiscal year."""

    department: Department
    fiscal_year: int
    months: tuple[YearMonth, ...]
    rows: tuple[YearRow, ...]


def year_form(
    session: Session, department: str, fiscal_year: int, today: date | None = None
) -> YearForm:
    """Return the year's figures in a few queries; DataError when there is no such department."""
    known = load_organization(session).departments.get(department)
    if known is None:
        message = f"部署コード「{department[:40]}」は登録されていません。"
        raise DataError(message)
    months = _months(session, known, fiscal_year, today)
    stored = _stored(session, department, fiscal_year)
    metrics = load_metrics(session).values()
    rows = tuple(_row(metric, months, stored) for metric in metrics)
    return YearForm(known, fiscal_year, months, rows)


def _months(
    session: Session, department: Department, fiscal_year: int, today: date | None
) -> tuple[YearMonth, ...]:
    now = today or date.today()  # noqa: DTZ011 - the user's own calendar
    present = Month.of(now.year, now.month)
    closed = load_closed_months(session)
    months = fiscal_year_months(fiscal_year)
    handed_in = [month for month in months if department.exists(month) and month <= present]
    boards = board(session, handed_in, [department.code], today) if handed_in else ()
    standings = {one.month: one.rows[0].standing for one in boards}
    return tuple(
        YearMonth(
            month, department.exists(month), month <= present, month in closed, standings.get(month)
        )
        for month in months
    )


def _stored(
    session: Session, department: str, fiscal_year: int
) -> dict[tuple[str, int], CellValue]:
    months = fiscal_year_months(fiscal_year)
    columns = CurrentFigure.__table__.columns
    query = select(
        columns.metric, columns.month, columns.state, columns.amount, columns.note
    ).where(columns.department == department, columns.month.between(months[0], months[-1]))
    return {
        (row.metric, row.month): CellValue(State(row.state), row.amount, row.note)
        for row in session.execute(query).all()
    }


def _row(
    metric: Metric, months: tuple[YearMonth, ...], stored: dict[tuple[str, int], CellValue]
) -> YearRow:
    values = tuple(stored.get((metric.code, one.month), NOTHING) for one in months)
    counted = [
        value
        for one, value in zip(months, values, strict=True)
        if one.exists and value.amount is not None
    ]
    expected = sum(
        one.exists and one.due and value.state is not State.NOT_APPLICABLE
        for one, value in zip(months, values, strict=True)
    )
    return YearRow(
        metric=metric,
        values=values,
        total=sum(value.amount or 0 for value in counted) if counted else None,
        reported=len(counted) if metric.expected_monthly else 0,
        expected=expected if metric.expected_monthly else 0,
        estimates=sum(value.state is State.ESTIMATE for value in counted),
    )
