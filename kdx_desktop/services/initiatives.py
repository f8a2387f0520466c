"""取組: the strategy's initiatives, their dated states, and what has changed (domain.md §8)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.days import day_number, day_of
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.audit import AuditEvent
from kdx_desktop.models.change import Change
from kdx_desktop.models.plan import InitiativeStateVersion, InitiativeVersion, PlanVersion
from kdx_desktop.services import rights
from kdx_desktop.services.account_rules import today as japans_today
from kdx_desktop.services.audit import EventKind
from kdx_desktop.services.knowledge import as_known
from kdx_desktop.services.recording import moment, timestamp


class InitiativeState(StrEnum):
    """How far an initiative has come, in order; the value is what is stored."""

    UNCONFIRMED = ""
    CONSIDERED = "検討"
    BUILT = "構築"
    TRIED = "試験実施"
    PARTLY_INTRODUCED = "一部導入"
    INTRODUCED = "導入"
    CARRIED_OUT = "実施"
    EXTENDED = "拡充"
    DONE = "DONE"

    @property
    def japanese(self) -> str:
        """The users' word."""
        return _JAPANESE.get(self, self.value)

    @property
    def stage(self) -> Stage:
        """The stage that the state belongs to."""
        return _STAGES[self]


class Stage(StrEnum):
    """States that mean about as much, the furthest first: for a strip that is read at a glance."""

    DONE = "完了"
    RUNNING = "導入・実施"
    PREPARED = "準備"
    CONSIDERED = "検討"
    UNCONFIRMED = "要確認"


_JAPANESE = {InitiativeState.UNCONFIRMED: "要確認", InitiativeState.DONE: "完了（DONE）"}
_STAGES = {
    InitiativeState.UNCONFIRMED: Stage.UNCONFIRMED,
    InitiativeState.CONSIDERED: Stage.CONSIDERED,
    InitiativeState.BUILT: Stage.PREPARED,
    InitiativeState.TRIED: Stage.PREPARED,
    InitiativeState.PARTLY_INTRODUCED: Stage.RUNNING,
    InitiativeState.INTRODUCED: Stage.RUNNING,
    InitiativeState.CARRIED_OUT: Stage.RUNNING,
    InitiativeState.EXTENDED: Stage.RUNNING,
    InitiativeState.DONE: Stage.DONE,
}


@dataclass(frozen=True, slots=True)
class InitiativeText:
    """What the strategy says of an initiative; ``item`` is a part of it, or empty."""

    pillar: str
    measure: str
    goal_image: str
    initiative: str
    item: str
    version: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Initiative:
    """An initiative and its state on a day.

    ``since`` is the day of that state, None: as the strategy states it.
    """

    position: int
    text: InitiativeText
    state: InitiativeState
    since: date | None
    state_note: str

    @property
    def name(self) -> str:
        """Return the initiative and its item in one line."""
        return "　".join(filter(None, (self.text.initiative, self.text.item)))


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
    """What changed since a moment: ``report`` names the report that was issued then, if one was."""

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
    found = initiatives(session, chosen.code, day)
    return Overview(
        plan=chosen,
        plans=names,
        day=day,
        known_at=session.scalar(select(func.max(Change.number))) or 0,
        initiatives=found,
        progress=progress(found),
        changes=changes_since_report(session, chosen.code, day),
    )


def initiatives(
    session: Session, plan: str, day: date, known_at: int | None = None
) -> tuple[Initiative, ...]:
    """Return the initiatives of a plan with their states on a day, by position.

    ``known_at``: as it was known at that change.
    """
    states = as_known(
        session,
        InitiativeStateVersion,
        known_at,
        InitiativeStateVersion.plan == plan,
    )
    by_position: defaultdict[int, list[Any]] = defaultdict(list)
    for row in states:  # by day within a position
        by_position[row.position].append(row)
    rows = as_known(session, InitiativeVersion, known_at, InitiativeVersion.plan == plan)
    return tuple(_initiative(row, by_position[row.position], day) for row in rows)


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


