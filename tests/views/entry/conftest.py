"""A small city in a real SQLite file, and the page on a desk of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services.office import Actor, Office
from kdx_desktop.services.person import Role
from kdx_desktop.settings import Settings
from kdx_desktop.views.entry.entry_page import EntryPage
from kdx_desktop.views.notices import Notice
from kdx_desktop.views.scope import Scope
from kdx_desktop.workspace import Workspace
from tests.views.entry import forms
from tests.views.entry.city import CITIZENS, GENERAL, Kdx, make_city


@pytest.fixture
def database(tmp_path: Path, kdx: Kdx) -> str:
    """Two departments with figures up to 2022-11; December is still to be entered."""
    return make_city(tmp_path, kdx)


class EntryDesk:
    """The page as a person sees it, and what it has told."""

    def __init__(self, qtbot: QtBot, database: str) -> None:
        self._qtbot = qtbot
        self.workspace = Workspace()
        self.workspace.open(partial(Office.open, database), self._on_open)
        self.notices: list[str] = []
        self.page = EntryPage(self.workspace, Settings())
        self.page.noticed.connect(self._on_noticed)
        qtbot.addWidget(self.page)
        self.page.resize(1100, 700)
        self.page.show()
        self.model, self.view = self.page.sheet.model, self.page.sheet.view

    def look_at(
        self,
        department: Department = GENERAL,
        month: Month = forms.MONTH,
        role: Role = Role.TEAM,
    ) -> None:
        """Look at a department's month and wait until it is there."""
        own = frozenset({department.code})
        scope = Scope(month, role, department.code, (GENERAL, CITIZENS), own, own)
        with self._qtbot.waitSignal(self.page.filled):
            self.page.look_at(scope)

    def type(self, row: int, text: str, column: int = 2) -> None:
        """Type a value as if committed."""
        self.model.setData(self.model.index(row, column), text)

    def text(self, row: int, column: int = 2) -> str:
        """Return what a cell shows."""
        return str(self.model.index(row, column).data())

    def save(self) -> None:
        """Save, and wait for the answer."""
        self.page.save()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self._qtbot.waitUntil(self._is_idle)

    def close(self) -> None:
        """Close the window."""
        self.page.hide()
        self.workspace.close()

    def _is_idle(self) -> bool:
        return not self.workspace.busy

    def _on_open(self, _: None) -> None: ...

    def _on_noticed(self, notice: Notice) -> None:
        self.notices.append(notice.text)


@pytest.fixture
def open_desk(qtbot: QtBot, database: str) -> Iterator[Callable[[], EntryDesk]]:
    """Open the page on the city, as often as a test likes."""
    desks: list[EntryDesk] = []

    def opened() -> EntryDesk:
        desks.append(EntryDesk(qtbot, database))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(open_desk: Callable[[], EntryDesk]) -> EntryDesk:
    """The page, looking at 総務課's December."""
    desk = open_desk()
    desk.look_at()
    return desk


@pytest.fixture
def colleague(database: str) -> Iterator[Office]:
    """Somebody else at another desk, on the same database."""
    office = Office.open(database, Actor("佐藤", "desk-2"))
    yield office
    office.close()
