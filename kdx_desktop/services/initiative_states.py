"""An initiative as the strategy states it, and the state that it has on a day (domain.md §8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.days import day_number, day_of
from kdx_desktop.models.plan import InitiativeStateVersion, InitiativeVersion


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
class Told:
    """All that was ever said of a plan's initiatives and their states, in the order of changes."""

    texts: Sequence[Any]
    states: Sequence[Any]

    def on(self, day: date, known_at: int | None = None) -> tuple[Initiative, ...]:
        """Return the initiatives on a day, as they were known at a change (None: now)."""
        by_position: defaultdict[int, list[Any]] = defaultdict(list)
        for row in _latest(self.states, known_at, "position", "day"):
            by_position[row.position].append(row)
        return tuple(
            _initiative(row, by_position[row.position], day)
            for row in _latest(self.texts, known_at, "position")
        )


def load_told(session: Session, plan: str) -> Told:
    """Read a plan's rows once: what is now and what was known before are both told by them."""
    texts, states = (
        session.execute(
            select(*model.__table__.columns)
            .where(model.__table__.columns.plan == plan)
            .order_by(model.__table__.columns.change)
        ).all()
        for model in (InitiativeVersion, InitiativeStateVersion)
    )
    return Told(texts, states)


def _latest(rows: Iterable[Any], known_at: int | None, *names: str) -> list[Any]:
    """Return the rows that count, by key."""
    found: dict[tuple[int, ...], Any] = {}
    for row in rows:
        if known_at is None or row.change <= known_at:
            found[tuple(getattr(row, name) for name in names)] = row
    return [row for _, row in sorted(found.items()) if not row.withdrawn]


def one_initiative(session: Session, plan: str, position: int, day: date) -> Initiative:
    """Return one initiative on a day; DataError when there is none."""
    found = next(
        (one for one in load_told(session, plan).on(day) if one.position == position), None
    )
    if found is None:
        message = f"取組（{position}番）は登録されていません。"
        raise DataError(message)
    return found


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
        state=known_state(row.state if last is None else last.state),
        since=None if last is None else day_of(last.day),
        state_note="" if last is None else last.note,
    )


def known_state(text: str) -> InitiativeState:
    """Read what is stored; a word of another program or plan is not one that we can vouch for."""
    try:
        return InitiativeState(text)
    except ValueError:
        return InitiativeState.UNCONFIRMED
