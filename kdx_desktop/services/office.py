"""The door to a database: opens the store and runs one function in one transaction.

The window's workspace and the commands both come in here; nobody else makes sessions.
"""

from __future__ import annotations

import getpass
import os
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from kdx_desktop.errors import EnvironmentFailure, NotAllowed
from kdx_desktop.models import sqlite_store
from kdx_desktop.paths import default_database
from kdx_desktop.services import rights, strategy
from kdx_desktop.services.explanations import explained, is_gone, may_be_repeated, was_overtaken
from kdx_desktop.services.recording import RECORDED_KEYS, find_key
from kdx_desktop.services.rights import Person

if TYPE_CHECKING:  # loaded where they are needed
    from kdx_desktop.models.postgres_watch import Watch
    from kdx_desktop.services.kept_backups import Occasion
    from kdx_desktop.services.soundness import Soundness

T = TypeVar("T")
DATABASE_VARIABLE = "KDX_DATABASE"
#: How often a writer who was overtaken looks again before it keeps the others waiting.
_LOOKS = 4


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from which computer; on SQLite the login of the operating system."""

    name: str
    computer: str


def current_actor() -> Actor:
    """Return the person logged in to this computer."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # no such user in the system's list: its number is a name too
        name = str(os.getuid()) if hasattr(os, "getuid") else "unknown"
    return Actor(name, socket.gethostname())


def database_url(text: str | None = None) -> str:
    """Return the URL that a text, the environment or the default names, in this order.

    A plain file name means a SQLite file. Raises EnvironmentFailure for what is no URL.
    """
    named = text or os.environ.get(DATABASE_VARIABLE) or ""
    if not named:
        return _sqlite_url(str(default_database()))
    if "://" not in named:
        return _sqlite_url(named)
    return named


class _Engines(NamedTuple):
    """One connection pool for readers, for writers, and for writers whom others wait for."""

    reading: Engine
    writing: Engine
    writing_first: Engine


