"""One module per KPI rule, each with two functions.

``measure(city, plan, kpi, as_of)`` answers for one month; ``course(city, plan, kpi, months)``
returns the values as of each month of one fiscal year, April first, as measure would.
"""

from kdx_desktop.metrics.rules.measured import Measured

__all__ = ["Measured"]
