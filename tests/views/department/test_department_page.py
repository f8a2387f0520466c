"""The sheet of a department on screen: its places, its year, its kin, and what else may be seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.office import Office
from kdx_desktop.services.person import Role
from kdx_desktop.views.charts.chart_view import ChartView
from kdx_desktop.views.department.department_page import DepartmentPage
from kdx_desktop.views.department.kinship_picture import KinshipPicture
from kdx_desktop.views.department.month_marks import MonthMarks
from kdx_desktop.views.department.theme_panel import ThemePanel
from kdx_desktop.views.main_window import MainWindow
from tests.views.waiting import settle

Open = Callable[..., MainWindow]


@pytest.fixture
def window(open_window: Open, city: str) -> MainWindow:
    """The window at the sheet, December 2022."""
    return open_window(city, page="department")


def page(window: MainWindow) -> DepartmentPage:
    assert isinstance(window.page, DepartmentPage)
    return window.page


def said(window: MainWindow) -> str:
    labels = page(window).findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def look_at(qtbot: QtBot, window: MainWindow, code: str) -> None:
    page(window).department_chosen.emit(code)
    settle(qtbot, window)


def test_five_themes_stand_with_place_and_the_citys_middle(
    qtbot: QtBot, window: MainWindow
) -> None:
    chosen = page(window).scope.chosen
    assert chosen is not None
    assert chosen.name in said(window)
    panels = page(window).findChildren(ThemePanel)
    assert len(panels) == 5
    for panel in panels:
        assert "順位なし" in panel.accessibleName() or "位／" in panel.accessibleName()
        assert "市の中央値" in panel.accessibleDescription()


def test_every_monthly_metric_has_its_chart_that_can_be_copied(
    qtbot: QtBot, window: MainWindow
) -> None:
    charts = [
        one
        for one in page(window).findChildren(ChartView)
        if one.isVisible() and "同じ月" in one.accessibleName()
    ]
    assert len(charts) >= 6
    qtbot.keyClick(charts[0], Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[1:] == ["2021年度", "2022年度"]
    assert [line.split("\t")[0] for line in lines[1:]] == [
        f"{month}月" for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
    ]
    assert lines[-1].split("\t")[1:] == ["―", "―"]  # the year before stops at the same month


def test_the_year_of_submissions_is_told_in_words(qtbot: QtBot, window: MainWindow) -> None:
    marks = page(window).findChild(MonthMarks)
    assert marks is not None
    told = marks.accessibleDescription().split("、")
    assert [one.split()[0] for one in told] == [f"{month}月" for month in range(4, 13)]
    assert "承認済み" in told[0]


def test_who_became_whom_is_drawn_and_told(qtbot: QtBot, window: MainWindow, city: str) -> None:
    office = Office.open(city)
    organization = office.read(load_organization)
    office.close()
    heir = next(
        one
        for one in organization.successions
        if organization.exists(one.successor, 202212) and one.predecessor != one.successor
    )
    look_at(qtbot, window, heir.successor)
    picture = page(window).findChild(KinshipPicture)
    assert picture is not None
    assert picture.isVisible()
    names = organization.departments
    told = f"{names[heir.predecessor].name}から{names[heir.successor].name}へ"
    assert told in picture.accessibleDescription()


def test_a_department_of_another_time_leads_to_its_heir(
    qtbot: QtBot, window: MainWindow, city: str
) -> None:
    office = Office.open(city)
    organization = office.read(load_organization)
    office.close()
    gone = next(
        one
        for one in organization.successions
        if organization.exists(one.successor, 202212)
        and not organization.exists(one.predecessor, 202212)
    )
    look_at(qtbot, window, gone.predecessor)
    assert "2022年12月にはありません" in said(window)
    button = next(
        one
        for one in page(window).findChildren(QPushButton)
        if one.isVisible() and "引き継いだ部署" in one.text()
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert page(window).scope.department == gone.successor
    assert organization.departments[gone.successor].name in said(window)


@pytest.mark.parametrize("role", [Role.CHIEF, Role.CLERK, Role.MANAGER])
def test_everybody_who_reads_sees_every_department(
    qtbot: QtBot, window: MainWindow, role: Role
) -> None:
    window.select_role(role)
    settle(qtbot, window)
    other = page(window).scope.departments[-1]
    look_at(qtbot, window, other.code)
    assert other.name in said(window)


def test_a_city_without_departments_says_what_to_do(
    qtbot: QtBot, open_window: Open, empty: str
) -> None:
    window = open_window(empty, page="department", month=0)
    assert "部署がまだ登録されていません" in said(window)
