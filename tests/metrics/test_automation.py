"""Hours from cases: exact over any number of lines, and rounded only once."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.automation import hours

MINUTES = st.integers(0, 600 * SCALE)
LINES = st.lists(st.tuples(st.integers(0, 100_000), MINUTES, MINUTES), max_size=20)


def test_cases_times_saved_minutes_are_hours() -> None:
    assert hours([(40, 15 * SCALE, 25_000)]) == 83_333  # 40 × 12.5 minutes = 8 h 20 min
    assert hours([]) == 0


def test_ten_thousand_entries_of_a_tenth_of_an_hour_are_exactly_a_thousand_hours() -> None:
    assert hours([(1, 6 * SCALE, 0)] * 10_000) == 1_000 * SCALE


def test_rounding_each_line_would_lose_what_the_sum_keeps() -> None:
    line = (1, 20, 0)  # a third of a ten-thousandth of an hour
    assert hours([line]) == 0
    assert hours([line] * 3) == 1


@pytest.mark.parametrize(("minutes", "expected"), [(29, 0), (30, 1), (89, 1), (90, 2)])
def test_a_half_is_rounded_up(minutes: int, expected: int) -> None:
    assert hours([(1, minutes, 0)]) == expected


@given(LINES)
def test_hours_are_the_exact_sum_rounded_to_the_nearest(lines: list[tuple[int, int, int]]) -> None:
    exact = sum(
        (Fraction(cases * (before - after), 60) for cases, before, after in lines), Fraction(0)
    )
    assert abs(hours(lines) - exact) <= Fraction(1, 2)


@given(LINES)
def test_the_order_of_lines_does_not_matter(lines: list[tuple[int, int, int]]) -> None:
    assert hours(sorted(lines)) == hours(reversed(lines)) == hours(lines)


@given(LINES)
def test_what_takes_longer_than_before_counts_against_what_was_saved(
    lines: list[tuple[int, int, int]],
) -> None:
    turned = [(cases, after, before) for cases, before, after in lines]
    assert hours(turned) == -hours(lines)
    assert hours([*lines, *turned]) == 0


@given(st.integers(0, 1000), MINUTES, MINUTES, st.integers(0, 1000))
def test_one_line_may_be_told_in_two(cases: int, before: int, after: int, more: int) -> None:
    assert hours([(cases, before, after), (more, before, after)]) == hours(
        [(cases + more, before, after)]
    )
