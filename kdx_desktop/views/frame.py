"""Frame: what the window itself has to know of the data — whose they are, months, departments.

Imported on the worker, together with the services that it asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.overview import overview


@dataclass(frozen=True, slots=True)
class Frame:
    """``month`` is the one to look at, ``first`` … ``last`` are those that may be chosen."""

    city_name: str
    sample: bool
    first: Month
    last: Month
    month: Month
    departments: tuple[Department, ...]
    closed_months: frozenset[Month]


def read_frame(session: Any, wanted: Month | None) -> Frame:
    """Read the frame at the wanted month; without one, at the latest month that has figures.

    The present month is the last that can be chosen; a sample city, whose years lie in the past,
    ends one month after its figures.
    """
    found = overview(session)
    today = Month.of(date.today().year, date.today().month)  # noqa: DTZ011 - the desk's own day
    starts = [plan.first_month for plan in found.plans]
    first = found.first_month or min(starts, default=today)
    last = found.last_month or today
    last = last.plus(1) if found.sample else max(last, today)
    month = wanted or found.last_month or today
    month = min(max(month, first), last)
    organization = load_organization(session)
    return Frame(
        city_name=found.city_name,
        sample=found.sample,
        first=min(first, last),
        last=last,
        month=month,
        departments=tuple(organization.departments[c] for c in organization.existing(month)),
        closed_months=found.closed_months,
    )
