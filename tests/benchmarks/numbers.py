"""numbers: every KPI, ranking and gap of a month, against reading ten years with sqlite3."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.orm import Session

from kdx_desktop.metrics import kpis, rankings
from kdx_desktop.metrics.months import Month
from kdx_desktop.services.knowledge import Memory
from kdx_desktop.services.standings import city_and_plan, gaps_of
from tests.benchmarks.cities import office
from tests.benchmarks.timing import Result, compare

_AS_OF = Month(202212)


def all_numbers(session: Session) -> int:
    """Compute what the screens, rankings and gap of one month show."""
    city, plan = city_and_plan(session, _AS_OF, None)
    results = kpis.evaluate(city, plan, _AS_OF)
    boards = [rankings.rank(city, plan, theme, _AS_OF) for theme in rankings.Theme]
    return len(results) + len(boards) + len(gaps_of(city, results, _AS_OF).meetings)


def run(folder: Path) -> Result:
    """110 departments, ten fiscal years."""
    source = office(folder, 110, 10)
    file = folder / "110x10.sqlite3"

    def ours() -> int:
        source._memory = Memory()  # as if somebody had just saved
        return source.read(all_numbers)

    def reference() -> None:
        with closing(sqlite3.connect(file)) as connection:
            query = "SELECT department, month, metric, state, amount FROM current_figures"
            assert len(list(connection.execute(query))) > 60_000

    return compare("numbers", ours, reference, goal=3.0)
