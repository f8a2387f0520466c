"""share_of_departments_at_or_above: how many departments reach the threshold (domain.md §4)."""

from __future__ import annotations

from fractions import Fraction

from kdx_desktop.metrics.amounts import SCALE, Exact
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import comparable_cell
from kdx_desktop.metrics.months import Month, fiscal_year_to_date
from kdx_desktop.metrics.plan import Kpi, Plan
from kdx_desktop.metrics.rules.measured import DepartmentRate, Measured, ShareDetail, coverage


def measure(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> Measured:  # noqa: ARG001 - a rule
    """Judge each department existing at as_of by its own rate over the fiscal year to date.

    A department without any meeting held does not count; exactly the threshold is in.
    """
    threshold = kpi.threshold or Fraction(0)
    part_code, whole_code = kpi.metrics
    rates = []
    summed: set[tuple[str, str, int]] = set()
    for department in city.organization.existing(as_of):
        rate = rate_of(city, part_code, whole_code, department, as_of, summed)
        if rate is not None and rate.whole:
            rates.append(rate)
    at_or_above = sum(rate.part >= threshold * rate.whole for rate in rates)
    return Measured(
        value=Fraction(at_or_above, len(rates)) if rates else None,
        coverage=coverage(city, kpi.metrics, fiscal_year_to_date(as_of)),
        estimates=sum(
            (department, month) in city.of(code).estimates for code, department, month in summed
        ),
        detail=ShareDetail(tuple(rates), at_or_above),
    )


def rate_of(  # noqa: PLR0913 - the two metrics and their cells
    city: City,
    part_code: str,
    whole_code: str,
    department: str,
    as_of: Month,
    summed: set[tuple[str, str, int]] | None = None,
) -> DepartmentRate | None:
    """Add part and whole over the months in which the comparable series has both.

    None when there is no such month. The cells that were added go into ``summed``.
    """
    parts: Exact = 0
    wholes: Exact = 0
    reported = False
    for month in fiscal_year_to_date(as_of):
        cells = [
            comparable_cell(city.organization, city.of(code), department, month, as_of)
            for code in (part_code, whole_code)
        ]
        if not all(cell.reported for cell in cells):
            continue
        reported = True
        parts += cells[0].amount
        wholes += cells[1].amount
        if summed is not None:
            for code, cell in zip((part_code, whole_code), cells, strict=True):
                summed.update((code, *source) for source in cell.sources)
    if not reported:
        return None
    return DepartmentRate(department, Fraction(parts) / SCALE, Fraction(wholes) / SCALE)
