from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from kdx_desktop import paths
from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import entries, month_form
from kdx_desktop.services.entries import CellEntry, Entry
from kdx_desktop.services.office import Office
from kdx_desktop.services.person import Role
from kdx_desktop.views.entry.entry_columns import Column
from kdx_desktop.views.scope import Scope
from tests.views.entry import forms
from tests.views.entry.city import CITIZENS, GENERAL, Kdx
from tests.views.entry.conftest import EntryDesk

#: What Qt says of a window on a screen that is none.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Desks = Callable[[], EntryDesk]


def stored(office: Office, metric: str, department: str = "D001") -> month_form.CellValue:
    form = office.read(partial(month_form.month_form, department=department, month=forms.MONTH))
    return next(cell.current for cell in form.cells if cell.metric.code == metric)


def save_elsewhere(office: Office, metric: str, number: int, note: str = "") -> None:
    cell = CellEntry(metric, State.ACTUAL, number * SCALE, note, 0)
    entry = Entry("D001", forms.MONTH, (cell,), uuid.uuid4().hex)
    office.write(partial(entries.save, entry=entry))


def test_a_saved_month_is_in_the_ledger(desk: EntryDesk, colleague: Office) -> None:
    for row, text in enumerate(("１２，３４５", "10", "6*", "－", "20", "8.5")):
        desk.type(row, text)
    desk.type(forms.HOURS, "集計表から", Column.NOTE)
    desk.save()
    assert desk.notices[-1] == "2022年12月分を保存しました。"
    assert stored(colleague, "copy_paper_sheets").amount == 12345 * SCALE
    assert stored(colleague, "meetings_paperless").state is State.ESTIMATE
    assert stored(colleague, "telework_sessions").state is State.NOT_APPLICABLE
    assert not desk.model.has_changes
    assert not desk.page.sheet.save_button.isEnabled()


def test_ctrl_s_saves_the_cell_that_is_still_open(
    desk: EntryDesk, colleague: Office, qtbot: QtBot
) -> None:
    qtbot.waitExposed(desk.page)
    desk.view.go_to(forms.PAPER, edit=True)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, "12100")
    qtbot.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert stored(colleague, "copy_paper_sheets").amount == 12100 * SCALE


def test_enter_after_the_last_value_and_enter_again_saves(
    desk: EntryDesk, colleague: Office, qtbot: QtBot
) -> None:
    qtbot.waitExposed(desk.page)
    desk.look_at(role=Role.CHIEF)
    desk.type(forms.PAPER, "12100")
    desk.view.go_to(forms.HOURS)
    qtbot.keyClick(desk.view, Qt.Key.Key_Return)
    qtbot.keyClick(desk.page.sheet.save_button, Qt.Key.Key_Return)
    desk.settle()
    assert stored(colleague, "copy_paper_sheets").amount == 12100 * SCALE


def test_keys_typed_while_saving_are_not_taken_for_saved(
    desk: EntryDesk, colleague: Office
) -> None:
    desk.type(forms.PAPER, "12100")
    desk.page.save()
    desk.type(forms.PAPER, "12200")
    desk.settle()
    assert stored(colleague, "copy_paper_sheets").amount == 12100 * SCALE
    assert desk.text(forms.PAPER) == "12,200"
    assert desk.model.has_changes
    desk.save()
    assert stored(colleague, "copy_paper_sheets").amount == 12200 * SCALE


def test_leaving_while_saving_leaves_no_draft_of_what_was_saved(desk: EntryDesk) -> None:
    desk.type(forms.PAPER, "12100")
    desk.page.save()
    desk.look_at(CITIZENS)
    desk.settle()
    desk.page.settle()
    assert not list((paths.data_dir() / "drafts").iterdir())
    desk.look_at(GENERAL)
    assert desk.text(forms.PAPER) == "12,100"
    assert not desk.page.offer.restored.isVisible()


def test_undo_after_saving_takes_the_figure_back(desk: EntryDesk, colleague: Office) -> None:
    desk.type(forms.PAPER, "12100")
    desk.save()
    desk.page.sheet.undo.undo()
    assert desk.model.has_changes
    desk.save()
    assert stored(colleague, "copy_paper_sheets").state is State.NOT_REPORTED


