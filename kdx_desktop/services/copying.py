"""From one PC to the office: a whole ledger moves to a server, its chain unbroken (trust.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, EnvironmentFailure
from kdx_desktop.models import postgres_store
from kdx_desktop.models.base import Base
from kdx_desktop.models.tables import (
    VERSIONED,
    Account,
    AuditEvent,
    Change,
    CurrentFigure,
    Revision,
)
from kdx_desktop.services import ledger
from kdx_desktop.services.audit import EventKind, record_event
from kdx_desktop.services.ledger import Head, Verification
from kdx_desktop.services.office import Office
from kdx_desktop.services.recording import without_idle_limit

#: Everything but accounts: whose logins they are is decided anew on the server.
_COPIED: tuple[type[Base], ...] = (Revision, *VERSIONED, Change, CurrentFigure, AuditEvent)
_Rows = dict[type[Base], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Copied:
    """What arrived, compared with what was sent; ``accounts`` stay behind and are added anew."""

    changes: int
    revisions: int
    head: Head | None
    accounts: int


def copy(source: Office, target: Office) -> Copied:
    """Move everything of a sound PC database to a server's new one; all of it, or nothing.

    ``target`` is opened by the server's superuser and holds nothing but the plan it was created
    with. The copy is verified in the same transaction. DataError when either is not as it should be.
    """
    if source.on_server or not target.on_server:
        message = "移行は、このPCのデータベース（SQLite）からPostgreSQLへ行います。"
        raise EnvironmentFailure(message)
    sent, rows, accounts = source.read(_sent)
    problems = (*source.check(), *sent.problems)
    if problems:
        message = "移行元に問題があるため、何も移していません。\n" + "\n".join(problems[:10])
        raise DataError(message)
    arrived = target.write(partial(_arrive, rows=rows, sent=sent))
    return Copied(arrived.changes, arrived.revisions, arrived.head, accounts)


def _sent(session: Session) -> tuple[Verification, _Rows, int]:
    rows = {
        model: [tuple(row) for row in session.execute(select(*model.__table__.columns))]
        for model in _COPIED
    }
    accounts = session.scalar(select(func.count()).select_from(Account)) or 0
    return ledger.verify(session), rows, accounts


def _arrive(session: Session, rows: _Rows, sent: Verification) -> Verification:
    _require_new(session)
    # The server would number, date and sign each row as its own: here they stay as they were.
    without_idle_limit(session)
    session.execute(text("SET LOCAL statement_timeout = 0"))
    session.execute(text("SET LOCAL session_replication_role = replica"))
    for model in reversed(_COPIED):
        session.execute(delete(model))
        if rows[model]:
            postgres_store.copy_in(
                session.connection(), model.__table__, _in_key_order(model, rows[model])
            )
    session.execute(text("SET LOCAL session_replication_role = origin"))
    arrived = ledger.verify(session, sent.head)
    if not arrived.intact or (arrived.changes, arrived.revisions) != (sent.changes, sent.revisions):
        message = "移行先での検証が一致しないため、何も移していません。\n" + "\n".join(
            arrived.problems[:10]
        )
        raise DataError(message)
    record_event(session, EventKind.COPY, str(arrived.head or ""))
    return arrived


def _require_new(session: Session) -> None:
    changes = session.scalar(select(func.count()).select_from(Change)) or 0
    figures = session.scalar(select(func.count()).select_from(Revision)) or 0
    if changes > 1 or figures:
        message = (
            "移行先にはすでに記録があります。「database create」で作成した直後のデータベースを"
            "指定してください。"
        )
        raise DataError(message)


def _in_key_order(model: type[Base], rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows in the order of their key, so that indexes fill evenly."""
    names = list(model.__table__.columns.keys())
    places = [names.index(column.name) for column in model.__table__.primary_key]
    return sorted(rows, key=lambda row: tuple(row[place] for place in places))
