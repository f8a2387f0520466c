"""取込: files are looked at before anything is stored, and nothing hostile stops the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from kdx_desktop.services import figures_import, kept_backups
from kdx_desktop.services.addresses import database_file
from kdx_desktop.services.importing import read_files
from kdx_desktop.services.kept_backups import Occasion
from kdx_desktop.services.knowledge import load_closed_months
from kdx_desktop.services.office import Office
from kdx_desktop.views.imports.imports_page import ImportsPage
from kdx_desktop.views.ledger.ledger_page import LedgerPage
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.widgets.told_table import ToldTable
from tests.views.imports.conftest import Desk
from tests.views.waiting import settle

Write = Callable[..., Path]
OPEN, CLOSED = "2023-04", "2022-06"


def line(code: str, value: object, month: str = OPEN) -> str:
    return f"{code},{month},byod_sessions,{value},,"


def rows_of(table: ToldTable | None) -> list[list[str]]:
    if table is None:
        return []
    model = table.model
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_nothing_is_stored_until_the_button_is_pressed(
    desk: Desk, codes: Sequence[str], written: Write
) -> None:
    before = desk.changes
    desk.take(written("a.csv", line(codes[0], 41), line(codes[1], 42)))

    assert desk.page.preview.isVisible()
    assert desk.changes == before
    desk.store()
    assert desk.changes == before + 1
    assert desk.page.result.isVisible()
    assert f"変更番号 {before + 1}" in desk.page.result.title
    assert rows_of(desk.page.start.so_far)[0][3] == "a.csv"


def test_what_was_imported_is_found_among_the_changes_of_the_ledger(
    desk: Desk, codes: Sequence[str], written: Write
) -> None:
    desk.take(written("a.csv", line(codes[0], 41)))
    desk.store()
    desk.page.result.ledger_button.click()
    desk.settle()
    page = desk.window.page
    assert isinstance(page, LedgerPage)
    desk.settle()
    assert page.changes.isVisible()


def test_a_replaced_figure_stands_with_both_values(
    desk: Desk, codes: Sequence[str], written: Write
) -> None:
    desk.take(written("a.csv", line(codes[0], 41)))
    desk.store()
    desk.take(written("b.csv", line(codes[0], 43)))

    (row,) = rows_of(desk.page.preview.cards[0].replaced)
    assert row[0].startswith(codes[0])
    assert row[1:] == ["2023年4月", "BYOD端末利用回数", "41", "43"]


def test_problems_name_line_column_and_what_to_do_and_can_be_left_out(
    desk: Desk, codes: Sequence[str], written: Write
) -> None:
    desk.take(written("a.csv", line(codes[0], 41), line("X999", 1), line(codes[1], "12回")))

    page = desk.page.preview
    rows = rows_of(page.cards[0].problems)
    assert sorted((row[0], row[1]) for row in rows) == [("3", "department"), ("4", "value")]
    assert all(row[2] for row in rows)
    assert not page.import_button.isEnabled()
    page.skip.setChecked(True)
    desk.store()
    assert desk.page.result.isVisible()


def test_a_closed_month_asks_for_a_reason_beside_the_button(
    desk: Desk, codes: Sequence[str], written: Write
) -> None:
    desk.take(written("a.csv", line(codes[0], 977, CLOSED)))

    page = desk.page.preview
    assert page.reason.isVisible()
    assert not page.import_button.isEnabled()
    assert "理由" in page.import_button.accessibleDescription()
    page.reason.setText("転記の誤り")
    desk.store()
    assert rows_of(desk.page.start.so_far)[0][7] == "転記の誤り"


def test_the_same_file_again_says_when_it_was_taken_in(
    desk: Desk, codes: Sequence[str], written: Write
) -> None:
    file = written("a.csv", line(codes[0], 41))
    desk.take(file)
    desk.store()
    desk.take(file)

    texts = desk.page.preview.cards[0].findChildren(type(desk.page.preview._summary))
    assert any("取り込まれています" in text.text() for text in texts)
    assert not desk.page.preview.import_button.isEnabled()
    assert "新しい内容はありません" in desk.page.preview._summary.text()


def test_files_added_later_stand_beside_the_first(
    desk: Desk, codes: Sequence[str], written: Write
) -> None:
    desk.take(written("a.csv", line(codes[0], 41)))
    desk.take(written("b.csv", line(codes[1], 42)))
    assert [card._place for card in desk.page.preview.cards] == [0, 1]

    desk.page.preview.file_removed.emit(0)
    desk.settle()
    assert len(desk.page.preview.cards) == 1
    desk.page.preview.file_removed.emit(0)
    desk.settle()
    assert desk.page.start.isVisible()


def test_leaving_stores_nothing_and_forgets_the_reason(
    desk: Desk, codes: Sequence[str], written: Write
) -> None:
    before = desk.changes
    desk.take(written("a.csv", line(codes[0], 977, CLOSED)))
    desk.page.preview.reason.setText("別の理由")
    desk.page.preview.cancelled.emit()

    assert desk.page.start.isVisible()
    assert desk.changes == before
    desk.take(written("b.csv", line(codes[1], 977, CLOSED)))
    assert desk.page.preview.reason.text() == ""


def test_reading_can_be_ended(desk: Desk, codes: Sequence[str], written: Write) -> None:
    file = written("a.csv", *(line(codes[0], number) for number in range(20_000)))
    desk.page.take_files([file])
    assert desk.page.working.isVisible()
    desk.page.working.cancel_button.click()
    desk.settle()

    assert desk.page.start.isVisible()
    assert "何も保存していません" in desk.notices[-1]


def test_what_somebody_saved_meanwhile_is_in_the_preview(
    desk: Desk, codes: Sequence[str], written: Write
) -> None:
    desk.take(written("a.csv", line(codes[0], 41)))
    office = Office.open(desk.url)
    other = read_files([written("other.csv", line(codes[0], 77))], figures_import.KINDS)
    office.write(partial(figures_import.import_figures, contents=other))
    office.close()

    desk.store()  # what is seen on screen is not what would happen any more
    assert not desk.page.result.isVisible()
    assert "確認した後に" in desk.notices[-1]
    assert rows_of(desk.page.preview.cards[0].replaced)[0][3:] == ["77", "41"]
    desk.store()
    assert desk.page.result.isVisible()


def test_a_backup_is_kept_before_the_import(
    desk: Desk, codes: Sequence[str], written: Write
) -> None:
    for value in (41, 42):  # the first time nothing is new since the backup at the start
        desk.take(written("a.csv", line(codes[0], value)))
        desk.store()

    occasions = [kept.occasion for kept in kept_backups.kept(database_file(desk.url))]
    assert Occasion.IMPORT in occasions


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("zeros.csv", b"\0" * 4096),
        ("half.xlsx", b"PK\x03\x04" + b"\xff" * 2000),
        ("empty.csv", b""),
        ("log.csv", b"time,printer,pages\n10:00,P1,3\n"),
        ("quote.csv", b'department,month,metric,value\n"A001,2022-04,byod_sessions,1\n' * 50),
        ("markup.csv", b"<b>A</b>,<img src=x>\n1,2\n"),
        ("wrong.csv", b"\x81\xff\x00\xfe" * 300),
    ],
)
def test_hostile_files_get_a_sentence_and_the_window_lives(
    desk: Desk, tmp_path: Path, name: str, content: bytes
) -> None:
    before = desk.changes
    file = tmp_path / name
    file.write_bytes(content)
    desk.take(file, tmp_path / "is_not_there.csv", tmp_path)

    assert len(desk.page.preview.cards) == 3
    for card in desk.page.preview.cards:
        assert rows_of(card.problems)
    assert not desk.page.preview.import_button.isEnabled()
    assert desk.changes == before
    desk.window.show_page("dashboard")
    desk.settle()
    assert desk.window.page is not desk.page


def test_a_machine_log_is_told_that_it_cannot_be_read_yet(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("time,printer,pages\n10:00,P1,3\n", encoding="utf-8")
    desk.take(file)

    texts = desk.page.preview.cards[0].findChildren(type(desk.page.preview._summary))
    assert any("まだ読み取れません" in text.text() for text in texts)


def test_an_empty_city_begins_with_departments_and_figures_together(
    qtbot: QtBot, empty: str, open_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    window = open_window(empty, page="imports", month=0)
    page = window.page
    assert isinstance(page, ImportsPage)
    assert page.start._first.isVisible()
    departments = tmp_path / "departments.csv"
    departments.write_text(
        "code,name,bureau,valid_from,valid_to\nA001,総務課,総務局,2015-04,\n", encoding="utf-8"
    )
    book = Workbook()
    sheet = book.create_sheet("数値", 0)
    sheet.append(["部署コード", "年月", "指標", "数値"])
    sheet.append(["A001", "2022-04", "コピー用紙使用量", 1200])
    book.save(tmp_path / "figures.xlsx")
    page.take_files([tmp_path / "figures.xlsx", departments])
    settle(qtbot, window)
    page.preview.import_button.click()
    settle(qtbot, window)

    assert page.result.isVisible()
    assert not page.start._first.isVisibleTo(page)


def test_all_problems_are_copied_at_once(desk: Desk, codes: Sequence[str], written: Write) -> None:
    desk.take(written("a.csv", *(line(f"X{number}", 1) for number in range(20))))
    table = desk.page.preview.cards[0].problems
    assert table is not None
    table._copy.click()

    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "行\t列\t問題と直し方"
    assert len(lines) == 21


def test_the_chosen_problem_is_told_in_full_below(
    desk: Desk, codes: Sequence[str], written: Write
) -> None:
    desk.take(written("a.csv", line("X1", 1), line("X2", 1)))
    table = desk.page.preview.cards[0].problems
    assert table is not None
    table.table.selectRow(1)

    assert "X2" in table._whole.text()
    assert table._whole.isVisible()


def test_it_is_done_by_the_keyboard_alone(
    desk: Desk, qtbot: QtBot, codes: Sequence[str], written: Write
) -> None:
    desk.take(written("a.csv", line(codes[0], 977, CLOSED)))
    page = desk.page.preview
    page.reason.setFocus()
    qtbot.keyClicks(page.reason, "counted again")
    qtbot.keyClick(page.reason, Qt.Key.Key_Return)
    assert page.import_button.hasFocus()
    qtbot.keyClick(page.import_button, Qt.Key.Key_Space)
    desk.settle()

    assert desk.page.result.isVisible()


def test_the_tables_keep_the_rules_of_models(
    qapp: object, qtmodeltester: ModelTester, qtbot: QtBot
) -> None:
    table = ToldTable("名", ("行", "内容"), (0,), tells=True)
    qtbot.addWidget(table)
    table.show_rows([("1", "a"), ("2", "b")])
    qtmodeltester.check(table.model)


def test_the_sample_city_is_what_these_tests_think(city: str) -> None:
    office = Office.open(city)
    closed = {str(month) for month in office.read(load_closed_months)}
    office.close()
    assert CLOSED in closed
    assert OPEN not in closed


def test_the_focus_goes_along_and_never_leaves_the_screen(
    desk: Desk, qtbot: QtBot, codes: Sequence[str], written: Write
) -> None:
    desk.page.start.choose_button.setFocus()
    desk.take(written("a.csv", line(codes[0], 977, CLOSED)))
    assert desk.page.preview.reason.hasFocus()
    qtbot.keyClicks(desk.page.preview.reason, "typo")
    desk.page.reload()  # somebody else has saved
    desk.settle()
    assert desk.page.preview.reason.hasFocus()
    assert desk.page.preview.reason.text() == "typo"
    desk.store()
    assert desk.page.result.again_button.hasFocus()


def test_escape_puts_the_files_away(desk: Desk, codes: Sequence[str], written: Write) -> None:
    desk.take(written("a.csv", line(codes[0], 41)))
    QTest.keyClick(desk.page.preview.import_button, Qt.Key.Key_Escape)

    assert desk.page.start.isVisible()
