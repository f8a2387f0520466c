"""When a month's submission is due: a day of the next month, moved to a working day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from kdx_desktop.metrics.months import Month
from kdx_desktop.services.number_settings import NumberSetting

DEFAULT_DUE_DAY = 10
DUE_DAY = NumberSetting("submission_due_day", "提出期限の日", DEFAULT_DUE_DAY, range(1, 32))
_SATURDAY = 5


def due_date(month: Month, day: int = DEFAULT_DUE_DAY) -> date:
    """Return the last day on which a month's submission is in time (domain.md §6).

    ``day`` (1…31) of the next month, or that month's last day where it is shorter; from there on
    to the next working day.
    """
    after = month.plus(1)
    last = calendar.monthrange(after.year, after.month)[1]
    due = date(after.year, after.month, min(day, last))
    while not is_working_day(due):
        due += timedelta(days=1)
    return due


def is_working_day(day: date) -> bool:
    """Tell whether city halls work: no weekend, no holiday, not 12/29 to 1/3 (地方自治法 §4-2)."""
    if day.weekday() >= _SATURDAY or (day.month, day.day) in {
        *((12, number) for number in (29, 30, 31)),
        *((1, number) for number in (1, 2, 3)),
    }:
        return False
    import jpholiday  # start-up is a feature

    return not jpholiday.is_holiday(day)
