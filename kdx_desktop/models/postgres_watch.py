"""Notices that the network to the server is gone while a call waits for it, and ends the call.

The kernel alone takes half a minute for that, and some drivers wait for ever (trust.md, lost
network). A server that is merely slow is left alone: it still answers a second connection.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial
from math import ceil
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event

#: Seconds without progress before the server is asked, between questions, and for its answer.
PATIENCE, PAUSE, ANSWER = 3.5, 3.0, 3.0
#: The same where the network has just been found gone: nobody waits for that twice.
_DOUBT_PATIENCE, _DOUBT_ANSWER, _DOUBT_CONNECT = 1.0, 2.0, 2
_TICK = 0.1
#: PostgreSQL's question whether it speaks TLS: answered with one byte, before any sign-in.
_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
_FIND_SESSION = "SELECT state FROM pg_stat_activity WHERE pid = %s"
#: What a line that was cut may have left behind on the server: a transaction that holds the turn.
_END_SESSION = (
    "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity"
    " WHERE pid = %s AND usename = session_user AND application_name = %s"
)


class _Found(Enum):
    """What asking the server about a call that does not end has shown."""

    WORKING = auto()
    #: The server is there but does nothing for us: our question or its answer is lost.
    FORGOTTEN = auto()
    UNREACHABLE = auto()


class Watch:
    """Watches over the one connection of an engine, in a thread of its own.

    Made before the engine is used. `over` is held around each unit of work; the thread starts with
    the first. Does nothing for a Unix socket.
    """

    def __init__(self, engine: Engine) -> None:
        #: Called on the watch's thread when the network is found gone.
        self.on_lost: Callable[[], object] = _nobody
        self._lock = threading.Lock()
        self._calls = 0
        self._moved = 0.0
        self._line: _Line | None = None
        self._left_behind = 0
        self._known: dict[str, Any] = {}
        self._again: Callable[[], Any] = _nobody
        self._in_doubt = False
        self._patient = threading.local()
        self._awake = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        event.listen(engine, "do_connect", self._connect)
        event.listen(engine, "connect", self._on_connected, insert=True)
        event.listen(engine, "close", self._on_closed)
        event.listen(engine, "before_cursor_execute", self._on_execution)
        event.listen(engine, "after_cursor_execute", self._on_executed)

    @contextmanager
    def over(self, *, patient: bool = False) -> Iterator[None]:
        """Watch while this is held. ``patient`` takes its time to connect, also after a loss."""
        self._patient.on = patient
        with self._lock:
            self._calls += 1
            if self._calls == 1:
                self._moved = time.monotonic()
                self._awake.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            self._patient.on = False
            with self._lock:
                self._calls -= 1
                if self._calls == 0:
                    self._awake.clear()

    def close(self) -> None:
        """End the thread."""
        self._ended.set()
        self._awake.set()

    # --- On the thread that works -----------------------------------------------------------------

    def _connect(
        self, dialect: Any, _record: object, arguments: tuple[Any, ...], options: dict[str, Any]
    ) -> Any:
        if self._in_doubt and not getattr(self._patient, "on", False):
            # Without a look-up of names, which waits for a network of its own.
            options = options | self._known | {"connect_timeout": _DOUBT_CONNECT}
        try:
            connection = dialect.connect(*arguments, **options)
        except psycopg.OperationalError:
            self._in_doubt = True
            raise
        quickly = {**options, "connect_timeout": ceil(ANSWER)}
        self._again = partial(dialect.connect, *arguments, **quickly)
        return connection

    def _on_connected(self, connection: Any, _record: object) -> None:
        line = _Line.of(connection)
        with self._lock:
            if self._line is not None:
                self._line.close()
            self._line = line
            self._moved = time.monotonic()
        about = connection.info
        if line is not None:
            self._known = {"host": about.host, "hostaddr": about.hostaddr, "port": about.port}
        if self._left_behind:
            name = about.get_parameters().get("application_name", "")
            connection.execute(_END_SESSION, (self._left_behind, name))
            connection.rollback()
            self._left_behind = 0

    def _on_closed(self, connection: Any, _record: object) -> None:
        with self._lock:
            if self._line is not None and self._line.connection is connection:
                self._line.close()
                self._line = None

    def _on_execution(self, *_: object) -> None:
        with self._lock:
            self._moved = time.monotonic()

    def _on_executed(self, *_: object) -> None:
        with self._lock:
            self._moved = time.monotonic()
            self._in_doubt = False

    # --- On the watch's own thread ----------------------------------------------------------------

    def _run(self) -> None:
        while self._awake.wait() and not self._ended.wait(_TICK):
            self._look()

    def _look(self) -> None:
        with self._lock:
            line, moved, doubt = self._line, self._moved, self._in_doubt
        if line is None or not line.waits or not self._awake.is_set():
            return
        if line.asked_at < moved:
            line.forgotten = 0
            due = moved + (_DOUBT_PATIENCE if doubt else PATIENCE)
        else:
            due = line.asked_at + PAUSE
        if time.monotonic() < due:
            return
        found = self._ask(line, _DOUBT_ANSWER if doubt else ANSWER)
        line.asked_at = time.monotonic()
        line.forgotten += found is _Found.FORGOTTEN
        if found is _Found.UNREACHABLE or line.forgotten > 1:  # an answer may be on its way
            self._cut(line, moved, found)

    def _cut(self, line: _Line, moved: float, found: _Found) -> None:
        with self._lock:
            if self._moved != moved or self._line is not line or not self._calls:
                return  # it has gone on meanwhile
            line.cut()
            self._left_behind = line.session
            self._in_doubt = found is _Found.UNREACHABLE
        if found is _Found.UNREACHABLE:
            self.on_lost()

    def _ask(self, line: _Line, seconds: float) -> _Found:
        if not _answers(line.peer, seconds):
            return _Found.UNREACHABLE
        state = self._state_of(line.session)
        if state is None or state in {"active", "fastpath function call", "disabled"}:
            return _Found.WORKING
        return _Found.FORGOTTEN

    def _state_of(self, session: int) -> str | None:
        """Return what the server does for us: "" when it has ended that; None when it says not."""
        with suppress(psycopg.Error):
            connection = self._again(**self._known)
            line = _Line.of(connection)
            assert line is not None  # noqa: S101 - the same address as the connection watched over
            clock = threading.Timer(ANSWER, line.cut)
            clock.daemon = True
            clock.start()
            try:
                row = connection.execute(_FIND_SESSION, (session,)).fetchone()
                return "" if row is None else str(row[0])
            finally:
                clock.cancel()
                line.close()
                connection.close()
        return None


@dataclass(eq=False)
class _Line:
    """A second handle on a connection's socket: to cut it while the driver waits on the first."""

    connection: Any
    session: int
    peer: tuple[Any, ...]
    _socket: socket.socket
    is_cut: bool = False
    asked_at: float = 0.0
    forgotten: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, connection: psycopg.Connection[Any]) -> _Line | None:
        """Return the line of an open connection; None for a Unix socket."""
        borrowed = socket.socket(fileno=connection.pgconn.socket)
        try:
            if borrowed.family not in {socket.AF_INET, socket.AF_INET6}:
                return None
            peer = borrowed.getpeername()
            return cls(connection, connection.info.backend_pid, peer, borrowed.dup())
        except OSError:  # gone again already: the next call will say so
            return None
        finally:
            borrowed.detach()

    @property
    def waits(self) -> bool:
        """Tell whether the driver waits for an answer; a program may also be busy by itself."""
        status = self.connection.pgconn.transaction_status
        return not self.is_cut and status == TransactionStatus.ACTIVE

    def cut(self) -> None:
        """End the connection for whoever waits on it."""
        with self._lock, suppress(OSError):
            self.is_cut = True
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the handle."""
        with self._lock:
            self._socket.close()


def _answers(peer: tuple[Any, ...], seconds: float) -> bool:
    """Tell whether a PostgreSQL server answers there in time."""
    end = time.monotonic() + seconds
    try:
        with socket.create_connection(peer[:2], timeout=seconds) as probe:
            probe.settimeout(max(0.01, end - time.monotonic()))
            probe.sendall(_SSL_REQUEST)
            return bool(probe.recv(1))
    except OSError:
        return False


def _nobody() -> None:
    """Tell nobody."""
