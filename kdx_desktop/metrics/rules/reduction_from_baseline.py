"""reduction_from_baseline: like with like by succession group (domain.md §4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from kdx_desktop.metrics.amounts import Exact, units
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import MetricFigures
from kdx_desktop.metrics.month_totals import exact_sum
from kdx_desktop.metrics.months import Month, fiscal_year_to_date
from kdx_desktop.metrics.organization import SuccessionGroup
from kdx_desktop.metrics.plan import Kpi, Plan
from kdx_desktop.metrics.rules.measured import (
    ComparedMonth,
    LeftOut,
    LeftOutReason,
    Measured,
    ReductionDetail,
    coverage,
)


class ComparedCells(NamedTuple):
    """What is compared of a succession group in a month: amounts by department, on both sides."""

    month: Month
    base: Month
    now: Mapping[str, Exact]
    then: Mapping[str, Exact]


class _MonthCompared(NamedTuple):
    """One month: the sums of what is compared, and what is not, by department and reason.

    ``left_out`` has the amounts of the month and of the baseline month.
    """

    actual: Exact
    baseline: Exact
    estimates: int
    raw_reported: bool
    left_out: Mapping[tuple[str, LeftOutReason], tuple[Exact, Exact]]


def measure(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> Measured:  # noqa: ARG001 - a rule
    """Compare each month of the fiscal year to date with the same month of the baseline year."""
    if kpi.baseline_fiscal_year is None:
        message = f"KPI {kpi.code} has no baseline year"
        raise ValueError(message)
    months = fiscal_year_to_date(as_of)
    found = [_compared(city, kpi, month) for month in months]
    left_out: dict[tuple[str, LeftOutReason], list[Exact]] = {}
    for one in found:
        for key, amounts in one.left_out.items():
            sums = left_out.setdefault(key, [0, 0])
            for side, amount in enumerate(amounts):
                sums[side] += amount
    actual_sum = units(exact_sum(one.actual for one in found))
    baseline_sum = units(exact_sum(one.baseline for one in found))
    all_actual = actual_sum + units(exact_sum(sums[0] for sums in left_out.values()))
    all_baseline = baseline_sum + units(exact_sum(sums[1] for sums in left_out.values()))
    raw_reported = any(one.raw_reported for one in found)
    detail = ReductionDetail(
        actual=actual_sum,
        baseline=baseline_sum,
        raw_actual=all_actual,
        raw_baseline=all_baseline,
        raw_value=1 - all_actual / all_baseline if raw_reported and all_baseline else None,
        left_out=tuple(
            LeftOut(department, reason, units(sums[0]), units(sums[1]))
            for (department, reason), sums in sorted(left_out.items())
        ),
        months=tuple(
            ComparedMonth(month, units(one.actual), units(one.baseline))
            for month, one in zip(months, found, strict=True)
        ),
    )
    return Measured(
        value=1 - actual_sum / baseline_sum if baseline_sum else None,
        coverage=coverage(city, kpi.metrics, months),
        estimates=sum(one.estimates for one in found),
        detail=detail,
    )


def _compared(city: City, kpi: Kpi, month: Month) -> _MonthCompared:
    """Compare a month; the months of a year, and the years of a forecast, ask for the same."""
    return city.once(
        ("compared", kpi.metrics, kpi.baseline_fiscal_year, month),
        partial(_compare, city, kpi, month),
    )


def _compare(city: City, kpi: Kpi, month: Month) -> _MonthCompared:
    (metric,) = kpi.metrics
    year = kpi.baseline_fiscal_year or month.fiscal_year
    actuals, baselines = city.of(metric), city.with_baselines(metric, year)
    base = month.in_fiscal_year(year)
    now: list[Exact] = []
    then: list[Exact] = []
    left_out: dict[tuple[str, LeftOutReason], tuple[Exact, Exact]] = {}
    estimates = 0
    raw_reported = False
    for group in city.organization.groups(base, month):
        sides = _amounts(actuals, group.after, month), _amounts(baselines, group.before, base)
        raw_reported = raw_reported or bool(sides[0])
        reason = _reason(actuals, group, base, month, sides)
        if reason is None:
            now += sides[0].values()
            then += sides[1].values()
            if actuals.estimates:
                estimates += _estimates(actuals, group.after, month)
                estimates += _estimates(actuals, group.before, base)
            continue
        for department in {*group.after, *group.before}:
            left_out[department, reason] = (
                sides[0].get(department, 0),
                sides[1].get(department, 0),
            )
    return _MonthCompared(exact_sum(now), exact_sum(then), estimates, raw_reported, left_out)


def course(city: City, plan: Plan, kpi: Kpi, months: tuple[Month, ...]) -> list[Fraction | None]:
    """Add up month by month: what is compared in a month depends on no later one."""
    detail = measure(city, plan, kpi, months[-1]).detail
    actual = baseline = Fraction(0)
    values: list[Fraction | None] = []
    for month in detail.months if isinstance(detail, ReductionDetail) else ():
        actual += month.actual
        baseline += month.baseline
        values.append(1 - actual / baseline if baseline else None)
    return values


def compared_cells(city: City, kpi: Kpi, as_of: Month) -> Iterator[ComparedCells]:
    """Yield the cells of each group and month that `measure` compares, in ten-thousandths."""
    (metric,) = kpi.metrics
    year = kpi.baseline_fiscal_year or as_of.fiscal_year
    actuals, baselines = city.of(metric), city.with_baselines(metric, year)
    for month in fiscal_year_to_date(as_of):
        base = month.in_fiscal_year(year)
        for group in city.organization.groups(base, month):
            sides = _amounts(actuals, group.after, month), _amounts(baselines, group.before, base)
            if _reason(actuals, group, base, month, sides) is None:
                yield ComparedCells(month, base, *sides)


def _amounts(figures: MetricFigures, members: tuple[str, ...], month: Month) -> dict[str, Exact]:
    values = figures.values
    return {code: own[month] for code in members if month in (own := values.get(code, {}))}


def _estimates(figures: MetricFigures, members: tuple[str, ...], month: Month) -> int:
    return sum((department, month) in figures.estimates for department in members)


def _reason(
    figures: MetricFigures,
    group: SuccessionGroup,
    base: Month,
    month: Month,
    sides: tuple[dict[str, Exact], dict[str, Exact]],
) -> LeftOutReason | None:
    """Return the first reason that applies, None when the group's month is compared."""
    now, then = sides
    if not group.after:
        return LeftOutReason.NO_SUCCESSOR
    if not then:
        return LeftOutReason.NO_BASELINE
    if len(now) == len(group.after) and len(then) == len(group.before):
        return None
    missing = [(code, month) for code in group.after if code not in now]
    missing += [(code, base) for code in group.before if code not in then]
    if any(cell not in figures.not_applicable for cell in missing):
        return LeftOutReason.NOT_REPORTED
    return LeftOutReason.NOT_APPLICABLE
