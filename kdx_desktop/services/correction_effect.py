"""この訂正で変わる数値: the KPIs as they are, and as they would be after a correction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.metrics import kpis
from kdx_desktop.metrics.amounts import Exact
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import MetricFigures, State
from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.metrics.months import Month, fiscal_year_months
from kdx_desktop.metrics.plan import plan_for
from kdx_desktop.models.revision import CurrentFigure
from kdx_desktop.services.entries import CellEntry, Entry
from kdx_desktop.services.knowledge import load_city


@dataclass(frozen=True, slots=True)
class Effect:
    """One KPI before and after, as of the same month."""

    before: KpiResult
    after: KpiResult


def effects(session: Session, entry: Entry) -> tuple[Effect, ...]:
    """Return the KPIs that an entry would change, as of the end of its fiscal year so far.

    Of a month before every plan, such as one of the baseline year: as of the last month that has
    figures. Nothing where no plan applies.
    """
    as_of, last = _as_of(session, entry.month), _last_month(session)
    city = load_city(session, as_of)
    plan = plan_for(city.plans, as_of)
    if plan is None:
        return ()
    if as_of < plan.first_month:
        as_of = last
        city = load_city(session, as_of)
        plan = plan_for(city.plans, as_of) or plan
    after = _with(city, entry.department, entry.month, entry.cells)
    touched = {cell.metric for cell in entry.cells}
    found = [
        Effect(
            kpis.evaluate_kpi(city, plan, kpi, as_of), kpis.evaluate_kpi(after, plan, kpi, as_of)
        )
        for kpi in plan.kpis
        if touched & set(kpi.metrics)
    ]
    return tuple(one for one in found if _said(one.before) != _said(one.after))


def _said(result: KpiResult) -> tuple[object, ...]:
    return result.value, result.grade, result.coverage, result.estimates


def _as_of(session: Session, month: Month) -> Month:
    """Return the last month of the fiscal year that has figures, at least the month itself."""
    end = fiscal_year_months(month.fiscal_year)[-1]
    return max(month, min(end, _last_month(session)))


def _last_month(session: Session) -> Month:
    column = CurrentFigure.__table__.columns["month"]
    query = select(func.max(column)).where(CurrentFigure.state != State.NOT_REPORTED.value)
    return Month(session.scalars(query).one() or 190001)


def _with(city: City, department: str, month: Month, cells: Sequence[CellEntry]) -> City:
    """Return the city with other cells."""
    figures: dict[str, MetricFigures] = dict(city.figures)
    place = (department, int(month))
    for cell in cells:
        before = city.of(cell.metric)
        values: Mapping[int, Exact] = before.values.get(department, {})
        own = {when: value for when, value in values.items() if when != month}
        if cell.amount is not None:
            own[int(month)] = cell.amount
        figures[cell.metric] = replace(
            before,
            values={**before.values, department: own},
            estimates=_marked(before.estimates, place, on=cell.state is State.ESTIMATE),
            not_applicable=_marked(
                before.not_applicable, place, on=cell.state is State.NOT_APPLICABLE
            ),
        )
    return replace(city, figures=figures, _made={})


def _marked(
    marks: frozenset[tuple[str, int]], place: tuple[str, int], *, on: bool
) -> frozenset[tuple[str, int]]:
    return marks | {place} if on else marks - {place}
