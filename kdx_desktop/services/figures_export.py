"""Figures out of the ledger as tidy rows, as they are or as they were known (interfaces.md)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdx_desktop.metrics.amounts import units
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.revision import CurrentFigure, Revision
from kdx_desktop.services.knowledge import load_metrics, load_organization


@dataclass(frozen=True, slots=True)
class TidyFigure:
    """One cell with its names beside its codes; ``amount`` in ten-thousandths, None when 対象外."""

    department: str
    department_name: str
    month: Month
    metric: str
    metric_name: str
    amount: int | None
    unit: str
    state: State
    note: str


#: The columns of an export: those that the import reads, and names for people beside the codes.
HEADERS = ("部署コード", "部署名", "年月", "指標", "指標の名称", "数値", "単位", "状態", "備考")


def fields(row: TidyFigure) -> tuple[str | Fraction, ...]:
    """Return a figure as the fields of HEADERS."""
    return (
        row.department,
        row.department_name,
        str(row.month),
        row.metric,
        row.metric_name,
        "" if row.amount is None else units(row.amount),
        row.unit,
        row.state.japanese,
        row.note,
    )


def tidy_figures(
    session: Session,
    known_at: int | None = None,
    first: Month | None = None,
    last: Month | None = None,
) -> tuple[TidyFigure, ...]:
    """Return all cells that say something, by department, month and metric of the catalogue."""
    source = CurrentFigure if known_at is None else Revision
    query = select(
        source.department, source.month, source.metric, source.state, source.amount, source.note
    )
    if first is not None:
        query = query.where(source.month >= int(first))
    if last is not None:
        query = query.where(source.month <= int(last))
    if known_at is not None:
        query = query.where(Revision.change <= known_at).order_by(Revision.number)
    latest = {(row[0], row[1], row[2]): row for row in session.execute(query)}
    departments = load_organization(session, known_at).departments
    metrics = load_metrics(session, known_at)
    order = {code: position for position, code in enumerate(metrics)}
    return tuple(
        TidyFigure(
            department=code,
            department_name=departments[code].name if code in departments else "",
            month=Month(month),
            metric=metric,
            metric_name=metrics[metric].name if metric in metrics else "",
            amount=row.amount,
            unit=metrics[metric].unit if metric in metrics else "",
            state=State(row.state),
            note=row.note,
        )
        for (code, month, metric), row in sorted(
            latest.items(),
            key=lambda item: (item[0][0], item[0][1], order.get(item[0][2], len(order))),
        )
        if row.state != State.NOT_REPORTED.value
    )
