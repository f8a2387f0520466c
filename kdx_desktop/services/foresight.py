"""What is likely to be asked for next, in steps of some milliseconds (docs/adr/0018).

Each step is a reading of its own; what it works out is remembered by the city and the office, and the
reading that asks for it finds it there. A step gets what the one before it has answered.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from kdx_desktop.metrics import kpis, rankings
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.months import Month, fiscal_year_to_date
from kdx_desktop.metrics.plan import Kpi, Plan
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.services.boards import board
from kdx_desktop.services.standings import (
    city_and_plan,
    city_of_years,
    forecast_of,
    kpi_particulars,
    kpi_standings,
)

Steps = Generator[Callable[[Session], Any], Any, None]
#: Months of a board that are worked out in one step.
_AT_ONCE = 3


def kpis_ahead(as_of: Month) -> Steps:
    """Foresee the KPIs as of a month, and what stands behind them."""
    plan, past = yield partial(_plan_and_past, as_of)
    for kpi in plan.kpis:
        yield partial(_work_out, as_of, kpi, kpis.measure)
        for fiscal_year in past:
            yield partial(_work_out, as_of, kpi, partial(_look_back, fiscal_year))
        yield partial(_work_out, as_of, kpi, forecast_of)
    found = yield partial(kpi_standings, as_of=as_of)
    yield partial(kpi_particulars, found=found)


def boards_ahead(as_of: Month) -> Steps:
    """Foresee the boards of all themes as of a month."""
    months = fiscal_year_to_date(as_of)
    for theme in Theme:
        for first in range(0, len(months), _AT_ONCE):
            yield partial(_outcomes, theme, months[first : first + _AT_ONCE])
        yield partial(board, theme=theme, as_of=as_of)


def _plan_and_past(as_of: Month, session: Session) -> tuple[Plan, range]:
    """Return the plan, and the fiscal years that forecasts look back on."""
    # Here and below, on the worker: the first screen shows its cards before it foretells anything.
    from kdx_desktop.metrics.forecast_years import PAST_YEARS

    city_of_years(session, as_of)
    _, plan = city_and_plan(session, as_of, None)
    return plan, range(as_of.fiscal_year - PAST_YEARS, as_of.fiscal_year)


def _work_out(
    as_of: Month, kpi: Kpi, step: Callable[[City, Plan, Kpi, Month], object], session: Session
) -> None:
    city, plan = city_and_plan(session, as_of, None)
    step(city, plan, kpi, as_of)


def _look_back(fiscal_year: int, city: City, plan: Plan, kpi: Kpi, _as_of: Month) -> None:
    from kdx_desktop.metrics.forecast import look_back

    look_back(city, plan, kpi, fiscal_year)


def _outcomes(theme: Theme, months: tuple[Month, ...], session: Session) -> None:
    city, plan = city_and_plan(session, months[-1], None)
    for month in months:
        rankings.outcomes_of(city, plan, theme, month)
