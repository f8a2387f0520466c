"""A newcomer's first minutes: three questions, a sample city, and a tour through the window."""

from __future__ import annotations

from PySide6.QtCore import Qt

from kdx_desktop import paths
from tests.journeys.conftest import SitDown
from tests.journeys.hands import ALT, CTRL, Hands

Key = Qt.Key


def test_enter_alone_answers_the_three_questions_and_leads_on_to_what_comes_first(
    first_start: SitDown,
) -> None:
    hands = first_start()
    assert {"1　データの置き場所", "2　あなたの役割", "3　はじめる内容"} <= set(hands.texts)
    assert not paths.default_database().exists()
    hands.press(Key.Key_Return)
    hands.arrive("ホーム")
    assert paths.default_database().exists()
    hands.expect("部署がまだ登録されていません")
    hands.press(Key.Key_Return)
    hands.arrive("取込")
    assert hands.focus.startswith("ファイルを選ぶ")


def test_a_newcomer_tries_the_sample_city_as_a_chief_and_is_shown_around(
    first_start: SitDown,
) -> None:
    hands = first_start()
    hands.press(Key.Key_R, ALT)
    hands.press(Key.Key_Down)
    assert "課長" in hands.texts
    hands.press(Key.Key_A, ALT)
    hands.press(Key.Key_Return)
    hands.arrive("ホーム")
    hands.expect("架空の市のデータです。自由に試せます。閉じると消えます。")
    hands.expect("次に入力する月")
    assert not hands.says("提出状況")
    assert not paths.default_database().exists()

    hands.tab_to("操作の案内")
    hands.press(Key.Key_Return)
    places = [
        "ホーム",
        "ホーム",
        *["KPIダッシュボード"] * 2,
        "月次入力",
        "ランキング",
        "ランキング",
    ]
    for number, place in enumerate(places, start=1):
        hands.expect(f"操作の案内　{number} / {len(places)}")
        hands.arrive(place)
        take_up(hands)
        hands.press(Key.Key_Return)
    assert not hands.says("操作の案内　")
    hands.go_to("ホーム")
    hands.tab_to("操作の案内")
    hands.press(Key.Key_Return)
    hands.expect("操作の案内　1 / ")
    take_up(hands)
    hands.press(Key.Key_Escape)
    assert not hands.says("操作の案内　")
    hands.press(Key.Key_K, CTRL)  # and everything else is within reach again
    hands.wait(lambda: hands.focus == "部署・画面・操作を探す", "Ctrl+K finds nothing")


def take_up(hands: Hands) -> None:
    """Wait until the note has the focus back from the screen that came."""
    hands.wait(lambda: hands.focus in {"次へ", "終わる"}, "the tour does not lead on")
