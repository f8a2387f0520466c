"""The header says month, department and 速報 only where they mean something."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kdx_desktop.services.person import Role
from kdx_desktop.views.header import Header
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.month_selector import MonthSelector
from tests.views.waiting import settle

Open = Callable[..., MainWindow]


def header_of(window: MainWindow) -> Header:
    header = window.findChild(Header)
    assert isinstance(header, Header)
    return header


def says(window: MainWindow) -> list[str]:
    """Return the texts that are seen in the header."""
    return [one.text() for one in header_of(window).findChildren(QLabel) if one.isVisible()]


def test_a_save_brings_no_phase_to_a_screen_without_a_month(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="imports")
    window.workspace.changed.emit()
    settle(qtbot, window)
    assert says(window) == ["取込"]
    window.show_page("report")
    settle(qtbot, window)
    assert "速報" in "".join(says(window)) or "確定" in "".join(says(window))


def test_who_only_keeps_accounts_sees_no_month(qtbot: QtBot, open_window: Open, city: str) -> None:
    window = open_window(city, page="settings")
    window.select_role(Role.ACCOUNTS)
    settle(qtbot, window)
    assert says(window) == ["設定"]
    assert not header_of(window).findChildren(MonthSelector)[0].isVisible()


@pytest.mark.parametrize("page", ["imports", "initiatives", "report"])
def test_the_title_stands_in_the_middle_of_the_header(
    open_window: Open, city: str, page: str
) -> None:
    header = header_of(open_window(city, page=page))
    title = header.findChildren(QLabel)[0]
    middle = title.mapTo(header, QPoint(0, 0)).y() + title.height() / 2
    assert abs(middle - header.height() / 2) <= 2
