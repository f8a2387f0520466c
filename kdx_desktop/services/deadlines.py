"""When a month's submission is due: a day of the next month, moved to a working day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.calendar import SettingVersion
from kdx_desktop.services import rights
from kdx_desktop.services.knowledge import load_settings
from kdx_desktop.services.recording import Act, Kind, record

DUE_DAY_SETTING = "submission_due_day"
DEFAULT_DUE_DAY = 10
_DAYS = range(1, 32)
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


def due_day(session: Session) -> int:
    """Return the city's day of the next month; the default where none was set, or no day."""
    text = load_settings(session).get(DUE_DAY_SETTING, "")
    day = int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else 0
    return day if day in _DAYS else DEFAULT_DUE_DAY


def set_due_day(session: Session, day: int) -> int | None:
    """Set the city's day; return the change, None when it is that day already.

    DataError when there is no such day, NotAllowed for all but the HR/DX team.
    """
    rights.require_team(session, "提出期限の設定")
    if day not in _DAYS:
        message = f"提出期限の日は1から31までで指定してください（指定：{day}）。"
        raise DataError(message)
    if day == due_day(session):
        return None
    rows = [{"name": DUE_DAY_SETTING, "value": str(day)}]
    act = Act(Kind.SETTING, f"提出期限を翌月{day}日に変更")
    return record(session, act, rows={SettingVersion: rows})
