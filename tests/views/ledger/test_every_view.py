"""The views of 台帳 behind the first one: usable by keyboard, spoken, never cut off."""

from __future__ import annotations

import pytest

from tests.views.ledger.conftest import PAPER, Desk
from tests.views.looking_over import look_over


@pytest.mark.parametrize("tab", [1, 2, 3])
def test_each_view_is_for_everybody(desk: Desk, tab: int) -> None:
    now = desk.stored().current
    assert now is not None
    assert now.amount is not None
    desk.correct_elsewhere(now.amount // 10_000 + 1, "長い理由" * 30)
    desk.show(tab)
    if tab == 3:
        desk.page.verification.verify()
        desk.settle()
    elif tab == 1:
        desk.page.corrections.table.selectRow(0)
    else:
        desk.page.changes.table.selectRow(0)

    look_over(desk.window, desk.page)


def test_a_correction_is_for_everybody(desk: Desk) -> None:
    desk.page.history.choose(PAPER)
    desk.page.history.life.correct_button.click()
    desk.page.history.correction.fields.value.setText("9" * 30)

    look_over(desk.window, desk.page)
