"""Workspace: the screens' one door to the data; works off the GUI thread, says `changed`."""

from __future__ import annotations

import sys
import threading
import weakref
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from kdx_desktop.errors import KdxError

if TYPE_CHECKING:  # the store is loaded on the worker, after the window has appeared
    from kdx_desktop.services.office import Office

T = TypeVar("T")
#: A services function, all but its session given: `partial(kpi_standings, as_of=month)`.
Work = Callable[[Any], T]
Done = Callable[[T], object]
Failed = Callable[[KdxError], object]

#: How long closing waits for a transaction on its way, in seconds.
_PATIENCE = 30
_DEFECT = "予期しないエラーが起きました。入力した内容は保たれています。"


class Workspace(QObject):
    """Owns the opened office and one worker thread on which all work with it happens, in order.

    ``done`` and ``failed`` are bound methods and are called on the GUI thread; when their widget is
    gone by then, the answer is dropped. Failures that nobody takes are announced by `failed`;
    defects go to the crash handler (`sys.excepthook`) and to ``failed`` as a plain sentence.
    """

    #: The stored data changed: every screen that is seen reloads itself.
    changed = Signal()
    #: Something is under way, or nothing any more.
    busy_changed = Signal(bool)
    #: A KdxError that no screen has taken.
    failed = Signal(object)
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office: Office | None = None
        self._latest: dict[tuple[int, object], _Request] = {}
        self._pending = 0
        self._finished.connect(self._on_finished)
        self._store = _Worker("store", self._finished.emit)
        self._jobs = _Worker("jobs", self._finished.emit)
        self._jobs_running: weakref.WeakSet[Job] = weakref.WeakSet()

    def open(
        self, opening: Callable[[], Office], done: Done[None], failed: Failed | None = None
    ) -> None:
        """Open another office, on the worker; later work waits until it is open."""
        self._queue(self._store, _Request(partial(self._open, opening), done, failed))

    def prepare(self, work: Callable[[], T], done: Done[T], failed: Failed | None = None) -> None:
        """Do something on the worker, in order with the rest, that needs no office (imports)."""
        self._queue(self._store, _Request(work, done, failed))

    def run(self, work: Work[T], done: Done[T], failed: Failed | None = None) -> None:
        """Read. Of several readings for the same ``done``, only the latest is answered."""
        request = _Request(partial(self._read, work), done, failed)
        if request.key in self._latest:
            self._latest[request.key].superseded = True
        self._latest[request.key] = request
        self._queue(self._store, request)

    def change(self, work: Work[T], done: Done[T], failed: Failed | None = None) -> None:
        """Write, in one transaction, then say `changed`; never dropped on the way."""
        self._queue(self._store, _Request(partial(self._write, work), done, failed, changes=True))

    def job(self, work: Callable[[Job], T], done: Done[T], failed: Failed | None = None) -> Job:
        """Do something long without the data, such as writing report files, beside the readings.

        The work calls ``job.report(done, total)`` between its steps; that ends it when the job has
        been cancelled, and ``failed`` gets a `JobCancelledError`.
        """
        job = Job(self)
        self._jobs_running.add(job)
        self._queue(self._jobs, _Request(partial(work, job), done, failed))
        return job

    @property
    def busy(self) -> bool:
        """Tell whether something is under way."""
        return self._pending > 0

    def close(self) -> None:
        """Finish what has been asked for, close the office, end the threads; jobs are cancelled."""
        for job in list(self._jobs_running):
            job.cancel()
        for request in self._latest.values():
            request.superseded = True
        self._store.submit(_Request(self._close, _nobody, None))
        for worker in (self._store, self._jobs):
            worker.finish(_PATIENCE)

    def _queue(self, worker: _Worker, request: _Request) -> None:
        self._pending += 1
        if self._pending == 1:
            self.busy_changed.emit(True)
        worker.submit(request)

    def _on_finished(self, request: _Request) -> None:
        self._pending -= 1
        if self._latest.get(request.key) is request:
            del self._latest[request.key]
        if not request.superseded:
            self._answer(request)
        if self._pending == 0:
            self.busy_changed.emit(False)

    def _answer(self, request: _Request) -> None:
        error = request.error
        if error is None:
            _told(partial(request.done, request.result))
            if request.changes:  # stored, whatever became of its answer
                self.changed.emit()
            return
        failure = error if isinstance(error, KdxError) else KdxError(_DEFECT)
        if request.failed is not None:
            _told(partial(request.failed, failure))
        elif failure is error:
            self.failed.emit(failure)
        if failure is not error:
            sys.excepthook(type(error), error, error.__traceback__)

    # --- on the worker ----------------------------------------------------------------------------

    def _open(self, opening: Callable[[], Office]) -> None:
        office = opening()
        self._close()
        self._office = office

    def _close(self) -> None:
        if self._office is not None:
            self._office.close()
            self._office = None

    def _read(self, work: Work[T]) -> T:
        return self._opened().read(work)

    def _write(self, work: Work[T]) -> T:
        return self._opened().write(work)

    def _opened(self) -> Office:
        if self._office is None:
            raise KdxError("データベースが開かれていません。")
        return self._office


