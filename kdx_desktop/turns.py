"""Turns: the window and its worker one after the other, since they share one interpreter.

Side by side each would wait for the other at every step: what the window paints in 50 ms beside a
reading takes twice as long, and the reading is answered no sooner (docs/adr/0018).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

from kdx_desktop.worker import Request, Worker

#: Milliseconds without a reading before one is made ahead.
_QUIET = 1


class Turns(QObject):
    """Gives readings to a worker one by one, each when the window has painted what it had to.

    Whatever else is asked for begins at once, after all that was asked for before it.
    """

    def __init__(self, worker: Worker, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = worker
        self._line: deque[Request] = deque()
        self._under_way: set[Request] = set()
        self._painting = QTimer(self, singleShot=True, interval=0)  # fires when nothing is posted
        self._painting.timeout.connect(self._on_painted)
        self._ahead: deque[Iterator[Request]] = deque()
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self._on_quiet)

    def read(self, request: Request) -> None:
        """Add a reading."""
        self._line.append(request)
        self._wait()

    def submit(self, request: Request) -> None:
        """Add what does not wait."""
        self.let_go()
        self._begin(request)

    def let_go(self) -> None:
        """Wait no longer: the window is about to close, or something has to be done."""
        while self._line:
            self._begin(self._line.popleft())

    def foresee(self, requests: Iterator[Request], *, first: bool = False) -> None:
        """Perform requests one by one while nothing is asked for; each is taken when it is due.

        ``first``: before what is foreseen already.
        """
        if first:
            self._ahead.appendleft(requests)
        else:
            self._ahead.append(requests)
        self._wait()

    def look_no_further(self) -> None:
        """Forget what was to be foreseen."""
        self._ahead.clear()

    def ended(self, request: Request) -> None:
        """Hear that the worker is done with a request, before it is answered."""
        self._under_way.discard(request)
        self._wait()

    def _wait(self) -> None:
        if self._under_way:
            return
        if self._line:
            self._painting.start()
        elif self._ahead:
            self._quiet.start()

    def _on_painted(self) -> None:
        if self._line and not self._under_way:
            self._begin(self._line.popleft())

    def _on_quiet(self) -> None:
        if self._line or self._under_way or not self._ahead:
            return
        request = next(self._ahead[0], None)
        if request is None:
            self._ahead.popleft()
            self._wait()
        else:
            self._begin(request)

    def _begin(self, request: Request) -> None:
        self._under_way.add(request)
        self._worker.submit(request)
