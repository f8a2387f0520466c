"""What was noted beside a department's figures of a fiscal year, and what was corrected."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.metrics.months import Month, fiscal_year_start
from kdx_desktop.models.change import Change
from kdx_desktop.models.revision import CurrentFigure, Revision
from kdx_desktop.services.knowledge import load_metrics
from kdx_desktop.services.recording import Kind


@dataclass(frozen=True, slots=True)
class Remark:
    """A note of a figure as it is now, or a correction of a closed month.

    Amounts in ten-thousandths, None where there is none; ``before`` is what a correction replaced.
    """

    month: Month
    metric: Metric | None
    corrected: bool
    text: str
    state: State
    amount: int | None
    before: int | None = None


def remarks_of(session: Session, department: str, as_of: Month) -> tuple[Remark, ...]:
    """Return notes and corrections of the fiscal year to date, by month; notes first."""
    first = int(fiscal_year_start(as_of.fiscal_year))
    metrics = load_metrics(session)
    figures = CurrentFigure.__table__.columns
    notes = select(
        figures.month, figures.metric, figures.note, figures.state, figures.amount
    ).where(
        figures.department == department,
        figures.month.between(first, int(as_of)),
        figures.note != "",
    )
    now, earlier = Revision, aliased(Revision)
    corrections = (
        select(now.month, now.metric, Change.reason, now.state, now.amount, earlier.amount)
        .join(Change, Change.number == now.change)
        .outerjoin(
            earlier,
            and_(
                earlier.department == now.department,
                earlier.month == now.month,
                earlier.metric == now.metric,
                earlier.number == now.number - 1,
            ),
        )
        .where(
            now.department == department,
            now.month.between(first, int(as_of)),
            Change.kind == Kind.CORRECTION.value,
        )
        .order_by(now.month, now.metric, now.number)
    )
    order = list(metrics)
    found = [
        Remark(Month(month), metrics.get(metric), False, text, State(state), amount)
        for month, metric, text, state, amount in session.execute(notes)
        if text.strip()
    ]
    found.sort(key=lambda one: (one.month, order.index(one.metric.code) if one.metric else -1))
    found += [
        Remark(Month(month), metrics.get(metric), True, text, State(state), amount, before)
        for month, metric, text, state, amount, before in session.execute(corrections)
    ]
    return tuple(sorted(found, key=lambda one: one.month))
