"""履歴 and 訂正: every revision is told, and a closed month is put right with a reason only."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from kdx_desktop.metrics.amounts import SCALE, amount_text
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.views.ledger.correction_card import CorrectionCard
from kdx_desktop.views.widgets.text_table_model import TextTableModel
from tests.views.ledger.conftest import OPEN, PAPER, Desk


def rows_of(model: TextTableModel) -> list[list[str]]:
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def begin(desk: Desk) -> CorrectionCard:
    """Press 訂正する at the paper of the month."""
    desk.page.history.choose(PAPER)
    desk.page.history.life.correct_button.click()
    return desk.page.history.correction


def near(desk: Desk, more: int = 1) -> int:
    """Return a value that nobody would question."""
    now = desk.stored().current
    assert now is not None
    assert now.amount is not None
    return now.amount // SCALE + more


def save(desk: Desk, card: CorrectionCard, value: int, reason: str) -> None:
    card.fields.value.setText(str(value))
    card.fields.note.setText("確認済み")
    card.fields.reason.setText(reason)
    assert card.fields.save_button.isEnabled()
    card.fields.save_button.click()
    desk.settle()


def test_all_figures_of_the_month_stand_with_their_current_values(
    desk: Desk, qtmodeltester: ModelTester
) -> None:
    model = desk.page.history.model
    qtmodeltester.check(model)
    rows = rows_of(model)

    assert len(rows) == 8
    now = desk.stored().current
    assert now is not None
    assert now.amount is not None
    assert rows[0][1].replace(",", "").rstrip("*") == amount_text(now.amount)
    assert rows[0][2] == "枚"


def test_each_revision_shows_its_difference_and_where_it_came_from(desk: Desk) -> None:
    before, value = desk.stored().revisions, near(desk, 5)
    desk.correct_elsewhere(value)
    desk.page.history.choose(PAPER)
    desk.page.reload()
    desk.settle()

    life = desk.page.history.life
    rows = rows_of(life.model)
    assert len(rows) == len(before) + 1
    assert rows[0][0] == str(len(rows))
    assert rows[0][2] == "＋5"
    assert rows[0][6] == "訂正"
    facts = dict(life.facts.texts())
    assert "→" in facts["値"]
    assert facts["理由"] == "別の席の訂正"
    assert {"日時", "人", "端末", "変更番号"} <= facts.keys()
    life.table.selectRow(len(rows) - 1)
    assert "→" not in dict(life.facts.texts())["値"]


def test_a_correction_is_stored_with_its_reason(desk: Desk) -> None:
    value = near(desk)
    card = begin(desk)
    assert card.isVisible()
    save(desk, card, value, "転記の誤り")

    now = desk.stored().current
    assert now is not None
    assert (now.amount, now.reason, now.kind) == (value * SCALE, "転記の誤り", "correction")
    assert not card.isVisible()
    assert "訂正しました" in desk.notices[-1]
    assert rows_of(desk.page.history.life.model)[0][7].startswith("転記の誤り")


def test_nothing_is_stored_without_a_reason_or_without_a_change(desk: Desk) -> None:
    card = begin(desk)
    fields = card.fields
    assert not fields.save_button.isEnabled()
    fields.reason.setText("転記の誤り")
    assert "変えてください" in fields.missing.text()
    fields.value.setText(str(near(desk)))
    assert fields.save_button.isEnabled()
    fields.reason.setText("　")
    assert "理由" in fields.save_button.accessibleDescription()
    for wrong in ("", "十二", "-5", "1.5", "9" * 40):
        fields.value.setText(wrong)
        assert not fields.save_button.isEnabled()
        assert fields.missing.text()


def test_before_and_after_and_what_it_moves_are_seen_before_it_is_stored(
    desk: Desk, qtbot: QtBot
) -> None:
    before = desk.stored()
    card = begin(desk)
    card.fields.value.setText(str(near(desk, 50_000)))
    assert "→" in card.preview.text()
    qtbot.waitUntil(card.effects.isVisible, timeout=10_000)

    assert desk.stored() == before


def test_a_striking_value_is_asked_for_a_note_beside_it(desk: Desk) -> None:
    card = begin(desk)
    card.fields.value.setText(str(near(desk) * 10))
    card.fields.note.clear()
    card.fields.reason.setText("転記の誤り")
    card.fields.save_button.click()
    desk.settle()

    assert card.isVisible()
    assert "備考" in card.refusal.text()
    card.fields.note.setText("引っ越しのため")
    assert not card.refusal.isVisible()
    card.fields.save_button.click()
    desk.settle()
    assert not card.isVisible()


def test_somebody_elses_correction_stands_beside_ones_own_and_neither_is_lost(desk: Desk) -> None:
    mine, theirs = near(desk, 7), near(desk, 3)
    card = begin(desk)
    card.fields.value.setText(str(mine))
    card.fields.note.setText("自分")
    card.fields.reason.setText("転記の誤り")
    desk.correct_elsewhere(theirs)
    card.fields.save_button.click()
    desk.settle()

    assert card.isVisible()
    said = card.conflict.text().replace(",", "")
    assert str(mine) in said
    assert str(theirs) in said
    assert card.fields.value.text() == str(mine)
    now = desk.stored().current
    assert now is not None
    assert now.amount == theirs * SCALE
    card.fields.save_button.click()
    desk.settle()
    now = desk.stored().current
    assert now is not None
    assert now.amount == mine * SCALE


def test_a_correction_that_arrives_while_one_types_is_shown_at_once(desk: Desk) -> None:
    card = begin(desk)
    card.fields.value.setText(str(near(desk, 7)))
    desk.correct_elsewhere(near(desk, 3))
    desk.page.reload()
    desk.settle()

    assert card.conflict.isVisible()
    assert card.fields.value.text() == str(near(desk, 4))  # as it was typed


def test_a_figure_becomes_not_applicable_without_a_number(desk: Desk) -> None:
    card = begin(desk)
    card.fields.state.setCurrentIndex(list(State).index(State.NOT_APPLICABLE))
    assert not card.fields.value.isEnabled()
    card.fields.reason.setText("複合機がない部署のため")
    card.fields.save_button.click()
    desk.settle()

    assert desk.stored().state is State.NOT_APPLICABLE


def test_escape_closes_the_correction(desk: Desk) -> None:
    card = begin(desk)
    QTest.keyClick(card.fields.reason, Qt.Key.Key_Escape)

    assert not card.isVisible()


def test_an_open_month_is_not_corrected_but_entered(desk: Desk, qtbot: QtBot) -> None:
    desk.look_at(OPEN)
    life = desk.page.history.life

    assert not life.correct_button.isVisible()
    life._entry.click()
    qtbot.waitUntil(lambda: desk.window.page is not desk.page, timeout=20_000)


def test_a_month_without_departments_says_what_to_do(desk: Desk) -> None:
    desk.page.look_at(type(desk.page.scope)(Month(199904), desk.page.scope.role))
    desk.settle()

    assert desk.page.history.empty.isVisible()
