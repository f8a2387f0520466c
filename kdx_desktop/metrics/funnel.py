"""Funnel limits: whether a department's rate differs from the city's by more than chance.

The rule: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in
Medicine 24 (2005) 1185-1202, §2 and appendix A.1: exact binomial limits around the common rate,
interpolated between whole numbers; 95 % and 99.8 % of what chance alone would bring lie within.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from kdx_desktop.metrics.amounts import round_half_up
from kdx_desktop.metrics.rules.measured import DepartmentRate

#: What lies outside on each side: of 95 %, and of 99.8 %.
_INNER_TAIL, _OUTER_TAIL = Fraction(25, 1000), Fraction(1, 1000)
#: Probabilities are whole numbers of this part of the likeliest one: no floating point, and the
#: same answer on every machine.
_PRECISION = 1 << 48


class Band(StrEnum):
    """Where a rate lies: within the limits, outside 95 %, outside 99.8 %."""

    FAR_BELOW = "far_below"
    BELOW = "below"
    INSIDE = "inside"
    ABOVE = "above"
    FAR_ABOVE = "far_above"

    @property
    def japanese(self) -> str:
        """The users' words for the difference from the city's rate."""
        return _NAMES[self]


_NAMES = {
    Band.FAR_BELOW: "低い",
    Band.BELOW: "やや低い",
    Band.INSIDE: "範囲内",
    Band.ABOVE: "やや高い",
    Band.FAR_ABOVE: "高い",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Rates, from low to high, within which 99.8 % (outer) and 95 % (inner) lie by chance."""

    outer_low: Fraction
    inner_low: Fraction
    inner_high: Fraction
    outer_high: Fraction

    def judge(self, rate: Fraction) -> Band:
        """Tell where a rate lies; one on a limit is inside."""
        if rate < self.inner_low:
            return Band.FAR_BELOW if rate < self.outer_low else Band.BELOW
        if rate > self.inner_high:
            return Band.FAR_ABOVE if rate > self.outer_high else Band.ABOVE
        return Band.INSIDE


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """A department's rate, and the limits for as many meetings as it held."""

    rate: DepartmentRate
    limits: Limits

    @property
    def band(self) -> Band:
        """Where its rate lies."""
        return self.limits.judge(self.rate.rate)


@dataclass(frozen=True, slots=True)
class Funnel:
    """The departments that have a rate, in the given order; ``centre`` is their common rate."""

    centre: Fraction
    points: tuple[FunnelPoint, ...]


def funnel(rates: Iterable[DepartmentRate]) -> Funnel | None:
    """Judge departments by the rate of all of them together; None where nothing was held."""
    counted = tuple(rate for rate in rates if rate.whole > 0)
    if not counted:
        return None
    centre = sum((one.part for one in counted), Fraction(0)) / sum(one.whole for one in counted)
    known: dict[int, Limits] = {}
    points = []
    for one in counted:
        trials = max(round_half_up(one.whole), 1)
        if trials not in known:
            known[trials] = limits(centre, trials)
        points.append(FunnelPoint(one, known[trials]))
    return Funnel(centre, tuple(points))


def limits(centre: Fraction, trials: int) -> Limits:
    """Return the limits for so many trials (≥ 1) with a common rate of 0…1.

    A rate k / trials is below the lower limit exactly where the probability of k or fewer is below
    the tail's (2.5 % or 0.1 %), and above the upper one where that of k or more is.
    """
    if not 0 < centre < 1:
        return Limits(centre, centre, centre, centre)
    first, weights = _weights(centre, trials)
    low = [_edge(first, weights, tail) / trials for tail in (_OUTER_TAIL, _INNER_TAIL)]
    weights.reverse()
    last = trials - (first + len(weights) - 1)
    high = [1 - _edge(last, weights, tail) / trials for tail in (_OUTER_TAIL, _INNER_TAIL)]
    return Limits(
        max(low[0], Fraction(0)),
        max(low[1], Fraction(0)),
        min(high[1], Fraction(1)),
        min(high[0], Fraction(1)),
    )


def _weights(centre: Fraction, trials: int) -> tuple[int, list[int]]:
    """Return the binomial probabilities up to a factor, and the number that the first is for.

    From the likeliest number to both sides, until they are too small to count.
    """
    part, other = centre.numerator, centre.denominator - centre.numerator
    likeliest = (trials + 1) * part // centre.denominator
    up, down = [], []
    weight, number = _PRECISION, likeliest
    while weight and number < trials:
        weight = weight * (trials - number) * part // ((number + 1) * other)
        number += 1
        up.append(weight)
    weight, number = _PRECISION, likeliest
    while weight and number > 0:
        weight = weight * number * other // ((trials - number + 1) * part)
        number -= 1
        down.append(weight)
    return number, [*reversed(down), _PRECISION, *up]


def _edge(first: int, weights: list[int], tail: Fraction) -> Fraction:
    """Return the number, interpolated, up to which the probability is that of the tail."""
    scale = tail.denominator  # of what follows, so that it stays whole
    rest = tail.numerator * sum(weights)
    for number, weight in enumerate(weights, start=first):
        if weight * scale >= rest:
            return number - 1 + Fraction(rest, weight * scale)
        rest -= weight * scale
    raise AssertionError("the tail is more than everything")
