"""What the dashboard reads, in one session each: first the cards, then what an opened card needs.

The cards alone take a quarter of the time, and the window is usable with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kdx_desktop.metrics.gap import MeetingsGap, PaperGap
from kdx_desktop.metrics.kpis import KpiMonth, KpiResult, evaluate, year_to_date
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.metrics.plan import Plan
from kdx_desktop.services.months import Phase, phase_of
from kdx_desktop.services.standings import city_and_plan, gaps_of


@dataclass(frozen=True, slots=True)
class Cards:
    """The KPIs as of a month."""

    as_of: Month
    plan: Plan
    results: tuple[KpiResult, ...]
    phase: Phase


@dataclass(frozen=True, slots=True)
class Particulars:
    """The KPIs' courses by code, 必要量, and all departments there have ever been."""

    courses: Mapping[str, tuple[KpiMonth, ...]]
    meetings: tuple[MeetingsGap, ...]
    paper: PaperGap | None
    departments: Mapping[str, Department]


def read_cards(session: Any, as_of: Month) -> Cards:
    """Read the KPIs; DataError without a plan."""
    city, plan = city_and_plan(session, as_of, None)
    phase = phase_of(session, city.organization, as_of)
    return Cards(as_of, plan, evaluate(city, plan, as_of), phase)


def read_particulars(session: Any, cards: Cards) -> Particulars:
    """Read what stands behind the cards."""
    city, plan = city_and_plan(session, cards.as_of, None)
    found = gaps_of(city, cards.results, cards.as_of)
    courses = {kpi.code: year_to_date(city, plan, kpi, cards.as_of) for kpi in plan.kpis}
    return Particulars(courses, found.meetings, found.paper, city.organization.departments)
