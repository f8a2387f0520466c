"""The first start: three things on one page, and Enter alone begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from kdx_desktop import app, paths
from kdx_desktop.services.person import Role
from kdx_desktop.settings import Settings
from kdx_desktop.views.admission import Stage
from kdx_desktop.views.first_start import FirstStart
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.opening import FirstChoice
from kdx_desktop.views.sample_banner import SampleBanner

Begin = Callable[..., MainWindow]


@pytest.fixture
def begin(qtbot: QtBot) -> Iterator[Begin]:
    """Start the program where nothing has been started before."""
    windows = []

    def begun(settings: Settings | None = None) -> MainWindow:
        window = app.build(settings=settings or Settings())
        windows.append(window)
        with qtbot.waitSignal(window.painted):
            window.show()
        window.activateWindow()
        return window

    yield begun
    for window in windows:
        window.close()
        window.deleteLater()


def asked(window: MainWindow) -> FirstStart:
    return window.findChildren(FirstStart)[0]


def press_enter(qtbot: QtBot, page: FirstStart) -> None:
    qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Return)


def test_it_asks_before_it_makes_anything_and_enter_alone_begins(
    qtbot: QtBot, begin: Begin
) -> None:
    window = begin()
    page = asked(window)
    assert not paths.default_database().exists()
    with qtbot.waitSignal(window.usable, timeout=20_000):
        press_enter(qtbot, page)
    assert paths.default_database().exists()
    assert window.page is not None
    assert window.page.scope.role is Role.TEAM


def test_who_chose_a_role_begins_with_it_every_day_and_may_change_it(
    qtbot: QtBot, begin: Begin
) -> None:
    settings = Settings()
    window = begin(settings)
    page = asked(window)
    page.role.setCurrentIndex(page.role.findData(Role.MANAGER))
    with qtbot.waitSignal(window.usable, timeout=20_000):
        page.begin.click()
    assert window.page is not None
    assert window.page.scope.role is Role.MANAGER
    again = app.build(settings=settings)
    with qtbot.waitSignal(again.usable, timeout=20_000):
        again.show()
    assert again.page is not None
    assert again.page.scope.role is Role.MANAGER
    again.select_role(Role.TEAM)
    assert settings.own_role == "team"
    again.close()


def test_the_sample_city_is_tried_without_leaving_anything(qtbot: QtBot, begin: Begin) -> None:
    window = begin()
    page = asked(window)
    page.with_sample.setChecked(True)
    with qtbot.waitSignal(window.usable, timeout=60_000):
        press_enter(qtbot, page)
    assert window.findChildren(SampleBanner)
    assert not paths.default_database().exists()


def test_a_server_that_is_not_there_is_explained_and_one_can_go_back(
    qtbot: QtBot, begin: Begin
) -> None:
    window = begin()
    page = asked(window)
    page.at_server.setChecked(True)
    assert not page.role.isEnabled()
    page.url.setText("127.0.0.1:9/kdx")
    press_enter(qtbot, page)
    qtbot.waitUntil(lambda: "開けませんでした" in _texts(window), timeout=30_000)
    assert window.admission.stage is Stage.OUTSIDE


def test_half_a_url_is_asked_again_beside_the_field(qtbot: QtBot, begin: Begin) -> None:
    page = asked(begin())
    choices: list[FirstChoice] = []
    page.chosen.connect(choices.append)
    page.at_server.setChecked(True)
    page.url.setText("kdx.city.example")
    press_enter(qtbot, page)
    assert choices == []
    assert any("データベース名" in label.text() for label in page.findChildren(QLabel))


def _texts(window: MainWindow) -> str:
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())
