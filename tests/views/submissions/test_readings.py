"""What the panel beside the map knows of a department."""

from __future__ import annotations

from functools import partial

from kdx_desktop.services.board import Standing
from kdx_desktop.services.office import Office
from kdx_desktop.views.submissions.readings import read_place, read_reminder, read_year
from tests.services.small_city import employ
from tests.views.submissions.conftest import OPEN, stored


def test_whoever_is_in_charge_today_is_named_the_chief_first(office: Office) -> None:
    row = stored(office).rows[0]
    assert office.read(partial(read_place, row=row)).contacts == ()
    code = row.department.code
    employ(office, "abe", "clerk", code)
    employ(office, "sato", "chief", code)
    employ(office, "mori", "chief", stored(office).rows[1].department.code)
    assert office.read(partial(read_place, row=row)).contacts == ("課長　sato", "入力担当者　abe")
    assert office.read(partial(read_year, month=OPEN)).names["sato"] == "sato"


def test_a_reminder_names_each_missing_figure(office: Office) -> None:
    missing = next(row for row in stored(office).rows if row.standing is Standing.MISSING)
    code = missing.department.code
    reminder = office.read(partial(read_reminder, month=OPEN, codes=[code]))
    (owed,) = reminder.owed
    assert (owed.code, owed.late, len(owed.missing)) == (code, True, 6)
    assert reminder.sender == "サンプル市"
    known = office.read(partial(read_place, row=missing))
    assert [metric.name for metric in known.missing] == list(owed.missing)


def test_nobody_is_reminded_when_nobody_is_meant(office: Office) -> None:
    assert office.read(partial(read_reminder, month=OPEN, codes=[])).owed == ()


def test_the_year_goes_from_april_to_the_month_and_on_to_today(office: Office) -> None:
    year = office.read(partial(read_year, month=OPEN))
    assert [found.month.month for found in year.boards] == [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
    assert year.due_day == 10
