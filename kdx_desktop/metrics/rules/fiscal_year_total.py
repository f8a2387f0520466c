"""fiscal_year_total: everything since April (domain.md §4)."""

from __future__ import annotations

from fractions import Fraction

from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.months import Month, fiscal_year_to_date
from kdx_desktop.metrics.plan import Kpi, Plan
from kdx_desktop.metrics.rules.measured import Measured
from kdx_desktop.metrics.rules.totals import running_totals, total_over


def measure(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> Measured:  # noqa: ARG001 - a rule
    """Add the fiscal year of as_of up to as_of."""
    return total_over(city, kpi, fiscal_year_to_date(as_of))


def course(
    city: City,
    plan: Plan,  # noqa: ARG001 - a rule
    kpi: Kpi,
    months: tuple[Month, ...],
) -> list[Fraction | None]:
    """Start from nothing in April."""
    return running_totals(city, kpi, months, set(months), None)
