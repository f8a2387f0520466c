"""The views of 取込 behind the first one: usable by keyboard, spoken, never cut off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tests.views.imports.conftest import Desk
from tests.views.looking_over import look_over

LONG = "令和4年度_全庁のペーパーレス会議の月別集計表_総務局から送付された最終版"


def test_the_preview_is_for_everybody(
    desk: Desk, codes: Sequence[str], written: Callable[..., Path]
) -> None:
    lines = [f"{code},2022-06,byod_sessions,977,," for code in codes]
    wrong = [f"X{number},2022-06,byod_sessions,1,," for number in range(30)]
    desk.take(written(f"{LONG}.csv", *lines, *wrong), written("b.csv", *wrong[:2]))

    look_over(desk.window, desk.page)


def test_the_result_is_for_everybody(
    desk: Desk, codes: Sequence[str], written: Callable[..., Path]
) -> None:
    desk.take(written(f"{LONG}.csv", f"{codes[0]},2023-04,byod_sessions,41,,"))
    desk.store()

    look_over(desk.window, desk.page)
