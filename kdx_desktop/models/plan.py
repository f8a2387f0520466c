"""Plans as stored: metrics, KPIs, targets, grade bands, paper factors, initiatives."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kdx_desktop.models.base import (
    Count,
    KeyCount,
    KeyWords,
    Number,
    Versioned,
    Words,
    versioned_table,
)


class MetricVersion(Versioned):
    """A row of the catalogue of metrics; limits in ten-thousandths."""

    __tablename__ = "metrics"
    __table_args__ = versioned_table(
        CheckConstraint("whole IN (0, 1) AND expected_monthly IN (0, 1)", name="flags")
    )

    code: Mapped[KeyWords]
    position: Mapped[Count]
    name: Mapped[Words]
    unit: Mapped[Words]
    whole: Mapped[Count]
    expected_monthly: Mapped[Count]
    minimum: Mapped[int | None] = mapped_column(Number)
    maximum: Mapped[int | None] = mapped_column(Number)


class PlanVersion(Versioned):
    """A strategy's plan and its fiscal years, both included."""

    __tablename__ = "plans"
    __table_args__ = versioned_table(
        CheckConstraint("last_fiscal_year >= first_fiscal_year", name="years")
    )

    code: Mapped[KeyWords]
    name: Mapped[Words]
    first_fiscal_year: Mapped[Count]
    last_fiscal_year: Mapped[Count]


class KpiVersion(Versioned):
    """A KPI; ``metrics`` as in the plan file: ``a+b`` is added, ``part/whole`` is a rate."""

    __tablename__ = "kpis"
    __table_args__ = versioned_table()

    plan: Mapped[KeyWords]
    code: Mapped[KeyWords]
    position: Mapped[Count]
    name: Mapped[Words]
    rule: Mapped[Words]
    metrics: Mapped[Words]
    unit: Mapped[Words]
    threshold: Mapped[str | None]
    baseline_fiscal_year: Mapped[int | None] = mapped_column(Number)


class TargetVersion(Versioned):
    """A KPI's target in a fiscal year, an exact fraction as text; None: no target."""

    __tablename__ = "targets"
    __table_args__ = versioned_table()

    plan: Mapped[KeyWords]
    kpi: Mapped[KeyWords]
    fiscal_year: Mapped[KeyCount]
    target: Mapped[str | None]
    note: Mapped[Words]


class GradeBandVersion(Versioned):
    """A grade and the least part of the expected value that earns it, as an exact fraction."""

    __tablename__ = "grade_bands"
    __table_args__ = versioned_table()

    plan: Mapped[KeyWords]
    grade: Mapped[KeyWords]
    name: Mapped[Words]
    at_least: Mapped[Words]


class PaperFactorVersion(Versioned):
    """A4 equivalents of one sheet of a paper size, in ten-thousandths."""

    __tablename__ = "paper_factors"
    __table_args__ = versioned_table(CheckConstraint("factor > 0", name="factor"))

    size: Mapped[KeyWords]
    factor: Mapped[Count]


class InitiativeVersion(Versioned):
    """具体的な取組 of the strategy and its state; an empty state is 要確認 (domain.md §8)."""

    __tablename__ = "initiatives"
    __table_args__ = versioned_table()

    plan: Mapped[KeyWords]
    position: Mapped[KeyCount]
    pillar: Mapped[Words]
    measure: Mapped[Words]
    goal_image: Mapped[Words]
    initiative: Mapped[Words]
    item: Mapped[Words]
    version: Mapped[Words]
    state: Mapped[Words]
    note: Mapped[Words]


class InitiativeStateVersion(Versioned):
    """The state that a 取組 has from ``day`` (yyyymmdd, Japan's time) on; empty: 要確認.

    Which states there are is the services' to say: a condition could never be widened later.
    """

    __tablename__ = "initiative_states"
    __table_args__ = versioned_table(
        CheckConstraint("day BETWEEN 19000101 AND 21991231", name="day")
    )

    plan: Mapped[KeyWords]
    position: Mapped[KeyCount]
    day: Mapped[KeyCount]
    state: Mapped[Words]
    note: Mapped[Words]
