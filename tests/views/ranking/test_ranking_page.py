"""The ranking by keyboard and by hand: three ways to look, two views of the past, one way on."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTabBar, QTableView, QToolButton
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.settings import Settings
from kdx_desktop.views.charts.funnel_view import FunnelView
from kdx_desktop.views.department.department_page import DepartmentPage
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.ranking.board_table import BoardTable
from kdx_desktop.views.ranking.ranking_page import RankingPage
from tests.views.waiting import settle

Open = Callable[..., MainWindow]
MEETINGS = list(Theme).index(Theme.MEETINGS)


@pytest.fixture
def window(open_window: Open, city: str) -> MainWindow:
    """The window at the ranking, December 2021: a department ended in September."""
    return open_window(city, page="ranking", month=202112)


def table(window: MainWindow) -> BoardTable:
    return cast("BoardTable", window.findChild(BoardTable))


def column(window: MainWindow, title: str) -> list[str]:
    model = table(window).model()
    titles = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    position = titles.index(title)
    return [str(model.index(row, position).data()) for row in range(model.rowCount())]


def choose(qtbot: QtBot, window: MainWindow, kind: str, theme: Theme | None = None) -> None:
    if theme is not None:
        tabs = window.findChild(RankingPage).findChild(QTabBar)  # type: ignore[union-attr]
        tabs.setCurrentIndex(list(Theme).index(theme))  # type: ignore[union-attr]
        settle(qtbot, window)
    button = next(
        one for one in window.findChildren(QToolButton) if one.accessibleName() == f"見方：{kind}"
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(qtbot, window)


def see_then(qtbot: QtBot, window: MainWindow, view: OrganizationView) -> None:
    button = next(
        one
        for one in window.findChildren(QToolButton)
        if one.accessibleName().endswith(view.japanese)
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(qtbot, window)


def said(window: MainWindow) -> str:
    labels = window.findChild(RankingPage).findChildren(QLabel)  # type: ignore[union-attr]
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_enter_on_a_row_opens_that_departments_sheet(qtbot: QtBot, window: MainWindow) -> None:
    board = table(window)
    board.setFocus()
    qtbot.keyClick(board, Qt.Key.Key_Down)
    chosen = board.department
    assert chosen
    qtbot.keyClick(board, Qt.Key.Key_Return)
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, DepartmentPage)
    assert page.scope.department == chosen


def test_a_department_without_a_place_is_opened_too(qtbot: QtBot, window: MainWindow) -> None:
    choose(qtbot, window, "水準", Theme.TELEWORK)
    unranked = next(
        one for one in window.findChildren(QTableView) if one.accessibleName() == "順位のない部署"
    )
    code = str(unranked.model().index(0, 0).data())
    unranked.setFocus()
    unranked.selectRow(0)
    qtbot.keyClick(unranked, Qt.Key.Key_Space)
    settle(qtbot, window)
    assert isinstance(window.page, DepartmentPage)
    assert window.page.scope.department == code


def test_improvement_is_sorted_by_what_was_gained(qtbot: QtBot, window: MainWindow) -> None:
    choose(qtbot, window, "改善", Theme.MEETINGS)
    gains = [
        float(text.replace("▲", "-").replace("+", ""))
        for text in column(window, "増減（ポイント）")
    ]
    assert gains == sorted(gains, reverse=True)
    assert column(window, "順位")[0] == "1"
    assert "前年度の同じ月からの増減" in said(window)


def test_the_funnel_and_its_list_choose_the_same_department(
    qtbot: QtBot, window: MainWindow
) -> None:
    choose(qtbot, window, "ばらつき", Theme.MEETINGS)
    chart = window.findChild(FunnelView)
    assert chart is not None
    assert chart.isVisible()
    chart.setFocus()
    names = []
    for _ in range(3):
        qtbot.keyClick(chart, Qt.Key.Key_Right)
        names.append(chart.accessibleDescription().split("\n")[0])
        board = table(window)
        row = board.currentIndex().row()
        assert column(window, "部署")[row] == names[-1]
        assert row in {index.row() for index in board.selectedIndexes()}
    assert len(set(names)) == 3
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert isinstance(window.page, DepartmentPage)


def test_the_funnel_is_copied_as_a_table_and_a_picture(qtbot: QtBot, window: MainWindow) -> None:
    choose(qtbot, window, "ばらつき", Theme.MEETINGS)
    chart = window.findChild(FunnelView)
    assert chart is not None
    qtbot.keyClick(chart, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0][1:4] == ["会議の数（回）", "実施率", "市の率"]
    assert len(lines) == len(column(window, "部署")) + 1
    assert lines[1][1].isdigit()
    assert lines[1][2].endswith("%")
    assert not QGuiApplication.clipboard().image().isNull()


def test_a_theme_without_a_spread_says_why_and_leads_to_the_one_that_has(
    qtbot: QtBot, window: MainWindow
) -> None:
    choose(qtbot, window, "ばらつき", Theme.PAPER)
    assert "表示できません" in said(window)
    assert "偶然による差の幅を決められません" in said(window)
    button = next(
        one
        for one in window.findChildren(QPushButton)
        if one.isVisible() and one.text() == "ペーパーレス会議のばらつきを見る"
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert "市の率との差" in [
        table(window).model().headerData(n, Qt.Orientation.Horizontal) for n in range(4)
    ]


def test_both_views_say_the_same_total_of_the_city(qtbot: QtBot, window: MainWindow) -> None:
    choose(qtbot, window, "水準", Theme.MEETINGS)

    def line() -> str:
        return next(text for text in said(window).splitlines() if text.startswith("市全体"))

    now = line()
    see_then(qtbot, window, OrganizationView.THEN)
    assert line() == now
    assert "当時の組織" in said(window)
    held = sum(int(text.replace(",", "")) for text in column(window, "会議（回）") if text != "―")
    assert f"会議開催数 {held:,}回" in now


def test_search_and_kind_are_kept_and_remembered(
    qtbot: QtBot, window: MainWindow, city: str, open_window: Open
) -> None:
    choose(qtbot, window, "改善", Theme.AUTOMATION)
    page = window.findChild(RankingPage)
    assert isinstance(page, RankingPage)
    settings: Settings = page.settings
    assert (settings.theme, settings.board) == ("automation", "improvement")
    search = page.findChild(QLineEdit)
    assert search is not None
    search.setText("課")
    assert 0 < table(window).counts()[0] <= table(window).counts()[1]


def test_a_city_without_departments_says_what_to_do(
    qtbot: QtBot, open_window: Open, empty: str
) -> None:
    window = open_window(empty, page="ranking", month=0)
    assert "部署がまだ登録されていません" in said(window)


def test_the_keyboard_begins_at_the_themes_on_the_first_visit(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="home", month=202112)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_page("ranking")
    settle(qtbot, window)
    assert isinstance(window.focusWidget(), QTabBar)
