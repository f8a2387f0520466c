"""Every screen, as every role that has it, in one window for each role.

Run one screen: `pytest tests/views/every_screen -k ranking`; one role too: `-k "ranking and chief"`.
A new line in PAGES is walked by itself. What the tests ask for:

* test_keyboard.py — Tab and Shift+Tab reach every control and come back to where they began; what
  has the focus shows it (`Page.begin_at(widget)`, not a focus proxy, says where one begins); no two
  mnemonics alike (F G I K U V H belong to the menus).
* test_readers.py — every control has a name and a role (what you paint yourself and give the focus:
  `widgets.reader_roles.read_as(widget, QAccessible.Role.Button)`); what is clicked is 24 pixels high
  and wide.
* test_room.py — nothing is cut off at 100, 150 and 200 %, with names of 40 characters. What is
  shortened tells all of it in its tooltip (ElidedLabel and DataTable do so by themselves).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest

from kdx_desktop import app
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services import demo
from kdx_desktop.services.addresses import database_url
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.office import Office
from kdx_desktop.services.organization import rows_of
from kdx_desktop.services.person import Role
from kdx_desktop.services.recording import Act, Kind, record
from kdx_desktop.settings import Settings
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.page_table import pages_for
from kdx_desktop.views.widgets.page import Page
from tests.views.every_screen.looking import SIZE

#: Those who see figures; the accounts' keeper has a test of its own.
ROLES = (Role.CHIEF, Role.CLERK, Role.TEAM, Role.MANAGER)
LONG_NAME = "文化スポーツ局世界遺産及び歴史的建造物活用推進並びに工芸振興担当統括企画調整推進室"[
    :40
]
OPEN_MONTH = 202303
_PATIENCE = 30


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Take every screen of every role."""
    if "code" in metafunc.fixturenames:
        pairs = [(role, entry.code) for role in ROLES for entry in pages_for(role)]
        names = [f"{code}-{role}" for role, code in pairs]
        metafunc.parametrize(("role", "code"), pairs, ids=names)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take one role after the other: a window takes longer to open than to be looked at."""
    here = Path(__file__).parent
    places = [place for place, item in enumerate(items) if item.path.is_relative_to(here)]
    mine = sorted((items[place] for place in places), key=_role_of)
    for place, item in zip(places, mine, strict=True):
        items[place] = item


def _role_of(item: pytest.Item) -> str:
    call = getattr(item, "callspec", None)
    return "" if call is None else str(call.params.get("role", ""))


@pytest.fixture(scope="session")
def long_names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample city in which the first department has a name of 40 characters."""
    file = tmp_path_factory.mktemp("names") / "city.sqlite3"
    office = Office.create(database_url(str(file)))
    office.write(partial(demo.load, departments=20, years=4))
    found = office.read(load_organization)
    code = found.existing(OPEN_MONTH)[0]
    old = found.departments[code]
    new = Department(code, LONG_NAME, old.bureau, old.valid_from, old.valid_to)
    act = Act(Kind.ORGANIZATION, "長い名称")
    office.write(lambda session: record(session, act, rows=rows_of([new], [], [])))
    office.close()
    return file


class Desks:
    """Opens the window as a role sees it, and keeps it until another role comes."""

    def __init__(self, city: Path, home: Path) -> None:
        self._city = city
        self._home = home
        self._role: Role | None = None
        self._window: MainWindow | None = None

    def window(self, role: Role) -> MainWindow:
        """Return the window of a role."""
        if self._window is None or role is not self._role:
            self.close()
            self._role, self._window = role, self._opened(role)
        return self._window

    def close(self) -> None:
        """Close what is open."""
        if self._window is not None:
            self._window.look.choose_text_percent(100)
            self._window.close_anyway()
            self._window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self._window = None

    def _opened(self, role: Role) -> MainWindow:
        url = database_url(str(self._city))
        office = Office.open(url)
        first = office.read(load_organization).existing(OPEN_MONTH)[0]
        office.close()
        before, os.environ["KDX_HOME"] = os.environ.get("KDX_HOME", ""), str(self._home)
        window = app.build(url, settings=Settings(month=OPEN_MONTH, department=first))
        window.select_role(role)
        filled: list[bool] = []
        window.usable.connect(partial(filled.append, True))
        window.resize(*SIZE)
        window.show()
        rest(window, lambda: bool(filled))
        os.environ["KDX_HOME"] = before
        return window


# Not for the session: every later window would dress this one, and its ten screens, as well.
@pytest.fixture(scope="module")
def desks(long_names: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    """The window, role after role."""
    made = Desks(long_names, tmp_path_factory.mktemp("home"))
    yield made
    made.close()


@pytest.fixture
def shown(desks: Desks, role: Role, code: str) -> tuple[MainWindow, Page]:
    """The window at the screen, at rest, at the usual size of window and text."""
    window = desks.window(role)
    if window.look.text_percent != 100:
        window.look.choose_text_percent(100)
    window.resize(*SIZE)
    window.activateWindow()
    window.show_page(code)
    rest(window, lambda: window.page is not None and window.page.objectName() == f"{code}_page")
    assert window.page is not None
    return window, window.page


def rest(window: MainWindow, true: Callable[[], bool] = lambda: True) -> None:
    """Wait until something is true and nothing is under way, answers to answers included."""
    end = time.monotonic() + _PATIENCE
    quiet = 0
    while quiet < 3:
        assert time.monotonic() < end, "the screen does not come to rest"
        QTest.qWait(10)
        quiet = quiet + 1 if true() and not window.workspace.busy else 0
