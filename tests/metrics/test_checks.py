"""What is refused at entry, and what is only questioned."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.checks import (
    past_questions,
    refusal,
    relation_refusals,
    same_as_last_month,
)
from kdx_desktop.metrics.figures import Metric
from kdx_desktop.metrics.months import Month, months_between

SHEETS = Metric("copy_paper_sheets", "コピー用紙使用量", "枚", whole=False, expected_monthly=True)
MEETINGS = Metric("meetings_held", "会議開催数", "回", whole=True, expected_monthly=True)
LIMITED = Metric(
    "leaders",
    "リーダー",
    "人",
    whole=True,
    expected_monthly=False,
    minimum=None,
    maximum=20 * SCALE,
)


def test_a_negative_figure_is_refused_beside_its_name() -> None:
    assert refusal(SHEETS, -1) == "コピー用紙使用量は0以上で入力してください。"
    assert refusal(MEETINGS, -SCALE) == "会議開催数は0以上で入力してください。"
    assert refusal(LIMITED, -SCALE) is None


def test_half_a_meeting_is_refused_and_half_a_sheet_is_not() -> None:
    assert refusal(MEETINGS, SCALE // 2) == "会議開催数は整数で入力してください。"
    assert refusal(SHEETS, SCALE // 2) is None


def test_zero_and_the_limits_themselves_are_figures() -> None:
    assert refusal(SHEETS, 0) is None
    assert refusal(MEETINGS, 0) is None
    assert refusal(LIMITED, 20 * SCALE) is None
    assert refusal(LIMITED, 21 * SCALE) == "リーダーは20以下で入力してください。"


def test_more_paperless_meetings_than_meetings_are_refused_with_both_numbers() -> None:
    refused = relation_refusals({"meetings_paperless": 8 * SCALE, "meetings_held": 7 * SCALE})
    assert list(refused) == ["meetings_paperless"]
    assert "8回" in refused["meetings_paperless"]
    assert "7回" in refused["meetings_paperless"]


def test_as_many_paperless_meetings_as_meetings_are_fine_and_one_alone_is_not_judged() -> None:
    assert not relation_refusals({"meetings_paperless": 7 * SCALE, "meetings_held": 7 * SCALE})
    assert not relation_refusals({"meetings_paperless": 7 * SCALE})
    assert not relation_refusals({"meetings_held": 0})
    assert not relation_refusals({})


def test_a_month_that_repeats_the_last_one_in_every_cell_is_questioned() -> None:
    month = {"a": 1 * SCALE, "b": 2 * SCALE}
    assert same_as_last_month(month, dict(month)) == "すべての値が前月と同じです。"
    assert same_as_last_month(month, {"a": 1 * SCALE, "b": 3 * SCALE}) is None
    assert same_as_last_month(month, {"a": 1 * SCALE}) is None
    assert same_as_last_month({"a": 0, "b": 0}, {"a": 0, "b": 0}) is None


def questions(past: Sequence[int], now: int) -> list[str]:
    """What is asked about a last month after so many months of past, in whole units."""
    first = Month.of(2021, 4)
    months = list(months_between(first, first.plus(len(past))))
    amounts = [amount * SCALE for amount in (*past, now)]
    pairs = [(int(month), amount) for month, amount in zip(months, amounts, strict=True)]
    return [sentence for _, sentence in past_questions(pairs, frozenset({int(months[-1])}))]


STEADY = [10_000, 10_400, 9_800, 10_100, 9_900, 10_200, 10_000, 9_700]


@pytest.mark.parametrize("now", [10_000, 9_000, 11_000, 6_000, 19_000])
def test_a_usual_month_is_not_questioned(now: int) -> None:
    assert questions(STEADY, now) == []


@pytest.mark.parametrize(
    ("now", "slip"),
    [
        (100000, "約10倍"),
        (1000, "約10分の1"),
        (20, "約500分の1"),
        (4, "約2500分の1"),
        (5000000, "約500倍"),
        (600000, "約60倍"),
        (167, "約60分の1"),
    ],
)
def test_boxes_typed_for_sheets_are_questioned_with_the_likely_slip(now: int, slip: str) -> None:
    (sentence,) = questions(STEADY, now)
    assert slip in sentence


@pytest.mark.parametrize("now", [0, 40_000, 3_000])
def test_a_figure_far_from_the_departments_own_past_is_questioned(now: int) -> None:
    (sentence,) = questions(STEADY, now)
    assert "大きく離れています" in sentence


def test_one_wild_month_in_the_past_does_not_hide_the_next_slip() -> None:
    assert questions([*STEADY, 5_000_000], 100_000)
    assert questions([*STEADY, 5_000_000], 10_000) == []


def test_a_department_whose_march_is_always_large_is_not_asked_each_march() -> None:
    year = [100, 110, 90, 105, 95, 100, 100, 110, 90, 100, 95, 400]
    assert questions([*year, *year[:-1]], 400) == []


def test_small_counts_may_jump_and_a_short_past_asks_nothing() -> None:
    assert questions([1, 0, 2, 1, 3, 1], 9) == []
    assert questions([10_000, 10_000, 10_000], 100_000) == []
    assert questions([], 5) == []


def test_only_new_months_are_questioned() -> None:
    first = Month.of(2021, 4)
    pairs = [(int(first.plus(n)), 10_000 * SCALE) for n in range(6)]
    pairs.append((int(first.plus(6)), 100_000 * SCALE))
    assert list(past_questions(pairs, frozenset({int(first.plus(5))}))) == []
    assert [m for m, _ in past_questions(pairs, frozenset({int(first.plus(6))}))] == [202110]
