"""The 取込 screen in the real window, and files as an office would bring them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.months import Month
from kdx_desktop.services import ledger
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.office import Office
from kdx_desktop.views.imports.imports_page import ImportsPage
from kdx_desktop.views.main_window import MainWindow
from tests.views.waiting import settle

HEADER = "department,month,metric,value,state,note\n"


class Desk:
    """The page as a person sees it."""

    def __init__(self, qtbot: QtBot, window: MainWindow, url: str) -> None:
        self._qtbot = qtbot
        self.window = window
        self.url = url
        assert isinstance(window.page, ImportsPage)
        self.page = window.page
        self.notices: list[str] = []
        self.page.noticed.connect(self._on_noticed)

    def take(self, *paths: Path) -> None:
        """Hand over files and wait for what they would change."""
        self.page.take_files(paths)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        settle(self._qtbot, self.window)

    def store(self) -> None:
        """Press 取り込む and wait."""
        assert self.page.preview.import_button.isEnabled()
        self.page.preview.import_button.click()
        self.settle()

    @property
    def changes(self) -> int:
        """How many changes the ledger has by now."""
        office = Office.open(self.url)
        head = office.read(ledger.head)
        office.close()
        return 0 if head is None else head.number

    def _on_noticed(self, notice: object) -> None:
        self.notices.append(getattr(notice, "text", ""))


@pytest.fixture
def desk(qtbot: QtBot, city: str, open_window: Callable[..., MainWindow]) -> Desk:
    """The page on the sample city."""
    return Desk(qtbot, open_window(city, page="imports"), city)


@pytest.fixture
def codes(city: str) -> Sequence[str]:
    """The departments of April 2023, of which nothing was handed in."""
    office = Office.open(city)
    found = office.read(load_organization).existing(Month(202304))
    office.close()
    return found


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of figures."""

    def write(name: str, *lines: str, header: str = HEADER) -> Path:
        path = tmp_path / name
        path.write_text(header + "".join(line + "\n" for line in lines), encoding="utf-8")
        return path

    return write
