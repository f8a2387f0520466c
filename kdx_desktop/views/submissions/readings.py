"""What the screen reads, each in one go on the worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from kdx_desktop.metrics.figures import Metric
from kdx_desktop.metrics.months import Month, fiscal_year_months
from kdx_desktop.services import account_store
from kdx_desktop.services.board import DepartmentMonth, MonthBoard, Standing, board, unreported
from kdx_desktop.services.checklist import Questioned, questioned
from kdx_desktop.services.deadlines import DUE_DAY
from kdx_desktop.services.knowledge import load_settings, remembered
from kdx_desktop.services.person import Role
from kdx_desktop.services.reminders import Owed, Reminder
from kdx_desktop.services.rights import JAPAN


@dataclass(frozen=True, slots=True)
class YearReading:
    """The months of the fiscal year to date; ``names`` are those of people by their login.

    ``due_day`` is the day of the next month on which a month is due, unless city halls are closed.
    """

    boards: tuple[MonthBoard, ...]
    names: Mapping[str, str]
    due_day: int


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What there is to know before one department's month is approved or returned."""

    place: tuple[str, Month]
    missing: tuple[Metric, ...]
    questioned: tuple[Questioned, ...]
    contacts: tuple[str, ...]


def read_year(session: Any, month: Month) -> YearReading:
    """Read the fiscal year of a month, up to now."""
    present = this_month()
    months = [m for m in fiscal_year_months(month.fiscal_year) if m <= max(month, present)]
    names = {known.login: known.name for known in account_store.accounts(session).values()}
    # Who is late depends on the day, all else on what is stored.
    key = ("month boards", tuple(months), date.today())  # noqa: DTZ011 - the user's own calendar
    boards = remembered(session, key, partial(board, session, months))
    return YearReading(boards, names, DUE_DAY.read(session))


def read_place(session: Any, row: DepartmentMonth) -> PlaceReading:
    """Read what there is to know about one department's month."""
    code, month = row.department.code, row.month
    owing = not row.standing.handed_in
    return PlaceReading(
        (code, month),
        unreported(session, month, [code]).get(code, ()),
        ()
        if owing and row.standing is Standing.MISSING
        else questioned(session, month, [row.department]),
        _contacts(session, code),
    )


def read_reminder(session: Any, month: Month, codes: Sequence[str]) -> Reminder:
    """Read what departments still owe of a month; of none, nothing."""
    (found,) = board(session, [month], codes)
    owing = [row for row in found.rows if row.department.code in codes]
    owing = [row for row in owing if not row.standing.handed_in]
    missing = unreported(session, month, [row.department.code for row in owing])
    owed = tuple(
        Owed(
            row.department.code,
            row.department.name,
            row.standing,
            row.late,
            tuple(metric.name for metric in missing.get(row.department.code, ())),
            row.reason if row.standing is Standing.RETURNED else "",
        )
        for row in owing
    )
    return Reminder(month, found.due, owed, load_settings(session).get("city_name", ""))


def this_month() -> Month:
    """Return the month of today, by this PC's calendar."""
    today = date.today()  # noqa: DTZ011 - the user's own calendar
    return Month.of(today.year, today.month)


def _contacts(session: Any, code: str) -> tuple[str, ...]:
    """Return who is in charge of a department today, the chief first."""
    today = datetime.now(JAPAN).date()
    held = [
        one
        for one in account_store.assignments(session)
        if one.department == code and one.overlaps(today, today)
    ]
    known = account_store.accounts(session) if held else {}
    held.sort(key=lambda one: (one.task.value != Role.CHIEF.value, one.login))
    return tuple(
        f"{one.task.japanese}　{known[one.login].name if one.login in known else one.login}"
        for one in held
        if one.login not in known or not known[one.login].disabled
    )
