"""Reads what the window itself has to know first; imported on the worker, with the services it asks."""

from __future__ import annotations

from datetime import date
from typing import Any

from kdx_desktop.metrics.months import Month
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.number_settings import LOCK_MINUTES
from kdx_desktop.services.overview import overview
from kdx_desktop.services.rights import person
from kdx_desktop.views.frame import Frame, Reading


def read_first(session: Any, wanted: Month | None) -> Reading:
    """Read who acts, with the rights of this moment, and the frame if they may see it."""
    who = person(session)
    if not who.reads:
        return Reading(who, _without_figures() if who.keeps_accounts else None)
    return Reading(who, _read_frame(session, wanted), LOCK_MINUTES.read(session) or None)


def _without_figures() -> Frame:
    """Return the frame of who keeps accounts and sees no figures: the present month alone."""
    today = Month.of(date.today().year, date.today().month)  # noqa: DTZ011 - the desk's own day
    return Frame("", False, today, today, today, (), frozenset())


def _read_frame(session: Any, wanted: Month | None) -> Frame:
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