def test_nothing_is_saved_while_a_cell_is_refused(desk: EntryDesk, colleague: Office) -> None:
    desk.type(forms.PAPER, "12000")
    desk.type(forms.HELD, "十回")
    desk.save()
    assert desk.notices[-1].startswith("まだ保存していません。")
    assert desk.view.currentIndex().row() == forms.HELD
    assert desk.text(forms.HELD) == "十回"
    assert stored(colleague, "copy_paper_sheets").amount is None


def test_a_question_asks_for_a_note_beside_the_cell_and_then_saves(
    desk: EntryDesk, colleague: Office
) -> None:
    desk.type(forms.PAPER, "120000")
    desk.save()
    assert "備考に理由" in desk.notices[-1]
    place = desk.view.currentIndex()
    assert (place.row(), place.column()) == (forms.PAPER, Column.NOTE)
    desk.view.finish_typing()
    desk.type(forms.PAPER, "選挙事務のため", Column.NOTE)
    desk.save()
    assert stored(colleague, "copy_paper_sheets").note == "選挙事務のため"


def test_a_conflict_shows_both_values_and_saves_the_chosen_ones(
    desk: EntryDesk, colleague: Office
) -> None:
    save_elsewhere(colleague, "copy_paper_sheets", 11900)
    save_elsewhere(colleague, "meetings_held", 11, "修正")
    desk.type(forms.PAPER, "12100")
    desk.type(forms.HELD, "10")
    desk.type(forms.BYOD, "21")
    desk.save()
    panel = desk.page.conflict_panel
    assert panel.isVisible()
    assert desk.text(forms.PAPER) == "12,100"
    choices = panel.findChildren(QRadioButton)
    shown = " ".join(one.accessibleName() + one.accessibleDescription() for one in choices)
    assert "自分の入力 12,100枚" in shown
    assert "相手の入力 11,900枚佐藤・" in shown
    panel.choose("meetings_held", theirs=True)
    panel.save_button.click()
    desk.settle()
    assert stored(colleague, "copy_paper_sheets").amount == 12100 * SCALE
    assert stored(colleague, "meetings_held").amount == 11 * SCALE
    assert stored(colleague, "byod_sessions").amount == 21 * SCALE
    assert desk.text(forms.HELD) == "11"


def test_a_conflict_left_open_loses_neither_value(desk: EntryDesk, colleague: Office) -> None:
    save_elsewhere(colleague, "copy_paper_sheets", 11900)
    desk.type(forms.PAPER, "12100")
    desk.save()
    desk.page.conflict_panel.dismissed.emit()
    assert desk.text(forms.PAPER) == "12,100"
    assert stored(colleague, "copy_paper_sheets").amount == 11900 * SCALE


def test_a_draft_survives_the_window_and_is_offered_again(open_desk: Desks) -> None:
    desk = open_desk()
    desk.look_at()
    desk.type(forms.PAPER, "12100")
    desk.type(forms.HELD, "10回")
    desk.close()
    again = open_desk()
    again.look_at()
    assert [again.text(forms.PAPER), again.text(forms.HELD)] == ["12,100", "10回"]
    assert again.page.offer.restored.isVisible()
    assert "未送信の下書きがあります" in again.page.offer.restored.accessibleName()


def test_keys_in_an_open_cell_are_on_disk_half_a_second_later(
    desk: EntryDesk, qtbot: QtBot
) -> None:
    qtbot.waitExposed(desk.page)
    desk.view.go_to(forms.PAPER, edit=True)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, "121")
    folder = paths.data_dir() / "drafts"

    def is_written() -> bool:
        texts = [file.read_text(encoding="utf-8") for file in folder.glob("entry-*.json")]
        return any(
            json.loads(text)["cells"]["copy_paper_sheets"]["text"] == "121" for text in texts
        )

    qtbot.waitUntil(is_written, timeout=500)


