"""A department's metrics month by month: this fiscal year, the one before, and the baseline year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kdx_desktop.metrics.amounts import units
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import Metric, MetricFigures, comparable_amounts
from kdx_desktop.metrics.months import MONTHS_PER_YEAR, Month, fiscal_year_months
from kdx_desktop.metrics.plan import Kpi, Plan, Rule

#: Twelve amounts in units, April first; None where nothing is reported.
Year = tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class MetricYear:
    """One metric on the department's comparable series; what is after as_of is None.

    ``baseline`` and ``baseline_fiscal_year`` are None for metrics that have none; ``target`` is the
    reduction from it that the city aims at. ``estimates`` counts this year's own estimated cells.
    """

    metric: Metric
    fiscal_year: int
    now: Year
    before: Year
    baseline: Year | None = None
    baseline_fiscal_year: int | None = None
    target: Fraction | None = None
    estimates: int = 0

    @property
    def totals(self) -> tuple[Fraction, Fraction, int] | None:
        """Both years' sums over the months that both have, and how many; None without any."""
        both = [
            (one, other)
            for one, other in zip(self.now, self.before, strict=True)
            if one is not None and other is not None
        ]
        if not both:
            return None
        return (
            sum((pair[0] for pair in both), Fraction(0)),
            sum((pair[1] for pair in both), Fraction(0)),
            len(both),
        )


def metric_years(city: City, plan: Plan, department: str, as_of: Month) -> tuple[MetricYear, ...]:
    """Return the metrics that every department is asked for each month, in their order."""
    months = fiscal_year_months(as_of.fiscal_year)
    reductions = {
        kpi.metrics[0]: kpi for kpi in plan.kpis if kpi.rule is Rule.REDUCTION_FROM_BASELINE
    }
    found = []
    for metric in city.metrics.values():
        if metric.expected_monthly:
            year = _year(city, metric, department, months, as_of)
            kpi = reductions.get(metric.code)
            found.append(
                year if kpi is None else _with_baseline(city, year, kpi, department, as_of)
            )
    return tuple(found)


def _year(
    city: City, metric: Metric, department: str, months: Sequence[Month], as_of: Month
) -> MetricYear:
    figures = city.of(metric.code)
    past = [month.plus(-MONTHS_PER_YEAR) for month in months]
    return MetricYear(
        metric=metric,
        fiscal_year=as_of.fiscal_year,
        now=_amounts(city, figures, department, months, as_of),
        before=_amounts(city, figures, department, past, as_of),
        estimates=sum(
            (department, month) in figures.estimates for month in months if month <= as_of
        ),
    )


def _with_baseline(
    city: City, year: MetricYear, kpi: Kpi, department: str, as_of: Month
) -> MetricYear:
    base = kpi.baseline_fiscal_year
    if base is None:
        return year
    figures = city.with_baselines(year.metric.code, base)
    return MetricYear(
        metric=year.metric,
        fiscal_year=year.fiscal_year,
        now=year.now,
        before=year.before,
        baseline=_amounts(city, figures, department, fiscal_year_months(base), as_of),
        baseline_fiscal_year=base,
        target=kpi.target(as_of.fiscal_year),
        estimates=year.estimates,
    )


def _amounts(
    city: City, figures: MetricFigures, department: str, months: Sequence[Month], as_of: Month
) -> Year:
    known = [month for month in months if month <= as_of]
    amounts = (
        comparable_amounts(city.organization, figures, department, known, as_of) if known else []
    )
    shown = [None if amount is None else units(amount) for amount in amounts]
    return (*shown, *(None,) * (len(months) - len(known)))
