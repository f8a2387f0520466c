"""Totals over a window of months, shared by the two rules that add (domain.md §4)."""

from __future__ import annotations

from kdx_desktop.metrics.amounts import units
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.plan import Kpi
from kdx_desktop.metrics.rules.measured import Measured, coverage


def total_over(city: City, kpi: Kpi, months: tuple[Month, ...]) -> Measured:
    """Add the KPI's metrics over the months and all departments that existed in each.

    No value when nothing is reported, unless all metrics are recorded as they happen (then 0).
    """
    amount: int = 0
    estimates = 0
    reported = not any(city.metrics[code].expected_monthly for code in kpi.metrics)
    for code in kpi.metrics:
        figures = city.of(code)
        for month in months:
            for department in city.organization.existing(month):
                cell = figures.value(department, month)
                if cell is None:
                    continue
                reported = True
                amount += cell  # type: ignore[assignment]
                estimates += (department, month) in figures.estimates
    return Measured(
        value=units(amount) if reported else None,
        coverage=coverage(city, kpi.metrics, months),
        estimates=estimates,
    )
