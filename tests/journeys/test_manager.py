"""A manager's look: from a KPI down to the file behind one number, across the ranking to a department."""

from __future__ import annotations

import json
from contextlib import closing
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services.ledger import history
from kdx_desktop.services.office import Office
from kdx_desktop.services.person import Role
from kdx_desktop.services.recording import Act, Kind, NewRevision, record
from tests.journeys.conftest import SitDown, hire
from tests.journeys.hands import CTRL, Hands

Key = Qt.Key
AS_OF = Month(202212)
KPI = "テレワーク、BYOD端末の利用回数（累計）"
#: デジタル行政戦略課: the first in the first bureau of the KPI's 内訳.
DEPARTMENT, DEPARTMENT_NAME = "11006", "デジタル行政戦略課"
FILE = "テレワーク_12月.csv"


@pytest.fixture
def hands(city: str, sit_down: SitDown) -> Hands:
    recount(city)
    hire(city, Role.MANAGER)
    return sit_down(city, month=int(AS_OF))


def test_a_manager_follows_a_kpi_down_to_the_file_behind_one_number_and_comes_back(
    hands: Hands,
) -> None:
    hands.tab_to(KPI)
    hands.press(Key.Key_Return)
    hands.arrive("KPIダッシュボード")
    hands.tab_to(KPI)
    hands.press(Key.Key_Return)
    hands.tab_to("表示：推移")
    hands.press(Key.Key_Right)
    hands.tab_to("内訳")
    assert hands.row[0] == "都市政策局"
    hands.press(Key.Key_Return)
    assert hands.row[1] == DEPARTMENT_NAME
    hands.press(Key.Key_Return)
    assert hands.focus == "月ごとの数値"
    assert hands.row[:2] == ["2022年12月", "99"]
    hands.press(Key.Key_Return)
    latest = hands.tables["記録"][0]
    assert latest[:3] == ["2", "99回", "実績"]
    assert "ログの再集計" in latest[-1]
    assert hands.tables["元のファイル"][0][1:3] == [FILE, "4,321"]

    walked = []
    for _ in range(5):
        hands.press(Key.Key_Escape)
        walked.append(hands.focus)
    assert walked[:4] == ["月ごとの数値", "内訳", "内訳", "表示：推移"]
    assert walked[4].startswith(KPI)  # its card


def test_both_views_of_the_past_have_the_same_total_and_a_chart_goes_to_the_clipboard(
    hands: Hands,
) -> None:
    hands.go_to("KPIダッシュボード")
    hands.tab_to(KPI)
    hands.press(Key.Key_Return)
    hands.tab_to("月ごとの実績")
    hands.press(Key.Key_C, CTRL)
    copied = QApplication.clipboard().mimeData()
    assert copied.hasImage()
    assert copied.text().startswith("\t2021年度\t2022年度\t")
    assert "\n12月\t132\t259\t" in copied.text()

    hands.tab_to("表示：推移")
    hands.press(Key.Key_Right)
    now = hands.tables["内訳"]
    hands.tab_to("組織の見方：現在の組織")
    hands.press(Key.Key_Right)
    hands.wait(lambda: hands.tables["内訳"] != now, "the switch changes nothing")
    then = hands.tables["内訳"]
    assert "按分不能" in {row[0] for row in now} - {row[0] for row in then}
    assert now[-1][:3] == then[-1][:3] == ["合計", now[-1][1], "100.0%"]


def test_a_row_of_the_ranking_and_ctrl_k_lead_to_a_department_and_f1_explains_it(
    hands: Hands,
) -> None:
    hands.go_to("ランキング")
    hands.tab_to("部署の順位")
    hands.press(Key.Key_Down)
    chosen = hands.row
    hands.press(Key.Key_Return)
    hands.arrive("部署カルテ")
    department = hands.window.page.scope.chosen  # type: ignore[union-attr]
    assert department is not None
    assert department.name in chosen
    hands.go_to("KPIダッシュボード")
    hands.find("財政課")
    hands.arrive("部署カルテ")
    hands.expect("財政課")
    explained = "一つの部署の順位、提出状況"
    assert not hands.says(explained)
    hands.press(Key.Key_F1)
    assert hands.says(explained)
    hands.press(Key.Key_Escape)
    assert not hands.says(explained)


def recount(city: str) -> None:
    """Have the team take a file in that counts one figure anew."""
    file = {"file": FILE, "sha256": "c0ffee" * 10 + "c0ff", "size": 4321, "lines": 30, "used": 28}
    file["rejected"] = [{"line": 3, "reason": "日付"}, {"line": 9, "reason": "日付"}]
    source = json.dumps([file], ensure_ascii=False, separators=(",", ":"))
    read = partial(history, department=DEPARTMENT, month=AS_OF, metric="telework_sessions")
    with closing(Office.open(city)) as office:
        number = len(office.read(read)) + 1
        cell = (DEPARTMENT, int(AS_OF), "telework_sessions")
        revision = NewRevision(*cell, number, State.ACTUAL, 990_000, "再送")
        act = Act(Kind.CORRECTION, "ログの再集計", source)
        office.write(lambda session: record(session, act, [revision]))
