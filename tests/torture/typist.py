"""A process in which somebody types into 月次入力: the real page, its cells and fields, its drafts.

It says through a pipe which key was typed, which key it was told is kept, and how time goes by for
it; and types until it is killed.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
from dataclasses import dataclass
from functools import partial
from io import TextIOWrapper
from multiprocessing.connection import Connection
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services.breakdowns import PAPER
from kdx_desktop.services.office import Office
from kdx_desktop.services.person import Role
from kdx_desktop.settings import Settings
from kdx_desktop.views.entry import draft_folder, draft_keeper
from kdx_desktop.views.entry.entry_page import EntryPage
from kdx_desktop.views.scope import Scope
from kdx_desktop.workspace import Workspace
from tests.services.small_city import DEPARTMENTS

DEPARTMENT: Department = DEPARTMENTS[0]
MONTH = Month(202204)
#: Seconds from beat to beat, as long as the machine leaves the process the time.
BEAT = 0.02
_FINISHES = 0.1


@dataclass(frozen=True, slots=True)
class Habits:
    """How one types; ``buffered`` and ``delay`` take away what keeps keys (for the controls).

    ``in_panel``: into 用紙サイズ別の入力 instead of the cell. ``buffered`` leaves what is written in
    the program's memory; ``delay``, in milliseconds, waits longer than the product does.
    """

    seed: int
    in_panel: bool = False
    buffered: bool = False
    delay: int | None = None


def type_for_ever(home: Path, database: str, habits: Habits, messages: Connection) -> None:
    """Type the numbers from 1 on, each in place of the one before."""
    os.environ["KDX_HOME"] = str(home)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_LOGGING_RULES"] = "*=false"
    if habits.buffered:
        draft_folder._write = partial(_write_into_a_buffer, [])
    if habits.delay is not None:
        draft_keeper._DELAY = habits.delay
    application = QApplication(sys.argv[:1])
    workspace = Workspace()
    workspace.open(partial(Office.open, database), _go_on)
    page = EntryPage(workspace, Settings())
    page.resize(1000, 600)
    typist = _Typist(page, habits, messages)
    page.filled.connect(typist.begin)
    page.show()
    page.look_at(Scope(MONTH, Role.TEAM, DEPARTMENT.code, (DEPARTMENT,)))
    application.exec()


class _Typist:
    """The hands of the process."""

    def __init__(self, page: EntryPage, habits: Habits, messages: Connection) -> None:
        self._page = page
        self._habits = habits
        self._messages = messages
        self._rng = random.Random(habits.seed)
        self._numbers = itertools.count(1)
        self._beat = QTimer(page, interval=round(BEAT * 1000))
        self._beat.timeout.connect(self._say_beat)

    def begin(self) -> None:
        if next(self._numbers) == 1:  # later readings of the page are none of our business
            self._press()
            self._beat.start()

    def _press(self) -> None:
        number = next(self._numbers)
        field = self._field()
        field.selectAll()
        QTest.keyClicks(field, str(number))
        self._say("key", number)
        if self._rng.random() < _FINISHES:
            self._page.settle()
            self._say("kept", number)
        QTimer.singleShot(self._rng.randrange(5, 120), self._press)

    def _field(self) -> QLineEdit:
        """Return the field that is open, or open it."""
        sheet = self._page.sheet
        field = QApplication.focusWidget()
        if not isinstance(field, QLineEdit):
            if self._habits.in_panel:
                sheet.open_making(PAPER)
            else:
                sheet.view.go_to(0, edit=True)
            field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit)
        return field

    def _say(self, word: str, number: int) -> None:
        self._messages.send_bytes(f"{word} {number}".encode())

    def _say_beat(self) -> None:
        self._say("beat", 0)


def _go_on(_: None) -> None: ...


def _write_into_a_buffer(files: list[TextIOWrapper], path: Path, text: str) -> None:
    """Do as the folder does, without the flush before the file takes the place of the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    file = temporary.open("w", encoding="utf-8")
    files.append(file)
    file.write(text)
    temporary.replace(path)
