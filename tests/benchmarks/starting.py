"""start-paint, start-usable: process start to a painted, then filled window, against bare Qt.

start-usable is a start as most are: nothing was stored since the last one, so the first screen shows
what it showed. start-read is one after something was stored elsewhere: the screen is read first.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from kdx_desktop.views.first_sight import NAME as SIGHT
from tests.benchmarks.cities import office
from tests.benchmarks.timing import Result, compiled

_ROUNDS = 7
_BARE = """
import os, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
{more}

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        with open(os.environ["KDX_STARTUP_TRACE"], "a") as trace:
            trace.write(f"painted {{time.monotonic_ns()}}\\n")
        QTimer.singleShot(0, self.close)

application = QApplication(sys.argv)
window = Window()
window.setCentralWidget(QLabel("kdx_desktop"))
window.show()
application.exec()
"""


def run(folder: Path) -> list[Result]:
    """Start both in turns, on an office's database; the best round of each counts."""
    office(folder, 110, 4).close()
    database = f"sqlite:///{folder / '110x4.sqlite3'}"
    ours = [sys.executable, "-m", "kdx_desktop", "--database", database]
    bare = [sys.executable, "-c", _BARE.format(more="")]
    with_store = [sys.executable, "-c", _BARE.format(more="import sqlalchemy.orm")]
    best: dict[str, float] = {}
    for _ in range(_ROUNDS):
        for name, command, event in (
            ("read", ours, "usable"),
            ("paint", ours, "painted"),
            ("usable", ours, "usable"),
            ("bare", bare, "painted"),
            ("store", with_store, "painted"),
        ):
            if name == "read":
                (folder / "home" / "config" / SIGHT).unlink(missing_ok=True)
            seconds = _started(command, event, folder)
            best[name] = min(best.get(name, seconds), seconds)
    return [
        Result("start-paint", best["paint"], best["bare"], 3.0),
        Result("start-usable", best["usable"], best["store"], 1.3),
        Result("start-read", best["read"], best["store"], None),
    ]


def _started(command: list[str], event: str, folder: Path) -> float:
    """Return the seconds from process start to an event that the process writes down."""
    trace = folder / "trace.txt"
    trace.unlink(missing_ok=True)
    start = time.monotonic_ns()
    subprocess.run(
        command,
        check=True,
        timeout=120,
        env={
            **compiled(folder),  # so are both sides, after their first start
            "KDX_HOME": str(folder / "home"),
            "KDX_STARTUP_TRACE": str(trace),
            "KDX_STARTUP_EXIT": "1",
        },
    )
    events = dict(line.split() for line in trace.read_text().splitlines())
    return (int(events[event]) - start) / 1e9
