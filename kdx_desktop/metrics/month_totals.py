"""A metric in one month over all departments: what totals, coverages and forecasts add up."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from kdx_desktop.metrics.amounts import Exact
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.months import Month


class MonthTotal(NamedTuple):
    """The departments that exist in a month: what they reported, in ten-thousandths.

    ``expected`` is how many of them there are, those excepted (対象外) left out; ``reported`` and
    ``estimates`` are how many of them have a figure, and an estimated one.
    """

    amount: Exact
    reported: int
    expected: int
    estimates: int


def month_total(city: City, metric: str, month: Month) -> MonthTotal:
    """Add up a metric in a month; a city never changes, so only once."""
    return city.once(("month total", metric, month), partial(_month_total, city, metric, month))


def _month_total(city: City, metric: str, month: Month) -> MonthTotal:
    existing, figures = city.organization.existing(month), city.of(metric)
    values = figures.values
    amounts = [own[month] for code in existing if month in (own := values.get(code, {}))]
    expected = len(existing)
    if figures.not_applicable:
        expected -= sum(
            (code, month) in figures.not_applicable and month not in values.get(code, {})
            for code in existing
        )
    estimates = 0
    if figures.estimates:
        estimates = sum(
            (code, month) in figures.estimates and month in values.get(code, {})
            for code in existing
        )
    return MonthTotal(exact_sum(amounts), len(amounts), expected, estimates)


def exact_sum(amounts: Iterable[Exact]) -> Exact:
    """Add up exactly; fractions of the same denominator are brought to lowest terms only once."""
    whole = 0
    parts: dict[int, int] = {}
    for amount in amounts:
        if isinstance(amount, int):
            whole += amount
        else:
            denominator = amount.denominator
            parts[denominator] = parts.get(denominator, 0) + amount.numerator
    if not parts:
        return whole
    return sum(
        (Fraction(part, denominator) for denominator, part in parts.items()), Fraction(whole)
    )
