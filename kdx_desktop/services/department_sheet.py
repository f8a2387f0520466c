"""部署カルテ: everything that one page says of one department, in one reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from sqlalchemy.orm import Session

from kdx_desktop.metrics import rankings
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.gap import further_meetings
from kdx_desktop.metrics.kinship import Kinship, kinship
from kdx_desktop.metrics.months import Month, fiscal_year_start, fiscal_year_to_date
from kdx_desktop.metrics.organization import Department, Headcount
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.metrics.plan import Plan
from kdx_desktop.metrics.rankings import KPI_OF_THEME, Ranking, Theme
from kdx_desktop.metrics.rules.measured import DepartmentRate
from kdx_desktop.metrics.rules.share_of_departments import rate_of
from kdx_desktop.services.automations import Automation, automations_of
from kdx_desktop.services.board import DepartmentMonth, board
from kdx_desktop.services.department_remarks import Remark, remarks_of
from kdx_desktop.services.department_years import MetricYear, metric_years
from kdx_desktop.services.phase import phase_of
from kdx_desktop.services.standings import city_and_plan
from kdx_desktop.services.theme_places import ThemePlace, place_in


@dataclass(frozen=True, slots=True)
class ThemeTile(ThemePlace):
    """A place, how the value came about, and the city's middle.

    ``trend`` has the value as of each month of the fiscal year to date.
    ``median`` is that of the departments that have a place, None where there is none.
    """

    trend: tuple[Fraction | None, ...]
    median: Fraction | None


@dataclass(frozen=True, slots=True)
class MeetingsNeed:
    """The own paperless rate, the threshold, and the further paperless meetings that reach it."""

    rate: DepartmentRate
    threshold: Fraction
    further: int | None


@dataclass(frozen=True, slots=True)
class DepartmentSheet:
    """One department as of a month in which it exists.

    ``months`` are those of the fiscal year to date in which it existed, the month itself last.
    ``names`` are those of all departments in ``kinship``.
    """

    department: Department
    as_of: Month
    headcount: Headcount | None
    kinship: Kinship
    names: Mapping[str, Department]
    months: tuple[DepartmentMonth, ...]
    tiles: tuple[ThemeTile, ...]
    years: tuple[MetricYear, ...]
    meetings: MeetingsNeed | None
    remarks: tuple[Remark, ...]
    automations: tuple[Automation, ...]
    phase: Phase


@dataclass(frozen=True, slots=True)
class NoSheet:
    """There is no such department in the month; ``heirs`` exist in it and carry it on."""

    department: Department | None
    heirs: tuple[Department, ...]
    phase: Phase


def department_sheet(
    session: Session, department: str, as_of: Month, today: date | None = None
) -> DepartmentSheet | NoSheet:
    """Return what there is to say of a department as of a month."""
    since = fiscal_year_start(as_of.fiscal_year - 1)
    city, plan = city_and_plan(session, as_of, None, since)
    organization = city.organization
    phase = phase_of(session, organization, as_of)
    family = kinship(organization, department)
    known = organization.departments.get(department)
    if known is None or not known.exists(as_of):
        heirs = (kin.department for kin in family.kin if kin.generation > 0)
        existing = tuple(
            organization.departments[code] for code in heirs if organization.exists(code, as_of)
        )
        return NoSheet(known, existing, phase)
    months = organization.months_of(department, fiscal_year_to_date(as_of))
    boards = board(session, months, [department], today)
    return DepartmentSheet(
        department=known,
        as_of=as_of,
        headcount=city.headcounts.get((department, as_of.fiscal_year)),
        kinship=family,
        names={kin.department: organization.departments[kin.department] for kin in family.kin},
        months=tuple(one.rows[0] for one in boards),
        tiles=_tiles(city, plan, department, as_of),
        years=metric_years(city, plan, department, as_of),
        meetings=_meetings(city, plan, department, as_of),
        remarks=remarks_of(session, department, as_of),
        automations=automations_of(session, department, as_of),
        phase=phase,
    )


def _tiles(city: City, plan: Plan, department: str, as_of: Month) -> tuple[ThemeTile, ...]:
    """Rank everybody for this month and the one before; the earlier ones ask for one value each."""
    months = fiscal_year_to_date(as_of)
    now = rankings.rank_all(city, plan, as_of)
    before = rankings.rank_all(city, plan, months[-2]) if len(months) > 1 else {}
    earlier = [_values(city, plan, department, month) for month in months[:-2]]
    tiles = []
    for theme in Theme:
        last = before.get(theme)
        place = place_in(now[theme], last, department)
        values = [row.value for row in now[theme].rows]
        tiles.append(
            ThemeTile(
                place.theme,
                place.value,
                place.reason,
                place.rank,
                place.ranked,
                place.previous_rank,
                trend=(
                    *(month.get(theme) for month in earlier),
                    *(() if last is None else (_value_in(last, department),)),
                    place.value,
                ),
                median=median(values) if values else None,
            )
        )
    return tuple(tiles)


def _values(
    city: City, plan: Plan, department: str, month: Month
) -> Mapping[Theme, Fraction | None]:
    """Return a department's value in each theme as of a month; nothing where it did not exist."""
    if not city.organization.exists(department, month):
        return {}
    found = rankings.all_outcomes(city, plan, month, [department])
    outcomes = {theme: outcome[department] for theme, outcome in found.items()}
    return {
        theme: outcome if isinstance(outcome, Fraction) else None
        for theme, outcome in outcomes.items()
    }


def _value_in(ranked: Ranking, department: str) -> Fraction | None:
    return next((row.value for row in ranked.rows if row.department == department), None)


def _meetings(city: City, plan: Plan, department: str, as_of: Month) -> MeetingsNeed | None:
    kpi = plan.kpi(KPI_OF_THEME[Theme.MEETINGS])
    if kpi is None or kpi.threshold is None:
        return None
    part, whole = kpi.metrics
    rate = rate_of(city, part, whole, department, as_of)
    if rate is None or not rate.whole:
        return None
    return MeetingsNeed(rate, kpi.threshold, further_meetings(rate, kpi.threshold))
