"""One module per KPI rule; each has one function ``measure(city, plan, kpi, as_of)``."""

from kdx_desktop.metrics.rules.measured import Measured

__all__ = ["Measured"]
