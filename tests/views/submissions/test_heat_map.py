"""The map: what each cell says, in letters and in words; where the arrows go; what is let through."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services.board import DepartmentMonth, MonthBoard, Standing
from kdx_desktop.views.submissions.heat_map_table_model import HeatMapTableModel
from kdx_desktop.views.submissions.heat_map_view import HeatMapView
from kdx_desktop.views.submissions.year_lines import Filter, Line, lines_of

NOVEMBER, DECEMBER = Month(202211), Month(202212)
GENERAL = Department("A001", "総務課", "総務局", Month(201904))
LAW = Department("A002", "法制課", "総務局", Month(201904))
CITIZENS = Department("B001", "ＤＸ市民課" + "長" * 40, "市民局", Month(202212))
WHEN = datetime(2022, 12, 8, 3, tzinfo=UTC)
NAMES = {"tanaka": "田中"}


def cell(
    department: Department,
    month: Month,
    standing: Standing,
    *,
    late: bool = False,
    reason: str = "",
) -> DepartmentMonth:
    acted = () if standing is Standing.MISSING else ("tanaka", WHEN, 5)
    return DepartmentMonth(department, month, standing, date(2023, 1, 10), late, reason, *acted)


BOARDS = (
    MonthBoard(
        NOVEMBER,
        date(2022, 12, 12),
        True,
        (
            cell(GENERAL, NOVEMBER, Standing.APPROVED),
            cell(LAW, NOVEMBER, Standing.MISSING, late=True),
        ),
    ),
    MonthBoard(
        DECEMBER,
        date(2023, 1, 10),
        False,
        (
            cell(GENERAL, DECEMBER, Standing.SUBMITTED),
            cell(LAW, DECEMBER, Standing.RETURNED, late=True, reason="枚と箱"),
            cell(CITIZENS, DECEMBER, Standing.DRAFT),
        ),
    ),
)


def shown(wanted: Filter) -> list[str]:
    return [line.department.code for line in lines_of(BOARDS, DECEMBER, wanted) if line.department]


@pytest.fixture
def view(qtbot: QtBot) -> HeatMapView:
    view = HeatMapView()
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.show_lines(BOARDS, lines_of(BOARDS, DECEMBER, Filter()), DECEMBER, NAMES)
    view.show()
    return view


def at(view: HeatMapView) -> tuple[str, Month] | None:
    row = view.current
    return None if row is None else (row.department.code, row.month)


def chosen(view: HeatMapView) -> list[tuple[str, int]]:
    return [(row.department.code, row.month.month) for row in view.chosen]


def test_the_model_keeps_the_rules_of_models(
    qapp: QApplication, qtmodeltester: ModelTester
) -> None:
    model = HeatMapTableModel()
    qtmodeltester.check(model)
    model.show(BOARDS, lines_of(BOARDS, DECEMBER, Filter()), DECEMBER, NAMES)
    qtmodeltester.check(model)


def test_a_cell_says_its_state_by_letter_and_whether_it_is_late(view: HeatMapView) -> None:
    model = view.model()
    texts = [[model.index(row, column).data() for column in (0, 1)] for row in range(5)]
    assert texts == [["1/2", "0/2"], ["承", "提"], ["未遅", "差遅"], ["", "0/1"], ["", "下"]]
    headers = [model.headerData(column, Qt.Orientation.Horizontal) for column in (0, 1)]
    assert headers == ["11月締", "12月"]


def test_a_cell_is_spoken_in_full(view: HeatMapView) -> None:
    model, role = view.model(), Qt.ItemDataRole.AccessibleTextRole
    assert model.index(1, 1).data(role) == "総務課 2022年12月 提出済み 12月8日 田中"
    assert model.index(2, 0).data(role) == "法制課 2022年11月 未提出 期限超過 締切済み"
    assert model.index(2, 1).data(role).endswith("差戻し 12月8日 田中 期限超過 理由：枚と箱")
    assert "この月にはない部署" in model.index(4, 0).data(role)
    assert model.index(0, 0).data(role) == "総務局 2022年11月 2部署のうち1部署を承認"


def test_lines_stand_by_bureau_and_code() -> None:
    lines = lines_of(BOARDS, DECEMBER, Filter())
    assert [line.department.code if line.department else line.bureau for line in lines] == [
        "総務局",
        "A001",
        "A002",
        "市民局",
        "B001",
    ]


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        (Filter(), ["A001", "A002", "B001"]),
        (Filter(states=frozenset({Standing.SUBMITTED, Standing.DRAFT})), ["A001", "B001"]),
        (Filter(late=True), ["A002"]),
        (Filter(bureau="市民局"), ["B001"]),
        (Filter(text="dx"), ["B001"]),
        (Filter(text="ａ００２"), ["A002"]),
        (Filter(text="総務 法"), ["A002"]),
        (Filter(codes=frozenset({"A001"})), ["A001"]),
        (Filter(states=frozenset({Standing.APPROVED})), []),
    ],
)
def test_the_filter_looks_at_the_chosen_month(wanted: Filter, codes: list[str]) -> None:
    assert shown(wanted) == codes


def test_the_arrows_pass_over_bureaus_and_months_in_which_there_was_no_department(
    qtbot: QtBot, view: HeatMapView
) -> None:
    view.setFocus()
    assert at(view) == ("A001", DECEMBER)
    for key, expected in (
        (Qt.Key.Key_Down, ("A002", DECEMBER)),
        (Qt.Key.Key_Down, ("B001", DECEMBER)),
        (Qt.Key.Key_Left, ("B001", DECEMBER)),  # it did not exist in November
        (Qt.Key.Key_Up, ("A002", DECEMBER)),
        (Qt.Key.Key_Left, ("A002", NOVEMBER)),
    ):
        qtbot.keyClick(view, key)
        assert at(view) == expected


def test_several_are_chosen_with_shift_control_and_space(qtbot: QtBot, view: HeatMapView) -> None:
    view.setFocus()
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(view, Qt.Key.Key_Down, shift)
    assert chosen(view) == [("A001", 12), ("A002", 12)]
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert chosen(view) == [("A002", 11)]
    qtbot.keyClick(view, Qt.Key.Key_Right, control)
    qtbot.keyClick(view, Qt.Key.Key_Space, control)
    assert chosen(view) == [("A002", 11), ("A002", 12)]
    qtbot.keyClick(view, Qt.Key.Key_A, control)
    assert chosen(view) == [("A001", 12), ("A002", 12), ("B001", 12)]


def test_a_name_chooses_the_department_in_the_chosen_month(qtbot: QtBot, view: HeatMapView) -> None:
    names = view.verticalHeader()

    def middle(row: int) -> QPoint:
        return QPoint(10, names.sectionViewportPosition(row) + 5)

    none = Qt.KeyboardModifier.NoModifier
    button = Qt.MouseButton.LeftButton
    qtbot.mouseClick(names.viewport(), button, none, middle(2))
    assert chosen(view) == [("A002", 12)]
    qtbot.mouseClick(names.viewport(), button, Qt.KeyboardModifier.ShiftModifier, middle(4))
    assert chosen(view) == [("A002", 12), ("B001", 12)]
    qtbot.mouseClick(names.viewport(), button, Qt.KeyboardModifier.ControlModifier, middle(1))
    assert chosen(view) == [("A001", 12), ("A002", 12), ("B001", 12)]
    qtbot.mouseClick(names.viewport(), button, none, middle(0))  # a bureau is nothing to choose
    assert len(chosen(view)) == 3


def test_what_is_chosen_stays_so_when_the_map_is_read_again(
    qtbot: QtBot, view: HeatMapView
) -> None:
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    late = lines_of(BOARDS, DECEMBER, Filter(late=True))
    view.show_lines(BOARDS, late, DECEMBER, NAMES)
    assert chosen(view) == [("A002", 12)]
    assert at(view) == ("A002", DECEMBER)
    view.show_lines(BOARDS, lines_of(BOARDS, NOVEMBER, Filter()), NOVEMBER, NAMES)
    assert at(view) == ("A002", NOVEMBER)  # another month is looked at: the keyboard goes along


def test_the_map_is_copied_in_words(qtbot: QtBot, view: HeatMapView) -> None:
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert lines[0] == ["コード", "部署", "局", "2022-11", "2022-12"]
    assert lines[2] == ["A002", "法制課", "総務局", "未提出（期限超過）", "差戻し（期限超過）"]


def test_a_long_name_leaves_the_months_in_sight(view: HeatMapView) -> None:
    view.resize(420, 300)
    assert view.verticalHeader().width() < 300
    assert "長" * 40 in view.model().headerData(
        4, Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole
    )


def test_nothing_is_shown_of_nothing(view: HeatMapView) -> None:
    view.show_lines((), (), DECEMBER, {})
    assert view.current is None
    assert view.chosen == ()
    assert Line("局").cells == ()
