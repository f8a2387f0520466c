"""The KPIs of a plan as of a month: value, target, grade, coverage (domain.md §4)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.months import MONTHS_PER_YEAR, Month, fiscal_year_to_date
from kdx_desktop.metrics.plan import (
    GRADE_BELOW,
    GRADE_BELOW_NAME,
    GRADE_NONE,
    GRADE_NONE_NAME,
    Kpi,
    Plan,
    Rule,
)
from kdx_desktop.metrics.rules import (
    Measured,
    cumulative_total,
    fiscal_year_total,
    reduction_from_baseline,
    share_of_departments,
)
from kdx_desktop.metrics.rules.measured import Coverage, ReductionDetail, ShareDetail

_MEASURES = {
    Rule.REDUCTION_FROM_BASELINE: reduction_from_baseline.measure,
    Rule.SHARE_OF_DEPARTMENTS: share_of_departments.measure,
    Rule.CUMULATIVE_TOTAL: cumulative_total.measure,
    Rule.FISCAL_YEAR_TOTAL: fiscal_year_total.measure,
}
_COURSES = {
    Rule.REDUCTION_FROM_BASELINE: reduction_from_baseline.course,
    Rule.SHARE_OF_DEPARTMENTS: share_of_departments.course,
    Rule.CUMULATIVE_TOTAL: cumulative_total.course,
    Rule.FISCAL_YEAR_TOTAL: fiscal_year_total.course,
}


@dataclass(frozen=True, slots=True)
class Grade:
    """The letter, its meaning, and the rule that gave it, in words."""

    letter: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class KpiResult:
    """What a KPI says as of a month. Values and targets are fractions of 1 or counts in the unit.

    None: no value, no target. ``required_per_month`` exists for totals only (domain.md, 必要量).
    """

    kpi: Kpi
    as_of: Month
    value: Fraction | None
    target: Fraction | None
    expected: Fraction | None
    grade: Grade
    coverage: Coverage
    estimates: int
    required_per_month: Fraction | None
    detail: ReductionDetail | ShareDetail | None

    @property
    def attainment(self) -> Fraction | None:
        """Value / target; null without one, or with a target of 0."""
        if self.value is None or not self.target:
            return None
        return self.value / self.target

    @property
    def provisional(self) -> bool:
        """暫定: coverage below 100 %, or estimates among the cells."""
        return not self.coverage.complete or self.estimates > 0


@dataclass(frozen=True, slots=True)
class KpiMonth:
    """A KPI's value as of a month of the fiscal year, for charts; None where it has none."""

    month: Month
    value: Fraction | None


def evaluate(city: City, plan: Plan, as_of: Month) -> tuple[KpiResult, ...]:
    """Return the plan's KPIs as of a month, in the plan's order."""
    return tuple(evaluate_kpi(city, plan, kpi, as_of) for kpi in plan.kpis)


def evaluate_kpi(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> KpiResult:
    """Return one KPI as of a month."""
    measured = measure(city, plan, kpi, as_of)
    target = kpi.target(as_of.fiscal_year)
    expected = expected_to_date(kpi, as_of)
    return KpiResult(
        kpi=kpi,
        as_of=as_of,
        value=measured.value,
        target=target,
        expected=expected,
        grade=grade(plan, kpi, measured.value, expected),
        coverage=measured.coverage,
        estimates=measured.estimates,
        required_per_month=_required_per_month(kpi, measured.value, target, as_of),
        detail=measured.detail,
    )


def measure(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> Measured:
    """Apply the KPI's rule."""
    return city.once(
        ("kpi", plan.code, kpi.code, as_of), partial(_MEASURES[kpi.rule], city, plan, kpi, as_of)
    )


def year_to_date(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> tuple[KpiMonth, ...]:
    """Return the KPI's value as of each month of the fiscal year up to as_of."""
    months = fiscal_year_to_date(as_of)
    values = _COURSES[kpi.rule](city, plan, kpi, months)
    return tuple(KpiMonth(*pair) for pair in zip(months, values, strict=True))


def expected_to_date(kpi: Kpi, as_of: Month) -> Fraction | None:
    """Return what the KPI should have reached by as_of; None without a target."""
    target = kpi.target(as_of.fiscal_year)
    if target is None or kpi.rule.is_ratio:
        return target
    passed = Fraction(as_of.fiscal_position, MONTHS_PER_YEAR)
    if kpi.rule is Rule.FISCAL_YEAR_TOTAL:
        return target * passed
    previous = kpi.previous_target(as_of.fiscal_year)
    return previous + (target - previous) * passed


def grade(plan: Plan, kpi: Kpi, value: Fraction | None, expected: Fraction | None) -> Grade:
    """Grade a value against what is expected to date, exactly and before any rounding."""
    if expected is None:
        return Grade(GRADE_NONE, GRADE_NONE_NAME, "この年度には目標がない")
    if value is None:
        return Grade(GRADE_NONE, GRADE_NONE_NAME, "値がない（未提出または対象外）")
    bands = sorted(plan.bands, key=lambda band: band.at_least, reverse=True)
    if bands and kpi.rule.is_ratio and value >= 1:
        return Grade(bands[0].grade, bands[0].name, "上限（100%）に達している")
    for band in bands:
        if value >= band.at_least * expected:
            return Grade(band.grade, band.name, f"現時点の目標の{_percent(band.at_least)}以上")
    least = f"現時点の目標の{_percent(bands[-1].at_least)}未満" if bands else "評価区分がない"
    return Grade(GRADE_BELOW, GRADE_BELOW_NAME, least)


def _required_per_month(
    kpi: Kpi, value: Fraction | None, target: Fraction | None, as_of: Month
) -> Fraction | None:
    left = MONTHS_PER_YEAR - as_of.fiscal_position
    if kpi.rule.is_ratio or value is None or target is None or left == 0:
        return None
    return max(Fraction(0), target - value) / left


def _percent(part: Fraction) -> str:
    return f"{float(part * 100):g}%"
