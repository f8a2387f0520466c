"""The HR/DX team's month: everything approved, closed, corrected afterwards, and reported."""

from __future__ import annotations

from contextlib import closing
from functools import partial

from PySide6.QtCore import Qt

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.services import ledger, months
from kdx_desktop.services.board import MonthBoard, Standing, board
from kdx_desktop.services.knowledge import load_closed_months
from kdx_desktop.services.office import Office
from tests.journeys.conftest import OPEN_MONTH, SitDown
from tests.journeys.hands import ALT, CTRL, Hands

Key = Qt.Key
REASON = "集計表の転記誤り"


def test_the_team_approves_a_hundred_departments_closes_the_month_and_corrects_it(
    large_city: str, sit_down: SitDown
) -> None:
    count = hand_in_everything(large_city)
    hands = sit_down(large_city)
    assert hands.says(f"{count}部署の提出が承認を待っています。")
    hands.press(Key.Key_Space)
    hands.arrive("提出状況")
    hands.press(Key.Key_A, CTRL)
    hands.press(Key.Key_Return, CTRL)
    hands.expect(f"3月分の{count}部署を承認しました。")
    assert stored(large_city).counts[Standing.APPROVED] == count

    hands.go_to("ホーム")
    hands.expect("承認を待っている提出はありません。")
    hands.press(Key.Key_Space)
    hands.arrive("提出状況")
    close(hands)
    with closing(Office.open(large_city)) as office:
        assert OPEN_MONTH in office.read(load_closed_months)

    correct(hands)
    hands.go_to("ホーム")
    expect_final(hands)
    hands.press(Key.Key_Space)
    hands.arrive("レポート")
    expect_final(hands)
    assert_kept(large_city)


def close(hands: Hands) -> None:
    """Close the month by typing it; the header says so at once."""
    assert "確定" not in hands.texts
    hands.press(Key.Key_C, ALT)
    hands.expect("すべての部署を承認し、説明のない目立つ数値もありません。")
    assert hands.focus == "締める月"
    hands.compose("令和５年２月")
    hands.press(Key.Key_Return)
    assert hands.says("対象月は2023年3月です。")
    hands.press(Key.Key_A, CTRL)
    hands.compose("令和５年３月")
    hands.press(Key.Key_Return)
    expect_final(hands)


def expect_final(hands: Hands) -> None:
    """Wait until the header says that the month's figures are final."""
    hands.wait(lambda: "確定" in hands.texts, "the header does not say 確定")


def correct(hands: Hands) -> None:
    """Correct a closed figure with a reason; the list of corrections begins with it."""
    hands.go_to("台帳")
    hands.tab_to("この月の数値")
    hands.press(Key.Key_Down)
    assert hands.row[0] == "会議開催数"
    hands.press(Key.Key_E, ALT)
    assert hands.focus == "値（回）"
    hands.press(Key.Key_A, CTRL)
    hands.compose("２０")
    assert hands.says("訂正の理由を入力してください。")
    hands.press(Key.Key_R, ALT)
    hands.compose(REASON)
    hands.press(Key.Key_S, ALT)
    hands.expect("訂正しました")
    assert hands.row[:2] == ["会議開催数", "20"]
    hands.find("訂正一覧を見る")
    hands.expect(REASON)
    latest = hands.tables["訂正一覧"][0]
    assert latest[2:8] == ["企画調整課", "2023-03", "会議開催数", "16", "20", REASON]


def hand_in_everything(city: str) -> int:
    """Have every department hand in the open month; return how many there are."""
    with closing(Office.open(city)) as office:
        (found,) = office.read(partial(board, months=[OPEN_MONTH]))
        approved = [row for row in found.rows if row.standing is Standing.APPROVED]
        for rows, state in ((approved, "returned"), (found.rows, "submitted")):
            codes = [row.department.code for row in rows]
            work = partial(months.set_state, month=OPEN_MONTH, departments=codes, state=state)
            office.write(partial(work, reason="集計のため"))
    assert len(found.rows) > 100
    return len(found.rows)


def stored(city: str) -> MonthBoard:
    """Return where the month stands in the ledger."""
    with closing(Office.open(city)) as office:
        (found,) = office.read(partial(board, months=[OPEN_MONTH]))
    return found


def assert_kept(city: str) -> None:
    """Look into the ledger: the figure before and after, and why."""
    first = stored(city).rows[0].department.code
    with closing(Office.open(city)) as office:
        cells = office.read(partial(ledger.history, department=first, month=OPEN_MONTH))
        assert office.read(ledger.verify).intact
    held = [cell for cell in cells if cell.metric == "meetings_held"]
    assert [(cell.amount or 0) / SCALE for cell in held] == [16, 20]
    assert (held[-1].kind, held[-1].reason) == ("correction", REASON)
