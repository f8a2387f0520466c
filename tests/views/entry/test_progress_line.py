from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kdx_desktop.services import board, month_form, months
from kdx_desktop.services.board import Standing
from kdx_desktop.services.office import Office
from tests.views.entry import forms
from tests.views.entry.conftest import EntryDesk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def standing(office: Office) -> Standing:
    (found,) = office.read(partial(board.board, months=[forms.MONTH], departments=["D001"]))
    return found.rows[0].standing


def press(desk: EntryDesk, qtbot: QtBot) -> None:
    qtbot.mouseClick(desk.page.sheet.progress.step_button, Qt.MouseButton.LeftButton)
    desk.settle()
    desk.settle()


def test_a_saved_month_is_handed_in_with_one_button(
    desk: EntryDesk, colleague: Office, qtbot: QtBot
) -> None:
    button = desk.page.sheet.progress.step_button
    desk.type(forms.PAPER, "12100")
    assert not button.isEnabled()  # what is not stored cannot be handed in
    desk.save()
    desk.settle()
    press(desk, qtbot)
    assert standing(colleague) is Standing.SUBMITTED
    assert "未提出の指標" in desk.notices[-1]
    assert "取下げ" in button.text()
    press(desk, qtbot)
    assert standing(colleague) is Standing.DRAFT


def test_figures_that_were_handed_in_change_only_with_a_reason(
    desk: EntryDesk, colleague: Office, qtbot: QtBot
) -> None:
    desk.type(forms.PAPER, "12100")
    desk.save()
    desk.settle()
    press(desk, qtbot)
    line = desk.page.sheet.progress
    assert line.reason.isVisible()
    desk.type(forms.PAPER, "12200")
    desk.save()
    assert "変更の理由" in desk.notices[-1]
    line.reason.setText("検針の誤り")
    desk.save()
    form = colleague.read(partial(month_form.month_form, department="D001", month=forms.MONTH))
    paper = next(cell for cell in form.cells if cell.metric.code == "copy_paper_sheets")
    assert paper.revision == 2
    assert not line.reason.text()


def test_the_reason_of_a_return_stands_above_the_figures(
    desk: EntryDesk, colleague: Office, qtbot: QtBot
) -> None:
    desk.type(forms.PAPER, "12100")
    desk.save()
    desk.settle()
    press(desk, qtbot)
    back = partial(
        months.set_state,
        month=forms.MONTH,
        departments=["D001"],
        state="returned",
        reason="会議の回数をご確認ください",
    )
    colleague.write(back)
    desk.page.reload()
    desk.settle()
    bar = desk.page.desk.returned
    assert bar.isVisible()
    assert "会議の回数をご確認ください" in bar.text
    assert "佐藤" in bar.text
    desk.type(forms.PAPER, "12300")
    desk.save()
    press(desk, qtbot)
    assert not bar.isVisible()
