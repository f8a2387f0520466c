"""Plans, their KPIs, targets and grade bands: data, not code (domain.md §4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from kdx_desktop.metrics.months import Month, fiscal_year_months


class Rule(StrEnum):
    """The four rules by which a KPI gets its value."""

    REDUCTION_FROM_BASELINE = "reduction_from_baseline"
    SHARE_OF_DEPARTMENTS = "share_of_departments_at_or_above"
    CUMULATIVE_TOTAL = "cumulative_total"
    FISCAL_YEAR_TOTAL = "fiscal_year_total"

    @property
    def is_ratio(self) -> bool:
        """Tell whether values and targets are fractions of 1 rather than counts."""
        return self in {Rule.REDUCTION_FROM_BASELINE, Rule.SHARE_OF_DEPARTMENTS}


@dataclass(frozen=True, slots=True)
class Kpi:
    """One KPI of a plan.

    ``metrics`` are the metric codes: for SHARE_OF_DEPARTMENTS the part and the whole, for the
    other rules those that are added. ``targets`` maps fiscal years to a target in ``unit`` (a
    fraction for ratio rules); a fiscal year that is missing has no target, which is a state of its
    own and not 0.
    """

    code: str
    name: str
    rule: Rule
    metrics: tuple[str, ...]
    unit: str
    threshold: Fraction | None = None
    baseline_fiscal_year: int | None = None
    targets: Mapping[int, Fraction] = field(default_factory=dict)
    target_notes: Mapping[int, str] = field(default_factory=dict)

    def target(self, fiscal_year: int) -> Fraction | None:
        """Return the target of a fiscal year, None without one."""
        return self.targets.get(fiscal_year)

    def previous_target(self, fiscal_year: int) -> Fraction:
        """Return the latest earlier target of the plan; 0 in its first year."""
        earlier = [year for year in self.targets if year < fiscal_year]
        return self.targets[max(earlier)] if earlier else Fraction(0)


@dataclass(frozen=True, slots=True)
class GradeBand:
    """A grade, and the least part of the expected value that earns it."""

    grade: str
    name: str
    at_least: Fraction


#: As many cities do; the grade below the last band and the one without a value stand beside.
DEFAULT_BANDS = (
    GradeBand("A", "目標より進んでいる", Fraction(105, 100)),
    GradeBand("B", "目標どおり", Fraction(95, 100)),
)
GRADE_BELOW, GRADE_BELOW_NAME = "C", "目標より遅れている"
GRADE_NONE, GRADE_NONE_NAME = "D", "評価できない"


@dataclass(frozen=True, slots=True)
class Plan:
    """A strategy's plan: its fiscal years, its KPIs in their order, its grade bands."""

    code: str
    name: str
    first_fiscal_year: int
    last_fiscal_year: int
    kpis: tuple[Kpi, ...]
    bands: tuple[GradeBand, ...] = DEFAULT_BANDS

    @property
    def first_month(self) -> Month:
        """April of the first fiscal year."""
        return fiscal_year_months(self.first_fiscal_year)[0]

    @property
    def last_month(self) -> Month:
        """March of the last fiscal year."""
        return fiscal_year_months(self.last_fiscal_year)[-1]

    def kpi(self, code: str) -> Kpi | None:
        """Return the KPI of that code, None when the plan has none."""
        return next((kpi for kpi in self.kpis if kpi.code == code), None)


def plan_for(plans: Iterable[Plan], as_of: Month) -> Plan | None:
    """Return the plan that a month is judged by: the latest begun, else the first to come."""
    ordered = sorted(plans, key=lambda plan: (plan.first_month, plan.last_month, plan.code))
    begun = [plan for plan in ordered if plan.first_month <= as_of]
    return begun[-1] if begun else next(iter(ordered), None)
