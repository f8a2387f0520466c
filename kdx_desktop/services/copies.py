"""Copies of a SQLite file: made while it is in use, verified before anybody relies on them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, KdxError
from kdx_desktop.models import formats, sqlite_store
from kdx_desktop.services import ledger

#: A journal or log that SQLite keeps beside a file; the file is whole only with it.
COMPANIONS = ("-journal", "-wal", "-shm")


class Mark(NamedTuple):
    """What a file is at: its format, its last change, its last event that is more than a sign-in.

    Of two copies of one database with the same mark, the second says nothing new.
    """

    version: int
    head: ledger.Head | None
    event: str


def copy(source: Path, target: Path) -> None:
    """Copy a database while it is in use, consistently, in place of what is at the target.

    Raises OSError or sqlite3.Error.
    """
    discard(target)
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as reading,
        closing(sqlite3.connect(target)) as writing,
    ):
        reading.backup(writing)


def discard(file: Path) -> None:
    """Remove a copy that is not wanted, with whatever SQLite left beside it."""
    for part in ("", *COMPANIONS):
        Path(f"{file}{part}").unlink(missing_ok=True)


def mark(file: Path) -> Mark:
    """Return what a file is at, without judging it; raises sqlite3.Error when it cannot be read."""
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        query = "SELECT number, hash FROM changes ORDER BY number DESC LIMIT 1"
        last = connection.execute(query).fetchone()
        event = None
        if version > 1:  # the first format had no events
            query = "SELECT hash FROM audit_events WHERE kind <> 'sign_in' ORDER BY number DESC"
            event = connection.execute(query).fetchone()
    return Mark(version, ledger.Head(*last) if last else None, event[0] if event else "")


def verified(file: Path) -> ledger.Head | None:
    """Return the head of a sound copy; DataError otherwise.

    SQLite's own checks, the guards, and the whole chain replayed. A copy of an older format is
    looked at as it will be after its upgrade, which is tried and taken back.
    """
    engine = sqlite_store.open_engine(URL.create("sqlite", database=str(file)))
    writing = engine.execution_options(**{sqlite_store.WRITE_OPTION: True})
    try:
        version = sqlite_store.require_ours(engine, or_older=True)
        opened = engine if version >= formats.SCHEMA_VERSION else writing
        with opened.connect() as connection:
            sqlite_store.upgrade(connection)
            head = require_sound(connection)
            connection.rollback()
    except (DBAPIError, KdxError) as error:
        said = error.message if isinstance(error, KdxError) else "読み取れません。"
        raise DataError(f"控えとして使えないファイルです：{said}") from error
    finally:
        engine.dispose()
    return head


def require_sound(connection: Connection) -> ledger.Head | None:
    """Return the head of what a connection sees; DataError when anything is wrong with it."""
    problems: Sequence[str] = sqlite_store.problems(connection)
    if not problems:  # the ledger can only be read where the file can
        verification = ledger.verify(Session(connection))
        problems = verification.problems
    if problems:
        raise DataError(f"検証で問題が見つかりました：{problems[0]}")
    return verification.head