def test_a_draft_goes_only_after_the_save(desk: EntryDesk) -> None:
    folder = paths.data_dir() / "drafts"
    desk.type(forms.PAPER, "12100")
    desk.page.desk.drafts.finish()
    assert list(folder.glob("entry-*.json"))
    desk.save()
    desk.page.desk.drafts.finish()
    assert not list(folder.iterdir())


def test_a_draft_of_another_month_is_offered_at_the_start(open_desk: Desks, qtbot: QtBot) -> None:
    desk = open_desk()
    desk.look_at(CITIZENS)
    desk.type(forms.PAPER, "12100")
    desk.close()
    again = open_desk()
    again.look_at(GENERAL)
    assert again.page.offer.others.isVisible()
    with (
        qtbot.waitSignal(again.page.department_chosen) as department,
        qtbot.waitSignal(again.page.month_chosen) as month,
    ):
        again.page.offer.others.button.click()
    assert (department.args, month.args) == (["D002"], [forms.MONTH])


def test_a_chief_is_not_offered_the_drafts_of_others(open_desk: Desks) -> None:
    desk = open_desk()
    desk.look_at(CITIZENS)
    desk.type(forms.PAPER, "12100")
    desk.close()
    again = open_desk()
    again.look_at(GENERAL, role=Role.CHIEF)
    assert not again.page.offer.others.isVisible()


def test_changing_the_department_keeps_what_was_typed(desk: EntryDesk) -> None:
    desk.type(forms.PAPER, "12100")
    desk.look_at(CITIZENS)
    assert desk.text(forms.PAPER) == ""
    desk.look_at(GENERAL)
    assert desk.text(forms.PAPER) == "12,100"


def test_keys_typed_before_another_month_arrives_stay_with_the_month_they_were_typed_into(
    desk: EntryDesk, qtbot: QtBot
) -> None:
    there = Scope(Month(202211), Role.TEAM, "D001", (GENERAL, CITIZENS))
    qtbot.waitExposed(desk.page)
    with qtbot.waitSignal(desk.page.filled):
        desk.page.look_at(there)  # a slow server answers after the next keys
        desk.view.go_to(forms.PAPER, edit=True)
        qtbot.keyClicks(desk.view.findChild(QLineEdit), "654")
    assert desk.model.form is not None
    assert desk.model.form.month == there.month
    assert not desk.view.is_typing
    assert not desk.model.has_changes
    desk.look_at()
    assert desk.text(forms.PAPER) == "654"


def test_a_discarded_draft_can_be_brought_back(open_desk: Desks) -> None:
    desk = open_desk()
    desk.look_at()
    desk.type(forms.PAPER, "12100")
    desk.close()
    again = open_desk()
    again.look_at()
    again.page.offer.restored.button.click()
    again.settle()
    assert again.text(forms.PAPER) == ""
    again.page.sheet.undo.undo()
    assert again.text(forms.PAPER) == "12,100"


def test_a_draft_over_an_outdated_figure_ends_in_a_choice_not_in_a_loss(
    open_desk: Desks, colleague: Office
) -> None:
    desk = open_desk()
    desk.look_at()
    desk.type(forms.PAPER, "12100")
    desk.close()
    save_elsewhere(colleague, "copy_paper_sheets", 11900)
    again = open_desk()
    again.look_at()
    again.save()
    assert again.page.conflict_panel.isVisible()
    assert stored(colleague, "copy_paper_sheets").amount == 11900 * SCALE


def test_a_damaged_draft_is_put_aside_and_does_not_stop_the_page(open_desk: Desks) -> None:
    desk = open_desk()
    desk.look_at()
    desk.type(forms.PAPER, "12100")
    desk.close()
    folder = paths.data_dir() / "drafts"
    (file,) = folder.glob("entry-*.json")
    file.write_text("{", encoding="utf-8")
    again = open_desk()
    again.look_at()
    assert again.text(forms.PAPER) == ""
    assert list(folder.glob("*.unreadable"))


def test_somebody_elses_save_does_not_touch_what_is_being_typed(
    desk: EntryDesk, colleague: Office, qtbot: QtBot
) -> None:
    qtbot.waitExposed(desk.page)
    desk.view.go_to(forms.HELD, edit=True)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, "1")
    save_elsewhere(colleague, "copy_paper_sheets", 11900)
    with qtbot.waitSignal(desk.page.filled):
        desk.workspace.changed.emit()
    assert desk.text(forms.PAPER) == "11,900"
    assert editor.text() == "1"


