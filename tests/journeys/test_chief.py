"""A section chief's month: from home to the ledger, through a question and a return."""

from __future__ import annotations

from contextlib import closing
from functools import partial

from PySide6.QtCore import Qt

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.services import ledger, months
from kdx_desktop.services.board import Standing, board
from kdx_desktop.services.breakdowns import sheets_of, works_of
from kdx_desktop.services.office import Office, current_actor
from kdx_desktop.services.person import Role
from tests.journeys.conftest import COLLEAGUE, OPEN_MONTH, SitDown, hire
from tests.journeys.hands import ALT, CTRL, Hands

Key = Qt.Key
#: 市民課, which has handed in nothing for the open month.
OWN = "16001"
SAVED = "2023年3月分を保存しました。"
PAPER, HELD, PAPERLESS, TELEWORK, BYOD, HOURS = (
    "copy_paper_sheets",
    "meetings_held",
    "meetings_paperless",
    "telework_sessions",
    "byod_sessions",
    "automation_hours",
)


def test_a_chief_hands_in_a_month_reads_at_home_why_it_came_back_and_hands_it_in_again(
    city: str, sit_down: SitDown
) -> None:
    hire(city, Role.CHIEF, OWN)
    hands = sit_down(city)
    assert hands.title == "ホーム"
    assert hands.says("2023年3月分　市民課")
    hands.press(Key.Key_Space)  # the one button to what is due has the focus
    hands.arrive("月次入力")
    type_month(hands)
    answer_question(hands)
    hands.press(Key.Key_T, ALT)
    hands.expect("提出済み")
    assert standing(city) is Standing.SUBMITTED

    with closing(Office.open(city, COLLEAGUE)) as office:
        work = partial(months.set_state, month=OPEN_MONTH, departments=[OWN], state="returned")
        office.write(partial(work, reason="会議の回数の桁をご確認ください"))
    hands.press(Key.Key_Q, CTRL)

    hands = sit_down(city)
    hands.expect("会議の回数の桁をご確認ください")
    hands.press(Key.Key_Space)
    hands.arrive("月次入力")
    hands.expect("会議の回数の桁をご確認ください")
    correct(hands)
    hands.press(Key.Key_T, ALT)
    hands.expect("提出済み")
    assert_kept(city)


def type_month(hands: Hands) -> None:
    """Type sheets by size, four figures, and hours by 業務."""
    assert hands.row[0] == "コピー用紙使用量"
    hands.press(Key.Key_F4)
    for sheets in ("５００", "", "２３０００", "", ""):
        if sheets:
            hands.compose(sheets)
        hands.press(Key.Key_Return)
    for number in ("２５０", "11", "８", "11"):
        (hands.type if number.isascii() else hands.compose)(number)
        hands.press(Key.Key_Return)
    assert hands.row[0] == "最新技術による削減時間"
    hands.press(Key.Key_F4)
    for cell in ("請求書の処理", "75", "30", "0"):
        (hands.type if cell.isascii() else hands.compose)(cell)
        hands.press(Key.Key_Return)
    assert numbers(hands) == ["24,000", "250", "11", "8", "11", "37.5"]


def answer_question(hands: Hands) -> None:
    """Save; what is unusual is asked beside its cell, and explained in its note."""
    asked = {row[0]: row[-1] for row in hands.tables["月次入力の表"]}
    assert "通常の値（22前後）" in asked["会議開催数"]
    assert asked["コピー用紙使用量"] == ""
    hands.press(Key.Key_S, CTRL)
    assert not hands.says(SAVED)
    assert hands.focus == "会議開催数 備考"
    hands.compose("年度末の説明会")
    hands.press(Key.Key_S, CTRL)
    hands.expect(SAVED)


def correct(hands: Hands) -> None:
    """Type the figure that was asked for, and save."""
    while hands.row[0] != "会議開催数":
        hands.press(Key.Key_Down)
    hands.compose("２５")
    hands.press(Key.Key_Return)
    assert numbers(hands)[:2] == ["24,000", "25"]
    hands.press(Key.Key_S, CTRL)
    hands.expect(SAVED)


def numbers(hands: Hands) -> list[str]:
    return [row[2] for row in hands.tables["月次入力の表"]]


def standing(city: str) -> Standing:
    """Return where the chief's month stands, as a colleague sees it."""
    with closing(Office.open(city, COLLEAGUE)) as office:
        (found,) = office.read(partial(board, months=[OPEN_MONTH], departments=[OWN]))
    return found.rows[0].standing


def assert_kept(city: str) -> None:
    """Look into the ledger: each figure, how it was counted, and who changed what."""
    with closing(Office.open(city, COLLEAGUE)) as office:
        cells = office.read(partial(ledger.history, department=OWN, month=OPEN_MONTH))
        assert office.read(ledger.verify).intact
    assert {cell.who for cell in cells} == {current_actor().name}
    assert {cell.state for cell in cells} == {State.ACTUAL}
    found: dict[str, list[float]] = {}
    for cell in cells:
        found.setdefault(cell.metric, []).append((cell.amount or 0) / SCALE)
    assert found == {
        PAPER: [24000],
        HELD: [250, 25],
        PAPERLESS: [11],
        TELEWORK: [8],
        BYOD: [11],
        HOURS: [37.5],
    }
    assert standing(city) is Standing.SUBMITTED
    last = {cell.metric: cell for cell in cells}
    assert sheets_of(last[PAPER].typed) == {"A3": "500", "A4": "23000"}
    (work,) = works_of(last[HOURS].typed)
    assert (work.name, work.cases, work.before, work.after) == ("請求書の処理", "75", "30", "0")
    assert next(cell.note for cell in cells if cell.metric == HELD) == "年度末の説明会"
