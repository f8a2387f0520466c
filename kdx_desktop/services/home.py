"""ホーム: what waits for a person — months to enter, a month to bring in, a city to look over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from kdx_desktop.metrics import kpis, rankings
from kdx_desktop.metrics.months import Month, fiscal_year_to_date, months_between
from kdx_desktop.metrics.organization import Department
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.metrics.rankings import Ranking, Theme
from kdx_desktop.services.board import DepartmentMonth, MonthBoard, Standing, board
from kdx_desktop.services.checklist import OpenQuestion, checklist
from kdx_desktop.services.knowledge import load_closed_months, load_organization, remembered
from kdx_desktop.services.overview import overview
from kdx_desktop.services.phase import phase_of
from kdx_desktop.services.standings import city_and_plan
from kdx_desktop.services.theme_places import ThemePlace, place_in

#: How far back a month can still be owed, the shown one included.
_MONTHS = 12
#: So many departments are named as movers, each way.
_MOVERS = 5


@dataclass(frozen=True, slots=True)
class Duties:
    """The months of one's own departments that are to be handed in, the oldest first.

    ``latest`` is the shown month of each own department that exists in it.
    """

    owed: tuple[DepartmentMonth, ...]
    latest: tuple[DepartmentMonth, ...]
    phase: Phase


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a month has come in, over all departments existing in it."""

    board: MonthBoard
    phase: Phase

    def of(self, standing: Standing) -> tuple[DepartmentMonth, ...]:
        """Return the departments in a state, by code."""
        return tuple(row for row in self.board.rows if row.standing is standing)

    @property
    def late(self) -> tuple[DepartmentMonth, ...]:
        """The departments whose due date has passed, by code."""
        return tuple(row for row in self.board.rows if row.late)


@dataclass(frozen=True, slots=True)
class Mover:
    """A department whose place in 総合達成度 changed since the month before."""

    department: Department
    rank: int
    previous_rank: int

    @property
    def places(self) -> int:
        """How many places it went up; negative: down."""
        return self.previous_rank - self.rank


@dataclass(frozen=True, slots=True)
class Lookout:
    """The KPIs of the city, and who moved most. ``compared`` False: April knows no month before."""

    results: tuple[kpis.KpiResult, ...]
    phase: Phase
    up: tuple[Mover, ...]
    down: tuple[Mover, ...]
    compared: bool


def duties(
    session: Session, month: Month, departments: Collection[str], today: date | None = None
) -> Duties:
    """Return what departments owe up to a month; closed months are owed no more.

    Nothing is owed for months before the first that can be looked at: that of the first figures,
    or of the plan.
    """
    organization, closed = load_organization(session), load_closed_months(session)
    known = overview(session)
    starts = [plan.first_month for plan in known.plans]
    first = min(known.first_month or min(starts, default=month), month)
    months = tuple(months_between(max(first, month.plus(1 - _MONTHS)), month))
    own = [code for code in departments if any(organization.exists(code, when) for when in months)]
    boards = board(session, months, own, today) if own else ()
    rows = [row for one in boards for row in one.rows]
    return Duties(
        owed=tuple(row for row in rows if not row.standing.handed_in and row.month not in closed),
        latest=tuple(row for row in rows if row.month == month),
        phase=phase_of(session, organization, month),
    )


def progress(session: Session, month: Month, today: date | None = None) -> Progress:
    """Return where a month stands."""
    (found,) = board(session, [month], today=today)
    counts = found.counts
    return Progress(
        found,
        Phase(found.closed, len(found.rows), counts[Standing.APPROVED], counts[Standing.SUBMITTED]),
    )


def doubts(session: Session, month: Month) -> tuple[OpenQuestion, ...]:
    """Return the striking figures of a month that nobody has explained."""
    return remembered(session, ("doubts", month), lambda: checklist(session, month).questions)


def places(session: Session, month: Month, department: str) -> tuple[ThemePlace, ...]:
    """Return a department's place in each theme."""
    city, plan = city_and_plan(session, month, None)
    last = _month_before(month)
    now = rankings.rank_all(city, plan, month)
    before = {} if last is None else rankings.rank_all(city, plan, last)
    return tuple(place_in(now[theme], before.get(theme), department) for theme in Theme)


def lookout(session: Session, month: Month) -> Lookout:
    """Return the KPIs, and who moved most in 総合達成度 since the month before."""
    city, plan = city_and_plan(session, month, None)
    now = rankings.rank(city, plan, Theme.OVERALL, month)
    last = _month_before(month)
    before = None if last is None else rankings.rank(city, plan, Theme.OVERALL, last)
    moved = _moved(now, before, city.organization.departments) if before else []
    return Lookout(
        results=kpis.evaluate(city, plan, month),
        phase=phase_of(session, city.organization, month),
        up=tuple(sorted((m for m in moved if m.places > 0), key=_furthest)[:_MOVERS]),
        down=tuple(sorted((m for m in moved if m.places < 0), key=_furthest)[:_MOVERS]),
        compared=before is not None,
    )


def _moved(now: Ranking, before: Ranking, departments: Mapping[str, Department]) -> list[Mover]:
    ranks = rankings.places(before)
    return [
        Mover(departments[row.department], row.rank, ranks[row.department])
        for row in now.rows
        if row.department in ranks
    ]


def _furthest(mover: Mover) -> tuple[int, int, str]:
    """Order by how far somebody moved, then by place and code."""
    return -abs(mover.places), mover.rank, mover.department.code


def _month_before(month: Month) -> Month | None:
    """Return the month before in the same fiscal year; None in April."""
    return next(iter(fiscal_year_to_date(month)[-2:-1]), None)
