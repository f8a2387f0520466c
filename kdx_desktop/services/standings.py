"""Where the city and its departments stand: KPIs, rankings, and what it takes (domain.md §4, §5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics import gap, kpis, rankings
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.months import Month, fiscal_year_to_date
from kdx_desktop.metrics.organization import Department
from kdx_desktop.metrics.plan import Plan, plan_for
from kdx_desktop.metrics.rankings import Ranking, Theme, UnrankedReason
from kdx_desktop.metrics.rules.measured import Coverage
from kdx_desktop.services.knowledge import load_city
from kdx_desktop.services.phase import Phase, phase_of


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
    """What stands behind the KPIs: their values month by month, by KPI code, and 必要量.

    ``departments`` are all that have ever been, by code.
    """

    courses: Mapping[str, tuple[kpis.KpiMonth, ...]]
    gaps: Gaps
    departments: Mapping[str, Department]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A department's place and what stands beside it.

    ``previous_rank`` is that of the month before in the same fiscal year. ``trend`` has the value
    as of each month of the fiscal year to date, None where there was none.
    """

    rank: int
    previous_rank: int | None
    department: str
    name: str
    bureau: str
    value: Fraction
    trend: tuple[Fraction | None, ...]
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class BoardUnranked:
    """A department without a place, and why."""

    department: str
    name: str
    bureau: str
    reason: UnrankedReason


@dataclass(frozen=True, slots=True)
class Board:
    """A ranking as people see it."""

    theme: Theme
    as_of: Month
    rows: tuple[BoardRow, ...]
    unranked: tuple[BoardUnranked, ...]
    phase: Phase


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
    as_of = found.as_of
    city, plan = city_and_plan(session, as_of, found.known_at)
    return Particulars(
        courses={kpi.code: kpis.year_to_date(city, plan, kpi, as_of) for kpi in plan.kpis},
        gaps=gaps_of(city, found.results, as_of),
        departments=city.organization.departments,
    )


def board(session: Session, theme: Theme, as_of: Month, known_at: int | None = None) -> Board:
    """Return a ranking with change, trend and coverage."""
    return _board(session, theme, fiscal_year_to_date(as_of), known_at)


def ranking(session: Session, theme: Theme, as_of: Month, known_at: int | None = None) -> Board:
    """Return a ranking without looking at other months: no change, and no trend before as_of."""
    return _board(session, theme, (as_of,), known_at)


def _board(session: Session, theme: Theme, months: Sequence[Month], known_at: int | None) -> Board:
    as_of = months[-1]
    city, plan = city_and_plan(session, as_of, known_at)
    ranked = ranked_over(city, plan, theme, months)
    phase = phase_of(session, city.organization, as_of, known_at)
    rows = board_rows(city, plan, ranked)
    return Board(theme, as_of, rows, board_unranked(city, ranked[-1]), phase)


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


def city_and_plan(session: Session, as_of: Month, known_at: int | None) -> tuple[City, Plan]:
    """Return what numbers are made of, and the plan that the month is judged by."""
    city = load_city(session, as_of, known_at)
    plan = plan_for(city.plans, as_of)
    if plan is None:
        message = (
            "計画が登録されていません。「database create」で作成したデータベースをお使いください。"
        )
        raise DataError(message)
    return city, plan


def ranked_over(
    city: City, plan: Plan, theme: Theme, months: Sequence[Month]
) -> tuple[Ranking, ...]:
    """Return the rankings as of each of the months, the one that counts last."""
    return tuple(rankings.rank(city, plan, theme, month) for month in months)


def board_rows(city: City, plan: Plan, history: Sequence[Ranking]) -> tuple[BoardRow, ...]:
    """Dress the last of some rankings with names, change, trend and coverage."""
    ranked = history[-1]
    before = rankings.places(history[-2]) if len(history) > 1 else {}
    values = [{row.department: row.value for row in month.rows} for month in history]
    rows = []
    for row in ranked.rows:
        department = city.organization.departments[row.department]
        rows.append(
            BoardRow(
                rank=row.rank,
                previous_rank=before.get(row.department),
                department=row.department,
                name=department.name,
                bureau=department.bureau,
                value=row.value,
                trend=tuple(month.get(row.department) for month in values),
                coverage=rankings.coverage_of(
                    city, plan, ranked.theme, row.department, ranked.as_of
                ),
            )
        )
    return tuple(rows)


def board_unranked(city: City, ranked: Ranking) -> tuple[BoardUnranked, ...]:
    """Name the departments without a place."""
    return tuple(
        BoardUnranked(
            row.department,
            city.organization.departments[row.department].name,
            city.organization.departments[row.department].bureau,
            row.reason,
        )
        for row in ranked.unranked
    )
