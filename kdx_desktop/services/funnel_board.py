"""ばらつき: which departments' rates differ from the city's by more than chance (domain.md §5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.funnel import Band, Funnel, Limits, funnel
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.metrics.plan import Plan
from kdx_desktop.metrics.rankings import KPI_OF_THEME, Theme, UnrankedReason
from kdx_desktop.metrics.rules.share_of_departments import rate_of
from kdx_desktop.metrics.views import seen_by
from kdx_desktop.services.phase import phase_of
from kdx_desktop.services.standings import city_and_plan
from kdx_desktop.services.unplaced import Unplaced

#: The themes whose value is a share of things that happened one by one. Sheets of paper are not:
#: one job prints thousands, so chance has no such width; nor are sessions and hours of one person.
FUNNELS = frozenset({Theme.MEETINGS})


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """A department's rate, of how many, and where it lies between its limits."""

    department: str
    name: str
    bureau: str
    whole: Fraction
    value: Fraction
    limits: Limits
    band: Band


@dataclass(frozen=True, slots=True)
class FunnelBoard:
    """The rates of a theme around the city's; the highest first. ``centre`` is None without any."""

    theme: Theme
    as_of: Month
    centre: Fraction | None
    rows: tuple[FunnelRow, ...]
    unranked: tuple[Unplaced, ...]
    phase: Phase


def funnel_board(
    session: Session,
    theme: Theme,
    as_of: Month,
    view: OrganizationView = OrganizationView.NOW,
    known_at: int | None = None,
) -> FunnelBoard:
    """Return the rates of one of `FUNNELS` and the limits of chance."""
    whole_city, plan = city_and_plan(session, as_of, known_at)
    city, departments = seen_by(view, whole_city, as_of)
    found = funnel_of(city, plan, theme, as_of, departments)
    known = city.organization.departments
    rows = tuple(
        FunnelRow(
            point.rate.department,
            known[point.rate.department].name,
            known[point.rate.department].bureau,
            point.rate.whole,
            point.rate.rate,
            point.limits,
            point.band,
        )
        for point in (found.points if found else ())
    )
    placed = {row.department for row in rows}
    return FunnelBoard(
        theme,
        as_of,
        found.centre if found else None,
        tuple(sorted(rows, key=lambda row: (-row.value, row.department))),
        tuple(
            Unplaced.of(known[code], _why(city, plan, theme, code, as_of))
            for code in departments
            if code not in placed
        ),
        phase_of(session, whole_city.organization, as_of, known_at),
    )


def funnel_of(
    city: City, plan: Plan, theme: Theme, as_of: Month, departments: Sequence[str]
) -> Funnel | None:
    """Judge the departments' own rates by that of all of them; None where nothing was held."""
    kpi = plan.kpi(KPI_OF_THEME[theme])
    if kpi is None:
        return None
    part, whole = kpi.metrics
    rates = (rate_of(city, part, whole, code, as_of) for code in departments)
    return funnel(rate for rate in rates if rate is not None)


def _why(city: City, plan: Plan, theme: Theme, department: str, as_of: Month) -> UnrankedReason:
    kpi = plan.kpi(KPI_OF_THEME[theme])
    if kpi is None:
        return UnrankedReason.NOT_REPORTED
    part, whole = kpi.metrics
    rate = rate_of(city, part, whole, department, as_of)
    return UnrankedReason.NOT_REPORTED if rate is None else UnrankedReason.NO_MEETINGS
