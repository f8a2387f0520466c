"""Worker: a thread that performs requests in order, and never answers a widget that is gone."""

from __future__ import annotations

import sys
import threading
import weakref
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeAlias

import shiboken6
from PySide6.QtCore import QObject

from kdx_desktop.errors import KdxError

Failed: TypeAlias = Callable[[KdxError], object]


class Request:
    """Work on its way through a worker, and who waits for its answer.

    ``changes`` the stored data; ``speaks`` with the store, so that its end tells of the connection;
    nobody waits for one that is made ``ahead``.
    """

    def __init__(
        self,
        task: Callable[[], object],
        done: Callable[[Any], object],
        failed: Failed | None,
        *,
        changes: bool = False,
        speaks: bool = False,
    ) -> None:
        self._task = task
        self._done = _held_weakly(done)
        self._failed = None if failed is None else _held_weakly(failed)
        self.key = (id(_receiver(done)), getattr(done, "__func__", done))
        self.changes = changes
        self.speaks = speaks
        self.ahead = False
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


class Worker:
    """A thread that performs requests in the order in which they come."""

    def __init__(self, name: str, finished: Callable[[Request], object]) -> None:
        self._requests: SimpleQueue[Request | None] = SimpleQueue()
        self._finished = _held_weakly(finished)
        self._name = name
        self._thread: threading.Thread | None = None

    def submit(self, request: Request) -> None:
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
            _living(self._finished)(request)  # nobody, when the window was closed meanwhile
            del request  # its result shall not live until the next one comes


def told(answer: Callable[[], object]) -> None:
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
        return nobody
    receiver = _receiver(method)
    if isinstance(receiver, QObject) and not shiboken6.isValid(receiver):
        return nobody
    return method


def nobody(_answer: object) -> None:
    """Take the answer for a receiver that is gone."""
