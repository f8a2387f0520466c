"""Everything that numbers depend on, as it was known at one change of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kdx_desktop.metrics.amounts import Amount
from kdx_desktop.metrics.figures import NO_FIGURES, Metric, MetricFigures, with_annual_baselines
from kdx_desktop.metrics.organization import Headcount, Organization
from kdx_desktop.metrics.plan import Plan


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
    _spread: dict[tuple[str, int], MetricFigures] = field(default_factory=dict, repr=False)

    def of(self, metric: str) -> MetricFigures:
        """Return the figures of a metric; empty when it has none."""
        return self.figures.get(metric, NO_FIGURES)

    def with_baselines(self, metric: str, fiscal_year: int) -> MetricFigures:
        """Return the figures with the annual baselines of that year spread over its months."""
        key = (metric, fiscal_year)
        if key not in self._spread:
            self._spread[key] = with_annual_baselines(
                self.organization,
                self.of(metric),
                self.annual_baselines.get(key, {}),
                fiscal_year,
            )
        return self._spread[key]
