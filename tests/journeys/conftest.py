"""What the journeys share: cities as an office finds them, and somebody who sits down at one."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kdx_desktop import app
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import demo
from kdx_desktop.services.accounts import employ
from kdx_desktop.services.addresses import database_url
from kdx_desktop.services.office import Actor, Office, current_actor
from kdx_desktop.services.person import Role
from kdx_desktop.settings import Settings
from kdx_desktop.views.main_window import MainWindow
from tests.journeys.hands import Hands

#: The server of tests runs on Linux only.
collect_ignore = [] if sys.platform == "linux" else ["test_office_on_a_server.py"]
#: The sample city's last month, which is still open.
OPEN_MONTH = Month(202303)
#: Whoever else works on the same file.
COLLEAGUE = Actor("tanaka", "PC-2")
SitDown = Callable[..., Hands]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Overlook what Qt says of a window on a screen that is none."""
    ignored = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(ignored)


@pytest.fixture(scope="session")
def made_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample city of twenty departments, made once."""
    return _made(tmp_path_factory, 20)


@pytest.fixture(scope="session")
def made_large_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample city of a hundred and ten departments, made once."""
    return _made(tmp_path_factory, 110)


def _made(folders: pytest.TempPathFactory, departments: int) -> Path:
    file = folders.mktemp("city") / "city.sqlite3"
    office = Office.create(database_url(str(file)))
    office.write(partial(demo.load, departments=departments, years=4))
    office.close()
    return file


@pytest.fixture
def city(made_city: Path, tmp_path: Path) -> str:
    """The URL of a copy of the sample city."""
    return _copy(made_city, tmp_path)


@pytest.fixture
def large_city(made_large_city: Path, tmp_path: Path) -> str:
    """The URL of a copy of the large sample city."""
    return _copy(made_large_city, tmp_path)


def _copy(made: Path, folder: Path) -> str:
    file = folder / "city.sqlite3"
    shutil.copy(made, file)
    return database_url(str(file))


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Callable[[MainWindow], Hands]]:
    """Give the hands for a window, which is closed in the end."""
    windows: list[MainWindow] = []

    def begun(window: MainWindow) -> Hands:
        windows.append(window)
        return Hands(qtbot, window)

    yield begun
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def sit_down(qtbot: QtBot, opened: Callable[[MainWindow], Hands]) -> SitDown:
    """Open the window on a database, as it was left last time."""

    def at(database: str, page: str = "home", **left: int | str) -> Hands:
        settings = Settings(page=page, month=int(OPEN_MONTH))
        for name, value in left.items():
            setattr(settings, name, value)
        hands = opened(app.build(database, settings=settings))
        with qtbot.waitSignal(hands.window.usable, timeout=30_000):
            hands.window.show()
        hands.sit_down()
        return hands

    return at


@pytest.fixture
def first_start(qtbot: QtBot, opened: Callable[[MainWindow], Hands]) -> SitDown:
    """Start the program where nothing has been started before."""

    def begun() -> Hands:
        hands = opened(app.build(settings=Settings()))
        with qtbot.waitSignal(hands.window.painted, timeout=30_000):
            hands.window.show()
        hands.sit_down()
        return hands

    return begun


def hire(url: str, role: Role, *departments: str) -> None:
    """Give the person at this PC an account, after a colleague of the team."""
    office = Office.open(url)
    office.write(partial(employ, login=COLLEAGUE.name, name="田中", role=Role.TEAM))
    office.close()
    office = Office.open(url, COLLEAGUE)
    login = current_actor().name
    office.write(
        partial(employ, login=login, name="鈴木", role=role, departments=list(departments))
    )
    office.close()