def changed_since_day(
    session: Session, plan: str, since: date, today: date | None = None
) -> tuple[StateChange, ...]:
    """Return the initiatives that are in another state today than they were before a day."""
    now = initiatives(session, plan, today or japans_today())
    before = initiatives(session, plan, date.fromordinal(since.toordinal() - 1))
    return _compared(before, now)


def changed_since_change(
    session: Session, plan: str, number: int, day: date, today: date | None = None
) -> tuple[StateChange, ...]:
    """Return the initiatives whose state is not what change ``number`` knew of ``day``.

    What was recorded later is new, also when it is dated back.
    """
    before = initiatives(session, plan, day, known_at=number)
    return _compared(before, initiatives(session, plan, today or japans_today()))


def changes_since_report(session: Session, plan: str, today: date | None = None) -> Changes:
    """Return what the last report that was written could not know.

    Reports leave an event (書き出し) in the audit log. Where there is none, everything since the
    first of April of this fiscal year.
    """
    day = today or japans_today()
    event = session.execute(
        select(AuditEvent.recorded_at, AuditEvent.subject)
        .where(AuditEvent.kind == EventKind.EXPORT.value)
        .order_by(AuditEvent.number.desc())
        .limit(1)
    ).first()
    if event is None:
        start = _year_start(day)
        return Changes(start, "", changed_since_day(session, plan, start, day))
    when = moment(event.recorded_at)
    known = session.scalar(
        select(func.max(Change.number)).where(Change.recorded_at <= timestamp(when))
    )
    then = min(when.astimezone(rights.JAPAN).date(), day)
    changed = changed_since_change(session, plan, known or 0, then, day)
    return Changes(when, event.subject, changed)


def history(session: Session, plan: str, position: int) -> tuple[HistoryEntry, ...]:
    """Return all that was said of an initiative's state, the latest first."""
    stated = InitiativeStateVersion.__table__.columns
    query = (
        select(*stated, Change.recorded_at, Change.actor)
        .join(Change, Change.number == stated.change)
        .where(stated.plan == plan, stated.position == position)
    )
    entries = [
        HistoryEntry(
            row.change,
            moment(row.recorded_at),
            row.actor,
            day_of(row.day),
            _known_state(row.state),
            row.note,
            bool(row.withdrawn),
        )
        for row in session.execute(query)
    ]
    planned = InitiativeVersion.__table__.columns
    first = session.execute(
        select(planned.change, planned.state, Change.recorded_at, Change.actor)
        .join(Change, Change.number == planned.change)
        .where(planned.plan == plan, planned.position == position)
        .order_by(planned.change)
        .limit(1)
    ).first()
    if first is not None:
        when = moment(first.recorded_at)
        state = _known_state(first.state)
        entries.append(HistoryEntry(first.change, when, first.actor, None, state, "", False))
    return tuple(sorted(entries, key=lambda entry: (entry.change, entry.day or date.min))[::-1])


def one_initiative(session: Session, plan: str, position: int, day: date) -> Initiative:
    """Return one initiative on a day; DataError when there is none."""
    rows = as_known(
        session,
        InitiativeVersion,
        None,
        InitiativeVersion.plan == plan,
        InitiativeVersion.position == position,
    )
    if not rows:
        message = f"取組（{position}番）は登録されていません。"
        raise DataError(message)
    states = as_known(
        session,
        InitiativeStateVersion,
        None,
        InitiativeStateVersion.plan == plan,
        InitiativeStateVersion.position == position,
    )
    return _initiative(rows[0], states, day)


def _initiative(row: Any, states: Sequence[Any], day: date) -> Initiative:
    until = day_number(day)
    held = [state for state in states if state.day <= until]
    last = held[-1] if held else None
    text = InitiativeText(
        row.pillar,
        row.measure,
        row.goal_image,
        row.initiative,
        row.item,
        row.version,
        row.note,
    )
    return Initiative(
        position=row.position,
        text=text,
        state=_known_state(row.state if last is None else last.state),
        since=None if last is None else day_of(last.day),
        state_note="" if last is None else last.note,
    )


def _known_state(text: str) -> InitiativeState:
    """Read what is stored; a word of another program or plan is not one that we can vouch for."""
    try:
        return InitiativeState(text)
    except ValueError:
        return InitiativeState.UNCONFIRMED


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
