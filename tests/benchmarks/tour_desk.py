"""A person in a hurry at the real window: 300 actions, each timed until its answer is painted.

Run as a program of its own:
`python -m tests.benchmarks.tour_desk DATABASE [--busy FIGURES FOLDER] [--actions NUMBER]`.
Prints as JSON, of each action: the seconds until its answer is painted, and the longest stall.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar

from kdx_desktop import app
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import reporting
from kdx_desktop.services.addresses import database_url
from kdx_desktop.services.office import Office
from kdx_desktop.settings import Settings
from kdx_desktop.views.imports.import_work import read_paths
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.report.report_files import write_files
from kdx_desktop.workspace import Job

ACTIONS = 300
_OPEN = Month(202303)  # the sample city's month that is not closed yet
_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
_PATIENCE = 60.0
_THOUGHT = 0.03  # seconds between two actions
_PASTED = "\n".join(str(number) for number in (12345, 20, 15, 80, 40, 12))


class Clock(QObject):
    """Notices when the event loop does not come round."""

    def __init__(self) -> None:
        super().__init__()
        self._longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Begin to watch."""
        self._last = time.perf_counter()
        self._timer.start()

    def take_longest(self) -> float:
        """Return the longest stall since this was last asked, in seconds."""
        longest, self._longest = self._longest, 0.0
        return longest

    def _on_timeout(self) -> None:
        now = time.perf_counter()
        self._longest = max(self._longest, now - self._last)
        self._last = now


class Desk:
    """The window, and hands that act on it."""

    def __init__(self, database: str) -> None:
        settings = Settings(page="home", month=int(_OPEN), department="D001")
        self.window = app.build(database_url(database), settings=settings)
        self.window.resize(1366, 768)
        usable: list[bool] = []
        self.window.usable.connect(partial(usable.append, True))
        self.window.show()
        self.wait(lambda: bool(usable))
        self.rest(2.5)  # the other screens are loaded ahead
        self.clock = Clock()

    def timed(self, action: Callable[[], object]) -> tuple[float, float]:
        """Act, and return the seconds until the answer is painted, and the longest stall."""
        start = time.perf_counter()
        action()
        self.wait(self._is_answered)
        QApplication.processEvents()
        taken = time.perf_counter() - start
        self.rest(_THOUGHT)
        return taken, self.clock.take_longest()

    def _is_answered(self) -> bool:
        """Tell whether nothing is asked for but what runs beside it all, and it can be painted."""
        workspace, page = self.window.workspace, self.window.page
        assert page is not None
        return workspace._pending <= len(workspace._job_of) and page.updatesEnabled()

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def show(self, page: str) -> None:
        """Go to a screen."""
        self.window.show_page(page)

    def month(self, month: Month) -> None:
        """Look at a month."""
        assert self.window.page is not None
        self.window.page.month_chosen.emit(month)

    def department(self, code: str) -> None:
        """Look at a department."""
        assert self.window.page is not None
        self.window.page.department_chosen.emit(code)

    def theme(self) -> None:
        """Take the next board of the ranking."""
        assert self.window.page is not None
        tabs = self.window.page.findChildren(QTabBar)
        tabs[0].setCurrentIndex((tabs[0].currentIndex() + 1) % tabs[0].count())

    def paste(self) -> None:
        """Paste a column from a spreadsheet."""
        QGuiApplication.clipboard().setText(_PASTED)
        self.press(Qt.Key.Key_V, _CTRL)

    def wait(self, ready: Callable[[], bool]) -> None:
        """Let the event loop run until something is true."""
        end = time.monotonic() + _PATIENCE
        while not ready():
            if time.monotonic() > end:
                raise TimeoutError
            QApplication.processEvents()
            time.sleep(0.0005)

    def rest(self, seconds: float) -> None:
        """Let the event loop run for a while."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end)


def script(desk: Desk) -> Iterator[Callable[[], object]]:
    """Yield what a person does, again and again: all kinds of action on all screens of numbers."""
    departments = cycle(f"D{number:03}" for number in (2, 17, 31, 55, 80, 101, 1))
    while True:
        yield partial(desk.show, "entry")
        for digit in "12345":
            yield partial(desk.press, Qt.Key(Qt.Key.Key_0 + int(digit)))
        yield partial(desk.press, Qt.Key.Key_Return)
        yield partial(desk.press, Qt.Key.Key_Z, _CTRL)
        yield desk.paste
        yield partial(desk.press, Qt.Key.Key_Z, _CTRL)
        yield partial(desk.department, next(departments))
        yield partial(desk.month, _OPEN.plus(-1))
        yield partial(desk.month, _OPEN)
        yield partial(desk.show, "dashboard")
        yield partial(desk.month, _OPEN.plus(-12))
        yield partial(desk.month, _OPEN)
        yield partial(desk.show, "ranking")
        yield from [desk.theme] * 3
        yield partial(desk.month, _OPEN.plus(-3))
        yield partial(desk.month, _OPEN)
        yield partial(desk.show, "department")
        yield partial(desk.department, next(departments))
        yield partial(desk.show, "submissions")
        yield partial(desk.show, "ledger")
        yield partial(desk.show, "initiatives")
        yield partial(desk.show, "home")
        yield partial(desk.month, _OPEN.plus(-1))
        yield partial(desk.month, _OPEN)


def keep_busy(window: MainWindow, database: str, figures: Path, folder: Path) -> None:
    """Read a large file and write report after report beside what the person does."""
    office = Office.open(database_url(database))
    report = office.read(partial(reporting.monthly_report, as_of=_OPEN))
    office.close()

    def work(job: Job) -> None:
        for number in range(110):
            read_paths(job, [figures])
            write_files(job, report, folder / str(number), ("xlsx", "pdf"))

    window.workspace.job(work, _nothing, _nothing)


def _nothing(_: object) -> None:
    """A tour that is over does not ask what became of its company."""


def main(words: list[str]) -> int:
    """Go on the tour, and print what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("database")
    parser.add_argument("--busy", nargs=2, type=Path)
    parser.add_argument("--actions", type=int, default=ACTIONS)
    wish = parser.parse_args(words)
    desk = Desk(wish.database)
    if wish.busy:
        keep_busy(desk.window, wish.database, *wish.busy)
    actions = script(desk)
    desk.clock.start()
    print(json.dumps([desk.timed(next(actions)) for _ in range(wish.actions)]))
    desk.window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
