"""年間表: twelve months at a glance, what is missing in them, and the way into each."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month, fiscal_year_months
from kdx_desktop.services.board import Standing
from kdx_desktop.services.month_form import NOTHING, CellValue
from kdx_desktop.services.person import Role
from kdx_desktop.services.year_form import YearForm, YearMonth, YearRow
from kdx_desktop.views.entry.entry_page import Span
from kdx_desktop.views.entry.year_card import YearCard
from kdx_desktop.views.entry.year_table_model import REPORTED, TOTAL, YearTableModel
from tests.views.entry import forms
from tests.views.entry.conftest import EntryDesk

#: What Qt says of a window on a screen that is none.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Key = Qt.Key
PRESENT = Month(202207)


def year() -> YearForm:
    """April is closed, May estimated, June 対象外, July missing; the rest is to come."""
    values = (
        CellValue(State.ACTUAL, 12_345 * SCALE),
        CellValue(State.ESTIMATE, 300 * SCALE, "検針待ち"),
        CellValue(State.NOT_APPLICABLE, None),
        *[NOTHING] * 9,
    )
    months = tuple(
        YearMonth(
            month, True, month <= PRESENT, number == 0, Standing.DRAFT if number < 2 else None
        )
        for number, month in enumerate(fiscal_year_months(2022))
    )
    rows = (YearRow(forms.METRICS[0], values, 12_645 * SCALE, 2, 3, 1),)
    return YearForm(forms.DEPARTMENT, 2022, months, rows)


def model_of(form: YearForm) -> YearTableModel:
    model = YearTableModel()
    model.show(form, PRESENT)
    return model


def test_every_state_is_written_as_tables_write_it() -> None:
    model = model_of(year())
    shown = [model.index(1, column).data() for column in range(6)]
    assert shown == ["12,345", "300*", "－", "…", "", ""]
    assert model.index(1, TOTAL).data() == "12,645*"
    assert model.index(1, REPORTED).data() == "2/3"
    assert [model.index(0, column).data() for column in range(3)] == ["締切", "下書き", ""]


def test_screen_readers_hear_metric_month_value_and_closing() -> None:
    model = model_of(year())
    spoken = model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "コピー用紙使用量 2022年4月 12,345枚　締切り済み"


def test_every_cell_can_be_asked_anything_by_qt(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model_of(year()))


def test_the_year_is_copied_for_excel_with_its_names(qtbot: QtBot) -> None:
    card = YearCard()
    qtbot.addWidget(card)
    card.show_year(year(), PRESENT)
    card.copy()
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert lines[0][:2] == ["", "4月"]
    assert lines[2][:3] == ["コピー用紙使用量（枚）", "12345", "300*"]
    assert lines[2][-2:] == ["12645*", "2/3"]


def test_a_month_of_the_year_is_opened_with_the_keyboard_alone(
    desk: EntryDesk, qtbot: QtBot
) -> None:
    page = desk.page
    qtbot.waitExposed(page)
    with qtbot.waitSignal(page.filled):
        qtbot.keyClick(desk.view, Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert page.year.isVisible()
    assert not page.desk.isVisible()
    hand = QApplication.focusWidget()
    assert hand is page.year.table
    qtbot.keyClick(hand, Key.Key_Left)
    with qtbot.waitSignal(page.month_chosen) as chosen:
        qtbot.keyClick(hand, Key.Key_Return)
    assert chosen.args == [Month(202211)]
    desk.look_at(month=Month(202211))
    assert desk.view.isVisible()
    assert "2022年11月分" in page.sheet.accessibleName()


def test_the_year_shows_what_was_saved_and_its_coverage(desk: EntryDesk, qtbot: QtBot) -> None:
    desk.type(forms.PAPER, "12100")
    desk.save()
    with qtbot.waitSignal(desk.page.filled):
        desk.page.show_span(Span.YEAR)
    model = desk.page.year.model
    assert model.index(1, 8).data() == "12,100"
    assert model.index(1, REPORTED).data() == "9/12"


def test_a_chief_sees_the_six_monthly_metrics_in_the_year(desk: EntryDesk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.page.filled):
        desk.page.show_span(Span.YEAR)
    assert desk.page.year.model.rowCount() == 9
    desk.look_at(role=Role.CHIEF)
    assert desk.page.year.model.rowCount() == 7


def test_keys_typed_before_the_year_was_opened_are_still_there(
    desk: EntryDesk, qtbot: QtBot
) -> None:
    qtbot.waitExposed(desk.page)
    desk.view.go_to(forms.PAPER, edit=True)
    hand = QApplication.focusWidget()
    assert hand is not None
    qtbot.keyClicks(hand, "12100")
    with qtbot.waitSignal(desk.page.filled):
        desk.page.show_span(Span.YEAR)
    with qtbot.waitSignal(desk.page.filled):
        desk.page.show_span(Span.MONTH)
    assert desk.text(forms.PAPER) == "12,100"


def test_nothing_is_saved_or_undone_behind_the_year(desk: EntryDesk, qtbot: QtBot) -> None:
    qtbot.waitExposed(desk.page)
    desk.type(forms.PAPER, "12100")
    with qtbot.waitSignal(desk.page.filled):
        desk.page.show_span(Span.YEAR)
    hand = QApplication.focusWidget()
    assert hand is not None
    qtbot.keyClick(hand, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(hand, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.text(forms.PAPER) == "12,100"
    assert desk.model.has_changes
