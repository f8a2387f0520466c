"""What other people and commands store is seen in an open window, and costs nobody a keystroke."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import entries, months
from kdx_desktop.services.entries import CellEntry, Entry
from kdx_desktop.services.month_form import month_form
from kdx_desktop.services.office import Office
from kdx_desktop.views.entry.entry_columns import Column
from kdx_desktop.views.entry.entry_page import EntryPage
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.other_desks import OtherDesks
from kdx_desktop.views.settings.calendar_section import CalendarSection
from kdx_desktop.views.settings.settings_page import SettingsPage
from kdx_desktop.views.submissions.submissions_page import SubmissionsPage
from kdx_desktop.views.widgets.department_box import DepartmentBox
from kdx_desktop.views.widgets.page import Page
from tests.views.waiting import settle

Open = Callable[..., MainWindow]
OPEN = Month(202303)


@pytest.fixture
def colleague(city: str) -> Iterator[Office]:
    """Somebody at another desk, on the same file."""
    office = Office.open(city)
    yield office
    office.close()


def test_a_return_is_seen_when_the_window_is_come_back_to(
    qtbot: QtBot, open_window: Open, city: str, colleague: Office
) -> None:
    window, page = _entry(open_window, city)
    _hand_in(colleague, page)
    _come_back(qtbot, window)
    assert page.sheet.progress._state.text() == "提出済み"
    _move(colleague, page, months.RETURNED)
    assert page.sheet.progress._state.text() == "提出済み"
    _come_back(qtbot, window)
    assert page.sheet.progress._state.text() == "差戻し"
    assert page.desk.returned.isVisible()


def test_a_screen_that_is_gone_to_shows_what_a_command_has_stored(
    qtbot: QtBot, open_window: Open, city: str, colleague: Office
) -> None:
    window, page = _entry(open_window, city)
    window.show_page("home")
    settle(qtbot, window)
    _hand_in(colleague, page)
    window.show_page("entry")
    settle(qtbot, window)
    assert page.sheet.progress._state.text() == "提出済み"


def test_a_screen_hears_of_it_while_it_is_looked_at(
    qtbot: QtBot, open_window: Open, city: str, colleague: Office
) -> None:
    window, page = _entry(open_window, city)
    _hand_in(colleague, page)
    window.findChildren(OtherDesks)[0].look()
    settle(qtbot, window)
    assert page.sheet.progress._state.text() == "提出済み"


def test_nothing_is_read_again_where_nothing_has_changed(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window, page = _entry(open_window, city)
    fills: list[bool] = []
    page.filled.connect(partial(fills.append, True))
    _come_back(qtbot, window)
    window.show_page("home")
    settle(qtbot, window)
    window.show_page("entry")
    _come_back(qtbot, window)
    assert fills == []


def test_ones_own_save_is_no_news(qtbot: QtBot, open_window: Open, city: str) -> None:
    window, page = _entry(open_window, city)
    model = page.sheet.model
    row = model.row_of("meetings_held")
    assert row is not None
    model.setData(model.index(row, Column.VALUE), "7")
    model.setData(model.index(row, Column.NOTE), "確認済み")
    page.sheet.progress.reason.setText("修正")
    page.save()
    settle(qtbot, window)
    assert not model.has_changes
    fills: list[bool] = []
    page.filled.connect(partial(fills.append, True))
    _come_back(qtbot, window)
    assert fills == []


def test_what_is_being_typed_stays_and_the_other_value_is_found_when_saving(
    qtbot: QtBot, open_window: Open, city: str, colleague: Office
) -> None:
    window, page = _entry(open_window, city)
    model = page.sheet.model
    held, editor = _typing(qtbot, page)
    _enter(colleague, page, "9")
    _come_back(qtbot, window)
    assert QApplication.focusWidget() is editor
    assert editor.text() == "7"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    model.setData(model.index(held, Column.NOTE), "記録のとおり")
    page.sheet.progress.reason.setText("修正")
    page.save()
    settle(qtbot, window)
    assert page.conflict_panel.isVisible()
    page.conflict_panel.choose("meetings_held", theirs=True)
    _enter(colleague, page, "8", metric="telework_sessions")
    _come_back(qtbot, window)
    assert page.conflict_panel.isVisible()
    assert page.conflict_panel.taken_from_them == {"meetings_held"}


def test_a_value_left_untouched_shows_what_somebody_else_has_stored(
    qtbot: QtBot, open_window: Open, city: str, colleague: Office
) -> None:
    window, page = _entry(open_window, city)
    model = page.sheet.model
    held, editor = _typing(qtbot, page)
    _enter(colleague, page, "9")
    _come_back(qtbot, window)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert model.typed[held].text == "9"
    assert not model.has_changes


def test_what_is_being_typed_when_the_month_is_closed_is_kept(
    qtbot: QtBot, open_window: Open, city: str, colleague: Office
) -> None:
    window, page = _entry(open_window, city)
    page.sheet.view.setFocus()
    for key in "777":
        qtbot.keyClicks(QApplication.focusWidget(), key)
    row = page.sheet.view.currentIndex().row()
    colleague.write(partial(months.close, month=OPEN))
    _come_back(qtbot, window)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    model = page.sheet.view.model()
    assert model.index(row, Column.VALUE).data() == "777"
    assert not model.flags(model.index(row, Column.VALUE)) & Qt.ItemFlag.ItemIsEditable
    again = open_window(city, page="entry", month=int(OPEN))
    said = [label.text() for label in again.findChildren(QLabel) if label.isVisible()]
    assert any("下書きがあります" in text and "777" in text for text in said)


def test_a_search_for_a_department_is_not_cut_short(
    qtbot: QtBot, open_window: Open, city: str, colleague: Office
) -> None:
    window, page = _entry(open_window, city)
    (box,) = [one for one in window.findChildren(DepartmentBox) if one.isVisible()]
    line = box.lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "D00")
    _hand_in(colleague, page)
    _come_back(qtbot, window)
    assert line.text() == "D00"


def test_a_reason_half_written_a_choice_and_the_place_in_a_list_stay(
    qtbot: QtBot, open_window: Open, city: str, colleague: Office
) -> None:
    window = open_window(city, page="submissions", month=int(OPEN))
    page = window.page
    assert isinstance(page, SubmissionsPage)
    view, side = page.desk.view, page.desk.side
    view.choose_month_column()
    chosen = [row.department.code for row in view.chosen]
    page.preparing.ask_reason()
    side.sending_back.reason.setPlainText("電気使用量を")
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    down = view.verticalScrollBar().value()
    assert down > 0
    _step(colleague, OPEN, _not_handed_in(page), months.SUBMITTED)
    with qtbot.waitSignal(page.filled):
        _come_back(qtbot, window)
    qtbot.waitUntil(lambda: view.verticalScrollBar().value() == down)
    assert [row.department.code for row in view.chosen] == chosen
    assert side.act is side.sending_back
    assert side.sending_back.reason.toPlainText() == "電気使用量を"


def test_a_form_of_the_settings_stays_open_as_it_was_typed(
    qtbot: QtBot, open_window: Open, city: str, colleague: Office
) -> None:
    window = open_window(city, page="settings", month=int(OPEN))
    page = window.page
    assert isinstance(page, SettingsPage)
    page.choose("calendar")
    settle(qtbot, window)
    section = page.section
    assert isinstance(section, CalendarSection)
    section.edit.click()
    form = section.form
    assert form is not None
    form.reason.line.setFocus()
    qtbot.keyClicks(form.reason.line, "R5")
    _step(colleague, OPEN, page.scope.departments[0].code, months.SUBMITTED)
    _come_back(qtbot, window)
    assert section.form is form
    assert QApplication.focusWidget() is form.reason.line
    assert form.reason.line.text() == "R5"


def _not_handed_in(page: SubmissionsPage) -> str:
    assert page.month_board is not None
    return next(row.department.code for row in page.month_board.rows if not row.standing.handed_in)


def _typing(qtbot: QtBot, page: EntryPage) -> tuple[int, QLineEdit]:
    """Type 7 meetings held, and stay in the cell; return its row and what one types in."""
    held = page.sheet.model.row_of("meetings_held")
    assert held is not None
    page.sheet.view.go_to(held)
    page.sheet.view.edit(page.sheet.view.currentIndex())
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, "7")
    return held, editor


def _enter(office: Office, page: EntryPage, text: str, metric: str = "meetings_held") -> None:
    """Have somebody else save a figure of the same month."""
    form = office.read(
        partial(month_form, department=page.scope.department, month=page.scope.month)
    )
    cell = next(cell for cell in form.cells if cell.metric.code == metric)
    one = CellEntry(metric, State.ACTUAL, int(text) * SCALE, "確認済み", cell.revision)
    entry = Entry(page.scope.department, page.scope.month, (one,), text, "修正")
    office.write(partial(entries.save, entry=entry))


def _entry(open_window: Open, city: str) -> tuple[MainWindow, EntryPage]:
    window = open_window(city, page="entry", month=int(OPEN))
    page = window.page
    assert isinstance(page, EntryPage)
    return window, page


def _come_back(qtbot: QtBot, window: MainWindow) -> None:
    """Return to the window from another program."""
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
    settle(qtbot, window)


def _hand_in(office: Office, page: Page) -> None:
    _move(office, page, months.SUBMITTED)


def _move(office: Office, page: Page, state: str) -> None:
    _step(office, page.scope.month, page.scope.department, state)


def _step(office: Office, month: Month, department: str, state: str) -> None:
    work = partial(months.set_state, month=month, departments=[department], state=state)
    office.write(partial(work, reason="電気使用量の確認"))
