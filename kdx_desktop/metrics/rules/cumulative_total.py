"""cumulative_total: everything since the plan's first month, not reset in April (domain.md §4)."""

from __future__ import annotations

from fractions import Fraction

from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.months import Month, months_between
from kdx_desktop.metrics.plan import Kpi, Plan
from kdx_desktop.metrics.rules.measured import Measured
from kdx_desktop.metrics.rules.totals import running_totals, total_over


def measure(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> Measured:
    """Add up to as_of, and at most to the plan's last month."""
    window = months_between(plan.first_month, min(as_of, plan.last_month))
    return total_over(city, kpi, tuple(window))


def course(city: City, plan: Plan, kpi: Kpi, months: tuple[Month, ...]) -> list[Fraction | None]:
    """Start with what the plan's earlier years brought; after its last month nothing is added."""
    before = measure(city, plan, kpi, months[0].plus(-1)).value
    counted = {month for month in months if plan.first_month <= month <= plan.last_month}
    return running_totals(city, kpi, months, counted, before)
