"""What the team does about 取組: record a state, take it back, edit and add (domain.md §8)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, Problem
from kdx_desktop.metrics.days import day_number
from kdx_desktop.models.account import Account
from kdx_desktop.models.change import Change
from kdx_desktop.models.plan import InitiativeStateVersion, InitiativeVersion
from kdx_desktop.services import rights
from kdx_desktop.services.account_rules import today as japans_today
from kdx_desktop.services.initiative_states import (
    Initiative,
    InitiativeState,
    InitiativeText,
    one_initiative,
)
from kdx_desktop.services.recording import Act, Kind, Rows, record

#: No state is older: a slip of the finger is more likely.
EARLIEST = date(2000, 1, 1)
#: Characters of a text.
LONGEST = 1000
_TAKEN_BACK = "状態の変更を取り消し"
_NEEDED = {
    "measure": "施策",
    "initiative": "取組",
    "version": "版",
}


@dataclass(frozen=True, slots=True)
class NewState:
    """A state to be recorded; ``based_on`` is the last change that the person could see."""

    plan: str
    position: int
    state: str
    day: date
    note: str
    based_on: int


@dataclass(frozen=True, slots=True)
class NewInitiative:
    """An initiative to be added, with the state that it has from a day on."""

    plan: str
    text: InitiativeText
    state: str
    day: date


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded, and by which change: enough to take it back."""

    change: int
    plan: str
    name: str
    position: int
    day: date
    state: InitiativeState
    before: InitiativeState


def record_state(session: Session, new: NewState, today: date | None = None) -> Recorded:
    """Record the state of an initiative from a day on.

    DataError for an unknown initiative or state, a day to come or before `EARLIEST`, the state that
    the initiative has on that day already, and when somebody else was faster. NotAllowed for all
    but the team.
    """
    rights.require_team(session, "取組の状態の変更")
    now = today or japans_today()
    state = _state(new.state)
    note = _text(new.note, "メモ")
    _refuse_day(new.day, now)
    known = one_initiative(session, new.plan, new.position, new.day)
    _refuse_overtaken(session, new.plan, known, new.based_on)
    if known.state is state:
        message = f"「{known.name}」は{_day_text(new.day)}の時点ですでに「{state.japanese}」です。"
        raise DataError(message, (Problem(message, column="state"),))
    row = _state_row(new.plan, new.position, new.day, state, note)
    reason = f"取組の状態を「{state.japanese}」に変更"
    change = record(session, Act(Kind.PLAN, reason), rows={InitiativeStateVersion: [row]})
    return Recorded(change, new.plan, known.name, new.position, new.day, state, known.state)


def take_back(session: Session, recorded: Recorded) -> int:
    """Take back a state that was recorded: the one before counts again. Return the change.

    DataError when something was recorded for that day since; NotAllowed for all but the team.
    """
    rights.require_team(session, "取組の状態の変更")
    rows = _rows_of_day(session, recorded.plan, recorded.position, recorded.day)
    if not rows or rows[-1].change != recorded.change or rows[-1].withdrawn:
        message = f"「{recorded.name}」はその後に変更されたため、元に戻せません。"
        raise DataError(message)
    former = rows[-2] if len(rows) > 1 else None
    kept = rows[-1] if former is None else former
    row = _state_row(
        recorded.plan, recorded.position, recorded.day, InitiativeState(kept.state), kept.note
    )
    row["withdrawn"] = 1 if former is None else former.withdrawn
    return record(session, Act(Kind.PLAN, _TAKEN_BACK), rows={InitiativeStateVersion: [row]})


