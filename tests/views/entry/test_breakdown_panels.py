"""Sheets per paper size and cases per 業務: typed below the table, counted live, never lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from kdx_desktop import paths
from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import entries, month_form
from kdx_desktop.services.automations import Automation, automations_of
from kdx_desktop.services.breakdowns import HOURS, Work, sheets_of, works_of
from kdx_desktop.services.entries import CellEntry, Entry
from kdx_desktop.services.month_form import CellValue
from kdx_desktop.services.office import Office
from kdx_desktop.views.entry.entry_columns import Column
from kdx_desktop.views.entry.work_rows import WorkColumn
from kdx_desktop.views.entry.work_table_model import WorkTableModel
from tests.views.entry import forms
from tests.views.entry.city import CITIZENS, GENERAL
from tests.views.entry.conftest import EntryDesk

#: What Qt says of a window on a screen that is none.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
MONTH = forms.MONTH
INVOICES = Automation("請求書の処理", Month(202204), 30 * SCALE, 55_000, True, False, "RPA")


class Hands:
    """Types where the focus is."""

    def __init__(self, qtbot: QtBot, desk: EntryDesk) -> None:
        self._qtbot = qtbot
        self.desk = desk
        qtbot.waitExposed(desk.page)

    @property
    def _hand(self) -> QWidget:
        return QApplication.focusWidget() or self.desk.page

    def type(self, text: str) -> None:
        for character in text:
            if character.isascii():
                self._qtbot.keyClicks(self._hand, character)
            else:
                for event in (QInputMethodEvent(character, []), QInputMethodEvent("", [])):
                    if not event.preeditString():
                        event.setCommitString(character)
                    QApplication.sendEvent(self._hand, event)

    def press(
        self, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self._qtbot.keyClick(self._hand, key, modifier)

    def open(self, row: int) -> None:
        self.desk.view.go_to(row)
        self.press(Key.Key_F4)


@pytest.fixture
def hands(qtbot: QtBot, desk: EntryDesk) -> Hands:
    return Hands(qtbot, desk)


def stored(office: Office, metric: str) -> CellValue:
    form = office.read(partial(month_form.month_form, department="D001", month=MONTH))
    return next(cell.current for cell in form.cells if cell.metric.code == metric)


def test_sheets_per_size_come_to_a4_in_the_cell_and_are_stored(
    hands: Hands, colleague: Office
) -> None:
    hands.open(forms.PAPER)
    for text in ("１００", "", "11,000", "2"):  # A3 B4 A4 B5
        hands.type(text)
        hands.press(Key.Key_Return)
    assert hands.desk.text(forms.PAPER) == "11,201.5"
    hands.press(Key.Key_Return)  # after A5: on to the next figure
    assert hands.desk.view.currentIndex().row() == forms.HELD
    assert not hands.desk.page.sheet.panels.isVisible()
    hands.desk.save()
    paper = stored(colleague, "copy_paper_sheets")
    assert paper.amount == 112015 * SCALE // 10
    assert sheets_of(paper.typed) == {"A3": "100", "A4": "11000", "B5": "2"}


def test_the_sheets_are_there_again_when_the_month_is_opened_again(
    hands: Hands, open_desk: Callable[[], EntryDesk], qtbot: QtBot
) -> None:
    hands.open(forms.PAPER)
    hands.type("100")
    hands.press(Key.Key_Escape)
    hands.desk.type(forms.PAPER, "開設準備", Column.NOTE)
    hands.desk.save()
    again = Hands(qtbot, open_desk())
    again.desk.look_at()
    again.open(forms.PAPER)
    fields = again.desk.page.sheet.panels.paper._fields
    assert {size: field.text() for size, field in fields.items()}["A3"] == "100"


def test_a_number_typed_by_hand_takes_the_place_of_the_sheets(
    hands: Hands, colleague: Office
) -> None:
    hands.open(forms.PAPER)
    hands.type("6000")
    hands.press(Key.Key_Escape)
    assert hands.desk.text(forms.PAPER) == "12,000"
    hands.desk.type(forms.PAPER, "12100")
    hands.desk.save()
    assert stored(colleague, "copy_paper_sheets").typed == ""


def test_empty_fields_do_not_take_away_a_number_typed_by_hand(hands: Hands) -> None:
    hands.desk.type(forms.PAPER, "12100")
    hands.open(forms.PAPER)
    hands.type("5")
    hands.press(Key.Key_Backspace)
    hands.press(Key.Key_Escape)
    assert hands.desk.text(forms.PAPER) == "12,100"


def test_undo_goes_through_table_and_panel_alike(hands: Hands) -> None:
    hands.desk.type(forms.PAPER, "12100")
    hands.open(forms.PAPER)
    hands.type("6000")
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Return)
    hands.type("50")
    hands.press(Key.Key_Return)
    assert hands.desk.text(forms.PAPER) == "12,050"
    hands.press(Key.Key_Z, CTRL)
    assert hands.desk.text(forms.PAPER) == "12,000"
    field = hands.desk.page.sheet.panels.paper._fields["A4"]
    assert field.text() == ""
    hands.press(Key.Key_Z, CTRL)
    assert hands.desk.text(forms.PAPER) == "12,100"
    hands.press(Key.Key_Y, CTRL)
    assert hands.desk.text(forms.PAPER) == "12,000"


def test_sheets_that_cannot_be_read_are_refused_beside_the_cell_and_kept(hands: Hands) -> None:
    hands.open(forms.PAPER)
    hands.type("12x")
    hands.press(Key.Key_Escape)
    assert "A3の枚数" in hands.desk.text(forms.PAPER, Column.CHECK)
    hands.desk.save()
    assert hands.desk.notices[-1].startswith("まだ保存していません。")
    hands.open(forms.PAPER)
    assert hands.desk.page.sheet.panels.paper._fields["A3"].text() == "12x"


def test_keys_in_an_open_field_are_in_the_draft_half_a_second_later(
    hands: Hands, qtbot: QtBot
) -> None:
    hands.open(forms.PAPER)
    hands.type("120")
    folder = paths.data_dir() / "drafts"

    def is_written() -> bool:
        cells = [
            json.loads(file.read_text(encoding="utf-8"))["cells"]
            for file in folder.glob("entry-*.json")
        ]
        return any(
            sheets_of(found["copy_paper_sheets"]["breakdown"]) == {"A3": "120"} for found in cells
        )

    qtbot.waitUntil(is_written, timeout=500)


def test_a_draft_brings_the_sheets_back(hands: Hands, open_desk: Callable[[], EntryDesk]) -> None:
    hands.open(forms.PAPER)
    hands.type("6000")
    hands.desk.close()
    again = open_desk()
    again.look_at()
    assert again.text(forms.PAPER) == "12,000"
    assert sheets_of(again.model.typed[forms.PAPER].breakdown) == {"A3": "6000"}


def test_another_department_does_not_get_what_is_in_an_open_field(hands: Hands) -> None:
    hands.open(forms.PAPER)
    hands.type("6000")
    hands.desk.look_at(CITIZENS)
    assert hands.desk.text(forms.PAPER) == ""
    hands.desk.look_at(GENERAL)
    assert hands.desk.text(forms.PAPER) == "12,000"


def test_a_click_on_the_sign_in_the_cell_opens_the_panel(hands: Hands, qtbot: QtBot) -> None:
    view = hands.desk.view
    place = view.visualRect(hands.desk.model.index(forms.PAPER, Column.VALUE))
    spot = place.topLeft()
    spot.setX(spot.x() + 14)
    spot.setY(place.center().y())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert hands.desk.page.sheet.panels.paper.isVisible()


def test_a_new_work_is_typed_counted_and_known_the_next_month(
    hands: Hands, colleague: Office
) -> None:
    hands.open(forms.HOURS)
    for text in ("請求書の処理", "１８", "30", "5.5"):
        hands.type(text)
        hands.press(Key.Key_Return)
    assert hands.desk.text(forms.HOURS) == "7.35"
    hands.desk.save()
    hours = stored(colleague, HOURS)
    assert hours.amount == 73_500
    assert [work.cases for work in works_of(hours.typed)] == ["18"]
    (known,) = colleague.read(partial(automations_of, department="D001", month=MONTH.plus(1)))
    assert (known.name, known.after, known.valid_from) == ("請求書の処理", 55_000, MONTH)


def test_works_known_in_the_month_wait_for_their_cases(hands: Hands) -> None:
    desk = hands.desk
    desk.page.sheet.panels.show_sources({}, [INVOICES])
    hands.open(forms.HOURS)
    model = desk.page.sheet.panels.works.model
    assert model.index(0, WorkColumn.NAME).data() == "請求書の処理"
    assert desk.text(forms.HOURS) == ""  # nothing counts before its cases are typed
    hands.type("18")
    hands.press(Key.Key_Return)
    assert desk.text(forms.HOURS) == "7.35"
    assert desk.view.currentIndex().row() == forms.HOURS + 1


def test_minutes_that_change_count_from_this_month_on(qtbot: QtBot) -> None:
    model = WorkTableModel()
    model.show("", [INVOICES], MONTH, editable=True)
    model.setData(model.index(0, WorkColumn.AFTER), "10")
    assert model.index(0, WorkColumn.VALID_FROM).data() == "2022-12"
    assert model.total.problem == "「請求書の処理」の件数を入力してください。"
    model.setData(model.index(0, WorkColumn.CASES), "6")
    assert model.total.amount == 2 * SCALE


def test_every_cell_of_the_works_can_be_asked_anything_by_qt(qtmodeltester: ModelTester) -> None:
    model = WorkTableModel()
    model.show("", [INVOICES], MONTH, editable=True)
    model.add()
    qtmodeltester.check(model)


def test_measured_and_one_off_are_ticked_with_the_keyboard(hands: Hands) -> None:
    hands.desk.page.sheet.panels.show_sources({}, [INVOICES])
    hands.open(forms.HOURS)
    panel = hands.desk.page.sheet.panels.works
    panel.view.go_to(0, WorkColumn.ONE_OFF)
    hands.press(Key.Key_Space)
    assert panel.model.index(0, WorkColumn.ONE_OFF).data() == "一時的"
    panel.view.go_to(0, WorkColumn.MEASURED)
    hands.press(Key.Key_Space)
    assert panel.model.index(0, WorkColumn.MEASURED).data() == "見積"


def test_a_range_of_excel_brings_works(hands: Hands) -> None:
    QGuiApplication.clipboard().setText("請求書\t120\t30\t5.5\r\n転記\t60\t10\t0\r\n")
    hands.open(forms.HOURS)
    hands.press(Key.Key_V, CTRL)
    assert hands.desk.text(forms.HOURS) == "59"
    hands.press(Key.Key_Z, CTRL)
    assert hands.desk.text(forms.HOURS) == ""


def test_a_row_that_was_added_by_mistake_is_taken_out(hands: Hands) -> None:
    hands.open(forms.HOURS)
    hands.type("転記")
    panel = hands.desk.page.sheet.panels.works
    panel.remove_button.click()
    assert panel.model.rowCount() == 0
    assert hands.desk.model.typed[forms.HOURS].breakdown == ""


def test_hours_without_works_ask_for_a_reason(hands: Hands, colleague: Office) -> None:
    desk = hands.desk
    desk.type(forms.HOURS, "8.5")
    assert "業務別" in desk.text(forms.HOURS, Column.CHECK)
    desk.save()
    assert "備考に理由" in desk.notices[-1]
    desk.view.finish_typing()
    desk.type(forms.HOURS, "集計表による", Column.NOTE)
    desk.save()
    assert stored(colleague, HOURS).amount == 85_000
    desk.type(forms.HOURS, "0")
    assert "業務別" not in desk.text(forms.HOURS, Column.CHECK)


def test_a_conflict_says_what_each_figure_was_made_from(hands: Hands, colleague: Office) -> None:
    cell = CellEntry("copy_paper_sheets", State.ACTUAL, 11900 * SCALE, "", 0)
    colleague.write(partial(entries.save, entry=Entry("D001", MONTH, (cell,), "theirs")))
    hands.open(forms.PAPER)
    hands.type("6000")
    hands.press(Key.Key_Escape)
    hands.desk.save()
    panel = hands.desk.page.conflict_panel
    assert panel.isVisible()
    said = [one.accessibleDescription() for one in panel.findChildren(QWidget)]
    assert "内訳：A3 6000枚" in said
    panel.save_button.click()
    hands.desk.settle()
    assert sheets_of(stored(colleague, "copy_paper_sheets").typed) == {"A3": "6000"}


def test_a_locked_month_shows_its_sheets_and_takes_none(hands: Hands, qtbot: QtBot) -> None:
    hands.desk.look_at(month=Month(209901))
    hands.open(forms.PAPER)
    hands.type("5")
    assert hands.desk.page.sheet.panels.paper._fields["A3"].text() == ""
    hands.press(Key.Key_Escape)
    assert not hands.desk.model.has_changes


def test_an_estimate_stays_one_when_its_sheets_are_typed(hands: Hands) -> None:
    hands.desk.type(forms.PAPER, "推計", Column.STATE)
    hands.open(forms.PAPER)
    hands.type("6000")
    hands.press(Key.Key_Escape)
    assert hands.desk.text(forms.PAPER) == "12,000*"
    hands.desk.type(forms.PAPER, "対象外", Column.STATE)
    assert hands.desk.model.typed[forms.PAPER].breakdown == ""
    assert hands.desk.model.typed[forms.PAPER].state is State.NOT_APPLICABLE


def test_works_stay_in_order_while_they_are_typed() -> None:
    model = WorkTableModel()
    model.show("", [INVOICES], MONTH, editable=True)
    model.add()
    model.setData(model.index(1, WorkColumn.NAME), "あ")
    model.show(model.total.breakdown, [INVOICES], MONTH, editable=True)
    assert [model.index(row, 0).data() for row in range(2)] == ["請求書の処理", "あ"]
    assert Work() not in works_of(model.total.breakdown)
