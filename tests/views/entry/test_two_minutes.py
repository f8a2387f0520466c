"""A chief's month with the keyboard alone: six figures, a question, saved, handed in, come back."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kdx_desktop.services import board, month_form
from kdx_desktop.services.board import Standing
from kdx_desktop.services.office import Office
from kdx_desktop.services.person import Role
from kdx_desktop.views.entry.entry_columns import Column
from tests.views.entry import forms
from tests.views.entry.conftest import EntryDesk

#: What Qt says of a window on a screen that is none.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
#: Keys that a hand presses in two minutes, at one in a second.
_TWO_MINUTES = 120


class Counter:
    """A hand at the keyboard, and how often it pressed a key."""

    def __init__(self, qtbot: QtBot, desk: EntryDesk) -> None:
        self._qtbot = qtbot
        self.desk = desk
        self.keys = 0

    @property
    def hand(self) -> QWidget:
        return QApplication.focusWidget() or self.desk.page

    def type(self, text: str) -> None:
        for character in text:
            self._qtbot.keyClicks(self.hand, character)
            self.keys += 1

    def compose(self, text: str) -> None:
        """Type through an input method, two keys a character and one to commit."""
        for event in (QInputMethodEvent(text, []), QInputMethodEvent("", [])):
            if not event.preeditString():
                event.setCommitString(text)
            QApplication.sendEvent(self.hand, event)
        self.keys += 2 * len(text) + 1

    def press(
        self, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self._qtbot.keyClick(self.hand, key, modifier)
        self.keys += 1
        self.desk.settle()
        self.desk.settle()


def standing(office: Office) -> Standing:
    (found,) = office.read(partial(board.board, months=[forms.MONTH], departments=["D001"]))
    return found.rows[0].standing


@pytest.fixture
def counter(desk: EntryDesk, qtbot: QtBot) -> Counter:
    desk.look_at(role=Role.CHIEF)
    with qtbot.waitActive(desk.page):
        desk.page.activateWindow()
    desk.page.take_focus()
    return Counter(qtbot, desk)


def test_a_month_takes_fewer_keys_than_two_minutes_have_seconds(
    counter: Counter, colleague: Office
) -> None:
    desk = counter.desk
    for text in ("120000", "10", "6", "41", "20", "0"):  # ten times the usual paper
        counter.type(text)
        counter.press(Key.Key_Return)
    counter.press(Key.Key_S, CTRL)
    place = desk.view.currentIndex()
    assert (place.row(), place.column()) == (forms.PAPER, Column.NOTE)
    counter.compose("選挙事務")
    counter.press(Key.Key_S, CTRL)
    obstacle = desk.view.currentIndex()
    if obstacle.column() == Column.NOTE and obstacle.row() == forms.HOURS:
        counter.compose("休止")
        counter.press(Key.Key_S, CTRL)
    assert desk.notices[-1] == "2022年12月分を保存しました。"
    counter.press(Key.Key_Return, CTRL)
    assert standing(colleague) is Standing.SUBMITTED
    assert counter.keys < _TWO_MINUTES


def test_a_state_is_given_without_leaving_the_keyboard(counter: Counter, colleague: Office) -> None:
    counter.type("12100*")
    counter.press(Key.Key_Return)
    counter.type("-")
    counter.press(Key.Key_Return)
    counter.press(Key.Key_S, CTRL)
    form = colleague.read(partial(month_form.month_form, department="D001", month=forms.MONTH))
    assert [cell.current.state.japanese for cell in form.cells[:2]] == ["推計", "対象外"]


def test_every_command_of_the_page_can_be_found(desk: EntryDesk) -> None:
    commands = {action.text(): action.shortcut().toString() for action in desk.page.actions()}
    assert commands["入力を保存"] == "Ctrl+S"
    assert commands["月の入力と年間表を切り替える"] == "Ctrl+T"
    assert {"用紙サイズ別の入力", "業務別の入力", "提出・提出の取下げ"} <= set(commands)


def test_f1_has_something_to_say_of_every_part(desk: EntryDesk) -> None:
    page = desk.page
    panels = page.sheet.panels
    for part in (
        *(page.span, page.year, page.sheet, page.sheet.progress, page.desk.returned),
        *(panels.paper, panels.works),
    ):
        assert part.whatsThis(), part


def test_a_long_name_of_a_department_pushes_nothing_out_of_the_window(
    desk: EntryDesk, qtbot: QtBot
) -> None:
    page = desk.page
    page.sheet._heading.setText("地域包括ケア推進センター・在宅医療介護連携担当" * 2)
    page.resize(760, 700)
    qtbot.wait(20)
    assert page.sheet.width() <= page.width()
    assert page.sheet.minimumSizeHint().width() <= page.width()


def test_what_never_applies_to_a_department_is_marked_at_once(
    desk: EntryDesk, qtbot: QtBot
) -> None:
    desk.look_at(month=forms.MONTH.plus(-1))
    for row in (forms.BYOD, forms.TELEWORK):
        desk.type(row, "－")
    desk.save()
    desk.look_at()
    desk.type(forms.TELEWORK, "3")
    desk.page.desk.repeat_not_applicable()
    assert [desk.text(row) for row in (forms.TELEWORK, forms.BYOD, forms.PAPER)] == ["3", "－", ""]
    desk.page.sheet.undo.undo()
    assert desk.text(forms.BYOD) == ""
