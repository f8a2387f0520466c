"""What was typed and is stored nowhere does not go with the window unasked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.settings.calendar_section import CalendarSection
from kdx_desktop.views.settings.edit_form import EditForm
from kdx_desktop.views.settings.settings_page import SettingsPage
from kdx_desktop.views.submissions.submissions_page import SubmissionsPage
from tests.views.waiting import settle

Open = Callable[..., MainWindow]


def test_a_form_that_was_changed_keeps_the_window_open_until_it_is_given_up(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="settings")
    page = window.page
    assert isinstance(page, SettingsPage)
    form = _changed_form(qtbot, window, page)
    page.choose("metrics")
    window.show_page("home")
    settle(qtbot, window)

    assert not window.close()
    box = _question(window)
    assert "「設定」に、まだ保存していない編集があります。" in box.text()
    assert not window.close()  # asked once
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert window.isVisible()
    assert window.page is page
    assert form.isVisible()
    assert form.reason.line.text() == "R5"

    assert not window.close()
    (leave,) = [one for one in _question(window).buttons() if "保存せずに終了" in one.text()]
    qtbot.keyClick(leave, Qt.Key.Key_Space)
    assert not window.isVisible()


def test_a_form_that_was_only_opened_asks_nothing(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="settings")
    page = window.page
    assert isinstance(page, SettingsPage)
    form = _changed_form(qtbot, window, page)
    form.begin()
    assert window.close()


def test_a_reason_that_was_written_but_not_sent_is_asked_about(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="submissions", month=202303)
    page = window.page
    assert isinstance(page, SubmissionsPage)
    page.desk.side.sending_back.reason.setPlainText("電気使用量を")
    assert not window.close()
    qtbot.keyClick(_question(window), Qt.Key.Key_Return)
    assert window.isVisible()
    page.desk.side.sending_back.forget()
    assert window.close()


def test_a_question_that_was_put_away_is_asked_again(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="settings")
    page = window.page
    assert isinstance(page, SettingsPage)
    _changed_form(qtbot, window, page)
    assert not window.close()
    _question(window).reject()  # as the lock does
    assert not window.close()
    assert "終了" in _question(window).text()


def _changed_form(qtbot: QtBot, window: MainWindow, page: SettingsPage) -> EditForm:
    page.choose("calendar")
    settle(qtbot, window)
    section = page.section
    assert isinstance(section, CalendarSection)
    section.edit.click()
    form = section.form
    assert form is not None
    form.reason.line.setFocus()
    qtbot.keyClicks(form.reason.line, "R5")
    form.touch()
    return form


def _question(window: MainWindow) -> QMessageBox:
    found = [one for one in window.findChildren(QMessageBox) if one.isVisible()]
    assert len(found) == 1
    return found[0]
