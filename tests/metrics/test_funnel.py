"""Funnel limits: nobody is told to differ from the city where chance alone explains it."""

from __future__ import annotations

from fractions import Fraction
from math import comb

from hypothesis import given, settings
from hypothesis import strategies as st

from kdx_desktop.metrics.funnel import Band, funnel, limits
from kdx_desktop.metrics.rules.measured import DepartmentRate

INNER, OUTER = Fraction(25, 1000), Fraction(1, 1000)
#: Nearer to the limit than the arithmetic promises.
HAIR = Fraction(1, 10**9)


def at_most(number: int, trials: int, rate: Fraction) -> Fraction:
    """The probability of so many or fewer, the long way."""
    terms = (comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(number + 1))
    return sum(terms, Fraction(0))


def rate(department: str, part: int, whole: int) -> DepartmentRate:
    return DepartmentRate(department, Fraction(part), Fraction(whole))


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 40),
    st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=60),
)
def test_who_lies_outside_is_who_is_that_improbable(trials: int, centre: Fraction) -> None:
    found = limits(centre, trials)
    for number in range(trials + 1):
        few = at_most(number, trials, centre)
        many = 1 - at_most(number - 1, trials, centre)
        share = Fraction(number, trials)
        if any(abs(p - tail) < HAIR for p in (few, many) for tail in (INNER, OUTER)):
            continue
        assert (share < found.inner_low) is (few < INNER)
        assert (share < found.outer_low) is (few < OUTER)
        assert (share > found.inner_high) is (many < INNER)
        assert (share > found.outer_high) is (many < OUTER)


@settings(deadline=None)
@given(st.integers(1, 3000), st.fractions(0, 1, max_denominator=5000))
def test_limits_stand_in_order_around_the_city(trials: int, centre: Fraction) -> None:
    found = limits(centre, trials)
    assert 0 <= found.outer_low <= found.inner_low <= centre
    assert centre <= found.inner_high <= found.outer_high <= 1
    mirrored = limits(1 - centre, trials)
    assert abs(mirrored.outer_high - (1 - found.outer_low)) < HAIR
    assert abs(mirrored.inner_low - (1 - found.inner_high)) < HAIR


def test_the_same_rate_is_chance_for_few_meetings_and_not_for_many() -> None:
    crowd = [rate(f"A{number:02d}", 80, 100) for number in range(30)]
    found = funnel([*crowd, rate("FEW", 3, 6), rate("MANY", 50, 100)])
    assert found is not None
    bands = {point.rate.department: point.band for point in found.points}
    assert (bands["FEW"], bands["MANY"], bands["A00"]) == (Band.INSIDE, Band.FAR_BELOW, Band.INSIDE)


def test_the_centre_is_the_rate_of_all_meetings_and_not_the_mean_of_rates() -> None:
    found = funnel([rate("A", 1, 1), rate("B", 0, 99), rate("C", 0, 0)])
    assert found is not None
    assert found.centre == Fraction(1, 100)
    assert [point.rate.department for point in found.points] == ["A", "B"]


def test_where_all_are_alike_nobody_differs() -> None:
    for part in (0, 10):
        found = funnel([rate("A", part, 10), rate("B", part * 3, 30)])
        assert found is not None
        assert {point.band for point in found.points} == {Band.INSIDE}
    assert funnel([]) is None
    assert funnel([rate("A", 0, 0)]) is None


def test_a_part_of_a_meeting_from_a_split_department_is_counted_whole() -> None:
    found = funnel([DepartmentRate("A", Fraction(1, 3), Fraction(1, 3)), rate("B", 5, 10)])
    assert found is not None
    assert found.points[0].limits == limits(found.centre, 1)
