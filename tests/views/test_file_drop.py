"""Files dropped anywhere on the window lead to 取込, for those who take files in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kdx_desktop.services.person import Role
from kdx_desktop.views.file_drop import DropOverlay
from kdx_desktop.views.imports.imports_page import ImportsPage
from kdx_desktop.views.main_window import MainWindow
from tests.views.waiting import settle

_COPY = Qt.DropAction.CopyAction
_LEFT = Qt.MouseButton.LeftButton
_PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(city: str, open_window: Callable[..., MainWindow]) -> MainWindow:
    """The window on the sample city, at the dashboard."""
    return open_window(city)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of figures with a name that is not plain."""
    path = tmp_path / "数値 & <b>4月<b>.csv"
    path.write_text("department,month,metric,value\nX,2022-04,byod_sessions,1\n", encoding="utf-8")
    return path


def mime(*urls: str | Path) -> QMimeData:
    data = QMimeData()
    data.setUrls(
        [QUrl.fromLocalFile(str(url)) if isinstance(url, Path) else QUrl(url) for url in urls]
    )
    return data


def drag(target: QObject, data: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(QPointF(300, 300), _COPY, data, _LEFT, _PLAIN)
    QApplication.sendEvent(target, event)
    return event


def drop(target: QObject, data: QMimeData) -> QDropEvent:
    """Drop as a hand does: Qt hands a drop to what the drag has entered."""
    drag(target, data)
    event = QDropEvent(QPointF(300, 300), _COPY, data, _LEFT, _PLAIN)
    QApplication.sendEvent(target, event)
    return event


def overlay(window: MainWindow) -> DropOverlay:
    found = window.findChild(DropOverlay)
    assert found is not None
    return found


@pytest.mark.parametrize("native", [False, True])
def test_a_dropped_file_is_looked_at_on_the_import_screen(
    window: MainWindow, qtbot: QtBot, file: Path, *, native: bool
) -> None:
    """Also when a field lies under the mouse: the window hears of it first."""
    target = window.windowHandle() if native else window

    data = mime(file)
    assert drag(target, data).isAccepted()
    assert overlay(window).isVisible()
    assert "取り込みの確認" in overlay(window).accessibleName()
    assert drop(target, data).isAccepted()
    assert not overlay(window).isVisible()
    qtbot.waitUntil(lambda: isinstance(window.page, ImportsPage), timeout=20_000)
    settle(qtbot, window)

    page = window.page
    assert isinstance(page, ImportsPage)
    assert page.preview.isVisible()
    assert len(page.preview.cards) == 1


def test_a_second_drop_while_files_are_looked_at_adds_to_them(
    window: MainWindow, qtbot: QtBot, file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    other.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    for one in (file, other):
        data = mime(one)
        drop(window, data)
        qtbot.waitUntil(lambda: isinstance(window.page, ImportsPage), timeout=20_000)
        settle(qtbot, window)

    page = window.page
    assert isinstance(page, ImportsPage)
    assert len(page.preview.cards) == 2


@pytest.mark.parametrize("role", [Role.CHIEF, Role.MANAGER])
def test_who_takes_no_files_in_is_told_whom_to_give_them(
    window: MainWindow, qtbot: QtBot, file: Path, role: Role
) -> None:
    window.select_role(role)
    settle(qtbot, window)
    page = window.page

    data = mime(file)
    drag(window, data)
    assert "推進担当" in overlay(window).accessibleName()
    event = drop(window, data)

    assert not event.isAccepted()
    assert not overlay(window).isVisible()
    assert "推進担当" in window._status._text.text()
    settle(qtbot, window)
    assert window.page is page


def test_dragged_text_is_none_of_our_business(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("12,345")

    assert not drag(window, data).isAccepted()
    assert not overlay(window).isVisible()


def test_a_link_to_the_web_is_no_file(window: MainWindow, qtbot: QtBot) -> None:
    data = mime("https://example.com/figures.csv")
    drop(window, data)
    settle(qtbot, window)

    assert not isinstance(window.page, ImportsPage)
    assert "ファイルではありません" in window._status._text.text()


def test_leaving_the_window_takes_the_veil_away(window: MainWindow, file: Path) -> None:
    drag(window, mime(file))
    QApplication.sendEvent(window, QDragLeaveEvent())

    assert not overlay(window).isVisible()


def test_the_veil_covers_the_whole_window_and_lets_the_mouse_through(
    window: MainWindow, file: Path
) -> None:
    drag(window, mime(file))

    assert overlay(window).geometry() == window.rect()
    assert overlay(window).testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