def edit(
    session: Session, plan: str, position: int, text: InitiativeText, based_on: int
) -> int | None:
    """Say otherwise what an initiative is; return the change, None when nothing is new.

    DataError for what is blank or too long, and when somebody else was faster; NotAllowed for all
    but the team.
    """
    rights.require_team(session, "取組の編集")
    text = _checked(text)
    known = one_initiative(session, plan, position, japans_today())
    _refuse_overtaken(session, plan, known, based_on)
    if known.text == text:
        return None
    columns = InitiativeVersion.__table__.columns
    planned = session.scalars(
        select(columns.state)
        .where(columns.plan == plan, columns.position == position)
        .order_by(columns.change.desc())
        .limit(1)
    ).one()
    row = {"plan": plan, "position": position, "state": planned, **asdict(text)}
    return record(session, Act(Kind.PLAN, "取組の編集"), rows={InitiativeVersion: [row]})


def add(session: Session, new: NewInitiative, today: date | None = None) -> int:
    """Add an initiative to a plan; return its position.

    DataError for what is blank or too long, an unknown state, and a day to come; NotAllowed for all
    but the team.
    """
    rights.require_team(session, "取組の追加")
    text, state = _checked(new.text), _state(new.state)
    _refuse_day(new.day, today or japans_today())
    columns = InitiativeVersion.__table__.columns
    last = session.scalar(select(func.max(columns.position)).where(columns.plan == new.plan))
    position = 1 + (last or 0)
    stated = state is not InitiativeState.UNCONFIRMED
    rows: Rows = {
        InitiativeVersion: [{"plan": new.plan, "position": position, "state": "", **asdict(text)}],
        InitiativeStateVersion: (
            [_state_row(new.plan, position, new.day, state, "")] if stated else []
        ),
    }
    record(session, Act(Kind.PLAN, "取組の追加"), rows=rows)
    return position


def _rows_of_day(session: Session, plan: str, position: int, day: date) -> list[Any]:
    columns = InitiativeStateVersion.__table__.columns
    query = (
        select(*columns)
        .where(columns.plan == plan, columns.position == position, columns.day == day_number(day))
        .order_by(columns.change)
    )
    return list(session.execute(query))


def _state_row(
    plan: str, position: int, day: date, state: InitiativeState, note: str
) -> dict[str, Any]:
    return {
        "plan": plan,
        "position": position,
        "day": day_number(day),
        "state": state.value,
        "note": note,
    }


def _state(value: str) -> InitiativeState:
    try:
        return InitiativeState(value)
    except ValueError as error:
        message = f"状態「{value[:40]}」は使えません。"
        raise DataError(message, (Problem(message, column="state"),)) from error


def _text(value: str, name: str) -> str:
    if len(value) > LONGEST:
        message = f"{name}は{LONGEST:,}文字までで入力してください。"
        raise DataError(message, (Problem(message),))
    return value.strip()


def _checked(text: InitiativeText) -> InitiativeText:
    """Return the texts without blanks around; DataError names those that are missing."""
    plain = InitiativeText(**{name: _text(value, "文章") for name, value in asdict(text).items()})
    missing = [
        Problem(f"{japanese}を入力してください。", column=name)
        for name, japanese in _NEEDED.items()
        if not getattr(plain, name)
    ]
    if missing:
        raise DataError("".join(problem.reason for problem in missing), tuple(missing))
    return plain


def _refuse_day(day: date, today: date) -> None:
    message = ""
    if day > today:
        message = f"{_day_text(day)}は先の日付です。今日までの日付を指定してください。"
    elif day < EARLIEST:
        message = f"{_day_text(EARLIEST)}より前の日付は指定できません。"
    if message:
        raise DataError(message, (Problem(message, column="day"),))


def _refuse_overtaken(session: Session, plan: str, known: Initiative, based_on: int) -> None:
    for model in (InitiativeStateVersion, InitiativeVersion):
        columns = model.__table__.columns
        who = session.scalar(
            select(func.coalesce(Account.name, Change.actor))
            .select_from(Change)
            .join(model.__table__, columns.change == Change.number)
            .outerjoin(Account, Account.login == Change.actor)
            .where(
                columns.plan == plan,
                columns.position == known.position,
                columns.change > based_on,
            )
        )
        if who is not None:
            message = (
                f"「{known.name}」は、先に{who}さんが変更しました。"
                "内容を確かめて、もう一度記録してください。"
            )
            raise DataError(message)


def _day_text(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
