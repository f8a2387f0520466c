"""Everything that numbers depend on, as it was known at one change of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kdx_desktop.metrics.amounts import Amount
from kdx_desktop.metrics.figures import NO_FIGURES, Metric, MetricFigures, with_annual_baselines
from kdx_desktop.metrics.organization import Headcount, Organization
from kdx_desktop.metrics.plan import Plan

T = TypeVar("T")


@dataclass(frozen=True)
class City:
    """The plain values of which every KPI, ranking and report is computed.

    ``annual_baselines`` maps (metric, fiscal year) to amounts by department; ``headcounts`` maps
    (department, fiscal year).
    """

    organization: Organization
    metrics: Mapping[str, Metric]
    plans: tuple[Plan, ...]
    figures: Mapping[str, MetricFigures]
    annual_baselines: Mapping[tuple[str, int], Mapping[str, Amount]] = field(default_factory=dict)
    headcounts: Mapping[tuple[str, int], Headcount] = field(default_factory=dict)
    _made: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is made of this city under a key; a city never changes, so only once."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def of(self, metric: str) -> MetricFigures:
        """Return the figures of a metric; empty when it has none."""
        return self.figures.get(metric, NO_FIGURES)

    def with_baselines(self, metric: str, fiscal_year: int) -> MetricFigures:
        """Return the figures with the annual baselines of that year spread over its months."""

        def spread() -> MetricFigures:
            annual = self.annual_baselines.get((metric, fiscal_year), {})
            return with_annual_baselines(self.organization, self.of(metric), annual, fiscal_year)

        return self.once(("baselines", metric, fiscal_year), spread)
