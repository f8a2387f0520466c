"""ホーム: each role finds its next step, and one key leads there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.months import Month
from kdx_desktop.services import months
from kdx_desktop.services.board import MonthBoard, Standing, board
from kdx_desktop.services.home import Progress, progress
from kdx_desktop.services.office import Office
from kdx_desktop.services.person import Role
from kdx_desktop.views.home.chief_desk import ChiefDesk
from kdx_desktop.views.home.face_reading import next_step
from kdx_desktop.views.home.manager_desk import ManagerDesk
from kdx_desktop.views.home.team_desk import TeamDesk
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.month_selector import MonthSelector
from kdx_desktop.views.plain_text import ElidedLabel
from kdx_desktop.views.submissions.submissions_page import SubmissionsPage
from tests.views.waiting import settle

Open = Callable[..., MainWindow]
OPEN_MONTH = 202303


def seen(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key = Qt.Key.Key_Space) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window, key)
    settle(qtbot, window)
    settle(qtbot, window)


def test_the_team_is_led_to_the_submissions_that_wait(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="home", month=OPEN_MONTH)
    desk = window.findChild(TeamDesk)
    assert desk is not None
    assert "部署の提出が承認を待っています。" in seen(desk)
    desk.button.setFocus()
    press(qtbot, window)
    assert window.page is not None
    assert window.page.objectName() == "submissions_page"


def test_a_month_that_is_all_approved_leads_straight_to_its_closing(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    office = Office.open(city)
    for state in (months.SUBMITTED, months.APPROVED):
        (found,) = office.read(partial(board, months=[Month(OPEN_MONTH)]))
        codes = [row.department.code for row in found.rows if row.standing.value != state]
        codes = [one for one in codes if one not in _approved(found)]
        work = partial(months.set_state, month=Month(OPEN_MONTH), departments=codes, state=state)
        office.write(partial(work, reason="済"))
    office.close()
    window = open_window(city, page="submissions", month=202302)  # it knows another month
    window.show_page("home")
    window.findChildren(MonthSelector)[0].month_selected.emit(Month(OPEN_MONTH))
    settle(qtbot, window)
    for _ in range(2):
        desk = window.findChild(TeamDesk)
        assert desk is not None
        desk.button.setFocus()
        press(qtbot, window)
        page = window.page
        assert isinstance(page, SubmissionsPage)
        closing = page.desk.side.closing
        qtbot.waitUntil(closing.isVisible)
        settle(qtbot, window)
        assert "2023年3月分を締める" in seen(closing)
        assert QApplication.focusWidget() is closing.field
        qtbot.keyClick(closing.field, Qt.Key.Key_Escape)
        assert not closing.isVisible()
        window.show_page("home")
        settle(qtbot, window)
    window.show_page("submissions")
    settle(qtbot, window)
    assert not closing.isVisible()


def _approved(found: MonthBoard) -> set[str]:
    return {row.department.code for row in found.rows if row.standing is Standing.APPROVED}


def test_a_closed_month_leads_to_its_report(qtbot: QtBot, open_window: Open, city: str) -> None:
    window = open_window(city, page="home", month=202212)
    desk = window.findChild(TeamDesk)
    assert desk is not None
    desk.button.setFocus()
    press(qtbot, window)
    assert window.page is not None
    assert window.page.objectName() == "report_page"


def test_a_chief_reads_why_a_month_came_back_and_goes_there_with_one_key(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    office = Office.open(city)
    (found,) = office.read(partial(board, months=[Month(OPEN_MONTH)]))
    row = next(row for row in found.rows if row.standing is Standing.SUBMITTED)
    work = partial(
        months.set_state,
        month=found.month,
        departments=[row.department.code],
        state=months.RETURNED,
        reason="会議の回数をご確認ください",
    )
    office.write(work)
    office.close()
    window = open_window(city, page="dashboard", month=202212)
    window.page.department_chosen.emit(row.department.code)  # type: ignore[union-attr]
    window.select_role(Role.CHIEF)
    window.show_page("home")
    settle(qtbot, window)
    window.page.month_chosen.emit(Month(OPEN_MONTH))  # type: ignore[union-attr]
    settle(qtbot, window)
    settle(qtbot, window)
    desk = window.findChild(ChiefDesk)
    assert desk is not None
    assert "会議の回数をご確認ください" in seen(desk)
    assert f"2023年3月分　{row.department.name}" in seen(desk)
    desk.button.setFocus()
    press(qtbot, window)
    assert window.page is not None
    assert window.page.objectName() == "entry_page"
    assert window.page.scope.department == row.department.code


def test_a_manager_goes_from_a_mover_to_its_page(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="dashboard", month=202212)
    window.select_role(Role.MANAGER)
    window.show_page("home")
    settle(qtbot, window)
    desk = window.findChild(ManagerDesk)
    assert desk is not None
    assert "目標 50.0%" in seen(desk)
    row = next(
        button
        for button in desk.findChildren(QPushButton)
        if button.isVisible() and "位 → " in button.accessibleName()
    )
    row.setFocus()
    press(qtbot, window)
    assert window.page is not None
    assert window.page.objectName() == "department_page"
    assert row.accessibleName().startswith(window.page.scope.chosen.name)  # type: ignore[union-attr]


def test_an_empty_city_says_what_to_do_first(qtbot: QtBot, open_window: Open, empty: str) -> None:
    window = open_window(empty, page="home")
    assert window.page is not None
    assert "部署がまだ登録されていません" in seen(window.page)
    button = next(b for b in window.page.findChildren(QPushButton) if b.isVisible())
    button.setFocus()
    press(qtbot, window)
    assert window.page.objectName() == "imports_page"


def test_the_next_step_follows_the_month(city: str) -> None:
    office = Office.open(city)
    month = Month(OPEN_MONTH)

    def now() -> Progress:
        return office.read(partial(progress, month=month))

    def move(codes: list[str], state: str) -> None:
        office.write(
            partial(months.set_state, month=month, departments=codes, state=state, reason="済")
        )

    assert next_step(now())[1] == "提出を承認する"
    move([row.department.code for row in now().of(Standing.SUBMITTED)], months.APPROVED)
    assert next_step(now())[1] == "提出状況を開く"
    open_ones = [
        row.department.code for row in now().board.rows if row.standing is not Standing.APPROVED
    ]
    move(open_ones, months.SUBMITTED)
    move(open_ones, months.APPROVED)
    assert next_step(now())[1] == "月を締める"
    office.write(partial(months.close, month=month))
    assert next_step(now())[1] == "月次報告を作成する"
    office.close()


@pytest.mark.parametrize("percent", [100, 125, 150, 200])
def test_a_manager_reads_the_names_of_the_kpis_whole_at_any_text_size(
    qtbot: QtBot, open_window: Open, city: str, percent: int
) -> None:
    window = open_window(city, page="dashboard", month=202212)
    window.resize(1280, 800)
    window.select_role(Role.MANAGER)
    window.show_page("home")
    window.look.choose_text_percent(percent)
    settle(qtbot, window)
    desk = window.findChild(ManagerDesk)
    assert desk is not None
    labels = desk.findChildren(ElidedLabel)
    names = [one for one in labels if one.isVisible() and "デジタル推進リーダー" in one.text()]
    assert names
    for name in names:
        assert name.width() >= name.fontMetrics().horizontalAdvance(name.text())
    window.look.choose_text_percent(100)
