from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QUndoStack
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.figures import State
from kdx_desktop.services.month_form import MonthForm
from kdx_desktop.views.entry.cell_delegates import QuietDelegate
from kdx_desktop.views.entry.cell_editors import StateDelegate, TextDelegate
from kdx_desktop.views.entry.entry_columns import Column
from kdx_desktop.views.entry.entry_table_model import EntryTableModel
from kdx_desktop.views.entry.entry_table_view import EntryTableView
from kdx_desktop.views.style.type_scale import TextRole
from tests.views.entry import forms

#: What Qt says of a window on a screen that is none.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Key = Qt.Key


class Desk:
    """The table on a desk of its own, with hands that type."""

    def __init__(self, qtbot: QtBot, form: MonthForm) -> None:
        self.undo = QUndoStack()
        self.model = EntryTableModel(self.undo)
        self.model.show(form)
        self.view = EntryTableView(self.model)
        self.view.setItemDelegate(QuietDelegate(TextRole.BODY, self.view))
        self.view.setItemDelegateForColumn(Column.VALUE, TextDelegate(TextRole.NUMBER, self.view))
        self.view.setItemDelegateForColumn(Column.NOTE, TextDelegate(TextRole.BODY, self.view))
        self.view.setItemDelegateForColumn(Column.STATE, StateDelegate(self.view))
        self._qtbot = qtbot
        qtbot.addWidget(self.view)
        self.view.resize(1000, 500)
        self.view.show()
        qtbot.waitExposed(self.view)
        self.view.go_to(0)

    def type(self, text: str) -> None:
        for character in text:  # the first opens the editor, which takes the others
            self._qtbot.keyClicks(self._hand, character)

    def press(
        self, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self._qtbot.keyClick(self._hand, key, modifier)

    def compose(self, text: str) -> None:
        """Type as through an input method: composed first, then committed."""
        for event in (QInputMethodEvent(text, []), QInputMethodEvent("", [])):
            if not event.preeditString():
                event.setCommitString(text)
            QApplication.sendEvent(self._hand, event)

    @property
    def _hand(self) -> QWidget:
        return QApplication.focusWidget() or self.view

    @property
    def place(self) -> tuple[int, int]:
        return self.view.currentIndex().row(), self.view.currentIndex().column()

    def text(self, row: int, column: Column = Column.VALUE) -> str:
        return str(self.model.index(row, column).data())


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, forms.form())


