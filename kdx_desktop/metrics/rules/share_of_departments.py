"""share_of_departments_at_or_above: how many departments reach the threshold (domain.md §4)."""

from __future__ import annotations

from fractions import Fraction

from kdx_desktop.metrics.amounts import SCALE, Exact
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import comparable_cell
from kdx_desktop.metrics.months import Month, fiscal_year_to_date
from kdx_desktop.metrics.plan import Kpi, Plan
from kdx_desktop.metrics.rules.measured import DepartmentRate, Measured, ShareDetail, coverage
from kdx_desktop.metrics.to_date import Series, to_date


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
            estimates |= estimated_cells(city, kpi, department, as_of)
            if rate.whole:
                rates.append(rate)
    at_or_above = sum(rate.part >= threshold * rate.whole for rate in rates)
    return Measured(
        value=Fraction(at_or_above, len(rates)) if rates else None,
        coverage=coverage(city, kpi.metrics, months),
        estimates=len(estimates),
        detail=ShareDetail(tuple(rates), at_or_above),
    )


def course(city: City, plan: Plan, kpi: Kpi, months: tuple[Month, ...]) -> list[Fraction | None]:  # noqa: ARG001 - a rule
    """Judge the departments of each month anew; most were not reorganised, and are added up once."""
    threshold = kpi.threshold or Fraction(0)
    enough, of_all = threshold.numerator, threshold.denominator
    counted = [0] * len(months)
    above = [0] * len(months)
    for department in city.organization.departments:
        rates = _rates(city, kpi, department, months)
        for position, rate in enumerate(rates):
            if rate is not None and rate[1]:
                counted[position] += 1
                above[position] += rate[0] * of_all >= enough * rate[1]
    return [
        Fraction(reached, among) if among else None
        for reached, among in zip(above, counted, strict=True)
    ]


def _rates(
    city: City, kpi: Kpi, department: str, months: tuple[Month, ...]
) -> list[tuple[Exact, Exact] | None]:
    """Return a department's part and whole as of each month in which it exists."""
    part_code, whole_code = kpi.metrics
    organization = city.organization
    alive = set(organization.months_of(department, months))
    if not alive:
        return []
    if not organization.keeps_to_itself(department, months[0], months[-1]):
        found = (rate_of(city, part_code, whole_code, department, m) for m in months if m in alive)
        by_month = dict(zip((m for m in months if m in alive), found, strict=True))
        return [
            None if (rate := by_month.get(month)) is None else (rate.part, rate.whole)
            for month in months
        ]
    parts, wholes = (city.of(code).values.get(department, {}) for code in (part_code, whole_code))
    part: Exact = 0
    whole: Exact = 0
    rates: list[tuple[Exact, Exact] | None] = []
    for month in months:
        if month in alive and month in parts and month in wholes:
            part, whole = part + parts[month], whole + wholes[month]
        rates.append((part, whole) if month in alive else None)
    return rates


def rate_of(
    city: City, part_code: str, whole_code: str, department: str, as_of: Month
) -> DepartmentRate | None:
    """Add part and whole over the months in which the comparable series has both.

    None when there is no such month.
    """
    found = to_date(city, (Series(part_code), Series(whole_code)), department, as_of)
    if not found.months:
        return None
    return DepartmentRate(department, *(Fraction(amount, SCALE) for amount in found.sums))


def estimated_cells(
    city: City, kpi: Kpi, department: str, as_of: Month
) -> set[tuple[str, str, int]]:
    """Return the estimated cells (metric, department, month) that a department's rate adds."""
    metrics = kpi.metrics
    if not any(city.of(code).estimates for code in metrics):
        return set()
    found = set()
    for month in fiscal_year_to_date(as_of):
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
