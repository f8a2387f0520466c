"""From a KPI down to the revision and the file behind one number, by the keyboard, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QTableView, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.services.contributions import contributions
from kdx_desktop.services.evidence import department_cells
from kdx_desktop.services.ledger import history
from kdx_desktop.services.office import Office
from kdx_desktop.services.person import Role
from kdx_desktop.services.recording import Act, Kind, NewRevision, record
from kdx_desktop.views.dashboard.breakdown_lines import bureau_lines, department_lines
from kdx_desktop.views.dashboard.breakdown_table_model import BreakdownTableModel
from kdx_desktop.views.dashboard.cells_table_model import CellsTableModel
from kdx_desktop.views.dashboard.opened_kpi import OpenedKpi, Part
from kdx_desktop.views.header import Header
from kdx_desktop.views.ledger.ledger_page import LedgerPage
from kdx_desktop.views.main_window import MainWindow
from tests.views.dashboard.test_dashboard import opened, texts
from tests.views.waiting import settle

Open = Callable[..., MainWindow]
KPIS = (
    "copy_paper",
    "paperless_meetings",
    "telework_byod",
    "automation_hours",
    "digital_leaders",
    "manager_training",
)


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    qtbot.keyClick(window.focusWidget(), key)
    settle(qtbot, window)
    qtbot.wait(10)


def tables(kpi: OpenedKpi) -> dict[str, list[list[str]]]:
    """The tables that are seen, by name, as text."""
    return {
        table.accessibleName(): [
            [str(table.model().index(row, column).data()) for column in range(columns)]
            for row in range(table.model().rowCount())
        ]
        for table in kpi.findChildren(QTableView)
        if table.isVisible() and (columns := table.model().columnCount())
    }


def breakdown(qtbot: QtBot, window: MainWindow, code: str) -> OpenedKpi:
    """Open a KPI's 内訳 by the keyboard: the segment beside 推移."""
    kpi = opened(qtbot, window, code)
    press(qtbot, window, Qt.Key.Key_Right)
    if kpi.part is not Part.BREAKDOWN:
        press(qtbot, window, Qt.Key.Key_Space)
    assert kpi.part.name == "BREAKDOWN"
    kpi.breakdown.rows.setFocus()
    return kpi


