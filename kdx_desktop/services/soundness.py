"""Whether a SQLite file can be relied on when it is opened, and what is there when it cannot.

Cheap enough for every start (0.1 s for 70,000 revisions); `database check` looks at everything.
"""

from __future__ import annotations

import glob
import shutil
import sqlite3
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from kdx_desktop.errors import EnvironmentFailure
from kdx_desktop.models import chain, sqlite_store
from kdx_desktop.models.base import Base
from kdx_desktop.models.change import Change
from kdx_desktop.models.revision import Revision
from kdx_desktop.models.tables import VERSIONED
from kdx_desktop.services import copies, kept_backups

#: What SQLite says of a file that is damaged: an error of SQL means that a table is gone.
_DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_ERROR,
}
_MANY = 20
#: Seconds for which nobody has written a journal that a crash left; a save takes far less.
_AT_REST = 10
_STRUCTURE = "ファイルが壊れています"


@dataclass(frozen=True, slots=True)
class Soundness:
    """What opening found. With problems the file is only read, and a copy of it was put aside.

    ``copied_to`` is None when there is no copy (nothing wrong, or no room); ``newest_backup`` is the
    newest automatic backup that is still sound, looked for only when there are problems.
    """

    problems: tuple[str, ...] = ()
    copied_to: Path | None = None
    newest_backup: kept_backups.Kept | None = None

    @property
    def sound(self) -> bool:
        """Tell whether nothing was found."""
        return not self.problems

    @property
    def japanese(self) -> str:
        """What is wrong, what was kept and what to do; empty when nothing is wrong."""
        if self.sound:
            return ""
        lines = [
            f"データベースに問題が見つかったため、読み取り専用で開いています：{self.problems[0]}",
            f"今のファイルの写しをここに残しました：{self.copied_to}"
            if self.copied_to
            else "今のファイルの写しを作成できませんでした。空きと権限をご確認ください。",
        ]
        if self.newest_backup:
            lines.append(
                f"最新の控え：{self.newest_backup.japanese}\n"
                f"復元するには：kdx-desktop database restore {self.newest_backup.file}"
            )
        else:
            lines.append("自動の控えはありません。手元の控えから復元してください。")
        return "\n".join(lines)


class DamagedError(EnvironmentFailure):
    """The file cannot even be read; ``soundness`` says what was kept and what can be restored."""

    def __init__(self, soundness: Soundness) -> None:
        super().__init__(soundness.japanese.replace("ため、読み取り専用で開いています", ""))
        self.soundness = soundness


def require_ours(engine: Engine, file: Path) -> Path | None:
    """Raise as :func:`sqlite_store.require_ours` does, and DamagedError when it cannot be read.

    A file that is none of ours but has backups was one of ours. Where a crash left a journal, the
    answer is a copy of both from before SQLite plays it back: to be handed to :func:`examine`. To
    be called before this process has the file open (on POSIX, reading it would undo its locks).
    """
    before = _copy_of_crash(file)
    try:
        sqlite_store.require_ours(engine)
    except sqlite_store.NotOursError as failure:
        if not kept_backups.kept(file):
            raise
        raise DamagedError(_salvaged(engine, file, [failure.message], before)) from failure
    except DBAPIError as error:
        not_sqlite = _code(error) == sqlite3.SQLITE_NOTADB
        if not _is_damage(error) or (not_sqlite and not kept_backups.kept(file)):
            raise
        problem = f"{_STRUCTURE}（{error.orig}）"
        raise DamagedError(_salvaged(engine, file, [problem], before)) from error
    return before


def examine(engine: Engine, file: Path, before: Path | None = None) -> Soundness:
    """Look at an opened file; when anything is wrong, let nobody write any more and copy it aside.

    ``before`` is what :func:`require_ours` answered; it is removed when nothing is wrong. Raises
    what the database says when it is merely in use or out of reach.
    """
    try:
        with engine.connect() as connection:
            problems = _problems(connection)
    except DBAPIError as error:
        if not _is_damage(error):
            raise
        problems = [f"{_STRUCTURE}（{error.orig}）"]
    if not problems:
        if before is not None:
            with suppress(OSError):
                copies.discard(before)
        return Soundness()
    refusal = "データベースに問題が見つかったため、読み取り専用で開いています。保存できません。"
    sqlite_store.refuse_writing(engine, refusal)
    return _salvaged(engine, file, problems, before)


