"""訂正一覧, 変更の一覧 and 検証: found, followed, proven; nothing of it stops the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from kdx_desktop.services import figures_import, ledger
from kdx_desktop.services.changes import ChangePage, ChangeRecord
from kdx_desktop.services.importing import read_files
from kdx_desktop.services.office import Office
from kdx_desktop.views.ledger.changes_table_model import ChangesTableModel
from kdx_desktop.views.ledger.ledger_page import LedgerPage
from kdx_desktop.views.main_window import MainWindow
from tests.views.ledger.conftest import PAPER, Desk

CORRECTIONS, CHANGES, VERIFY = 1, 2, 3
WHEN = datetime(2022, 12, 1, tzinfo=UTC)


def record(number: int) -> ChangeRecord:
    return ChangeRecord(number, WHEN, "tanaka", "PC-1", "entry", f"理由{number}", (), 1)


def page_of(*numbers: int, total: int, next_before: int | None) -> ChangePage:
    return ChangePage(tuple(map(record, numbers)), total, next_before)


def test_corrections_are_found_copied_and_followed_to_the_figure(desk: Desk) -> None:
    now = desk.stored().current
    assert now is not None
    assert now.amount is not None
    desk.correct_elsewhere(now.amount // 10_000 + 1, "プリンターの二重計上")
    department = desk.department
    desk.show(CORRECTIONS)
    panel = desk.page.corrections
    whole = panel.rows.rowCount()
    panel.search.setText("二重　計上")

    assert 1 == panel.rows.rowCount() < whole
    panel.table.selectRow(0)
    assert "プリンターの二重計上" in dict(panel.facts.texts())["理由"]
    QTest.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "プリンターの二重計上" in QGuiApplication.clipboard().text()
    desk.look_at(type(desk.page.scope.month)(202212))
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    desk.settle()
    assert desk.page.tabs.currentIndex() == 0
    assert (desk.department, int(desk.page.scope.month)) == (department, 202206)
    cell = desk.page.history.cell
    assert cell is not None
    assert cell.metric.code == PAPER


def test_replaced_figures_are_listed_when_asked_for(desk: Desk) -> None:
    desk.show(CORRECTIONS)
    panel = desk.page.corrections
    only = panel.rows.rowCount()
    panel.which.choose(True)
    panel.which.selected.emit(True)
    desk.settle()
    assert panel.rows.rowCount() >= only
    panel.period.setCurrentIndex(3)
    desk.settle()
    assert panel.rows.rowCount() >= only


def test_an_empty_ledger_says_so_in_every_view(
    empty: str, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    desk = Desk(qtbot, open_window(empty, page="ledger", month=0), empty)
    assert desk.page.history.empty.isVisible()
    desk.show(CORRECTIONS)
    assert desk.page.corrections._none.isVisible()
    desk.show(CHANGES)
    assert desk.page.changes.model.rowCount() == 1  # the plan
    desk.show(VERIFY)
    desk.page.verification.verify()
    desk.settle()
    assert desk.page.verification.result.isVisible()


def test_changes_come_by_pages_as_one_scrolls(desk: Desk, qtmodeltester: ModelTester) -> None:
    desk.show(CHANGES)
    panel = desk.page.changes
    total = panel.model.total
    assert panel.model.rowCount() == min(total, 200)
    qtmodeltester.check(panel.model)
    panel.search.setText("締め")
    panel._read()
    desk.settle()
    panel.search.clear()
    panel.kind.setCurrentIndex(panel.kind.findData("closing"))
    desk.settle()
    assert 0 < panel.model.total < total
    panel.search.setText("no such thing anywhere")
    panel._read()
    desk.settle()
    assert panel._none.isVisible()


def test_a_page_is_asked_for_once_and_the_rows_follow_each_other() -> None:
    model = ChangesTableModel()
    wanted: list[int] = []
    model.more_wanted.connect(wanted.append)
    root = QModelIndex()
    model.show_page(page_of(9, 8, total=4, next_before=8))
    model.fetchMore(root)
    model.fetchMore(root)

    assert wanted == [8]
    model.give_up()  # the network was away
    model.fetchMore(root)
    assert wanted == [8, 8]
    model.add_page(page_of(7, 6, total=4, next_before=None))
    assert not model.canFetchMore(root)
    assert [model.record(row).number for row in range(model.rowCount())] == [9, 8, 7, 6]


def test_an_import_shows_its_file_and_fingerprint(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(
        f"department,month,metric,value\n{desk.department},2023-04,byod_sessions,3\n", "utf-8"
    )
    contents = read_files([file], figures_import.KINDS)
    office = Office.open(desk.url)
    office.write(partial(figures_import.import_figures, contents=contents))
    office.close()
    desk.show(CHANGES)
    desk.page.changes.table.selectRow(0)

    text = dict(desk.page.changes.facts.texts())["ファイル"]
    assert "figures.csv" in text
    assert contents[0][0].source.sha256 in text


def test_a_sound_ledger_is_proven_and_its_head_copied(desk: Desk) -> None:
    desk.show(VERIFY)
    panel = desk.page.verification
    panel.verify_button.click()
    assert panel.stop_button.isVisible()
    desk.settle()

    assert "問題はありません" in panel.result.title
    assert "この検証だけでは分かりません" in panel.result.remark.text()
    panel.result.copy_button.click()
    office = Office.open(desk.url)
    assert QGuiApplication.clipboard().text() == str(office.read(ledger.head))
    office.close()


def test_a_head_pasted_from_paper_is_compared_whatever_its_breaks(desk: Desk) -> None:
    desk.show(VERIFY)
    panel = desk.page.verification
    office = Office.open(desk.url)
    head = str(office.read(ledger.head))
    office.close()
    panel.head.setText(f" {head[:20]} {head[20:50]}　{head[50:]} ")
    panel.verify()
    desk.settle()

    assert "問題はありません" in panel.result.title
    assert not panel.result.remark.isVisible()
    assert "一致しました" in dict(panel.result.facts.texts())["照らした先頭"]


def test_a_head_of_another_ledger_is_told_as_a_defect(desk: Desk) -> None:
    desk.show(VERIFY)
    panel = desk.page.verification
    panel.head.setText("3:" + "a" * 64)
    panel.verify()
    desk.settle()

    assert "合わない" in panel.result.title
    assert panel.result.problems.model.rowCount() == 1
    assert "--" not in str(panel.result.problems.model.index(0, 0).data())


@pytest.mark.parametrize("text", ["abc", "12", "12:xyz", "<b>1</b>:" + "a" * 64])
def test_what_is_no_head_is_said_beside_the_field(desk: Desk, text: str) -> None:
    desk.show(VERIFY)
    panel = desk.page.verification
    panel.head.setText(text)
    panel.verify()

    assert panel._wrong.isVisible()
    assert not panel.result.isVisible()
    assert not desk.window.workspace.busy


def test_a_verification_can_be_ended_and_begun_again(desk: Desk) -> None:
    desk.show(VERIFY)
    panel = desk.page.verification
    panel.verify()
    panel.stop_button.click()
    desk.settle()

    assert "中止しました" in desk.notices[-1]
    assert panel.verify_button.isEnabled()
    panel.verify()
    desk.settle()
    assert panel.result.isVisible()


def test_the_tabs_are_walked_by_arrows_and_left_by_tab(desk: Desk, qtbot: QtBot) -> None:
    page = desk.page
    assert isinstance(page, LedgerPage)
    page.tabs.setFocus()
    QTest.keyClick(page.tabs, Qt.Key.Key_Right)
    desk.settle()
    assert page.tabs.currentIndex() == 1
    QTest.keyClick(page.tabs, Qt.Key.Key_Tab)
    assert not page.tabs.hasFocus()
