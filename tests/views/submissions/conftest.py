"""The screen on the sample city, in the month that is still open, and the ledger behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.months import Month
from kdx_desktop.services import months
from kdx_desktop.services.board import DepartmentMonth, MonthBoard, Standing, board
from kdx_desktop.services.office import Office
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.submissions.submissions_page import SubmissionsPage
from tests.views.waiting import settle

#: The sample city's month that is not closed yet.
OPEN = Month(202303)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(city: str) -> Iterator[Office]:
    """The same database, seen from beside the window."""
    opened = Office.open(city)
    yield opened
    opened.close()


@pytest.fixture
def handed_in(office: Office) -> list[str]:
    """The departments of the open month, all of them handed in."""
    rows = stored(office).rows
    approved = [row.department.code for row in rows if row.standing is Standing.APPROVED]
    if approved:
        act(office, approved, Standing.RETURNED)
    waiting = [row.department.code for row in stored(office).rows]
    act(office, waiting, Standing.SUBMITTED)
    return waiting


def act(office: Office, codes: list[str], state: Standing, reason: str = "確認") -> None:
    """Do something from another desk."""
    step = partial(months.set_state, month=OPEN, departments=codes, state=state, reason=reason)
    office.write(step)


def stored(office: Office, month: Month = OPEN) -> MonthBoard:
    """Return where a month stands in the ledger."""
    (found,) = office.read(partial(board, months=[month]))
    return found


def standing(office: Office, code: str) -> DepartmentMonth:
    """Return where a department stands in the ledger."""
    return next(row for row in stored(office).rows if row.department.code == code)


@dataclass
class Screen:
    """The window with the screen on it, and a person's hands."""

    qtbot: QtBot
    window: MainWindow

    @property
    def page(self) -> SubmissionsPage:
        """The screen."""
        assert isinstance(self.window.page, SubmissionsPage)
        return self.window.page

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.wait(20)
        settle(self.qtbot, self.window)
        self.qtbot.wait(20)
        settle(self.qtbot, self.window)

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the keyboard is."""
        self.qtbot.keyClick(self.window.focusWidget(), key, held)
        self.settle()

    def type(self, text: str) -> None:
        """Type where the keyboard is, as an input method does."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.window.focusWidget(), event)

    @property
    def told(self) -> str:
        """What the bar at the top says."""
        return self.page.desk.notice.accessibleName()


@pytest.fixture
def open_screen(qtbot: QtBot, open_window: Callable[..., MainWindow]) -> Callable[..., Screen]:
    """Open the screen on a database, at the open month."""

    def opened(url: str, month: int = OPEN) -> Screen:
        screen = Screen(qtbot, open_window(url, page="submissions", month=month))
        screen.window.activateWindow()
        screen.settle()
        return screen

    return opened
