"""Workspace: the screens' one door to the data; works off the GUI thread, says `changed`."""

from __future__ import annotations

import sys
import threading
import weakref
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from kdx_desktop.errors import ConnectionLost, KdxError
from kdx_desktop.side_process import Progress, SideProcess
from kdx_desktop.turns import Turns
from kdx_desktop.worker import Failed, Request, Worker, nobody, told

if TYPE_CHECKING:  # the store is loaded on the worker, after the window has appeared
    from kdx_desktop.services.office import Office

T = TypeVar("T")
#: A services function, all but its session given: `partial(kpi_standings, as_of=month)`.
Work = Callable[[Any], T]
Done = Callable[[T], object]
#: Readings one after the other; each is made of what the one before it read.
Steps = Generator[Work[Any], Any, None]

#: How long closing waits for a transaction on its way, in seconds; and where nothing can come.
_PATIENCE = 30
_SHORT_PATIENCE = 1
#: Milliseconds until the first try to reach a lost server again, and between later ones.
_FIRST_TRY, _LAST_TRY = 2_000, 10_000
_LONGER = 1.5
_DEFECT = "予期しないエラーが起きました。入力した内容は保たれています。"


class Workspace(QObject):
    """Owns the opened office and one worker thread on which all work with it happens, in order.

    ``done`` and ``failed`` are bound methods and are called on the GUI thread; when their widget is
    gone by then, the answer is dropped. Failures that nobody takes are announced by `failed`;
    defects go to the crash handler (`sys.excepthook`) and to ``failed`` as a plain sentence.

    When the server is lost, `connection_changed` says so, once, and the workspace tries by itself
    until it is back; then all that is seen reloads. Meanwhile readings fail at once (NotReadError),
    changes after a try. `failed` does not announce either: one banner says it for all.

    What other desks and commands store is found by `look_around`: `_seen` is how far the ledger had
    come at the first reading after the last `changed`, and all that is on screen is no older.
    """

    #: The stored data changed: every screen that is seen reloads itself.
    changed = Signal()
    #: That is about to be said because of what somebody else has stored.
    news_found = Signal()
    #: Something is under way, or nothing any more.
    busy_changed = Signal(bool)
    #: A KdxError that no screen has taken.
    failed = Signal(object)
    #: The server was lost (False), or is back (True).
    connection_changed = Signal(bool)
    #: A lost server is being tried, or not any more.
    trying_changed = Signal(bool)
    #: A Job has begun.
    job_started = Signal(object)
    _finished = Signal(object)
    _found = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office: Office | None = None
        self._latest: dict[tuple[int, object], Request] = {}
        self._pending = 0
        self._finished.connect(self._on_finished)
        self._found.connect(self._on_found)
        #: Whether the server answered last, and when it last did; a file is always there.
        self.connected = True
        self.last_contact: datetime | None = None
        self._is_lost = False  # the same, for the worker: what it knows, the window hears later
        self._try: Request | None = None
        self._try_again = False
        self._pause = _FIRST_TRY
        self._next_try = QTimer(self, singleShot=True)
        self._next_try.timeout.connect(self.reconnect)
        self._store = Worker("store", self._announce)
        self._turns = Turns(self._store, self)
        self._jobs = Worker("jobs", self._announce)
        self._side = SideProcess()
        self._jobs_running: weakref.WeakSet[Job] = weakref.WeakSet()
        self._job_of: dict[Request, Job] = {}
        self._seen: str | None = None  # the hash of a change; None: to be noted
        self._is_looking = False
        self.changed.connect(self._forget_seen)

    def open(
        self, opening: Callable[[], Office], done: Done[None], failed: Failed | None = None
    ) -> None:
        """Open another office, on the worker; later work waits until it is open."""
        self._queue(self._turns.submit, Request(partial(self._open, opening), done, failed))

    def prepare(self, work: Callable[[], T], done: Done[T], failed: Failed | None = None) -> None:
        """Do something on the worker, in order with the rest, that needs no office (imports)."""
        self._queue(self._turns.submit, Request(work, done, failed))

    def run(self, work: Work[T], done: Done[T], failed: Failed | None = None) -> None:
        """Read. Of several readings for the same ``done``, only the latest is answered."""
        request = Request(partial(self._read, work), done, failed, speaks=True)
        if request.key in self._latest:
            self._latest[request.key].superseded = True
        self._latest[request.key] = request
        self._queue(self._turns.read, request)

    def foresee(self, steps: Steps, done: Done[None] = nobody) -> None:
        """Read what is likely to be asked for next, step by step while nothing is asked for.

        Each step gets what the one before it read. Nobody is told of its answer or failure: the
        readings themselves remember (docs/adr/0013), and say what is wrong when they are asked for.
        When all are read, ``done`` is called. A server is spared: hundreds of desks would read what
        few of them look at.
        """
        self._turns.foresee(self._steps(steps, done))

    def when_idle(self, done: Done[None]) -> None:
        """Call ``done`` when nothing is asked for; what was foreseen is read after that.

        Never on a server, nor when the data cannot be read: it is for what is done ahead.
        """
        self._turns.foresee(iter([self._step(_nothing, done)]), first=True)

    def change(self, work: Work[T], done: Done[T], failed: Failed | None = None) -> None:
        """Write, in one transaction, then say `changed`; never dropped on the way."""
        task = partial(self._write, work)
        request = Request(task, done, failed, changes=True, speaks=True)
        self._queue(self._turns.submit, request)

    def attend(
        self, work: Callable[[Office], T], done: Done[T], failed: Failed | None = None
    ) -> None:
        """Do something about the store itself, on the worker, in order with the rest."""
        self._queue(self._turns.submit, Request(partial(self._attend, work), done, failed))

    def job(self, work: Callable[[Job], T], done: Done[T], failed: Failed | None = None) -> Job:
        """Do something long without the data, such as writing report files, beside the readings.

        The work calls ``job.report(done, total)`` between its steps; that ends it when the job has
        been cancelled, and ``failed`` gets a `JobCancelledError`. What takes long it leaves to
        ``job.compute``.
        """
        job = Job(self, self._side)
        self._jobs_running.add(job)
        request = Request(partial(work, job), done, failed)
        self._job_of[request] = job
        self.job_started.emit(job)  # first: its progress is not to be missed
        self._queue(self._jobs.submit, request)
        return job

    def look_around(self) -> None:
        """Look whether anybody else has stored something; if so, say `changed`.

        That takes the time of one row. Nothing happens while the server is lost.
        """
        if self.connected and not self._is_looking:
            self._is_looking = True
            task = partial(self._read, self._has_news)
            request = Request(task, self._on_looked, self._on_not_looked, speaks=True)
            self._queue(self._turns.read, request)

    def reconnect(self) -> None:
        """Try now whether a lost server is back."""
        self._try_again = self._try is not None
        if not self.connected and self._try is None:
            self._next_try.stop()
            self._try = Request(self._ping, nobody, None, speaks=True)
            self.trying_changed.emit(True)
            self._turns.submit(self._try)

    @property
    def busy(self) -> bool:
        """Tell whether something is under way."""
        return self._pending > 0

    def close(self) -> None:
        """Finish what has been asked for, close the office, end the threads; jobs are cancelled."""
        for job in list(self._jobs_running):
            job.cancel()
        self._next_try.stop()
        self._turns.look_no_further()
        for request in self._latest.values():
            request.superseded = True
        if self._try is not None:
            self._try.superseded = True
        patience = _PATIENCE if self.connected or self.busy else _SHORT_PATIENCE
        self._turns.submit(Request(self._close, nobody, None))
        for worker in (self._store, self._jobs):
            worker.finish(patience)
        self._side.end()

    def _queue(self, submit: Callable[[Request], object], request: Request) -> None:
        self._pending += 1
        if self._pending == 1:
            self.busy_changed.emit(True)
        submit(request)

    def _step(self, work: Work[Any], done: Done[Any] = nobody) -> Request:
        request = Request(partial(self._look_ahead, work), done, None)
        request.ahead = True
        return request

    def _steps(self, steps: Steps, done: Done[None]) -> Iterator[Request]:
        found: Any = None
        while True:
            try:
                work = steps.send(found)
            except StopIteration:
                yield self._step(_nothing, done)
                return
            request = self._step(work)
            yield request
            if request.error is not None:
                return
            found = request.result

    def _on_finished(self, request: Request) -> None:
        was_connected = self.connected
        self._turns.ended(request)
        if request.ahead:
            if request.error is None:
                told(partial(request.done, request.result))
            return
        if request.speaks and not request.superseded:
            self._hear_of(request.error)
        if request is self._try:
            self._try = None
            self.trying_changed.emit(False)
            if self._try_again:  # that was asked while the last one was on its way
                self.reconnect()
        else:
            self._finish(request)
        if self.connected and not was_connected and not request.changes:
            self.changed.emit()

    def _finish(self, request: Request) -> None:
        self._pending -= 1
        if self._latest.get(request.key) is request:
            del self._latest[request.key]
        job = self._job_of.pop(request, None)
        if job is not None:
            job.finished.emit()
        if not request.superseded:
            self._answer(request)
        if self._pending == 0:
            self.busy_changed.emit(False)

    def _answer(self, request: Request) -> None:
        error = request.error
        if error is None:
            told(partial(request.done, request.result))
            if request.changes:  # stored, whatever became of its answer
                self.changed.emit()
            return
        failure = error if isinstance(error, KdxError) else KdxError(_DEFECT)
        if request.failed is not None:
            told(partial(request.failed, failure))
        elif failure is error and not isinstance(failure, ConnectionLost):
            self.failed.emit(failure)
        if failure is not error:
            sys.excepthook(type(error), error, error.__traceback__)

    def _on_looked(self, news: bool) -> None:  # noqa: FBT001 - as the worker answers
        self._is_looking = False
        if news:
            self.news_found.emit()
            self.changed.emit()

    def _on_not_looked(self, _failure: KdxError) -> None:
        self._is_looking = False

    def _forget_seen(self) -> None:
        self._seen = None

    # --- the connection ---------------------------------------------------------------------------

    def _hear_of(self, error: BaseException | None) -> None:
        if isinstance(error, NotReadError) and not error.tried:
            return
        if isinstance(error, ConnectionLost):
            self._set_connected(connected=False)
            return
        if error is None:
            self.last_contact = datetime.now(UTC)
        self._set_connected(connected=True)

    def _on_found(self, connected: bool) -> None:  # noqa: FBT001 - a slot takes what it is told
        self._set_connected(connected=connected)

    def _set_connected(self, *, connected: bool) -> None:
        if connected:
            self._next_try.stop()
            self._pause = _FIRST_TRY
        elif not self._next_try.isActive():
            self._next_try.start(self._pause)
            self._pause = min(round(self._pause * _LONGER), _LAST_TRY)
        if connected != self.connected:
            self.connected = connected
            self.connection_changed.emit(connected)

    # --- on the worker ----------------------------------------------------------------------------

    def _announce(self, request: Request) -> None:
        """Hand a request back to the GUI thread; dropped when the workspace is gone by then."""
        try:
            self._finished.emit(request)
        except RuntimeError:  # its window was closed, and did not wait any longer
            if shiboken6.isValid(self):
                raise

    def _open(self, opening: Callable[[], Office]) -> None:
        office = opening()
        self._close()
        self._office, self._seen = office, None
        office.on_lost(partial(self._found.emit, False))
        self._is_lost = False
        self._found.emit(True)

    def _close(self) -> None:
        if self._office is not None:
            self._office.close()
            self._office = None

    def _read(self, work: Work[T]) -> T:
        if self._is_lost:  # a reading would wait for nothing, and whoever saves for the readings
            raise NotReadError(tried=False)
        try:
            return self._spoken(partial(self._opened().read, partial(self._noting, work)))
        except ConnectionLost as error:
            raise NotReadError(tried=True) from error

    def _look_ahead(self, work: Work[T]) -> T:
        if self._is_lost or self._opened().on_server:
            raise NotReadError(tried=False)
        return self._opened().read(work)

    def _noting(self, work: Work[T], session: Any) -> T:
        """Note how far the ledger has come, if that is due, before a reading."""
        if self._seen is None:
            self._seen = _last_hash(session)
        return work(session)

    def _has_news(self, session: Any) -> bool:
        return self._seen != _last_hash(session)

    def _write(self, work: Work[T]) -> T:
        return self._spoken(partial(self._opened().write, work))

    def _attend(self, work: Callable[[Office], T]) -> T:
        return work(self._opened())

    def _ping(self) -> None:
        self._spoken(self._opened().ping)

    def _spoken(self, speak: Callable[[], T]) -> T:
        """Speak with the store, and remember whether it was there."""
        try:
            answer = speak()
        except ConnectionLost:
            self._is_lost = True
            raise
        self._is_lost = False
        return answer

    def _opened(self) -> Office:
        if self._office is None:
            raise KdxError("データベースが開かれていません。")
        return self._office


