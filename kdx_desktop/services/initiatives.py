"""取組: the strategy's initiatives, their dated states, and what has changed (domain.md §8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.metrics.days import day_of
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.account import Account
from kdx_desktop.models.change import Change
from kdx_desktop.models.plan import InitiativeStateVersion, InitiativeVersion, PlanVersion
from kdx_desktop.services import rights
from kdx_desktop.services.account_rules import today as japans_today
from kdx_desktop.services.initiative_states import (
    Initiative,
    InitiativeState,
    Stage,
    Told,
    known_state,
    load_told,
)
from kdx_desktop.services.issued import issued_reports
from kdx_desktop.services.knowledge import as_known
from kdx_desktop.services.recording import moment

#: Who recorded a change, by name where there is an account.
_WHO = func.coalesce(Account.name, Change.actor).label("who")


@dataclass(frozen=True, slots=True)
class MeasureProgress:
    """How many of a measure's initiatives are in each state; states of none are left out."""

    pillar: str
    measure: str
    goal_image: str
    counts: Mapping[InitiativeState, int]

    @property
    def total(self) -> int:
        """Return how many initiatives the measure has."""
        return sum(self.counts.values())

    def stages(self) -> dict[Stage, int]:
        """Return how many are in each stage, zeros included, the furthest first."""
        found = dict.fromkeys(Stage, 0)
        for state, count in self.counts.items():
            found[state.stage] += count
        return found


@dataclass(frozen=True, slots=True)
class StateChange:
    """An initiative whose state differs from what was known before; None: it was not there yet."""

    initiative: Initiative
    before: InitiativeState | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a moment: ``report`` is the month of the report that was issued then."""

    since: datetime | date
    report: str
    changed: tuple[StateChange, ...]


@dataclass(frozen=True, slots=True)
class PlanName:
    """A plan that can be looked at."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Overview:
    """All initiatives of a plan on a day, by position; ``plan`` None: there is no plan yet.

    ``known_at`` is the last change that was known: what is recorded on top of it names it, so that
    nobody is overtaken unnoticed.
    """

    plan: PlanName | None
    plans: tuple[PlanName, ...]
    day: date
    known_at: int
    initiatives: tuple[Initiative, ...]
    progress: tuple[MeasureProgress, ...]
    changes: Changes


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that was said of an initiative's state; ``day`` None: by the plan itself.

    ``withdrawn``: the state of that day was taken back.
    """

    change: int
    when: datetime
    who: str
    day: date | None
    state: InitiativeState
    note: str
    withdrawn: bool


def overview(session: Session, plan: str = "", today: date | None = None) -> Overview:
    """Return the initiatives of a plan as they are today, and what the last report did not know.

    Without a plan: the latest one begun, else the first to come. NotAllowed for all but the team.
    """
    rights.require_team(session, "取組の進捗管理")
    day = today or japans_today()
    names = _plans(session, day)
    chosen = next((name for name in names if name.code == plan), names[0] if names else None)
    if chosen is None:
        return Overview(None, (), day, 0, (), (), Changes(_year_start(day), "", ()))
    told = load_told(session, chosen.code)
    found = told.on(day)
    return Overview(
        plan=chosen,
        plans=names,
        day=day,
        known_at=session.scalar(select(func.max(Change.number))) or 0,
        initiatives=found,
        progress=progress(found),
        changes=_since_report(session, told, day),
    )


def initiatives(
    session: Session, plan: str, day: date, known_at: int | None = None
) -> tuple[Initiative, ...]:
    """Return the initiatives of a plan with their states on a day, by position.

    ``known_at``: as it was known at that change.
    """
    return load_told(session, plan).on(day, known_at)


def progress(found: Iterable[Initiative]) -> tuple[MeasureProgress, ...]:
    """Count states by measure, in the order in which the plan names the measures."""
    counts: dict[tuple[str, str], Counter[InitiativeState]] = {}
    goals: dict[tuple[str, str], str] = {}
    for one in found:
        key = (one.text.pillar, one.text.measure)
        counts.setdefault(key, Counter())[one.state] += 1
        goals.setdefault(key, one.text.goal_image)
    return tuple(
        MeasureProgress(
            pillar,
            measure,
            goals[pillar, measure],
            {state: held[state] for state in InitiativeState if held[state]},
        )
        for (pillar, measure), held in counts.items()
    )


def history(session: Session, plan: str, position: int) -> tuple[HistoryEntry, ...]:
    """Return all that was said of an initiative's state, the latest first."""
    stated = InitiativeStateVersion.__table__.columns
    query = (
        select(*stated, Change.recorded_at, _WHO)
        .join(Change, Change.number == stated.change)
        .outerjoin(Account, Account.login == Change.actor)
        .where(stated.plan == plan, stated.position == position)
    )
    entries = [
        HistoryEntry(
            row.change,
            moment(row.recorded_at),
            row.who,
            day_of(row.day),
            known_state(row.state),
            row.note,
            bool(row.withdrawn),
        )
        for row in session.execute(query)
    ]
    planned = InitiativeVersion.__table__.columns
    first = session.execute(
        select(planned.change, planned.state, Change.recorded_at, _WHO)
        .join(Change, Change.number == planned.change)
        .outerjoin(Account, Account.login == Change.actor)
        .where(planned.plan == plan, planned.position == position)
        .order_by(planned.change)
        .limit(1)
    ).first()
    if first is not None:
        when = moment(first.recorded_at)
        state = known_state(first.state)
        entries.append(HistoryEntry(first.change, when, first.who, None, state, "", False))
    return tuple(sorted(entries, key=lambda entry: (entry.change, entry.day or date.min))[::-1])


def _since_day(told: Told, since: date, today: date) -> tuple[StateChange, ...]:
    return _compared(told.on(date.fromordinal(since.toordinal() - 1)), told.on(today))


def _since_report(session: Session, told: Told, today: date) -> Changes:
    """Return what the last report that was issued could not know.

    Where there is none, everything since the first of April of this fiscal year.
    """
    issued = next(iter(issued_reports(session, limit=1)), None)
    if issued is None:
        start = _year_start(today)
        return Changes(start, "", _since_day(told, start, today))
    then = min(issued.when.astimezone(rights.JAPAN).date(), today)
    known = told.on(then, issued.change or 0)
    return Changes(issued.when, issued.as_of.japanese, _compared(known, told.on(today)))


def _compared(before: Sequence[Initiative], now: Sequence[Initiative]) -> tuple[StateChange, ...]:
    known = {one.position: one.state for one in before}
    return tuple(
        StateChange(one, known.get(one.position))
        for one in now
        if known.get(one.position) != one.state
    )


def _plans(session: Session, day: date) -> tuple[PlanName, ...]:
    """Return all plans; first the one that today is judged by, then the later before the earlier."""
    year = Month.of(day.year, day.month).fiscal_year
    rows = sorted(as_known(session, PlanVersion), key=lambda row: (row.first_fiscal_year, row.code))
    begun = [row for row in rows if row.first_fiscal_year <= year]
    ordered = [*reversed(begun), *rows[len(begun) :]]
    return tuple(PlanName(row.code, row.name) for row in ordered)


def _year_start(day: date) -> date:
    return date(Month.of(day.year, day.month).fiscal_year, 4, 1)
