"""The audit log: sign-ins, exports, closings and account changes, chained like the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from kdx_desktop.models import chain
from kdx_desktop.models.audit import AuditEvent
from kdx_desktop.services.recording import moment, on_server, timestamp

_FORMAT = "kdx-event-1"
_HASHED = tuple(name for name in AuditEvent.__table__.columns.keys() if name != "hash")  # noqa: SIM118 - a collection


class EventKind(StrEnum):
    """What sort of event it was."""

    SIGN_IN = "sign_in"
    EXPORT = "export"
    CLOSING = "closing"
    ACCOUNT = "account"
    ASSIGNMENT = "assignment"
    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    COPY = "copy"
    RESTORE = "restore"

    @property
    def japanese(self) -> str:
        """The users' word."""
        return _JAPANESE[self]


_JAPANESE = {
    EventKind.SIGN_IN: "サインイン",
    EventKind.EXPORT: "書き出し",
    EventKind.CLOSING: "締め",
    EventKind.ACCOUNT: "アカウント",
    EventKind.ASSIGNMENT: "担当",
    EventKind.PASSWORD: "パスワード",
    EventKind.COPY: "移行",
    EventKind.RESTORE: "復元",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the audit log; ``kind`` as stored."""

    number: int
    when: datetime
    who: str
    computer: str
    kind: str
    subject: str
    details: str


def record_event(session: Session, kind: EventKind, subject: str = "", details: str = "") -> int:
    """Append an event and return its number; never with figures, passwords or file contents.

    A server writes who and when by itself, and account changes altogether.
    """
    actor = session.info["actor"]
    if on_server(session):
        call = func.record_event(actor.computer, kind.value, subject, details)
        number: int = session.scalars(select(call)).one()
        return number
    last = session.execute(
        select(AuditEvent.number, AuditEvent.recorded_at, AuditEvent.hash)
        .order_by(AuditEvent.number.desc())
        .limit(1)
    ).first()
    event: dict[str, Any] = {
        "number": 1 if last is None else last.number + 1,
        "recorded_at": max(timestamp(datetime.now(UTC)), "" if last is None else last.recorded_at),
        "actor": actor.name,
        "computer": actor.computer,
        "kind": kind.value,
        "subject": subject,
        "details": details,
        "previous_hash": chain.GENESIS if last is None else last.hash,
    }
    sealed = _hash(*(event[name] for name in _HASHED))
    session.execute(insert(AuditEvent).values(**event, hash=sealed))
    sealed_number: int = event["number"]
    return sealed_number


def events(session: Session, limit: int = 1000) -> tuple[Event, ...]:
    """Return the latest events, newest first."""
    query = select(AuditEvent).order_by(AuditEvent.number.desc()).limit(limit)
    return tuple(
        Event(
            row.number,
            moment(row.recorded_at),
            row.actor,
            row.computer,
            row.kind,
            row.subject,
            row.details,
        )
        for row in session.scalars(query)
    )


def problems(session: Session) -> Iterator[str]:
    """Yield what does not hold in the chain of events."""
    previous, last = chain.GENESIS, 0
    columns = AuditEvent.__table__.columns
    for row in session.execute(select(*columns).order_by(AuditEvent.number)):
        if row.number != last + 1 or row.previous_hash != previous:
            yield f"監査記録{row.number}が直前の記録とつながっていません。"
        if _hash(*(getattr(row, name) for name in _HASHED)) != row.hash:
            yield f"監査記録{row.number}の内容がハッシュと一致しません。"
        previous, last = row.hash, row.number


def _hash(*fields: chain.Field) -> str:
    return chain.sha256(chain.line(_FORMAT, fields))