def _nothing(_session: Any) -> None:
    """Read nothing: it is one's turn that matters."""


def _last_hash(session: Any) -> str:
    # Imported here, on the worker, like the store itself.
    from kdx_desktop.services.knowledge import last_hash

    return last_hash(session)


class NotReadError(ConnectionLost):
    """A reading came to nothing because the server is lost, which is said for all by one banner."""

    def __init__(self, *, tried: bool) -> None:
        super().__init__("サーバーとの接続が切れています。つながりしだい自動で再開します。")
        self.tried = tried


class JobCancelledError(KdxError):
    """The person at the screen cancelled the job; nothing half done is left."""

    def __init__(self) -> None:
        super().__init__("中止しました。途中のファイルは残していません。")


class Job(QObject):
    """One long job, seen from the screen: how far it is, and a way to end it."""

    #: Steps done, and steps in all.
    progressed = Signal(int, int)
    #: It has come to its end, whatever that was.
    finished = Signal()

    def __init__(self, parent: QObject, side: SideProcess) -> None:
        super().__init__(parent)
        self._side = side
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """End the job at its next step."""
        self._cancelled.set()

    def report(self, done: int, total: int) -> None:
        """Say how far it is, from the job's thread; raises JobCancelledError when it shall end."""
        if self._cancelled.is_set():
            raise JobCancelledError
        self.progressed.emit(done, total)

    def compute(
        self, function: Callable[..., T], *args: object, progress: Progress | None = None
    ) -> T:
        """Call a function in the second process, as `SideProcess.run`; only from the job's thread.

        Cancelling ends a function with ``progress`` at once; one that writes has none.
        """
        return self._side.run(function, *args, progress=progress)