class Office:
    """An opened database. Thread-safe: each call runs in a session of its own."""

    def __init__(
        self,
        url: URL,
        engines: _Engines,
        actor: Actor,
        watch: Watch | None = None,
        before: Path | None = None,
        *,
        superuser: bool = False,
    ) -> None:
        self.url = url.render_as_string()
        self.actor = actor
        self._reading = engines.reading
        self._writing = engines.writing
        self._writing_first = engines.writing_first
        self._watch = watch
        self._before = before
        #: Whether a server's superuser is at work, for administration.
        self.superuser = superuser

    @property
    def on_server(self) -> bool:
        """Tell whether many desks share this database (PostgreSQL), which then has the say."""
        return self._reading.dialect.name == "postgresql"

    @staticmethod
    def exists(url: str) -> bool:
        """Tell whether there is a file where the URL points to; a server is taken to be there."""
        parsed = _parsed(url)
        return _is_server(parsed) or sqlite_store.file_of(parsed).exists()

    @classmethod
    def open(
        cls,
        url: str,
        actor: Actor | None = None,
        password: str | None = None,
        *,
        administration: bool = False,
    ) -> Office:
        """Open an existing database; EnvironmentFailure when there is none or it is not ours.

        On a server the login of the URL (or of the operating system) is who acts, and a password
        is only used for the sign-in; None leaves it to pgpass or Kerberos. A superuser is let in
        for ``administration`` only.
        """
        parsed = _parsed(url)
        if _is_server(parsed):
            return cls._open_server(parsed, actor, password, administration=administration)
        file = sqlite_store.file_of(parsed)
        if not file.is_file():
            message = (
                f"データベースがありません：{file}\n"
                "「kdx-desktop database create」で作成するか、場所をご確認ください。"
            )
            raise EnvironmentFailure(message)
        # Imported here: what is looked at when a file is opened is not needed to make one.
        from kdx_desktop.services import soundness

        engine = sqlite_store.open_engine(parsed)
        with explained():
            before = soundness.require_ours(engine, file)
        return cls._of_file(parsed, engine, actor or current_actor(), before)

    @classmethod
    def create(cls, url: str, actor: Actor | None = None, password: str | None = None) -> Office:
        """Create a database with the plan of the strategy; never touches an existing one.

        It appears whole or not at all: a half-made one could be neither used nor created anew. On
        a server this takes its superuser.
        """
        parsed = _parsed(url)
        if _is_server(parsed):
            return cls._create_on_server(parsed, actor, password)
        file = sqlite_store.file_of(parsed)
        if file.exists():
            message = f"すでにファイルがあります：{file}\n既存のデータベースは上書きしません。"
            raise EnvironmentFailure(message)
        journal = Path(f"{file}-journal")
        if journal.is_file() and journal.stat().st_size:  # would be played back into the new file
            message = (
                f"以前のデータベースの書きかけが残っています：{journal}\n別の場所に移してください。"
            )
            raise EnvironmentFailure(message)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"フォルダーを作成できません：{file.parent}（{error.strerror}）"
            raise EnvironmentFailure(message) from error
        new = file.with_name(file.name + ".part")
        try:
            new.unlink(missing_ok=True)
            cls._make(parsed.set(database=str(new)), actor or current_actor())
            new.replace(file)
        except OSError as error:
            message = f"データベースを作成できません：{file}（{error.strerror}）"
            raise EnvironmentFailure(message) from error
        finally:
            for rest in (new, Path(f"{new}-journal")):
                rest.unlink(missing_ok=True)
        return cls.open(url, actor)

    @classmethod
    def _make(cls, url: URL, actor: Actor) -> None:
        engine = sqlite_store.open_engine(url)
        office = cls._of_file(url, engine, actor)
        try:
            with explained():
                sqlite_store.create(engine)
            office.write(strategy.load)
        finally:
            office.close()

    @classmethod
    def _of_file(cls, url: URL, engine: Engine, actor: Actor, before: Path | None = None) -> Office:
        writing = engine.execution_options(**{sqlite_store.WRITE_OPTION: True})
        return cls(url, _Engines(engine, writing, writing), actor, before=before)

    @classmethod
    def _open_server(
        cls, url: URL, actor: Actor | None, password: str | None, *, administration: bool
    ) -> Office:
        # Imported here: one PC does without the server's driver.
        from kdx_desktop.models import postgres_store
        from kdx_desktop.models.postgres_watch import Watch

        engine = postgres_store.open_engine(postgres_store.checked_url(url), password)
        watch = Watch(engine)
        with explained(), watch.over():
            login, superuser = postgres_store.session_login(engine)
            if superuser and not administration:
                message = (
                    f"「{login}」はサーバーの管理用のロールのため、業務には使えません。"
                    "ご自身の利用者名でサインインしてください。"
                )
                raise EnvironmentFailure(message)
            if not postgres_store.has_tables(engine):
                message = (
                    "このデータベースは空です。"
                    "サーバーの管理者が「kdx-desktop database create」で作成します。"
                )
                raise EnvironmentFailure(message)
            postgres_store.require_usable(engine)
        computer = (actor or current_actor()).computer
        return cls(
            url,
            _Engines(
                postgres_store.reading(engine),
                postgres_store.writing(engine),
                postgres_store.writing(engine, turn=True),
            ),
            Actor(login, computer),
            watch,
            superuser=superuser,
        )

    @classmethod
    def _create_on_server(cls, url: URL, actor: Actor | None, password: str | None) -> Office:
        # Imported here: one PC does without the server's driver.
        from kdx_desktop.models import postgres_store

        checked = postgres_store.checked_url(url)
        with explained():
            postgres_store.create_database(checked, password)
            engine = postgres_store.open_engine(checked, password)
            try:
                if not postgres_store.session_login(engine)[1]:
                    message = (
                        "データベースの作成は、サーバーの管理者（スーパーユーザー）が行います。"
                    )
                    raise NotAllowed(message)
                if postgres_store.has_tables(engine):
                    message = "すでにデータベースがあります。既存のデータベースは上書きしません。"
                    raise EnvironmentFailure(message)
                postgres_store.create(engine)
            finally:
                engine.dispose()
        office = cls.open(url.render_as_string(), actor, password, administration=True)
        office.write(strategy.load)
        return office

    def person(self) -> Person:
        """Return who acts here, with the rights of this moment."""
        return self.read(rights.person)

    def read(self, work: Callable[[Session], T]) -> T:
        """Run a function on one consistent view of the data; what it changes is discarded."""
        with explained(opened=True), self._watched():
            try:
                return self._read(work)
            except DBAPIError as error:
                if not may_be_repeated(error):
                    raise
            return self._read(work)

    def write(self, work: Callable[[Session], T]) -> T:
        """Run a function in one transaction: all of it is stored, or nothing.

        When the server went away, the work is done once more, on a new connection. A commit without
        an answer may have happened: the keys of its changes are looked up first (trust.md). What
        has no key is not done again then; ConnectionLost does not say whether it was stored.
        """
        with explained(opened=True), self._watched():
            done: list[_Done[T]] = []
            try:
                return self._write_in_turn(work, done)
            except DBAPIError as error:
                if not may_be_repeated(error) or (done and not done[0].keys and is_gone(error)):
                    raise
            if done:
                recorded: bool = self._read(done[0].is_recorded)
                if recorded:
                    return done[0].result
            return self._write_in_turn(work, [])

    def _write_in_turn(self, work: Callable[[Session], T], done: list[_Done[T]]) -> T:
        """Write; look again when somebody was faster, and in the end keep the others waiting."""
        for _ in range(_LOOKS):
            try:
                return self._write(self._writing, work, done)
            except DBAPIError as error:
                if not was_overtaken(error):
                    raise
        return self._write(self._writing_first, work, done)

    def ping(self) -> None:
        """Ask the server whether it is there; ConnectionLost when it is not."""
        with (
            explained(opened=True),
            self._watched(patient=True),
            self._reading.connect() as connection,
        ):
            connection.exec_driver_sql("SELECT 1")

    def on_lost(self, told: Callable[[], object]) -> None:
        """Have a function called, on another thread, when a call finds the network gone."""
        if self._watch is not None:
            self._watch.on_lost = told

    def _watched(self, *, patient: bool = False) -> AbstractContextManager[None]:
        return nullcontext() if self._watch is None else self._watch.over(patient=patient)

    def _read(self, work: Callable[[Session], T]) -> T:
        with Session(self._reading, info={"actor": self.actor}) as session:
            return work(session)

    def _write(self, engine: Engine, work: Callable[[Session], T], done: list[_Done[T]]) -> T:
        info: dict[str, Any] = {"actor": self.actor, RECORDED_KEYS: []}
        with Session(engine, info=info) as session, session.begin():
            result = work(session)
            session.flush()
            done.append(_Done(result, tuple(info[RECORDED_KEYS])))
            return result

    def examine(self) -> Soundness:
        """Look whether a file can be relied on; if not, it is only read from now on.

        Once after opening, and before anything is written: 0.1 s for an office's years. A server
        looks after its own files.
        """
        # Imported here: the window looks when its first screen is there.
        from kdx_desktop.services import soundness

        if self.on_server:
            return soundness.Soundness()
        with explained():
            return soundness.examine(self._reading, database_file(self.url), self._before)

    def keep_backup(self, occasion: Occasion) -> str:
        """Keep a verified backup of a file if anything is new; return a warning when that failed.

        On a server that is the administrator's work.
        """
        # Imported here: the first screen does without backups.
        from kdx_desktop.services import kept_backups

        if self.on_server:
            return ""
        return kept_backups.keep(database_file(self.url), occasion).warning

    def check(self) -> list[str]:
        """Return what is wrong with the store itself and its guards; nothing when it is sound."""
        with explained():
            if not self.on_server:
                return sqlite_store.check(self._reading)
            # Imported here: one PC does without the server's driver.
            from kdx_desktop.models import postgres_check

            return postgres_check.check(self._reading)

    def close(self) -> None:
        """Let go of all connections."""
        self._reading.dispose()
        if self._watch is not None:
            self._watch.close()