def test_every_number_is_traced_to_its_revision_and_its_file(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    """The largest bureau's largest department, its newest month: corrected from a file."""
    office = Office.open(city)
    found = office.read(
        partial(
            contributions,
            as_of=Month(202212),
            kpi_code="telework_byod",
            view=OrganizationView.NOW,
        )
    )
    bureau = bureau_lines(found).rows[0].key
    department = department_lines(found, bureau).rows[0].key
    source = json.dumps(
        [
            {
                "file": "テレワーク.csv",
                "sha256": "c0ffee" * 10 + "c0ff",
                "size": 4321,
                "lines": 30,
                "used": 28,
                "rejected": [{"line": 3, "reason": "日付"}, {"line": 9, "reason": "日付"}],
            }
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    number = _revisions_of(office, department) + 1
    office.write(
        lambda session: record(
            session,
            Act(Kind.CORRECTION, "ログの再集計", source),
            [
                NewRevision(
                    department, 202212, "telework_sessions", number, State.ACTUAL, 990_000, "再送"
                )
            ],
        )
    )
    office.close()
    window = open_window(city)
    kpi = breakdown(qtbot, window, "telework_byod")
    assert kpi.breakdown.steps == ["全庁"]
    press(qtbot, window, Qt.Key.Key_Return)
    assert kpi.breakdown.steps == ["全庁", bureau]
    press(qtbot, window, Qt.Key.Key_Return)
    assert len(kpi.breakdown.steps) == 3
    assert tables(kpi)["月ごとの数値"][0][:2] == ["2022年12月", "99"]
    press(qtbot, window, Qt.Key.Key_Return)
    assert kpi.part.name == "EVIDENCE"
    shown = tables(kpi)
    first = shown["記録"][0]
    assert first[1:3] == ["99回", "実績"]
    _follow_to_the_ledger(qtbot, window, kpi, department)
    window.show_page("dashboard")
    settle(qtbot, window)
    assert "訂正" in first
    assert first[-1] == "注記：再送　理由：ログの再集計"
    assert shown["元のファイル"][0][1:] == [
        "テレワーク.csv",
        "4,321",
        "30",
        "28",
        "2",
        "c0ffee" * 10 + "c0ff",
    ]
    assert len(shown["記録"]) == number
    # … and back, step by step, where one came from.
    press(qtbot, window, Qt.Key.Key_Escape)
    assert kpi.part.name == "BREAKDOWN"
    assert len(kpi.breakdown.steps) == 3
    assert kpi.breakdown.cells.hasFocus()
    press(qtbot, window, Qt.Key.Key_Backspace)
    assert kpi.breakdown.steps == ["全庁", bureau]
    assert kpi.breakdown.rows.hasFocus()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert kpi.breakdown.steps == ["全庁"]
    assert kpi.breakdown.rows.currentIndex().row() == 0
    press(qtbot, window, Qt.Key.Key_Escape)
    assert kpi.part.name == "COURSE"
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not kpi.isVisible()


def _revisions_of(office: Office, department: str) -> int:
    read = partial(history, department=department, month=Month(202212), metric="telework_sessions")
    return len(office.read(read))


@pytest.mark.parametrize("code", KPIS)
def test_the_total_is_the_same_in_both_views_of_the_past(
    qtbot: QtBot, open_window: Open, city: str, code: str
) -> None:
    office = Office.open(city)
    said = []
    for view in OrganizationView:
        found = office.read(partial(contributions, as_of=Month(202212), kpi_code=code, view=view))
        lines = bureau_lines(found)
        total = lines.rows[-1]
        assert total.key == ""
        said.append(total.texts)
    office.close()
    assert said[0] == said[1]


def test_the_switch_in_the_header_changes_the_breakdown(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    kpi = breakdown(qtbot, window, "telework_byod")
    now = tables(kpi)["内訳"]
    header = window.findChild(Header)
    assert header is not None
    header.view_selected.emit(OrganizationView.THEN)
    settle(qtbot, window)
    then = tables(kpi)["内訳"]
    assert now != then
    assert now[-1][1].strip("*") == then[-1][1].strip("*")


def test_the_breadcrumb_leads_back_to_every_step(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    kpi = breakdown(qtbot, window, "automation_hours")
    press(qtbot, window, Qt.Key.Key_Return)
    press(qtbot, window, Qt.Key.Key_Return)
    kpi._crumbs.step_chosen.emit(2)
    settle(qtbot, window)
    assert kpi.breakdown.steps == ["全庁"]
    kpi._crumbs.step_chosen.emit(0)
    settle(qtbot, window)
    assert not kpi.isVisible()


def test_tab_goes_from_step_to_step_as_they_stand(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    kpi = breakdown(qtbot, window, "automation_hours")
    press(qtbot, window, Qt.Key.Key_Return)
    press(qtbot, window, Qt.Key.Key_Return)
    kpi._back.setFocus()
    walked: list[QWidget] = [kpi._back]
    while window.focusWidget() is not kpi.breakdown.cells and len(walked) < 20:
        press(qtbot, window, Qt.Key.Key_Tab)
        walked.append(window.focusWidget())
    places = [widget.mapTo(window, QPoint(0, widget.height() // 2)) for widget in walked]
    assert len(walked) == 7  # back, four steps, the parts, the months
    assert places == sorted(places, key=lambda place: (place.y() // 20, place.x()))


def _follow_to_the_ledger(
    qtbot: QtBot, window: MainWindow, kpi: OpenedKpi, department: str
) -> None:
    """Go on to the history of the very cell, whatever was looked at in 台帳 before."""
    (link,) = [
        one
        for one in kpi.evidence.findChildren(QPushButton)
        if one.isVisible() and one.text() == "台帳で見る"
    ]
    window.show_page("ledger")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, LedgerPage)
    page.tabs.setCurrentIndex(2)
    settle(qtbot, window)
    window.show_page("dashboard")
    settle(qtbot, window)
    link.click()
    settle(qtbot, window)
    qtbot.waitUntil(page.history.isVisible)
    settle(qtbot, window)
    assert window.page is page
    assert (page.scope.department, page.scope.month) == (department, Month(202212))
    cell = page.history.cell
    assert cell is not None
    assert cell.metric.code == "telework_sessions"


def test_who_has_no_ledger_is_not_led_there(qtbot: QtBot, open_window: Open, city: str) -> None:
    window = open_window(city)
    window.select_role(Role.MANAGER)
    settle(qtbot, window)
    kpi = breakdown(qtbot, window, "telework_byod")
    for _ in range(3):
        press(qtbot, window, Qt.Key.Key_Return)
    assert kpi.part.name == "EVIDENCE"
    assert not [
        one
        for one in kpi.evidence.findChildren(QPushButton)
        if one.isVisible() and one.text() == "台帳で見る"
    ]


def test_evidence_without_a_number_says_where_to_find_one(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    kpi = opened(qtbot, window, "copy_paper")
    kpi._on_part_selected(Part.EVIDENCE)
    assert "数値を選ぶと、根拠を表示します" in texts(kpi)
    kpi.evidence._empty.button.click()
    settle(qtbot, window)
    assert kpi.part.name == "BREAKDOWN"


def test_the_definition_puts_this_months_numbers_into_the_formula(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    window = open_window(city)
    kpi = opened(qtbot, window, "telework_byod")
    kpi._on_part_selected(Part.DEFINITION)
    settle(qtbot, window)
    said = texts(kpi.definition)
    assert any(text.startswith("前年度まで ") and " ＋ 今年度 " in text for text in said)
    assert "前年度の目標 6,400回 ＋（15,000回 － 6,400回）× 9／12 ＝ 12,850回" in said
    assert any("2021年度　6,400回" in text and "2022年度　15,000回" in text for text in said)
    assert any("105%以上" in text for text in said)
    assert any(text.startswith("変更1（") for text in said)


@pytest.mark.parametrize("code", KPIS)
def test_the_tables_of_the_breakdown_keep_the_rules_of_models(
    qtbot: QtBot, qtmodeltester: ModelTester, city: str, code: str
) -> None:
    office = Office.open(city)
    found = office.read(
        partial(contributions, as_of=Month(202212), kpi_code=code, view=OrganizationView.THEN)
    )
    department = found.rows[0].department
    cells = office.read(partial(department_cells, found=found, department=department))
    office.close()
    lines = BreakdownTableModel()
    for shown in (bureau_lines(found), department_lines(found, found.rows[0].bureau)):
        assert {len(line.texts) for line in shown.rows} == {len(shown.header)}
        lines.show_lines(shown)
        qtmodeltester.check(lines)
    months = CellsTableModel()
    months.show_cells(cells)
    qtmodeltester.check(months)
