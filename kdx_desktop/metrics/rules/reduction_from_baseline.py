"""reduction_from_baseline: like with like by succession group (domain.md §4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from kdx_desktop.metrics.amounts import Exact, units
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import MetricFigures
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


def measure(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> Measured:  # noqa: ARG001 - a rule
    """Compare each month of the fiscal year to date with the same month of the baseline year."""
    (metric,) = kpi.metrics
    if kpi.baseline_fiscal_year is None:
        message = f"KPI {kpi.code} has no baseline year"
        raise ValueError(message)
    actuals, baselines = city.of(metric), city.with_baselines(metric, kpi.baseline_fiscal_year)
    compared: list[ComparedMonth] = []
    left_out: dict[tuple[str, LeftOutReason], list[Exact]] = {}
    raw_actual: Exact = 0
    raw_baseline: Exact = 0
    estimates = 0
    raw_reported = False
    for month in fiscal_year_to_date(as_of):
        base = month.in_fiscal_year(kpi.baseline_fiscal_year)
        actual: Exact = 0
        baseline: Exact = 0
        for group in city.organization.groups(base, month):
            sides = _amounts(actuals, group.after, month), _amounts(baselines, group.before, base)
            raw_reported = raw_reported or bool(sides[0])
            now, then = sum(sides[0].values()), sum(sides[1].values())
            reason = _reason(actuals, group, base, month, sides)
            if reason is None:
                actual += now
                baseline += then
                estimates += _estimates(actuals, group.after, month)
                estimates += _estimates(actuals, group.before, base)
                continue
            raw_actual += now
            raw_baseline += then
            for side, members in enumerate((group.after, group.before)):
                for department in members:
                    sums = left_out.setdefault((department, reason), [0, 0])
                    sums[side] += sides[side].get(department, 0)
        compared.append(ComparedMonth(month, units(actual), units(baseline)))
    actual_sum = sum((month.actual for month in compared), Fraction(0))
    baseline_sum = sum((month.baseline for month in compared), Fraction(0))
    all_actual = actual_sum + units(raw_actual)
    all_baseline = baseline_sum + units(raw_baseline)
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
        months=tuple(compared),
    )
    return Measured(
        value=1 - actual_sum / baseline_sum if baseline_sum else None,
        coverage=coverage(city, kpi.metrics, fiscal_year_to_date(as_of)),
        estimates=estimates,
        detail=detail,
    )


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
    return {
        department: amount
        for department in members
        if (amount := figures.value(department, month)) is not None
    }


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
    missing = [(code, month) for code in group.after if code not in now]
    missing += [(code, base) for code in group.before if code not in then]
    if not missing:
        return None
    if any(cell not in figures.not_applicable for cell in missing):
        return LeftOutReason.NOT_REPORTED
    return LeftOutReason.NOT_APPLICABLE