def test_every_cell_can_be_asked_anything_by_qt(desk: Desk, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(desk.model)


def test_a_month_is_typed_downwards_with_enter_and_tab(desk: Desk) -> None:
    for number, key in (("12000", Key.Key_Return), ("10", Key.Key_Tab), ("6", Key.Key_Enter)):
        desk.type(number)
        desk.press(key)
    assert [desk.text(row) for row in range(4)] == ["12,000", "10", "6", ""]
    assert desk.place == (3, Column.VALUE)


def test_full_width_digits_of_an_input_method_are_read(desk: Desk) -> None:
    desk.compose("１２，３４５")
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    desk.press(Key.Key_Return)
    assert desk.text(forms.PAPER) == "12,345"
    assert desk.text(forms.PAPER, Column.STATE) == "実績"


def test_refused_text_stays_until_it_is_mended(desk: Desk) -> None:
    desk.compose("１２枚")
    desk.press(Key.Key_Return)
    assert desk.text(forms.PAPER) == "１２枚"
    assert "数値として読めません" in desk.text(forms.PAPER, Column.CHECK)
    desk.view.go_to(forms.PAPER)
    desk.press(Key.Key_F2)
    desk.press(Key.Key_Backspace)
    desk.type("3")
    desk.press(Key.Key_Return)
    assert desk.text(forms.PAPER, Column.CHECK) != "１２枚"


def test_f2_keeps_what_was_typed_for_mending(desk: Desk) -> None:
    desk.type("1200")
    desk.press(Key.Key_Return)
    desk.view.go_to(forms.PAPER)
    desk.press(Key.Key_F2)
    desk.press(Key.Key_End)
    desk.type("5")
    desk.press(Key.Key_Return)
    assert desk.text(forms.PAPER) == "12,005"


def test_escape_leaves_the_cell_as_it_was(desk: Desk) -> None:
    desk.type("99")
    desk.press(Key.Key_Escape)
    assert desk.text(forms.PAPER) == ""
    assert not desk.model.has_changes


def test_the_arrows_commit_and_move_on(desk: Desk) -> None:
    desk.type("5")
    desk.press(Key.Key_Down)
    desk.type("6")
    desk.press(Key.Key_Up)
    assert [desk.text(0), desk.text(1)] == ["5", "6"]
    assert desk.place == (0, Column.VALUE)


def test_shift_tab_goes_back_up(desk: Desk) -> None:
    desk.view.go_to(2)
    desk.press(Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert desk.place == (1, Column.VALUE)


def test_enter_after_the_last_value_leads_out_of_the_table(desk: Desk, qtbot: QtBot) -> None:
    desk.view.go_to(forms.HOURS)
    desk.type("8.5")
    with qtbot.waitSignal(desk.view.passed_end):
        desk.press(Key.Key_Return)
    assert desk.text(forms.HOURS) == "8.5"


def test_a_state_is_chosen_from_the_list_with_the_keyboard(desk: Desk) -> None:
    desk.type("120")
    desk.press(Key.Key_Return)
    desk.view.go_to(forms.PAPER, Column.STATE)
    desk.press(Key.Key_Space)
    desk.press(Key.Key_Down)
    desk.press(Key.Key_Return)
    assert desk.text(forms.PAPER, Column.STATE) == "推計"
    assert desk.text(forms.PAPER) == "120*"


def test_delete_clears_the_selected_values(desk: Desk) -> None:
    desk.type("5")
    desk.press(Key.Key_Return)
    desk.view.go_to(0)
    desk.press(Key.Key_Delete)
    assert desk.text(0) == ""
    assert desk.model.typed[0].state is State.NOT_REPORTED


def test_a_column_of_excel_is_pasted_in_one_step_of_undo(desk: Desk, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("12,345\r\n１０\r\n6\r\n40\r\n20\r\n8.25\r\n合計\r\n")
    with qtbot.waitSignal(desk.view.pasted) as pasted:
        desk.press(Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert pasted.args == [6, 1]
    assert [desk.text(row) for row in range(6)] == ["12,345", "10", "6", "40", "20", "8.25"]
    desk.undo.undo()
    assert not desk.model.has_changes


def test_a_range_of_excel_brings_states_and_notes(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("12345\t推計\t検針待ち\n\t対象外\t\n")
    desk.press(Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert desk.text(0) == "12,345*"
    assert desk.text(0, Column.NOTE) == "検針待ち"
    assert desk.text(1) == "－"


def test_a_month_kept_in_a_row_is_pasted_downwards(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("12000\t10\t6")
    desk.press(Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [desk.text(row) for row in range(3)] == ["12,000", "10", "6"]


def test_what_is_copied_can_be_pasted_into_excel(desk: Desk) -> None:
    desk.type("12000")
    desk.press(Key.Key_Return)
    desk.view.go_to(0)
    desk.press(Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "12,000"


def test_undo_and_redo_go_through_what_was_typed(desk: Desk) -> None:
    for number in ("1", "2"):
        desk.type(number)
        desk.press(Key.Key_Return)
    desk.undo.undo()
    assert [desk.text(0), desk.text(1)] == ["1", ""]
    desk.undo.undo()
    assert [desk.text(0), desk.text(1)] == ["", ""]
    desk.undo.redo()
    assert desk.text(0) == "1"


def test_a_locked_month_takes_nothing(qtbot: QtBot) -> None:
    desk = Desk(qtbot, forms.form(locked_reason="締め切られています。"))
    desk.type("5")
    QGuiApplication.clipboard().setText("7")
    desk.press(Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.press(Key.Key_Delete)
    assert not desk.model.has_changes


def test_screen_readers_hear_metric_value_and_refusal(desk: Desk) -> None:
    desk.type("-5")
    desk.press(Key.Key_Return)
    index = desk.model.index(forms.PAPER, Column.VALUE)
    assert "コピー用紙使用量" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "0以上" in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
