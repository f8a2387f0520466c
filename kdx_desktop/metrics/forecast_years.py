"""The fiscal years that a forecast is made from: this one as far as it goes, and those before it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kdx_desktop.metrics.amounts import Exact, units
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.kpis import measure, year_to_date
from kdx_desktop.metrics.month_totals import exact_sum, month_total
from kdx_desktop.metrics.months import MONTHS_PER_YEAR, Month, fiscal_year_months
from kdx_desktop.metrics.plan import Kpi, Plan
from kdx_desktop.metrics.rules.measured import ReductionDetail

#: How many fiscal years back a forecast looks.
PAST_YEARS = 4
#: A month counts when at least this part of its cells is reported.
_ENOUGH = Fraction(1, 2)
_ZERO = Fraction(0)
_ALL = frozenset(range(MONTHS_PER_YEAR))


@dataclass(frozen=True, slots=True)
class FlowYear:
    """Twelve amounts in units, April first, beside what they are measured by.

    ``weights`` are the baseline year's months for paper, else all 1. ``known`` are the positions,
    from 0, of the months of which at least half is reported.
    """

    fiscal_year: int
    amounts: tuple[Fraction, ...]
    weights: tuple[Fraction, ...]
    known: frozenset[int]

    @property
    def complete(self) -> bool:
        """Tell whether all twelve months are there."""
        return self.known == _ALL

    def seen_with(self, known: frozenset[int]) -> FlowYear:
        """Return the year as it was when no more than these months were there."""
        amounts = (
            amount if position in known else _ZERO for position, amount in enumerate(self.amounts)
        )
        return FlowYear(self.fiscal_year, tuple(amounts), self.weights, known)


@dataclass(frozen=True, slots=True)
class CourseYear:
    """A KPI's value as of each month, April first; ``known`` as in `FlowYear`."""

    fiscal_year: int
    values: tuple[Fraction | None, ...]
    known: frozenset[int]


def total_year(city: City, kpi: Kpi, as_of: Month) -> FlowYear:
    """Return what was added in each month of as_of's fiscal year, up to as_of."""
    months = fiscal_year_months(as_of.fiscal_year)
    known, sums = _cells(city, kpi, months, as_of)
    ones = (Fraction(1),) * MONTHS_PER_YEAR
    return FlowYear(as_of.fiscal_year, tuple(units(sums[month]) for month in months), ones, known)


def reduction_year(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> FlowYear:
    """Return what is compared in each month; to come is as much of the baseline as up to now."""
    months = fiscal_year_months(as_of.fiscal_year)
    known, _ = _cells(city, kpi, months, as_of)
    detail = measure(city, plan, kpi, as_of).detail
    compared = (
        {row.month: row for row in detail.months} if isinstance(detail, ReductionDetail) else {}
    )
    raw = [_baseline(city, kpi, month) for month in months]
    known = frozenset(p for p in known if compared[months[p]].baseline)
    of_raw = sum((raw[p] for p in known), _ZERO)
    part = sum((compared[months[p]].baseline for p in known), _ZERO) / of_raw if of_raw else _ZERO
    return FlowYear(
        as_of.fiscal_year,
        tuple(compared[month].actual if month in compared else _ZERO for month in months),
        tuple(
            compared[month].baseline if position in known else raw[position] * part
            for position, month in enumerate(months)
        ),
        known,
    )


def course_year(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> CourseYear:
    """Return the value as of each month up to as_of."""
    months = fiscal_year_months(as_of.fiscal_year)
    known, _ = _cells(city, kpi, months, as_of)
    values = [row.value for row in year_to_date(city, plan, kpi, as_of)]
    values += [None] * (MONTHS_PER_YEAR - len(values))
    known = frozenset(position for position in known if values[position] is not None)
    return CourseYear(as_of.fiscal_year, tuple(values), known)


def _cells(
    city: City, kpi: Kpi, months: tuple[Month, ...], as_of: Month
) -> tuple[frozenset[int], dict[Month, Exact]]:
    """Return the positions of the months that count, and the sum of each month up to as_of."""
    passed = [month for month in months if month <= as_of]
    sums: dict[Month, Exact] = dict.fromkeys(months, 0)
    reported: dict[Month, int] = dict.fromkeys(passed, 0)
    expected: dict[Month, int] = dict.fromkeys(passed, 0)
    for code in kpi.metrics:
        monthly = city.metrics[code].expected_monthly
        for month in passed:
            found = month_total(city, code, month)
            sums[month] += found.amount
            if monthly:
                reported[month] += found.reported
                expected[month] += found.expected
    as_it_happens = not any(city.metrics[code].expected_monthly for code in kpi.metrics)
    known = frozenset(
        position
        for position, month in enumerate(passed)
        if as_it_happens or (reported[month] and reported[month] >= _ENOUGH * expected[month])
    )
    return known, sums


def _baseline(city: City, kpi: Kpi, month: Month) -> Fraction:
    """Return everything of the same month of the baseline year, in units."""
    (metric,) = kpi.metrics
    year = kpi.baseline_fiscal_year or month.fiscal_year
    figures, base = city.with_baselines(metric, year), month.in_fiscal_year(year)
    amounts = (figures.value(code, base) for code in city.organization.existing(base))
    return units(exact_sum(amount for amount in amounts if amount is not None))