def test_a_chief_sees_the_six_monthly_metrics_and_the_team_all(desk: EntryDesk) -> None:
    assert desk.model.rowCount() == 8
    desk.look_at(role=Role.CHIEF)
    assert desk.model.rowCount() == 6


def test_where_nothing_happened_nothing_is_called_missing(
    desk: EntryDesk, colleague: Office
) -> None:
    monthly, happening = forms.PAPER, len(forms.METRICS)
    assert desk.text(monthly, Column.STATE) == "未提出"
    assert desk.text(happening, Column.STATE) == "なし"
    assert desk.text(happening, Column.LAST_MONTH) == "なし"
    assert desk.model.state_names(happening)[-1] == "なし"
    desk.type(happening, "2")
    assert desk.text(happening, Column.STATE) == "実績"
    desk.type(happening, "なし")
    assert desk.text(happening, Column.STATE) == "なし"
    assert not desk.model.has_changes


def test_large_text_shows_every_figure_without_scrolling(desk: EntryDesk, qtbot: QtBot) -> None:
    def seen() -> set[Column]:
        """Return the columns shown; none while there is more than the width holds."""
        if desk.view.horizontalScrollBar().maximum():
            return set()
        return {column for column in Column if not desk.view.isColumnHidden(column)}

    desk.page.resize(760, 700)
    needed = {Column.METRIC, Column.VALUE, Column.NOTE, Column.LAST_MONTH}
    qtbot.waitUntil(lambda: needed <= seen() < {*Column})
    desk.page.resize(1400, 700)
    qtbot.waitUntil(lambda: seen() == {*Column})


def test_a_closed_month_says_so_and_takes_nothing(open_desk: Desks, kdx: Kdx) -> None:
    kdx("month", "close", "2022-11")
    desk = open_desk()
    desk.look_at(month=Month(202211))
    assert "締め切られています" in desk.page.sheet.state_text
    desk.type(forms.PAPER, "1")
    assert not desk.model.has_changes
    assert not desk.page.sheet.save_button.isEnabled()


def test_a_draft_that_cannot_be_kept_says_so(desk: EntryDesk, qtbot: QtBot) -> None:
    (paths.data_dir() / "drafts").write_text("in the way", encoding="utf-8")
    with qtbot.waitSignal(desk.page.desk.drafts.failed):
        desk.type(forms.PAPER, "12100")
    assert "下書きを残せません" in desk.notices[-1]


def test_ctrl_z_and_ctrl_y_undo_and_redo(desk: EntryDesk, qtbot: QtBot) -> None:
    qtbot.waitExposed(desk.page)
    desk.type(forms.PAPER, "12100")
    desk.view.setFocus()
    qtbot.keyClick(desk.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.text(forms.PAPER) == ""
    qtbot.keyClick(desk.view, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert desk.text(forms.PAPER) == "12,100"


def test_a_draft_of_a_month_closed_meanwhile_is_told_and_not_thrown_away(
    open_desk: Desks, kdx: Kdx
) -> None:
    desk = open_desk()
    desk.look_at(month=Month(202211))
    desk.type(forms.PAPER, "12100")
    desk.close()
    kdx("month", "close", "2022-11")
    again = open_desk()
    again.look_at(month=Month(202211))
    told = again.page.offer.restored.accessibleName()
    assert "コピー用紙使用量 12100" in told
    assert list((paths.data_dir() / "drafts").glob("entry-*.json"))
    again.page.offer.restored.button.click()
    again.page.settle()
    assert not list((paths.data_dir() / "drafts").iterdir())


def test_a_future_month_says_why_it_cannot_be_entered(desk: EntryDesk) -> None:
    desk.look_at(month=Month(209901))
    assert "先の月" in desk.page.sheet.state_text


def test_a_month_without_departments_says_what_to_do(desk: EntryDesk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.page.filled):
        desk.page.look_at(Scope(Month(201812), Role.TEAM))
    assert desk.page.empty.isVisible()
