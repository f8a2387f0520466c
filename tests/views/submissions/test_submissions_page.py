"""The month is run from here: approved, returned, reminded and closed, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kdx_desktop import app
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import kept_backups, months
from kdx_desktop.services.addresses import database_file
from kdx_desktop.services.board import Standing
from kdx_desktop.services.kept_backups import Occasion
from kdx_desktop.services.knowledge import load_closed_months
from kdx_desktop.services.office import Office
from kdx_desktop.settings import Settings
from tests.views.submissions.conftest import CONTROL, OPEN, Screen, act, standing, stored

Open = Callable[..., Screen]
Key = Qt.Key


def test_twenty_departments_are_approved_with_two_keys_and_taken_back_with_one(
    open_screen: Open, city: str, office: Office, handed_in: list[str]
) -> None:
    screen = open_screen(city)
    assert len(handed_in) == len(stored(office).rows)
    screen.press(Key.Key_A, CONTROL)
    count = len(handed_in)
    assert screen.page.desk.bar.approve.text().startswith(f"承認（{count}）")
    screen.press(Key.Key_Return, CONTROL)
    assert stored(office).counts[Standing.APPROVED] == count
    assert f"{count}部署を承認しました" in screen.told

    screen.press(Key.Key_Z, CONTROL)
    assert stored(office).counts[Standing.SUBMITTED] == count
    assert "取り消しました" in screen.told
    assert not screen.page.undo_command.isEnabled()


def test_one_button_alone_stands_out_for_one_department_for_many_and_for_an_act(
    open_screen: Open, city: str, handed_in: list[str]
) -> None:
    screen = open_screen(city)
    desk = screen.page.desk
    many, one = desk.bar.approve, desk.side.department.approve

    def leading() -> list[QPushButton]:
        buttons = screen.page.findChildren(QPushButton)
        return [it for it in buttons if it.isVisible() and it.property("kind") == "primary"]

    assert leading() == [one]
    screen.press(Key.Key_A, CONTROL)
    assert leading() == [many]
    screen.press(Key.Key_B, CONTROL)
    assert leading() == [desk.side.sending_back.button]
    screen.press(Key.Key_Escape)
    assert leading() == [many]


def test_one_after_the_other_is_approved_with_one_key_each(
    open_screen: Open, city: str, office: Office, handed_in: list[str]
) -> None:
    screen = open_screen(city)
    seen = []
    for _ in range(3):
        row = screen.page.desk.view.current
        assert row is not None
        seen.append(row.department.code)
        screen.press(Key.Key_Return, CONTROL)
    assert len(set(seen)) == 3
    assert [standing(office, code).standing for code in seen] == [Standing.APPROVED] * 3
    assert stored(office).counts[Standing.APPROVED] == 3


def test_nothing_is_returned_without_a_reason(
    open_screen: Open, city: str, office: Office, handed_in: list[str]
) -> None:
    screen = open_screen(city)
    panel = screen.page.desk.side.sending_back
    row = screen.page.desk.view.current
    assert row is not None
    screen.press(Key.Key_B, CONTROL)
    assert screen.window.focusWidget() is panel.reason
    assert not panel.button.isEnabled()
    assert "理由" in panel.button.accessibleDescription()
    screen.press(Key.Key_Return, CONTROL)
    assert stored(office).counts[Standing.RETURNED] == 0

    screen.type("枚と箱をご確認ください")
    screen.press(Key.Key_Return, CONTROL)
    assert standing(office, row.department.code).reason == "枚と箱をご確認ください"
    assert screen.page.desk.side.act is None
    assert screen.page.desk.view.hasFocus()
    screen.press(Key.Key_Z, CONTROL)
    assert standing(office, row.department.code).standing is Standing.SUBMITTED


def test_each_department_can_be_told_its_own_reason(
    open_screen: Open, city: str, office: Office, handed_in: list[str]
) -> None:
    screen = open_screen(city)
    screen.press(Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    rows = screen.page.desk.view.chosen
    screen.press(Key.Key_B, CONTROL)
    panel = screen.page.desk.side.sending_back
    panel.reason.setPlainText("会議の回数")
    panel.each.click()
    panel.fields[1].setText("紙の枚数")
    screen.press(Key.Key_Return, CONTROL)
    reasons = [standing(office, row.department.code).reason for row in rows]
    assert reasons == ["会議の回数", "紙の枚数"]


def test_escape_puts_a_return_away_and_keeps_what_was_typed(
    open_screen: Open, city: str, handed_in: list[str]
) -> None:
    screen = open_screen(city)
    screen.press(Key.Key_B, CONTROL)
    screen.type("途中")
    screen.press(Key.Key_Escape)
    assert screen.page.desk.side.act is None
    screen.press(Key.Key_B, CONTROL)
    assert screen.page.desk.side.sending_back.reason.toPlainText() == "途中"


def test_the_key_that_approves_does_nothing_while_a_mail_is_being_looked_at(
    open_screen: Open, city: str, office: Office, handed_in: list[str]
) -> None:
    act(office, handed_in[-1:], Standing.RETURNED)
    screen = open_screen(city)
    screen.press(Key.Key_M, CONTROL)
    screen.press(Key.Key_Return, CONTROL)
    assert stored(office).counts[Standing.APPROVED] == 0
    screen.window._header.month_selected.emit(Month(202302))
    screen.settle()
    assert screen.page.desk.side.act is None  # it was about another month


def test_a_department_that_moved_on_meanwhile_is_named_and_stops_nobody(
    open_screen: Open, city: str, office: Office, handed_in: list[str]
) -> None:
    screen = open_screen(city)
    screen.press(Key.Key_A, CONTROL)
    act(office, handed_in[:1], Standing.RETURNED)
    screen.press(Key.Key_Return, CONTROL)
    assert stored(office).counts[Standing.APPROVED] == len(handed_in) - 1
    name = standing(office, handed_in[0]).department.name
    assert "1件は承認ができませんでした" in screen.told
    assert f"・{name}（3月分）" in screen.told


def test_a_button_that_can_do_nothing_says_why(open_screen: Open, city: str) -> None:
    screen = open_screen(city, Month(202212))
    bar = screen.page.desk.bar
    assert not bar.approve.isEnabled()
    assert "締め切られた月" in bar.approve.accessibleDescription()
    assert not screen.page.desk.side.department.approve.isEnabled()


def test_a_chip_filters_and_says_how_many_there_are(
    open_screen: Open, city: str, office: Office
) -> None:
    screen = open_screen(city)
    desk, counts = screen.page.desk, stored(office).counts
    chip = desk.filters.chips[Standing.SUBMITTED]
    assert chip.text() == f"提出済み {counts[Standing.SUBMITTED]}"
    chip.setFocus()
    screen.press(Key.Key_Space)
    assert len(desk.view.column_of(OPEN)) == counts[Standing.SUBMITTED]
    desk.filters.search.setFocus()
    screen.type("ありえない名前")
    assert desk.view.column_of(OPEN) == ()
    desk.filters.let_all()
    assert len(desk.view.column_of(OPEN)) == len(stored(office).rows)


def test_the_panel_says_what_is_missing_and_why_it_came_back(
    open_screen: Open, city: str, office: Office, handed_in: list[str]
) -> None:
    act(office, handed_in[:1], Standing.RETURNED, "箱と枚の取り違え")
    screen = open_screen(city)
    panel = screen.page.desk.side.department
    name = standing(office, handed_in[0]).department.name
    assert panel.name.text() == name
    assert panel._reason.text() == "差戻しの理由：箱と枚の取り違え"
    assert not panel.approve.isEnabled()
    assert not panel._parts["担当者"].isHidden()


def test_a_reminder_is_ready_to_paste_into_a_mail(
    open_screen: Open, city: str, office: Office
) -> None:
    screen = open_screen(city)
    owing = [row for row in stored(office).rows if not row.standing.handed_in]
    assert owing
    screen.press(Key.Key_M, CONTROL)
    panel = screen.page.desk.side.reminder
    panel.copy()
    text = QApplication.clipboard().text()
    assert text.startswith("件名：【お願い】2023年3月分")
    assert all(f"■ {row.department.name}（" in text for row in owing)

    panel.form._group.button(1).click()
    names = []
    for _ in owing:
        panel.copy()
        names.append(QApplication.clipboard().text().splitlines()[2])
    assert names == [f"{row.department.name}　ご担当者様" for row in owing]


def test_enter_opens_the_months_figures(open_screen: Open, city: str) -> None:
    screen = open_screen(city)
    screen.press(Key.Key_Down)
    row = screen.page.desk.view.current
    assert row is not None
    screen.press(Key.Key_Return)
    assert screen.window.page is not None
    assert screen.window.page.objectName() == "entry_page"
    assert screen.window.page.scope.department == row.department.code
    assert screen.window.page.scope.month == OPEN


def test_another_column_is_made_the_chosen_month(open_screen: Open, city: str) -> None:
    screen = open_screen(city)
    screen.press(Key.Key_Left)
    screen.press(Key.Key_D, CONTROL)
    assert screen.page.scope.month == Month(202302)
    assert screen.page.desk.view.current is not None
    assert screen.page.desk.view.current.month == Month(202302)


@pytest.mark.parametrize("typed", ["2023-03", "２０２３年３月", "令和5年3月", "R5.3"])
def test_a_month_is_closed_when_its_name_is_typed_in_any_form(
    open_screen: Open, city: str, office: Office, typed: str
) -> None:
    screen = open_screen(city)
    waiting = [row.department.code for row in stored(office).rows if row.standing.handed_in]
    act(office, waiting[:1], Standing.RETURNED)  # something that no backup holds yet
    screen.page.close_command.trigger()
    screen.settle()
    panel = screen.page.desk.side.closing
    assert panel.isVisible()
    for wrong in ("", "2023", "2023-02", "あ"):
        panel.field.setText(wrong)
        assert not panel.button.isEnabled()
    panel.field.setText(typed)
    screen.press(Key.Key_Return)
    assert OPEN in office.read(load_closed_months)
    kept = kept_backups.kept(database_file(city))
    assert [one.occasion for one in kept].count(Occasion.CLOSING) == 1
    assert screen.window._header._phase.text() == "確定"
    assert not screen.page.close_command.isEnabled()
    assert "締めました" in screen.told


def test_what_is_open_leads_to_its_departments(
    open_screen: Open, city: str, office: Office
) -> None:
    screen = open_screen(city)
    screen.page.close_command.trigger()
    screen.settle()
    screen.page.desk.side.closing.links[0].click()
    screen.settle()
    counts = stored(office).counts
    first = next(one for one in Standing if counts[one])
    assert {row.standing for row in screen.page.desk.view.column_of(OPEN)} == {first}
    assert screen.page.desk.view.hasFocus()
    screen.press(Key.Key_Escape)
    assert screen.page.desk.side.act is None


def test_a_month_closed_from_another_desk_is_not_closed_again(
    open_screen: Open, city: str, office: Office
) -> None:
    screen = open_screen(city)
    screen.page.close_command.trigger()
    screen.settle()
    office.write(partial(months.close, month=OPEN))
    screen.page.desk.side.closing.field.setText("2023-03")
    screen.page.desk.side.closing.button.click()
    screen.settle()
    assert "すでに締め切られています" in screen.told


def test_an_empty_city_is_told_where_to_begin(qtbot: QtBot, open_screen: Open, empty: str) -> None:
    screen = open_screen(empty)
    assert screen.page.desk.empty.isVisible()
    asked: list[str] = []
    screen.page.page_requested.connect(asked.append)
    assert screen.window.focusWidget() is screen.page.desk.empty.button
    screen.press(Key.Key_Space)
    assert asked == ["imports"]


def test_nothing_is_cut_off_at_twice_the_text_size(qtbot: QtBot, city: str) -> None:
    window = app.build(city, settings=Settings(page="submissions", month=OPEN, text_percent=200))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    with qtbot.waitSignal(window.usable, timeout=20_000):
        window.show()
    screen = Screen(qtbot, window)
    screen.settle()
    desk, side = screen.page.desk, screen.page.desk.side
    row = desk.view.current
    assert row is not None
    long = replace(row, department=replace(row.department, name="長い名前の課" * 7))
    side.department.show_row(long, {}, closed=False)
    for act_key in (None, Key.Key_B, Key.Key_M):
        if act_key is not None:
            desk.view.setFocus()
            screen.press(act_key, CONTROL)
        screen.settle()
        assert _cut_off(screen.page) == []
    screen.page.close_command.trigger()
    screen.settle()
    assert _cut_off(screen.page) == []
    assert desk.summary.width() < screen.page.width()  # nothing to scroll sideways
    window.close()


def _cut_off(page: QWidget) -> list[str]:
    """Return what is smaller than it has to be, parts of fields and of tables excepted."""
    return [
        f"{type(one).__name__} {one.size().toTuple()} < {one.minimumSizeHint().toTuple()}"
        for one in page.findChildren(QWidget)
        if one.isVisible()
        and not isinstance(one.parent(), QLineEdit | QHeaderView | QAbstractScrollArea)
        and (
            one.width() < one.minimumSizeHint().width()
            or one.height() < one.minimumSizeHint().height()
        )
    ]


def test_tab_leaves_the_map_and_everything_has_a_name(open_screen: Open, city: str) -> None:
    screen = open_screen(city)
    screen.press(Key.Key_Tab)
    assert screen.window.focusWidget() is not screen.page.desk.view
    for widget in screen.page.findChildren(QWidget):
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and widget.isVisible() and not widget.objectName().startswith("qt_"):
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget
