"""The door to a database: opens the store and runs one function in one transaction.

The window's workspace and the commands both come in here; nobody else makes sessions.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from kdx_desktop.services import addresses, file_store, rights, strategy
from kdx_desktop.services.explanations import explained, is_gone, may_be_repeated, was_overtaken
from kdx_desktop.services.file_store import FileStore
from kdx_desktop.services.knowledge import Memory
from kdx_desktop.services.person import Person, system_login
from kdx_desktop.services.recording import MEMORY, RECORDED_KEYS, find_key

if TYPE_CHECKING:  # loaded where they are needed
    from kdx_desktop.services.kept_backups import Occasion
    from kdx_desktop.services.server_store import ServerStore
    from kdx_desktop.services.soundness import Soundness

T = TypeVar("T")
#: How often a writer who was overtaken looks again before it keeps the others waiting.
_LOOKS = 4


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from which computer; on SQLite the login of the operating system."""

    name: str
    computer: str


def current_actor() -> Actor:
    """Return the person logged in to this computer."""
    return Actor(system_login(), socket.gethostname())


class Office:
    """An opened database. Thread-safe: each call runs in a session of its own."""

    def __init__(self, url: URL, store: FileStore | ServerStore, actor: Actor) -> None:
        self.url = url.render_as_string()
        self.actor = actor
        self._store = store
        self._memory = Memory()

    @property
    def on_server(self) -> bool:
        """Tell whether many desks share this database (PostgreSQL), which then has the say."""
        return self._store.on_server

    @property
    def superuser(self) -> bool:
        """Tell whether a server's superuser is at work, for administration."""
        return self._store.superuser

    @staticmethod
    def exists(url: str) -> bool:
        """Tell whether there is a file where the URL points to; a server is taken to be there."""
        return addresses.is_server(url) or addresses.database_file(url).exists()

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
        found, here = addresses.parsed(url), actor or current_actor()
        if not addresses.names_server(found):
            return cls(found, file_store.opened(found), here)
        # Imported here: one PC does without the server's driver.
        from kdx_desktop.services import server_store

        store = server_store.opened(found, password, administration=administration)
        return cls(found, store, Actor(store.login, here.computer))

    @classmethod
    def create(cls, url: str, actor: Actor | None = None, password: str | None = None) -> Office:
        """Create a database with the plan of the strategy; never touches an existing one.

        On a server this takes its superuser.
        """
        found, here = addresses.parsed(url), actor or current_actor()
        if not addresses.names_server(found):
            with file_store.made(found) as store:
                cls(found, store, here).write(strategy.load)
            return cls.open(url, here)
        # Imported here: one PC does without the server's driver.
        from kdx_desktop.services import server_store

        server_store.make(found, password)
        office = cls.open(url, here, password, administration=True)
        office.write(strategy.load)
        return office

    def person(self) -> Person:
        """Return who acts here, with the rights of this moment."""
        return self.read(rights.person)

    def read(self, work: Callable[[Session], T]) -> T:
        """Run a function on one consistent view of the data; what it changes is discarded."""
        with explained(opened=True), self._store.watched():
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
        with explained(opened=True), self._store.watched():
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
                return self._write(self._store.writing, work, done)
            except DBAPIError as error:
                if not was_overtaken(error):
                    raise
        return self._write(self._store.writing_first, work, done)

    def ping(self) -> None:
        """Ask the server whether it is there; ConnectionLost when it is not."""
        with (
            explained(opened=True),
            self._store.watched(patient=True),
            self._store.reading.connect() as connection,
        ):
            connection.exec_driver_sql("SELECT 1")

    def on_lost(self, told: Callable[[], object]) -> None:
        """Have a function called, on another thread, when a call finds the network gone."""
        if not isinstance(self._store, FileStore):
            self._store.on_lost(told)

    def _read(self, work: Callable[[Session], T]) -> T:
        with Session(
            self._store.reading, info={"actor": self.actor, MEMORY: self._memory}
        ) as session:
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
        with explained():
            return self._store.examine()

    def keep_backup(self, occasion: Occasion) -> str:
        """Keep a verified backup of a file if anything is new; return a warning when that failed.

        On a server that is the administrator's work.
        """
        # Imported here: the first screen does without backups.
        from kdx_desktop.services import kept_backups

        if self.on_server:
            return ""
        return kept_backups.keep(addresses.database_file(self.url), occasion).warning

    def check(self) -> list[str]:
        """Return what is wrong with the store itself and its guards; nothing when it is sound."""
        with explained():
            return self._store.check()

    def close(self) -> None:
        """Let go of all connections."""
        self._store.close()


@dataclass(frozen=True, slots=True)
class _Done(Generic[T]):
    """What a transaction answered before its commit, and the keys of what it recorded."""

    result: T
    keys: tuple[str, ...]

    def is_recorded(self, session: Session) -> bool:
        """Tell whether the commit happened after all."""
        return any(find_key(session, key) is not None for key in self.keys)
