"""Bringing a SQLite file of an older format up to this program's (trust.md, Migrations)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from kdx_desktop.errors import DataError, EnvironmentFailure, KdxError
from kdx_desktop.models import sqlite_store
from kdx_desktop.services import copies, kept_backups, ledger
from kdx_desktop.services.explanations import explained


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The format now, the backup from before, and the head of the ledger, which is as it was."""

    version: int
    backup: kept_backups.Kept
    head: ledger.Head | None


def upgrade(file: Path) -> Upgraded:
    """Bring an existing file up to this program's format, after a verified backup; all or nothing.

    To be called after UpgradeDueError; what another program has upgraded meanwhile stays as it is.
    EnvironmentFailure when the file is not ours, too new, in use, or cannot be backed up; DataError
    when the ledger does not hold before or after: then nothing was changed.
    """
    engine = sqlite_store.open_engine(URL.create("sqlite", database=str(file)))
    try:
        sqlite_store.require_ours(engine, or_older=True)
        backup = kept_backups.keep_before_migration(file)
        writing = engine.execution_options(**{sqlite_store.WRITE_OPTION: True})
        with writing.begin() as connection:
            sqlite_store.upgrade(connection)
            head = copies.require_sound(connection)
            version = sqlite_store.version_of(connection)
        return Upgraded(version, backup, head)
    except DBAPIError as error:
        message = f"データベースの形式を更新できませんでした。元のままです。{_said(error)}"
        raise EnvironmentFailure(message) from error
    except DataError as error:
        message = f"データベースの形式を更新していません。元のままです。{error.message}"
        raise DataError(message) from error
    finally:
        engine.dispose()


def _said(error: DBAPIError) -> str:
    """Say in a sentence what the store said."""
    try:
        with explained():
            raise error
    except KdxError as failure:
        return failure.message
    except DBAPIError:
        return str(error.orig)
