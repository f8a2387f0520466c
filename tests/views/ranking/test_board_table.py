"""A board as a table: right values, right order, found, copied, spoken."""

from __future__ import annotations

from enum import IntEnum, auto
from fractions import Fraction

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.metrics.rules.measured import Coverage
from kdx_desktop.services.boards import Board, BoardRow
from kdx_desktop.views.ranking.board_table import BoardTable
from kdx_desktop.views.ranking.board_table_model import BoardTableModel
from kdx_desktop.views.ranking.level_columns import level_columns


def row(rank: int, before: int | None, code: str, name: str, value: str) -> BoardRow:
    number = Fraction(value)
    return BoardRow(rank, before, code, name, "総務局", number, (None, number), Coverage(9, 10))


ROWS = (
    row(1, 3, "D003", "ＤＸ推進課", "0.5"),
    row(2, 2, "D001", "総務課", "0.125"),
    row(2, None, "D002", "市民課", "0.125"),
    row(4, 1, "D010", "環境課", "-0.03"),
)
BOARD = Board(Theme.PAPER, Month(202212), ROWS, (), Phase(True, 4, 4, 4))


class Column(IntEnum):
    """The columns of a board by value."""

    RANK = 0
    CHANGE = auto()
    NAME = auto()
    BUREAU = auto()
    VALUE = auto()
    BAR = auto()
    TREND = auto()
    COVERAGE = auto()


@pytest.fixture
def table(qtbot: QtBot) -> BoardTable:
    table = BoardTable()
    qtbot.addWidget(table)
    table.resize(1400, 600)
    table.show_board(level_columns(BOARD), BOARD.rows, "D001")
    table.show()
    return table


def column(table: BoardTable, which: Column) -> list[str]:
    model = table.model()
    return [str(model.index(number, which).data()) for number in range(model.rowCount())]


def test_the_model_keeps_the_rules_of_models(
    qapp: QApplication, qtmodeltester: ModelTester
) -> None:
    model = BoardTableModel()
    model.show_board(level_columns(BOARD), BOARD.rows)
    qtmodeltester.check(model)
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.data(QModelIndex()) is None


def test_values_are_written_as_on_paper(table: BoardTable) -> None:
    assert column(table, Column.RANK) == ["1", "2", "2", "4"]
    assert column(table, Column.CHANGE) == ["↑2", "→", "―", "↓3"]
    assert column(table, Column.VALUE) == ["50.0%", "12.5%", "12.5%", "▲3.0%"]
    assert column(table, Column.COVERAGE) == ["90.0%"] * 4


def test_a_click_on_a_header_sorts_by_value_and_not_by_text(table: BoardTable) -> None:
    table.sortByColumn(Column.VALUE, Qt.SortOrder.DescendingOrder)
    assert column(table, Column.VALUE) == ["▲3.0%", "12.5%", "12.5%", "50.0%"]
    table.sortByColumn(Column.CHANGE, Qt.SortOrder.AscendingOrder)
    assert column(table, Column.CHANGE) == ["↑2", "→", "↓3", "―"]


def test_a_department_is_found_in_any_width_of_letters(table: BoardTable) -> None:
    table.search("dx")
    assert column(table, Column.NAME) == ["ＤＸ推進課"]
    assert table.counts() == (1, 4)
    table.search("")
    assert table.counts() == (4, 4)


def test_what_is_chosen_stays_so_when_the_order_changes(table: BoardTable) -> None:
    table.mark("D010")
    table.sortByColumn(Column.VALUE, Qt.SortOrder.DescendingOrder)
    assert table.department == "D010"
    assert {index.row() for index in table.selectedIndexes()} == {0}


def test_a_search_says_which_department_is_open_to_the_keyboard_now(
    table: BoardTable, qtbot: QtBot
) -> None:
    table.mark("D001")
    with qtbot.waitSignal(table.department_marked) as marked:
        table.search("環境")
    assert marked.args == ["D010"]
    with qtbot.assertNotEmitted(table.department_marked):
        table.search("")
    assert table.department == "D010"


def test_it_is_copied_as_a_spreadsheet_pastes_it(table: BoardTable) -> None:
    table.selectRow(3)
    lines = table.as_text().splitlines()
    assert lines[0].split("\t")[:3] == ["順位", "前月比", "部署"]
    assert lines[1].split("\t")[:5] == ["4", "↓3", "環境課", "総務局", "▲3.0%"]
    assert len(lines) == 2


def test_changes_are_spoken_in_words(table: BoardTable) -> None:
    spoken = [
        table.model().index(number, Column.CHANGE).data(Qt.ItemDataRole.AccessibleTextRole)
        for number in range(4)
    ]
    assert spoken == ["前月より2つ上", "前月と同じ", "前月の順位なし", "前月より3つ下"]


def test_a_narrow_window_keeps_rank_name_and_value(table: BoardTable) -> None:
    table.resize(420, 400)
    hidden = [one for one in Column if table.isColumnHidden(one)]
    assert Column.BUREAU in hidden
    assert not {Column.RANK, Column.NAME, Column.VALUE} & set(hidden)
