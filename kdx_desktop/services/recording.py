"""Recording a change: its rows first, then the sealed change with its hash (trust.md, Ledger)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import JSON, bindparam, cast, func, insert, select, text
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.figures import State
from kdx_desktop.models import chain
from kdx_desktop.models.base import Base, Versioned
from kdx_desktop.models.change import Change
from kdx_desktop.models.postgres_store import SEEN
from kdx_desktop.models.revision import Revision


class Kind(StrEnum):
    """What sort of act a change is."""

    ENTRY = "entry"
    IMPORT = "import"
    CORRECTION = "correction"
    ORGANIZATION = "organization"
    PLAN = "plan"
    SUBMISSION = "submission"
    CLOSING = "closing"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Act:
    """What is said of a change: its kind, why, from what source, and its idempotency key."""

    kind: Kind
    reason: str = ""
    source: str = ""
    key: str = ""


class NewRevision(NamedTuple):
    """A revision to come; ``number`` is one more than the one it is based on."""

    department: str
    month: int
    metric: str
    number: int
    state: State
    amount: int | None
    note: str = ""
    typed: str = ""


#: In ``Session.info``: the keys of the changes that a transaction has recorded.
RECORDED_KEYS = "recorded_keys"
#: In ``Session.info``: what a transaction has read of the city, until it records something itself.
KNOWN = "known"
#: … and what readings before it were: a Memory, in the session's info of a reading.
MEMORY = "memory"
Rows = Mapping[type[Versioned], Sequence[Mapping[str, Any]]]


def record(
    session: Session, act: Act, revisions: Sequence[NewRevision] = (), rows: Rows | None = None
) -> int:
    """Append one change with its revisions and versioned rows; return its number.

    A key that was recorded before returns that change and stores nothing again. Runs inside the
    caller's writing transaction. ``rows`` leave out ``change``; ``withdrawn`` defaults to 0.
    DataError for text that no store can keep (half a character, as some programs paste it; NUL).
    """
    _refuse_broken_text(act, revisions, rows or {})
    key = act.key or uuid.uuid4().hex
    if act.key and (earlier := find_key(session, key)) is not None:
        return earlier
    session.info.setdefault(RECORDED_KEYS, []).append(key)
    session.info.pop(KNOWN, None)
    session.info.pop(MEMORY, None)
    if on_server(session):
        return _record_on_server(session, act, key, revisions, rows or {})
    last = session.execute(
        select(Change.number, Change.recorded_at, Change.hash).order_by(Change.number.desc())
    ).first()
    number = 1 if last is None else last.number + 1
    lines = _insert_revisions(session, number, revisions)
    for model, values in (rows or {}).items():
        lines += _insert_rows(session, number, model, values)
    actor = session.info["actor"]
    header: dict[str, Any] = {
        "number": number,
        "recorded_at": max(timestamp(datetime.now(UTC)), "" if last is None else last.recorded_at),
        "actor": actor.name,
        "computer": actor.computer,
        "kind": act.kind.value,
        "reason": act.reason,
        "source": act.source,
        "key": key,
        "previous_hash": chain.GENESIS if last is None else last.hash,
    }
    sealed = chain.change_hash([header[name] for name in chain.HEADER_COLUMNS], lines)
    session.execute(insert(Change).values(**header, hash=sealed))
    return number


def _refuse_broken_text(act: Act, revisions: Sequence[NewRevision], rows: Rows) -> None:
    texts = [act.reason, act.source]
    texts += [text for new in revisions for text in (new.note, new.typed)]
    texts += [
        value
        for listed in rows.values()
        for row in listed
        for value in row.values()
        if isinstance(value, str)
    ]
    if not all(map(_is_storable, texts)):
        message = (
            "保存できない文字（壊れた文字）が含まれています。"
            "備考や理由などの文字を入力し直してください。保存はしていません。"
        )
        raise DataError(message)


def _is_storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _record_on_server(
    session: Session, act: Act, key: str, revisions: Sequence[NewRevision], rows: Rows
) -> int:
    """Append a change where the store itself numbers, dates, signs and hashes it: in one call."""
    given: dict[str, Sequence[Mapping[str, Any]]] = {
        model.__tablename__: values for model, values in rows.items() if values
    }
    if revisions:
        given[Revision.__tablename__] = [new._asdict() for new in revisions]
    known = session.connection().info
    call = func.write_change(
        session.info["actor"].computer,
        act.kind.value,
        act.reason,
        act.source,
        key,
        known[SEEN],
        cast(given, JSON),
    )
    number: int = session.scalars(select(call)).one()
    known[SEEN] = number
    return number


def on_server(session: Session) -> bool:
    """Tell whether the store is a server that itself decides and derives (PostgreSQL)."""
    return session.get_bind().dialect.name == "postgresql"


def without_idle_limit(session: Session) -> None:
    """Let a transaction compute for longer than a server waits for an idle one (14 seconds)."""
    if on_server(session):
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


def find_key(session: Session, key: str) -> int | None:
    """Return the change that carries this idempotency key, if it was recorded."""
    return session.scalar(select(Change.number).where(Change.key == key))


def timestamp(moment: datetime) -> str:
    """Write an aware moment as changes carry it: UTC, microseconds, ``Z``; sorts as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """Read a timestamp of a change."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def _insert_revisions(session: Session, change: int, revisions: Sequence[NewRevision]) -> list[str]:
    if not revisions:
        return []
    values = sorted(
        (change, department, int(month), metric, number, state.value, amount, note, typed)
        for department, month, metric, number, state, amount, note, typed in revisions
    )
    table = Revision.__tablename__
    _insert_many(session, Revision, values)
    return [chain.line(table, value) for value in values]


def _insert_many(
    session: Session, model: type[Base], values: Sequence[tuple[str | int | None, ...]]
) -> None:
    """Insert rows given as tuples in column order.

    An import brings tens of thousands; the driver takes them as they are, without a dict for each.
    """
    connection = session.connection()
    columns = model.__table__.columns
    statement = insert(model).values({name: bindparam(name) for name in columns.keys()})  # noqa: SIM118 - a collection, not a dict
    compiled = statement.compile(dialect=connection.dialect)
    assert compiled.positiontup == columns.keys()  # noqa: S101 - both follow the table
    connection.exec_driver_sql(str(compiled), list(values))


def _insert_rows(
    session: Session, change: int, model: type[Versioned], rows: Sequence[Mapping[str, Any]]
) -> list[str]:
    if not rows:
        return []
    columns = model.__table__.columns.keys()
    values = []
    for row in rows:
        full = {"withdrawn": 0, **row, "change": change}
        values.append(tuple(full.get(name) for name in columns))
    _insert_many(session, model, values)
    return [chain.line(model.__tablename__, row) for row in values]
