"""What helps on every screen: Ctrl+K, F1, the list of keys, the 編集 menu, the tour."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from kdx_desktop.services.person import Role
from kdx_desktop.settings import Settings
from kdx_desktop.views.edit_wishes import EditWish, route
from kdx_desktop.views.entry.entry_page import EntryPage
from kdx_desktop.views.explanation import explanation_of
from kdx_desktop.views.help_panel import HelpPanel
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.page_table import PAGES
from kdx_desktop.views.palette_overlay import PaletteOverlay
from kdx_desktop.views.palette_table_model import PaletteTableModel
from kdx_desktop.views.plain_text import explain
from kdx_desktop.views.tour import Tour, stops_for
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.workspace import Workspace
from tests.views.test_finding import NAMES
from tests.views.waiting import settle

Open = Callable[..., MainWindow]
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def find(qtbot: QtBot, window: MainWindow, text: str) -> PaletteOverlay:
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    palette = window.findChildren(PaletteOverlay)[0]
    palette.line.insert(text)  # Qt types no Japanese for a test
    return palette


def test_ctrl_k_leads_to_a_department_and_back_to_work(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    assert window.page is not None
    last = window.page.scope.departments[-1]
    palette = find(qtbot, window, last.code)
    assert palette.isVisible()
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert not palette.isVisible()
    assert window.page.objectName() == "department_page"
    assert window.page.scope.department == last.code


def test_alt_enter_opens_the_months_figures_of_the_department(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    assert window.page is not None
    last = window.page.scope.departments[-1]
    palette = find(qtbot, window, last.code)
    qtbot.keyClick(palette.line, Qt.Key.Key_Return, ALT)
    settle(qtbot, window)
    assert window.page.objectName() == "entry_page"
    assert window.page.scope.department == last.code


def test_ctrl_k_finds_screens_and_commands_and_remembers_them(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    qtbot.keyClick(find(qtbot, window, "れぽーと").line, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.page is not None
    assert window.page.objectName() == "report_page"
    palette = find(qtbot, window, "文字を大きく")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.look.text_percent == 110
    window.look.choose_text_percent(100)
    palette = find(qtbot, window, "")
    assert [palette.model.index(row).data() for row in range(2)] == ["文字を大きく", "レポート"]


def test_esc_closes_the_palette_and_gives_the_focus_back(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    before = QApplication.focusWidget()
    palette = find(qtbot, window, "x")
    qtbot.keyClick(palette.line, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert QApplication.focusWidget() is before


def test_the_lines_of_the_palette_are_a_sound_model(qtmodeltester: ModelTester) -> None:
    model = PaletteTableModel()
    model.show_findings(NAMES)
    qtmodeltester.check(model)


def test_f1_explains_the_focus_then_the_screen_and_esc_closes_it(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    assert window.page is not None
    window.activateWindow()
    line = QLineEdit(window.page)
    line.setAccessibleName("枚数")
    explain(line, "コピー用紙の枚数です。A<B>")
    line.show()
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_F1)
    panel = window.findChildren(HelpPanel)[0]
    assert panel.isVisible()
    said = _texts(panel)
    assert said[0] == "枚数"
    assert "コピー用紙の枚数です。A<B>" in said
    assert QApplication.focusWidget() is line
    qtbot.keyClick(window.page, Qt.Key.Key_Escape)
    assert not panel.isVisible()


@pytest.mark.parametrize("code", [entry.code for entry in PAGES])
def test_f1_on_nothing_explains_the_screen(qtbot: QtBot, code: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    page = Page(Workspace(), Settings(), window)
    page.setObjectName(f"{code}_page")
    page.setWindowTitle("画面")
    told = explanation_of(page, page)
    assert told.title == "画面"
    assert told.paragraphs


def test_the_list_of_keys_knows_menus_and_commands(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    assert window.page is not None
    window.page.add_command("試す", window.page.reload, "Ctrl+Shift+T")
    _action(window, "ショートカット一覧(&K)").trigger()
    said = _texts(window.findChildren(HelpPanel)[0])
    assert "Ctrl+K" in said
    assert "試す" in said
    assert "F1" in said


def test_the_commands_of_a_screen_are_in_the_menu(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    assert window.page is not None
    window.page.add_command("試す", window.page.reload, "Ctrl+Shift+T")
    window.show_page("report")
    settle(qtbot, window)
    window.show_page("dashboard")
    settle(qtbot, window)
    menu = next(
        one for one in window.menuBar().findChildren(QMenu) if one.title().startswith("操作")
    )
    assert "試す" in [action.text() for action in menu.actions()]


def test_the_edit_menu_reaches_the_field_and_the_commands(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    field = QLineEdit(around)
    around.show()
    qtbot.keyClicks(field, "12")
    field.selectAll()
    assert route(EditWish.COPY, field)
    assert QGuiApplication.clipboard().text() == "12"
    assert route(EditWish.UNDO, field)
    assert field.text() == ""
    done: list[bool] = []
    action = QAction("戻す", around)
    action.setShortcut("Ctrl+Z")
    action.triggered.connect(partial(done.append, True))
    around.addAction(action)
    inner = QWidget(around)
    assert route(EditWish.UNDO, inner)
    assert done


@pytest.mark.parametrize("role", [Role.CHIEF, Role.TEAM, Role.MANAGER])
def test_the_tour_shows_around_and_is_never_in_the_way(
    qtbot: QtBot, open_window: Open, city: str, role: Role
) -> None:
    window = open_window(city)
    window.select_role(role)
    window.activateWindow()
    settle(qtbot, window)
    _action(window, "操作の案内(&T)").trigger()
    tour = window.findChildren(Tour)[0]
    for stop in stops_for(role):
        settle(qtbot, window)
        assert tour.stop is stop
        qtbot.waitUntil(tour.mark.isVisible)
        qtbot.waitUntil(lambda: QApplication.focusWidget() is tour.note.forward)
        assert window._desk.rect().contains(tour.note.geometry())
        qtbot.keyClick(tour.note.forward, Qt.Key.Key_Return)
    assert tour.stop is None
    assert not tour.mark.isVisible()
    _action(window, "操作の案内(&T)").trigger()
    qtbot.keyClick(tour.note.forward, Qt.Key.Key_Escape)
    assert tour.stop is None


def test_the_tour_listens_to_the_keys_at_once(qtbot: QtBot, open_window: Open, city: str) -> None:
    window = open_window(city)
    window.activateWindow()
    _action(window, "操作の案内(&T)").trigger()
    tour = window.findChildren(Tour)[0]
    for stop in stops_for(Role.TEAM):
        assert tour.stop is stop
        assert QApplication.focusWidget() is tour.note.forward
        settle(qtbot, window)  # the new screen has come, and would have liked the focus
        assert QApplication.focusWidget() is tour.note.forward
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert tour.stop is None


def test_who_leaves_the_tour_for_the_screen_is_not_fetched_back(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="home")
    window.activateWindow()
    _action(window, "操作の案内(&T)").trigger()
    tour = window.findChildren(Tour)[0]
    qtbot.keyClick(tour.note.forward, Qt.Key.Key_Tab)
    assert window.page is not None
    window.page.take_focus()
    here = QApplication.focusWidget()
    assert here is not None
    tour.look_again()
    qtbot.wait(300)
    assert QApplication.focusWidget() is here
    assert tour.stop is not None


def test_ctrl_k_out_of_an_open_cell_leads_back_to_its_table(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city, page="entry", month=202303)
    window.activateWindow()
    page = window.page
    assert isinstance(page, EntryPage)
    page.take_focus()
    qtbot.keyClick(page.sheet.view, Qt.Key.Key_F2)
    cell = QApplication.focusWidget()
    assert isinstance(cell, QLineEdit)
    qtbot.keyClick(cell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    line = window.findChildren(PaletteOverlay)[0].line
    qtbot.waitUntil(lambda: not shiboken6.isValid(cell))  # it was closed as it lost the focus
    with qtbot.captureExceptions() as defects:
        qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert defects == []
    assert QApplication.focusWidget() is page.sheet.view


def test_the_palette_hears_qt_out_while_python_takes_it_apart(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    palette = PaletteOverlay(Settings(), around)
    around.show()
    with qtbot.captureExceptions() as defects:
        del palette.line
        around.resize(300, 200)
    assert defects == []


def _action(window: MainWindow, text: str) -> QAction:
    return next(one for one in window.menuBar().findChildren(QAction) if one.text() == text)


def _texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
