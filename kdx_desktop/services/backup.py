"""Consistent copies of a SQLite database, verified before anybody relies on them (trust.md)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kdx_desktop.errors import DataError, EnvironmentFailure
from kdx_desktop.services import copies, ledger
from kdx_desktop.services.addresses import database_file
from kdx_desktop.services.office import Office

#: How long a restore waits for somebody's transaction, in seconds.
_PATIENCE = 2


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was verified."""

    file: Path
    size: int
    head: ledger.Head | None


@dataclass(frozen=True, slots=True)
class Restored:
    """A database that was put in place; ``kept`` is where the former file is, None without one."""

    file: Path
    kept: Path | None
    head: ledger.Head | None


def make(office: Office, target: Path) -> Backup:
    """Copy a database while it is in use; never replaces an existing file."""
    if target.exists():
        message = f"すでにファイルがあります：{target}\n別の名前を指定してください。"
        raise EnvironmentFailure(message)
    source = database_file(office.url)
    temporary = target.with_name(target.name + ".part")
    try:
        copies.copy(source, temporary)
        head = _verified(temporary)
        temporary.replace(target)
    except (OSError, sqlite3.Error) as error:
        message = f"控えを作成できませんでした：{target}（{error}）"
        raise EnvironmentFailure(message) from error
    finally:
        copies.discard(temporary)
    return Backup(target, target.stat().st_size, head)


def restore(url: str, source: Path) -> Restored:
    """Put a verified copy in the database's place; the former file is kept beside it.

    EnvironmentFailure while somebody reads or writes it, DataError when the copy is not sound: then
    nothing was replaced.
    """
    target = database_file(url)
    if not source.is_file():
        message = f"控えのファイルがありません：{source}"
        raise EnvironmentFailure(message)
    temporary = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        copies.copy(source, temporary)
        head = _verified(temporary)
        _require_unused(target)
        kept = _set_aside(target)
        temporary.replace(target)
    except (OSError, sqlite3.Error) as error:
        message = f"復元できませんでした。元のファイルはそのままです：{target}（{error}）"
        raise EnvironmentFailure(message) from error
    finally:
        copies.discard(temporary)
    return Restored(target, kept, head)


def _set_aside(target: Path) -> Path | None:
    """Rename a database and return its new name, None when there was none.

    The journal of a write that a crash interrupted goes along: the file is whole only with it, and
    played back into another file it would ruin that one.
    """
    written = f"{target.stem}.{datetime.now():%Y%m%d-%H%M%S}"  # noqa: DTZ005 - a name for people
    kept = target.with_name(written + target.suffix)
    number = 1
    while kept.exists():
        number += 1
        kept = target.with_name(f"{written}-{number}{target.suffix}")
    for part in ("", *copies.COMPANIONS):
        file = Path(f"{target}{part}")
        if file.exists():
            file.replace(f"{kept}{part}")
    return kept if kept.exists() else None


def _require_unused(target: Path) -> None:
    """Raise EnvironmentFailure while somebody reads or writes; a damaged file is no hindrance.

    Whoever has the file open without doing anything cannot be seen.
    """
    if not target.exists():
        return
    try:
        with closing(sqlite3.connect(target, timeout=_PATIENCE, isolation_level=None)) as held:
            held.execute("BEGIN EXCLUSIVE")
            held.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in {
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_LOCKED,
        }:
            message = (
                "データベースが使用中のため、復元していません。"
                "ほかの画面やコマンドを終了してからやり直してください。"
            )
            raise EnvironmentFailure(message) from error


def _verified(file: Path) -> ledger.Head | None:
    """Return the head of a sound copy; DataError otherwise."""
    try:
        return copies.verified(file)
    except DataError as error:
        raise DataError(f"{error.message}（何も変更していません）") from error
