"""Where the departments stand: a ranking as people see it (domain.md §5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from sqlalchemy.orm import Session

from kdx_desktop.metrics import rankings
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.funnel import Band
from kdx_desktop.metrics.months import Month, fiscal_year_to_date
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.metrics.plan import Plan
from kdx_desktop.metrics.rankings import Outcome, Ranking, Theme, UnrankedReason
from kdx_desktop.metrics.rules.measured import Coverage
from kdx_desktop.services.city_totals import NO_TOTALS, Totals, totals_of
from kdx_desktop.services.funnel_board import FUNNELS, funnel_of
from kdx_desktop.services.knowledge import remembered
from kdx_desktop.services.phase import phase_of
from kdx_desktop.services.standings import city_and_plan


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A department's place and what stands beside it.

    ``previous_rank`` is that of the month before in the same fiscal year. ``trend`` has the value
    as of each month of the fiscal year to date, None where there was none. ``band`` tells for a rate
    whether it differs from the city's by more than chance.
    """

    rank: int
    previous_rank: int | None
    department: str
    name: str
    bureau: str
    value: Fraction
    trend: tuple[Fraction | None, ...]
    coverage: Coverage
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class BoardUnranked:
    """A department without a place, and why."""

    department: str
    name: str
    bureau: str
    reason: UnrankedReason


@dataclass(frozen=True, slots=True)
class Board:
    """A ranking as people see it; with change and trend also what the city counted in all."""

    theme: Theme
    as_of: Month
    rows: tuple[BoardRow, ...]
    unranked: tuple[BoardUnranked, ...]
    phase: Phase
    totals: Totals = NO_TOTALS


def board(session: Session, theme: Theme, as_of: Month, known_at: int | None = None) -> Board:
    """Return a ranking with change, trend, coverage, bands of rates, and the city's totals."""
    key = ("board", theme, as_of, known_at)
    return remembered(session, key, partial(_whole_board, session, theme, as_of, known_at))


def _whole_board(session: Session, theme: Theme, as_of: Month, known_at: int | None) -> Board:
    city, plan = city_and_plan(session, as_of, known_at)
    found = _board(session, city, plan, theme, fiscal_year_to_date(as_of), known_at)
    if theme in FUNNELS:
        judged = funnel_of(city, plan, theme, as_of, city.organization.existing(as_of))
        bands = {point.rate.department: point.band for point in judged.points} if judged else {}
        rows = tuple(replace(row, band=bands.get(row.department)) for row in found.rows)
        found = replace(found, rows=rows)
    return replace(found, totals=totals_of(city, plan, theme, as_of))


def ranking(session: Session, theme: Theme, as_of: Month, known_at: int | None = None) -> Board:
    """Return a ranking without looking at other months: no change, and no trend before as_of."""
    city, plan = city_and_plan(session, as_of, known_at)
    return _board(session, city, plan, theme, (as_of,), known_at)


def _board(  # noqa: PLR0913 - what both kinds of board are made of
    session: Session,
    city: City,
    plan: Plan,
    theme: Theme,
    months: Sequence[Month],
    known_at: int | None,
) -> Board:
    as_of = months[-1]
    ranked = rankings.rank(city, plan, theme, as_of)
    phase = phase_of(session, city.organization, as_of, known_at)
    rows = board_rows(city, plan, ranked, months)
    return Board(theme, as_of, rows, board_unranked(city, ranked), phase)


def board_rows(
    city: City, plan: Plan, ranked: Ranking, months: Sequence[Month]
) -> tuple[BoardRow, ...]:
    """Dress a ranking with names, change, coverage, and the trend over months up to its own."""
    theme = ranked.theme
    last = rankings.rank(city, plan, theme, months[-2]) if len(months) > 1 else None
    before = rankings.places(last) if last is not None else {}
    values = [rankings.outcomes_of(city, plan, theme, month) for month in months]
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
                trend=tuple(_value(month.get(row.department)) for month in values),
                coverage=rankings.coverage_of(city, plan, theme, row.department, ranked.as_of),
            )
        )
    return tuple(rows)


def _value(outcome: Outcome | None) -> Fraction | None:
    return outcome if isinstance(outcome, Fraction) else None


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
