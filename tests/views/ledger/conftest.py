"""The 台帳 screen in the real window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import entries
from kdx_desktop.services.entries import CellEntry, Entry
from kdx_desktop.services.month_history import CellHistory, month_history
from kdx_desktop.services.office import Office
from kdx_desktop.views.ledger.ledger_page import LedgerPage
from kdx_desktop.views.main_window import MainWindow
from tests.views.waiting import settle

#: Closed in the sample city, and not.
CLOSED, OPEN = Month(202206), Month(202303)
PAPER = "copy_paper_sheets"


class Desk:
    """The page as a person sees it, at a closed month."""

    def __init__(self, qtbot: QtBot, window: MainWindow, url: str) -> None:
        self._qtbot = qtbot
        self.window = window
        self.url = url
        assert isinstance(window.page, LedgerPage)
        self.page = window.page
        self.notices: list[str] = []
        self.page.noticed.connect(self._on_noticed)

    @property
    def department(self) -> str:
        """The department that is looked at."""
        return self.page.scope.department

    def settle(self) -> None:
        """Wait until nothing is under way."""
        settle(self._qtbot, self.window)

    def look_at(self, month: Month) -> None:
        """Choose another month."""
        self.page.month_chosen.emit(month)
        self.settle()

    def show(self, tab: int) -> None:
        """Choose a view."""
        self.page.tabs.setCurrentIndex(tab)
        self.settle()

    def stored(self, metric: str = PAPER) -> CellHistory:
        """Return a figure's life as the store has it."""
        office = Office.open(self.url)
        work = partial(month_history, department=self.department, month=CLOSED)
        found = office.read(work)
        office.close()
        return next(cell for cell in found.cells if cell.metric.code == metric)

    def correct_elsewhere(self, value: int, reason: str = "別の席の訂正") -> None:
        """Correct the paper at another desk."""
        now = self.stored().current
        assert now is not None
        cell = CellEntry(PAPER, State.ACTUAL, value * SCALE, "別の席", now.number)
        entry = Entry(self.department, CLOSED, (cell,), f"elsewhere {value}")
        office = Office.open(self.url)
        office.write(partial(entries.correct, entry=entry, reason=reason))
        office.close()

    def _on_noticed(self, notice: object) -> None:
        self.notices.append(getattr(notice, "text", ""))


@pytest.fixture
def desk(qtbot: QtBot, city: str, open_window: Callable[..., MainWindow]) -> Desk:
    """The page on the sample city, at a closed month."""
    return Desk(qtbot, open_window(city, page="ledger", month=int(CLOSED)), city)
