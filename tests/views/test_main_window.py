"""The window: what is shared by all screens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from typing_extensions import override

from kdx_desktop import app, paths
from kdx_desktop.metrics.months import Month
from kdx_desktop.services.person import Role
from kdx_desktop.settings import Settings
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.month_selector import MonthSelector
from kdx_desktop.views.page_table import PAGES, pages_for
from kdx_desktop.views.style.look import Scheme
from kdx_desktop.views.style.shown import tokens
from kdx_desktop.views.style.tokens import CONTRAST
from tests.views.waiting import settle

Open = Callable[..., MainWindow]


def test_it_opens_where_one_left_off(qtbot: QtBot, open_window: Open, city: str) -> None:
    window = open_window(city, page="ranking", month=202211)
    assert window.page is not None
    assert window.page.objectName() == "ranking_page"
    assert window.page.scope.month == Month(202211)


def test_a_month_is_chosen_once_for_all_screens(qtbot: QtBot, open_window: Open, city: str) -> None:
    window = open_window(city)
    window.findChildren(MonthSelector)[0].month_selected.emit(Month(202206))
    settle(qtbot, window)
    window.show_page("ranking")
    settle(qtbot, window)
    assert window.page is not None
    assert window.page.scope.month == Month(202206)


def test_the_keyboard_leads_to_every_screen(qtbot: QtBot, open_window: Open, city: str) -> None:
    window = open_window(city)
    window.activateWindow()
    for number, entry in enumerate(pages_for(Role.TEAM)[:9], start=1):
        key = Qt.Key(Qt.Key.Key_0 + number)
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        settle(qtbot, window)
        assert window.page is not None
        assert window.page.objectName() == f"{entry.code}_page"


def test_the_arrows_lead_to_every_screen_even_where_the_list_is_taller_than_the_window(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="home")
    window.look.choose_text_percent(200)
    window.resize(1366, 768)
    buttons = {one.objectName(): one for one in _offered(window)}
    buttons["home"].setFocus()
    for entry in PAGES[1:]:
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Down)
        focused = window.focusWidget()
        assert focused is buttons[entry.code]
        assert focused.visibleRegion().boundingRect().height() >= focused.height() - 1
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.page is not None
    assert window.page.objectName() == f"{PAGES[-1].code}_page"
    window.look.choose_text_percent(100)


def test_a_manager_is_not_offered_what_writes(qtbot: QtBot, open_window: Open, city: str) -> None:
    window = open_window(city, page="entry")
    window.select_role(Role.MANAGER)
    settle(qtbot, window)
    assert window.page is not None
    assert window.page.objectName() == "home_page"
    shown = [button.accessibleName() for button in _offered(window)]
    assert shown == ["ホーム", "KPIダッシュボード", "ランキング", "部署カルテ", "レポート"]


def test_a_missing_database_is_explained_and_can_be_tried_again(
    qtbot: QtBot, tmp_path: Path
) -> None:
    window = app.build(str(tmp_path / "none.sqlite3"), settings=Settings())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: "データベースがありません" in _texts(window), timeout=10_000)
    window.close()


def test_text_grows_to_twice_its_size_and_back(qtbot: QtBot, open_window: Open, city: str) -> None:
    window = open_window(city)
    before = window.font().pointSizeF()
    window.look.choose_text_percent(200)
    assert window.font().pointSizeF() == 2 * before
    window.look.choose_text_percent(400)
    assert window.look.text_percent == 200
    window.look.choose_text_percent(100)


def test_high_contrast_is_chosen_in_the_menu_and_remembered(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    action = next(one for one in window.findChildren(QAction) if one.text() == "ハイコントラスト")
    action.trigger()
    assert tokens() is CONTRAST
    window.close()
    assert window._settings.scheme == "contrast"
    window.look.choose_scheme(Scheme.SYSTEM)


@pytest.mark.parametrize("signed_in", [False, True])
def test_no_menu_hides_behind_a_long_name(
    qtbot: QtBot, open_window: Open, city: str, *, signed_in: bool
) -> None:
    window = open_window(city)
    menus = window._menus
    menus.offer_person(signed_in=signed_in, has_password=signed_in)
    menus.show_person("a.long.login.name@city.example.lg.jp", "推進担当")
    for percent, width in (
        *((100, 1366), (200, 1366), (200, 1280), (200, 1024), (200, 1366)),
        *((150, 1280), (200, 1024), (100, 1024)),
    ):
        window.resize(width, 720)
        window.look.choose_text_percent(percent)
        qtbot.wait(20)
        shown = [menus.actionGeometry(one) for one in menus.actions() if one.isVisible()]
        end = max(place.right() for place in shown)
        assert end < (menus.person.x() if menus.person.isVisible() else menus.width())
        aside = [one for one in menus.findChildren(QToolButton) if one is not menus.person]
        assert not any(one.isVisible() for one in aside)  # where menus go that lack room
    assert menus.person.isVisible()
    assert "a.long" in menus.person.text()


def test_everything_follows_the_text_size_at_once(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    """Gaps, icons and bars are as large as after a start at that size."""
    window = open_window(city, page="entry")
    at_first = _measures(window)
    for percent in (200, 80, 150):
        window.look.choose_text_percent(percent)
        settle(qtbot, window)
    enlarged = _measures(window)
    settings = Settings(page="entry", month=202212, text_percent=150)
    fresh = app.build(city, settings=settings)
    with qtbot.waitSignal(fresh.usable, timeout=20_000):
        fresh.show()
    assert enlarged == _measures(fresh)
    fresh.look.choose_text_percent(100)
    assert _measures(fresh) == at_first
    fresh.close()


def _measures(window: MainWindow) -> list[tuple[int, ...]]:
    sizes = [
        (button.iconSize().width(), button.iconSize().height())
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and not button.icon().isNull()
    ]
    margins = [
        (margins.left(), margins.top(), margins.right(), margins.bottom())
        for margins in (layout.contentsMargins() for layout in window.findChildren(QVBoxLayout))
    ]
    return [*sizes, *margins]


def test_what_was_chosen_is_remembered(qtbot: QtBot, open_window: Open, city: str) -> None:
    settings = Settings(file=paths.config_dir() / "settings.ini", page="ranking", month=202210)
    window = app.build(city, settings=settings)
    with qtbot.waitSignal(window.usable, timeout=20_000):
        window.show()
    window.look.choose_text_percent(125)
    window.close()
    remembered = Settings.load(paths.config_dir() / "settings.ini")
    assert (remembered.page, remembered.month) == ("ranking", 202210)
    assert remembered.text_percent == 125
    assert remembered.geometry
    window.look.choose_text_percent(100)


def test_every_control_has_a_name_for_screen_readers(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    for page in ("dashboard", "ranking"):
        window.show_page(page)
        settle(qtbot, window)
        nameless = [
            child
            for child in window.findChildren(QWidget)
            if isinstance(child, QAbstractButton | QComboBox)
            and child.isVisible()
            and not _spoken(child)
        ]
        assert not nameless


class _Openings(QObject):
    """Writes down every window of its own that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_no_stray_window_takes_the_focus_while_screens_open(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    openings = _Openings()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(openings)
    try:
        window = open_window(city)
        for entry in PAGES:
            window.show_page(entry.code)
            settle(qtbot, window)
    finally:
        application.removeEventFilter(openings)
    assert openings.seen == ["MainWindow"]


def _offered(window: MainWindow) -> list[QAbstractButton]:
    return [
        button
        for button in window.findChildren(QAbstractButton)
        if button.property("kind") == "navigation" and button.isVisible()
    ]


def _texts(window: MainWindow) -> str:
    return " ".join(label.text() for label in window.findChildren(QLabel))


def _spoken(widget: QWidget) -> str:
    return str(QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name))