def _copy_of_crash(file: Path) -> Path | None:
    """Copy a file that a crash left with a journal; None without one, or without room.

    The journal of somebody who is saving at this moment is young, and none of a crash.
    """
    try:
        journals = [Path(f"{file}{part}") for part in ("-journal", "-wal")]
        states = [journal.stat() for journal in journals if journal.exists()]
        if any(state.st_size and time.time() - state.st_mtime > _AT_REST for state in states):
            return set_aside_copy(file)
    except OSError:
        pass
    return None


def _problems(connection: Connection) -> list[str]:
    lines = connection.exec_driver_sql(f"PRAGMA quick_check({_MANY})").scalars()
    found = [f"{_STRUCTURE}（{line}）" for line in lines if line != "ok"]
    return found or [*sqlite_store.broken_keys(connection), *_head_problems(connection)]


def _head_problems(connection: Connection) -> list[str]:
    """Return what is wrong with the last change: its own hash, and its link to the one before."""
    query = select(*Change.__table__.columns).order_by(Change.number.desc()).limit(2)
    newest = connection.execute(query).all()
    if not newest:
        return []
    last = newest[0]
    lines = []
    models: tuple[type[Base], ...] = (Revision, *VERSIONED)
    for model in models:
        columns = model.__table__.columns
        rows = connection.execute(select(*columns).where(columns["change"] == last.number))
        lines += [chain.line(model.__tablename__, row) for row in rows]
    header = [getattr(last, name) for name in chain.HEADER_COLUMNS]
    before = (last.number - 1, last.previous_hash)
    linked = (newest[1].number, newest[1].hash) if len(newest) > 1 else (0, chain.GENESIS)
    found = []
    if chain.change_hash(header, lines) != last.hash:
        found.append(f"最後の変更{last.number}の内容がハッシュと一致しません。")
    if linked != before:
        found.append(f"最後の変更{last.number}が直前の変更とつながっていません。")
    return found


def _salvaged(engine: Engine, file: Path, problems: list[str], before: Path | None) -> Soundness:
    engine.dispose()  # our own connections let go of the file before it is copied
    copied_to = before
    if copied_to is None:
        with suppress(OSError):
            copied_to = set_aside_copy(file)
    return Soundness(tuple(problems), copied_to, kept_backups.newest_sound(file))


def set_aside_copy(file: Path) -> Path:
    """Copy a file with its journal beside it, and return where; a copy from before serves again.

    Byte by byte, since what is damaged may be all there is to mend it from. Raises OSError.
    """
    state = file.stat()
    for earlier in file.parent.glob(f"{glob.escape(file.stem)}.damaged-*{file.suffix}"):
        there = earlier.stat()
        if (there.st_size, there.st_mtime_ns) == (state.st_size, state.st_mtime_ns):
            return earlier
    when = f"{datetime.now():%Y%m%d-%H%M%S}"  # noqa: DTZ005 - a name for people
    target = file.with_name(f"{file.stem}.damaged-{when}{file.suffix}")
    number = 1
    while target.exists():
        number += 1
        target = file.with_name(f"{file.stem}.damaged-{when}-{number}{file.suffix}")
    try:
        for part in (*copies.COMPANIONS, ""):  # the file last: with it the copy is whole
            companion = Path(f"{file}{part}")
            if companion.exists():
                shutil.copy2(companion, f"{target}{part}")
    except OSError:
        copies.discard(target)
        raise
    return target


def _is_damage(error: DBAPIError) -> bool:
    return _code(error) in _DAMAGE


def _code(error: DBAPIError) -> int:
    """Return SQLite's primary code; 0 when there is none."""
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
