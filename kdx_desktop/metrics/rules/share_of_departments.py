"""share_of_departments_at_or_above: how many departments reach the threshold (domain.md §4)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import comparable_amounts, comparable_cell
from kdx_desktop.metrics.months import Month, fiscal_year_to_date
from kdx_desktop.metrics.plan import Kpi, Plan
from kdx_desktop.metrics.rules.measured import DepartmentRate, Measured, ShareDetail, coverage


def measure(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> Measured:  # noqa: ARG001 - a rule
    """Judge each department existing at as_of by its own rate over the fiscal year to date.

    A department without any meeting held does not count; exactly the threshold is in.
    """
    threshold = kpi.threshold or Fraction(0)
    part_code, whole_code = kpi.metrics
    months = fiscal_year_to_date(as_of)
    rates = []
    estimates: set[tuple[str, str, int]] = set()
    for department in city.organization.existing(as_of):
        rate = rate_of(city, part_code, whole_code, department, as_of)
        if rate is not None:
            estimates |= _estimates(city, kpi.metrics, department, months, as_of)
            if rate.whole:
                rates.append(rate)
    at_or_above = sum(rate.part >= threshold * rate.whole for rate in rates)
    return Measured(
        value=Fraction(at_or_above, len(rates)) if rates else None,
        coverage=coverage(city, kpi.metrics, months),
        estimates=len(estimates),
        detail=ShareDetail(tuple(rates), at_or_above),
    )


def course(city: City, plan: Plan, kpi: Kpi, months: tuple[Month, ...]) -> list[Fraction | None]:
    """Measure each month anew: which departments exist, and what their past is, may change."""
    return [measure(city, plan, kpi, month).value for month in months]


def rate_of(
    city: City, part_code: str, whole_code: str, department: str, as_of: Month
) -> DepartmentRate | None:
    """Add part and whole over the months in which the comparable series has both.

    None when there is no such month.
    """
    months = fiscal_year_to_date(as_of)
    parts, wholes = (
        comparable_amounts(city.organization, city.of(code), department, months, as_of)
        for code in (part_code, whole_code)
    )
    both = [
        (part, whole)
        for part, whole in zip(parts, wholes, strict=True)
        if part is not None and whole is not None
    ]
    if not both:
        return None
    part, whole = (Fraction(sum(side)) / SCALE for side in zip(*both, strict=True))
    return DepartmentRate(department, part, whole)


def _estimates(
    city: City, metrics: Sequence[str], department: str, months: Sequence[Month], as_of: Month
) -> set[tuple[str, str, int]]:
    """Return the estimated cells (metric, department, month) that a department's rate adds."""
    if not any(city.of(code).estimates for code in metrics):
        return set()
    found = set()
    for month in months:
        cells = [
            comparable_cell(city.organization, city.of(code), department, month, as_of)
            for code in metrics
        ]
        if all(cell.reported for cell in cells):
            found |= {
                (code, *source)
                for code, cell in zip(metrics, cells, strict=True)
                for source in cell.sources
                if source in city.of(code).estimates
            }
    return found