class JobCancelledError(KdxError):
    """The person at the screen cancelled the job; nothing half done is left."""

    def __init__(self) -> None:
        super().__init__("中止しました。途中のファイルは残していません。")


class Job(QObject):
    """One long job, seen from the screen: how far it is, and a way to end it."""

    #: Steps done, and steps in all.
    progressed = Signal(int, int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """End the job at its next step."""
        self._cancelled.set()

    def report(self, done: int, total: int) -> None:
        """Say how far it is, from the job's thread; raises JobCancelledError when it shall end."""
        if self._cancelled.is_set():
            raise JobCancelledError
        self.progressed.emit(done, total)


class _Request:
    """Work on its way through a worker, and who waits for its answer."""

    def __init__(
        self,
        task: Callable[[], object],
        done: Callable[[Any], object],
        failed: Failed | None,
        *,
        changes: bool = False,
    ) -> None:
        self._task = task
        self._done = _held_weakly(done)
        self._failed = None if failed is None else _held_weakly(failed)
        self.key = (id(_receiver(done)), getattr(done, "__func__", done))
        self.changes = changes
        self.superseded = False
        self.result: object = None
        self.error: BaseException | None = None

    @property
    def done(self) -> Callable[[Any], object]:
        """Whom to give the result; nobody when the receiver is gone."""
        return _living(self._done)

    @property
    def failed(self) -> Failed | None:
        """Whom to tell a failure."""
        return None if self._failed is None else _living(self._failed)

    def perform(self) -> None:
        """Do the work, on the worker's thread; it ends with a result or an error."""
        try:
            self.result = self._task()
        except BaseException as error:  # noqa: BLE001 - handed over to the GUI thread, all of them:
            self.error = error  # even SystemExit would end this thread without a word


class _Worker:
    """A thread that performs requests in the order in which they come."""

    def __init__(self, name: str, finished: Callable[[_Request], object]) -> None:
        self._requests: SimpleQueue[_Request | None] = SimpleQueue()
        self._finished = finished
        self._name = name
        self._thread: threading.Thread | None = None

    def submit(self, request: _Request) -> None:
        """Add a request; the thread starts with the first, and anew should it have died."""
        self._requests.put(request)
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()

    def finish(self, seconds: float) -> None:
        """Let the thread end after what is queued, and wait for that so many seconds at most."""
        self._requests.put(None)
        if self._thread is not None:
            self._thread.join(seconds)

    def _work(self) -> None:
        while (request := self._requests.get()) is not None:
            if not request.superseded:
                request.perform()
            self._finished(request)
            del request  # its result shall not live until the next one comes


def _told(answer: Callable[[], object]) -> None:
    """Give an answer; a defect of the screen that takes it stops nothing else."""
    try:
        answer()
    except Exception:  # noqa: BLE001 - the crash handler takes it
        sys.excepthook(*sys.exc_info())


def _receiver(method: Callable[..., object]) -> object:
    if isinstance(method, partial):
        return _receiver(method.func)
    return getattr(method, "__self__", method)


def _held_weakly(method: Callable[..., object]) -> Callable[[], Callable[..., object] | None]:
    """Hold a bound method so that it does not keep its widget alive; anything else as it is."""
    if isinstance(method, partial):
        inner, args, keywords = _held_weakly(method.func), method.args, method.keywords

        def found() -> Callable[..., object] | None:
            alive = inner()
            return None if alive is None else partial(alive, *args, **keywords)

        return found
    if hasattr(method, "__self__") and hasattr(method, "__func__"):
        return weakref.WeakMethod(method)
    return lambda: method


def _living(held: Callable[[], Callable[..., object] | None]) -> Callable[..., object]:
    method = held()
    if method is None:
        return _nobody
    receiver = _receiver(method)
    if isinstance(receiver, QObject) and not shiboken6.isValid(receiver):
        return _nobody
    return method


def _nobody(_answer: object) -> None:
    """Take the answer for a receiver that is gone."""