@dataclass(frozen=True, slots=True)
class _Done(Generic[T]):
    """What a transaction answered before its commit, and the keys of what it recorded."""

    result: T
    keys: tuple[str, ...]

    def is_recorded(self, session: Session) -> bool:
        """Tell whether the commit happened after all."""
        return any(find_key(session, key) is not None for key in self.keys)


def _parsed(url: str) -> URL:
    unreadable = "データベースの指定を読み取れません（例：sqlite:///C:/kdx/kdx.sqlite3）。"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise EnvironmentFailure(unreadable) from error
    if _is_server(parsed):
        return parsed
    if parsed.get_backend_name() != "sqlite":
        message = (
            f"使えるデータベースはSQLiteとPostgreSQLです（指定：{parsed.get_backend_name()}）。"
        )
        raise EnvironmentFailure(message)
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite"} or parsed.query:
        # Options could undo what the store promises.
        raise EnvironmentFailure(unreadable)
    return parsed


def is_server(url: str) -> bool:
    """Tell whether a URL names a server; EnvironmentFailure for what is no URL."""
    return _is_server(_parsed(url))


def upgrade_server(url: str, password: str | None = None) -> bool:
    """Bring a server's database up to this program's format, as its superuser.

    Returns whether its format was older. The administrator has a backup of it (pg_dump).
    """
    # Imported here: one PC does without the server's driver.
    from kdx_desktop.models import formats, postgres_store

    engine = postgres_store.open_engine(postgres_store.checked_url(_parsed(url)), password)
    with explained():
        try:
            if not postgres_store.session_login(engine)[1]:
                message = "データベースの更新は、サーバーの管理者（スーパーユーザー）が行います。"
                raise NotAllowed(message)
            return postgres_store.upgrade(engine) < formats.SCHEMA_VERSION
        finally:
            engine.dispose()


def _is_server(url: URL) -> bool:
    return url.get_backend_name() in {"postgresql", "postgres"}


def database_file(url: str) -> Path:
    """Return the file that a URL names; EnvironmentFailure when it names none."""
    parsed = _parsed(url)
    if _is_server(parsed):
        message = (
            "PostgreSQLの控えと復元は、サーバーの管理者が pg_dump で行います"
            "（docs/admin/backup.md）。"
        )
        raise EnvironmentFailure(message)
    return sqlite_store.file_of(parsed)


def _sqlite_url(file: str) -> str:
    return URL.create("sqlite", database=file).render_as_string()
