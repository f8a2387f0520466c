"""Small cities, and the real window on them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from kdx_desktop import app
from kdx_desktop.services import demo
from kdx_desktop.services.addresses import database_url
from kdx_desktop.services.office import Office
from kdx_desktop.settings import Settings
from kdx_desktop.views.main_window import MainWindow
from tests.views.waiting import settle


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Overlook what the offscreen platform says about every window that is shown."""
    ignored = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(ignored)


@pytest.fixture(scope="session")
def made_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample city of twenty departments, made once."""
    file = tmp_path_factory.mktemp("city") / "city.sqlite3"
    office = Office.create(database_url(str(file)))
    office.write(partial(demo.load, departments=20, years=4))
    office.close()
    return file


@pytest.fixture
def city(made_city: Path, tmp_path: Path) -> str:
    """The URL of a copy of the sample city that a test may change."""
    copy = tmp_path / "city.sqlite3"
    shutil.copy(made_city, copy)
    return database_url(str(copy))


@pytest.fixture
def empty(tmp_path: Path) -> str:
    """The URL of a database with the plan and nothing else."""
    url = database_url(str(tmp_path / "empty.sqlite3"))
    Office.create(url).close()
    return url


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Callable[..., MainWindow]]:
    """Open the window on a database, at a page and a month, and wait until it is usable."""
    windows = []

    def opened(url: str, page: str = "dashboard", month: int = 202212) -> MainWindow:
        window = app.build(url, settings=Settings(page=page, month=month))
        windows.append(window)
        with qtbot.waitSignal(window.usable, timeout=20_000):
            window.show()
        settle(qtbot, window)
        return window

    yield opened
    for window in windows:
        window.close_anyway()
        window.deleteLater()
    # Now, and not amid the next test: if that fails, it is this test that fails.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
