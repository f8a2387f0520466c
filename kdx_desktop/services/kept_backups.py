"""Backups that the program makes by itself, on occasions: verified, rotated, found when needed.

They lie in the user's data folder, in a folder for each database: 7 daily, 4 weekly and 12 monthly
ones, of each period the newest (trust.md).
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import sys
import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from pathlib import Path

from kdx_desktop import paths
from kdx_desktop.errors import DataError, EnvironmentFailure, KdxError
from kdx_desktop.services import copies, ledger


class Occasion(StrEnum):
    """Why a backup is made."""

    START = "start"
    IMPORT = "import"
    CLOSING = "closing"
    MIGRATION = "migration"
    EXIT = "exit"

    @property
    def japanese(self) -> str:
        """The word for people."""
        return _JAPANESE[self]


_JAPANESE = {
    Occasion.START: "起動時",
    Occasion.IMPORT: "取込の前",
    Occasion.CLOSING: "締めの前",
    Occasion.MIGRATION: "形式の更新の前",
    Occasion.EXIT: "終了時",
}
_STAMP = "%Y%m%d-%H%M%S"
_NAME = re.compile(
    rf"(?P<when>[0-9]{{8}}-[0-9]{{6}})(-(?P<nth>[0-9]{{1,3}}))?-(?P<occasion>{'|'.join(Occasion)})\.sqlite3"
)
_PART = ".kdx-part"
#: A temporary copy older than this is what a crash left, in seconds.
_ABANDONED = 24 * 3600


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that was verified when it was made.

    ``made_at`` is local time, for people, to the second; microseconds count those of one second.
    """

    file: Path
    made_at: datetime
    occasion: Occasion
    mark: copies.Mark

    @property
    def head(self) -> ledger.Head | None:
        """The last change that it holds."""
        return self.mark.head

    @property
    def japanese(self) -> str:
        """When and why it was made, and up to which change it reaches."""
        reach = f"変更{self.head.number}まで" if self.head else "変更なし"
        return f"{self.made_at:%Y-%m-%d %H:%M}（{self.occasion.japanese}、{reach}）"


_MADE_AT = attrgetter("made_at")


@dataclass(frozen=True, slots=True)
class Keeping:
    """What came of keeping: a new backup, or none because nothing is new, or a warning."""

    kept: Kept | None
    warning: str = ""


def keep(file: Path, occasion: Occasion, now: datetime | None = None) -> Keeping:
    """Make a verified backup of a database unless nothing has changed since the newest; rotate.

    Never fails the job that asks for it: what went wrong is a warning in the answer.
    """
    try:
        newest = next(iter(kept(file)), None)
        if newest is not None and newest.mark == copies.mark(file):
            return Keeping(None)
        return Keeping(_make(file, occasion, now))
    except (OSError, sqlite3.Error, KdxError) as error:
        said = error.message if isinstance(error, KdxError) else _plain(error)
        return Keeping(None, f"自動の控えを作成できませんでした。作業は続けられます（{said}）")


def keep_before_migration(file: Path, now: datetime | None = None) -> Kept:
    """Make a verified backup, whatever there is; EnvironmentFailure or DataError when it fails."""
    try:
        return _make(file, Occasion.MIGRATION, now)
    except (OSError, sqlite3.Error) as error:
        message = (
            f"控えを作成できないため、データベースの形式を更新しませんでした（{_plain(error)}）。"
        )
        raise EnvironmentFailure(message) from error


def kept(file: Path) -> tuple[Kept, ...]:
    """Return the backups of a database that can be read, the newest first."""
    found = [_read(candidate) for candidate in _files(folder(file))]
    ours = [backup for backup in found if backup is not None]
    return tuple(sorted(ours, key=_MADE_AT, reverse=True))


def newest_sound(file: Path) -> Kept | None:
    """Return the newest backup that is still sound (each is verified anew); None without one."""
    for backup in kept(file):
        with suppress(DataError):
            copies.verified(backup.file)
            return backup
    return None


def folder(file: Path) -> Path:
    """Return the folder of a database's backups, which need not exist."""
    place = str(file.resolve())
    if sys.platform == "win32":
        place = place.casefold()
    number = hashlib.sha256(place.encode(errors="surrogateescape")).hexdigest()[:8]
    return paths.data_dir() / "backups" / f"{file.stem[:40].rstrip('. ')}-{number}"


def superseded(backups: Iterable[Kept]) -> list[Kept]:
    """Return those that no day, week or month needs any more.

    The newest stays in any case, and so does the newest from before a migration.
    """
    ordered = sorted(backups, key=_MADE_AT, reverse=True)
    stay = set(ordered[:1])
    stay.update([one for one in ordered if one.occasion is Occasion.MIGRATION][:1])
    for count, period in ((7, "%Y-%m-%d"), (4, "%G-%V"), (12, "%Y-%m")):
        newest: dict[str, Kept] = {}
        for backup in ordered:
            newest.setdefault(backup.made_at.strftime(period), backup)
        stay.update(list(newest.values())[:count])
    return [backup for backup in ordered if backup not in stay]


def _make(file: Path, occasion: Occasion, now: datetime | None) -> Kept:
    place = folder(file)
    place.mkdir(parents=True, exist_ok=True)
    _clear_abandoned(place)
    temporary = place / f"{uuid.uuid4().hex}{_PART}"  # two programs may be at it at once
    try:
        copies.copy(file, temporary)
        copies.verified(temporary)
        target = _free_name(place, now or datetime.now(), occasion)  # noqa: DTZ005 - for people
        temporary.replace(target)
    finally:
        with suppress(OSError):
            copies.discard(temporary)
    there = kept(file)
    for old in superseded(there):
        if old.file != target:
            with suppress(OSError):  # a virus scanner holds it: next time
                old.file.unlink()
    return next(backup for backup in there if backup.file == target)


def _free_name(place: Path, made_at: datetime, occasion: Occasion) -> Path:
    when, number = made_at.strftime(_STAMP), 1
    target = place / f"{when}-{occasion}.sqlite3"
    while target.exists():
        number += 1
        target = place / f"{when}-{number}-{occasion}.sqlite3"
    return target


def _clear_abandoned(place: Path) -> None:
    """Remove the temporary copies that a crash left, and nothing else."""
    for file in place.glob(f"*{_PART}"):
        with suppress(OSError):
            if time.time() - file.stat().st_mtime > _ABANDONED:
                copies.discard(file)


def _files(place: Path) -> list[Path]:
    try:
        return [file for file in place.iterdir() if _NAME.fullmatch(file.name)]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _read(file: Path) -> Kept | None:
    """Return the backup that a file is; None when it is not, or no longer, one of ours."""
    name = _NAME.fullmatch(file.name)
    if name is None:
        return None
    try:
        made_at = datetime.strptime(name["when"], _STAMP)  # noqa: DTZ007 - local time
        made_at += timedelta(microseconds=int(name["nth"] or 1) - 1)
        return Kept(file, made_at, Occasion(name["occasion"]), copies.mark(file))
    except (OSError, ValueError, sqlite3.Error):
        return None


def _plain(error: OSError | sqlite3.Error) -> str:
    """Say in words of the user what the system said."""
    if isinstance(error, sqlite3.Error) and "full" in str(error):
        return "ディスクの空きがありません"
    return str(getattr(error, "strerror", None) or error)
