"""Totals over a window of months, shared by the two rules that add (domain.md §4)."""

from __future__ import annotations

from fractions import Fraction

from kdx_desktop.metrics.amounts import Exact, units
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.month_totals import month_total
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.plan import Kpi
from kdx_desktop.metrics.rules.measured import Measured, coverage


def total_over(city: City, kpi: Kpi, months: tuple[Month, ...]) -> Measured:
    """Add the KPI's metrics over the months and all departments that existed in each.

    No value when nothing is reported, unless all metrics are recorded as they happen (then 0).
    """
    amount: Exact = 0
    estimates = 0
    reported = not any(city.metrics[code].expected_monthly for code in kpi.metrics)
    for code in kpi.metrics:
        for month in months:
            found = month_total(city, code, month)
            reported = reported or found.reported > 0
            amount += found.amount
            estimates += found.estimates
    return Measured(
        value=units(amount) if reported else None,
        coverage=coverage(city, kpi.metrics, months),
        estimates=estimates,
    )


def running_totals(
    city: City,
    kpi: Kpi,
    months: tuple[Month, ...],
    counted: set[Month],
    before: Fraction | None,
) -> list[Fraction | None]:
    """Return the total as of each month, on top of what stood before; others add nothing."""
    total = before
    values = []
    for month in months:
        added = total_over(city, kpi, (month,) if month in counted else ()).value
        if added is not None:
            total = added if total is None else total + added
        values.append(total)
    return values
