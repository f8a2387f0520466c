"""Where the city stands: KPIs, and what it takes (domain.md §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics import gap, kpis
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import Metric
from kdx_desktop.metrics.months import Month, fiscal_year_start
from kdx_desktop.metrics.organization import Department
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.metrics.plan import Kpi, Plan, plan_for
from kdx_desktop.services.knowledge import load_city, remembered
from kdx_desktop.services.phase import phase_of

if TYPE_CHECKING:
    from kdx_desktop.metrics.forecast import Forecast


@dataclass(frozen=True, slots=True)
class Standings:
    """The KPIs as of a month."""

    as_of: Month
    known_at: int | None
    plan: Plan
    results: tuple[kpis.KpiResult, ...]
    phase: Phase


@dataclass(frozen=True, slots=True)
class Particulars:
    """What stands behind the KPIs, by KPI code: their values month by month, 年度末見込, and 必要量.

    ``before`` are the values of the fiscal year before, as far as the plan counted them.
    ``departments`` are all that have ever been, ``metrics`` the catalogue, by code.
    """

    courses: Mapping[str, tuple[kpis.KpiMonth, ...]]
    before: Mapping[str, tuple[kpis.KpiMonth, ...]]
    forecasts: Mapping[str, Forecast | None]
    gaps: Gaps
    departments: Mapping[str, Department]
    metrics: Mapping[str, Metric]


@dataclass(frozen=True, slots=True)
class Gaps:
    """必要量: the departments below the threshold, and the paper that is left for the year.

    What totals ask for per month is in ``results``.
    """

    as_of: Month
    meetings: tuple[gap.MeetingsGap, ...]
    paper: gap.PaperGap | None
    results: tuple[kpis.KpiResult, ...]


def kpi_standings(session: Session, as_of: Month, known_at: int | None = None) -> Standings:
    """Return the KPIs as of the month; DataError without a plan."""
    city, plan = city_and_plan(session, as_of, known_at)
    phase = phase_of(session, city.organization, as_of, known_at)
    return Standings(as_of, known_at, plan, kpis.evaluate(city, plan, as_of), phase)


def kpi_particulars(session: Session, found: Standings) -> Particulars:
    """Return what stands behind KPIs that are known already; it takes longer than they did."""
    key = ("particulars", found.as_of, found.known_at)
    return remembered(session, key, partial(_particulars, session, found.as_of, found.known_at))


def _particulars(session: Session, as_of: Month, known_at: int | None) -> Particulars:
    # Anew, and of this very ledger: the KPIs that are known may be of the one before.
    found = kpi_standings(session, as_of, known_at)
    city, plan = city_and_plan(session, as_of, known_at)
    return Particulars(
        courses={kpi.code: kpis.year_to_date(city, plan, kpi, as_of) for kpi in plan.kpis},
        before=_year_before(session, found),
        forecasts=kpi_forecasts(session, found),
        gaps=gaps_of(city, found.results, as_of),
        departments=city.organization.departments,
        metrics=city.metrics,
    )


def kpi_forecasts(session: Session, found: Standings) -> Mapping[str, Forecast | None]:
    """Return 年度末見込 of the KPIs, by code; None where there is none yet."""
    city = city_of_years(session, found.as_of, found.known_at)
    return {kpi.code: forecast_of(city, found.plan, kpi, found.as_of) for kpi in found.plan.kpis}


def forecast_of(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> Forecast | None:
    """Return a KPI's 年度末見込 in a `city_of_years`; None where there is none yet."""
    # Here, because the first screen shows its cards before it foretells anything.
    from kdx_desktop.metrics.forecast import forecast

    return city.once(
        ("forecast", plan.code, kpi.code, as_of), partial(forecast, city, plan, kpi, as_of)
    )


def _year_before(session: Session, found: Standings) -> dict[str, tuple[kpis.KpiMonth, ...]]:
    """Return the KPIs' values as of each month of the last fiscal year."""
    city = city_of_years(session, found.as_of, found.known_at)
    march = fiscal_year_start(found.as_of.fiscal_year).plus(-1)
    return {
        kpi.code: city.once(
            ("year to date", found.plan.code, kpi.code, march),
            partial(kpis.year_to_date, city, found.plan, kpi, march),
        )
        for kpi in found.plan.kpis
    }


def city_of_years(session: Session, as_of: Month, known_at: int | None = None) -> City:
    """Return the city with the fiscal years before that a forecast looks back on."""
    from kdx_desktop.metrics.forecast_years import PAST_YEARS  # as above

    since = fiscal_year_start(as_of.fiscal_year - PAST_YEARS)
    return load_city(session, as_of, known_at, since)


def gaps(session: Session, as_of: Month, known_at: int | None = None) -> Gaps:
    """Return what it takes to reach the targets."""
    city, plan = city_and_plan(session, as_of, known_at)
    return gaps_of(city, kpis.evaluate(city, plan, as_of), as_of)


def gaps_of(city: City, results: tuple[kpis.KpiResult, ...], as_of: Month) -> Gaps:
    """Return what it takes, from results that are known already."""
    found = (gap.paper_gap(city, result, as_of) for result in results)
    return Gaps(
        as_of=as_of,
        meetings=tuple(row for result in results for row in gap.meetings_gap(result)),
        paper=next((paper for paper in found if paper is not None), None),
        results=results,
    )


def city_and_plan(
    session: Session, as_of: Month, known_at: int | None, since: Month | None = None
) -> tuple[City, Plan]:
    """Return what numbers are made of (``since`` as in `load_city`), and the month's plan."""
    city = load_city(session, as_of, known_at, since)
    plan = plan_for(city.plans, as_of)
    if plan is None:
        message = (
            "計画が登録されていません。「database create」で作成したデータベースをお使いください。"
        )
        raise DataError(message)
    return city, plan
