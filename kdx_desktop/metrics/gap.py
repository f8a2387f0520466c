"""必要量: what it takes to reach the targets (domain.md §4)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from kdx_desktop.metrics.amounts import units
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.metrics.months import MONTHS_PER_YEAR, Month, fiscal_year_months
from kdx_desktop.metrics.rules.measured import DepartmentRate, ReductionDetail, ShareDetail


@dataclass(frozen=True, slots=True)
class MeetingsGap:
    """A department below the threshold, and the further meetings, all paperless, that lift it.

    None: no number of meetings does, because the threshold is 100 %.
    """

    department: str
    rate: Fraction
    further_paperless_meetings: int | None


@dataclass(frozen=True, slots=True)
class PaperGap:
    """Sheets that the target leaves for the year; None without a target (or, per month, in March)."""

    annual_ceiling: Fraction | None
    used: Fraction
    remaining_per_month: Fraction | None


def meetings_gap(result: KpiResult) -> tuple[MeetingsGap, ...]:
    """Return the departments below the threshold of a share KPI, by code."""
    if not isinstance(result.detail, ShareDetail) or result.kpi.threshold is None:
        return ()
    threshold = result.kpi.threshold
    return tuple(
        MeetingsGap(rate.department, rate.rate, further_meetings(rate, threshold))
        for rate in result.detail.rates
        if rate.rate < threshold
    )


def paper_gap(city: City, result: KpiResult, as_of: Month) -> PaperGap | None:
    """Return the year's ceiling of a reduction KPI; None for other rules."""
    kpi, detail = result.kpi, result.detail
    if not isinstance(detail, ReductionDetail) or kpi.baseline_fiscal_year is None:
        return None
    if result.target is None:
        return PaperGap(None, detail.raw_actual, None)
    (metric,) = kpi.metrics
    figures = city.with_baselines(metric, kpi.baseline_fiscal_year)
    months = fiscal_year_months(kpi.baseline_fiscal_year)
    everything = sum(
        figures.value(department, month) or 0
        for month in months
        for department in city.organization.existing(month)
    )
    ceiling = (1 - result.target) * units(everything)
    left = MONTHS_PER_YEAR - as_of.fiscal_position
    remaining = max(Fraction(0), ceiling - detail.raw_actual) / left if left else None
    return PaperGap(ceiling, detail.raw_actual, remaining)


def further_meetings(rate: DepartmentRate, threshold: Fraction) -> int | None:
    """Return the smallest k ≥ 0 with (part + k) / (whole + k) ≥ threshold; None for 100 %."""
    if threshold >= 1:
        return None
    return max(0, ceil((threshold * rate.whole - rate.part) / (1 - threshold)))
