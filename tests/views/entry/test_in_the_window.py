"""The keys of 月次入力 in the whole window, where menus have keys of their own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kdx_desktop.views.entry.entry_page import EntryPage
from kdx_desktop.views.main_window import MainWindow
from tests.views.entry import forms
from tests.views.waiting import settle

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def _press(
    qtbot: QtBot, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    hand = QApplication.focusWidget()
    assert isinstance(hand, QWidget)
    qtbot.keyClick(hand, key, modifier)


def test_alt_and_the_letter_of_a_disabled_button_types_nothing(
    open_window: Callable[..., MainWindow], city: str, qtbot: QtBot
) -> None:
    window = open_window(city, "entry", 202303)
    with qtbot.waitActive(window):
        window.activateWindow()
    page = window.page
    assert isinstance(page, EntryPage)
    page.take_focus()
    assert not page.sheet.save_button.isEnabled()
    view = page.sheet.view
    view.go_to(forms.HELD)
    before = page.sheet.model.typed
    _press(qtbot, Key.Key_S, Qt.KeyboardModifier.AltModifier)  # opens no cell
    assert not view.is_typing
    _press(qtbot, Key.Key_F2)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    text = field.text()
    _press(qtbot, Key.Key_S, Qt.KeyboardModifier.AltModifier)
    assert field.text() == text
    _press(qtbot, Key.Key_7)
    assert field.text() == "7"
    _press(qtbot, Key.Key_Escape)
    assert page.sheet.model.typed == before


def test_undo_save_and_year_work_among_the_menus(
    open_window: Callable[..., MainWindow], city: str, qtbot: QtBot
) -> None:
    window = open_window(city, "entry", 202303)
    with qtbot.waitActive(window):
        window.activateWindow()
    page = window.page
    assert isinstance(page, EntryPage)
    page.take_focus()
    model = page.sheet.model
    page.sheet.view.go_to(forms.HELD)
    before = model.typed[forms.HELD].text
    hand = QApplication.focusWidget()
    assert hand is not None
    qtbot.keyClicks(hand, "7")
    _press(qtbot, Key.Key_Return)
    assert model.typed[forms.HELD].text == "7"
    _press(qtbot, Key.Key_Z, CTRL)
    assert model.typed[forms.HELD].text == before
    _press(qtbot, Key.Key_Y, CTRL)
    assert model.typed[forms.HELD].text == "7"
    _press(qtbot, Key.Key_Z, CTRL)

    _press(qtbot, Key.Key_T, CTRL)
    settle(qtbot, window)
    assert page.year.isVisible()
    _press(qtbot, Key.Key_Left)
    _press(qtbot, Key.Key_Return)
    settle(qtbot, window)
    assert page.desk.isVisible()
    assert "2023年2月分" in page.sheet.accessibleName()
    _press(qtbot, Key.Key_S, CTRL)
    settle(qtbot, window)
    assert not model.has_changes
