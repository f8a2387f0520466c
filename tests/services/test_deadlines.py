"""提出期限: nobody is called late on a day on which the city hall was closed."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.calendar import SettingVersion
from kdx_desktop.services import deadlines, ledger
from kdx_desktop.services.deadlines import due_date, is_working_day
from kdx_desktop.services.office import Office
from kdx_desktop.services.recording import Act, Kind, record


@pytest.mark.parametrize(
    ("month", "day", "due"),
    [
        # A working day stays as it is, whatever stands before or after it.
        (202204, 10, date(2022, 5, 10)),
        (202211, 9, date(2022, 12, 9)),
        (202311, 28, date(2023, 12, 28)),  # the year's last working day
        (202312, 4, date(2024, 1, 4)),  # and the first
        # Weekends.
        (202208, 10, date(2022, 9, 12)),  # a Saturday
        (202206, 10, date(2022, 7, 11)),  # a Sunday
        # Weekends that a holiday makes longer: on the Saturday, the Sunday, the Monday.
        (202209, 8, date(2022, 10, 11)),  # スポーツの日 on Monday the 10th
        (202209, 9, date(2022, 10, 11)),
        (202209, 10, date(2022, 10, 11)),
        (202212, 10, date(2023, 1, 10)),  # 成人の日 was the 9th
        (202212, 7, date(2023, 1, 10)),  # Saturday, Sunday, 成人の日
        (202401, 11, date(2024, 2, 13)),  # 建国記念の日 on a Sunday, its substitute on Monday
        (202401, 10, date(2024, 2, 13)),
        (202307, 11, date(2023, 8, 14)),  # 山の日 on a Friday, then a weekend
        (202507, 11, date(2025, 8, 12)),  # 山の日 on the Monday itself
        (202202, 21, date(2022, 3, 22)),  # 春分の日
        # Golden Week, with substitutes.
        (202204, 3, date(2022, 5, 6)),  # Tuesday to Thursday
        (202304, 3, date(2023, 5, 8)),  # Wednesday to Friday, then a weekend
        (202404, 3, date(2024, 5, 7)),  # Friday to Sunday, substitute on Monday
        (202504, 3, date(2025, 5, 7)),  # Saturday to Monday, substitute on Tuesday
        (202604, 2, date(2026, 5, 7)),  # a Saturday before Sunday to Tuesday and a substitute
        # A day between two holidays is one, too (国民の休日).
        (202608, 19, date(2026, 9, 24)),  # Saturday to Wednesday
        (202608, 22, date(2026, 9, 24)),
        # The ten days of 2019.
        (201903, 27, date(2019, 5, 7)),
        (201904, 1, date(2019, 5, 7)),
        (201909, 22, date(2019, 10, 23)),  # 即位礼正殿の儀
        # Moved for the games: 10 October 2021 was no holiday's eve, 9 August was one.
        (202107, 8, date(2021, 8, 10)),
        (202109, 11, date(2021, 10, 11)),
        # Year's end: 12/29 to 1/3 are no working days, whatever the weekday.
        (202211, 29, date(2023, 1, 4)),
        (202211, 30, date(2023, 1, 4)),
        (202211, 31, date(2023, 1, 4)),
        (202312, 1, date(2024, 1, 4)),
        (202312, 3, date(2024, 1, 4)),
        (202412, 3, date(2025, 1, 6)),  # then a weekend
        (202512, 2, date(2026, 1, 5)),
        (202411, 28, date(2025, 1, 6)),  # a Saturday before it, a weekend behind it
        # From one year to the next.
        (202212, 31, date(2023, 1, 31)),
        (202212, 4, date(2023, 1, 4)),
        # A day that the next month does not have is its last.
        (202201, 31, date(2022, 2, 28)),
        (202201, 29, date(2022, 2, 28)),
        (202401, 30, date(2024, 2, 29)),
        (202401, 31, date(2024, 2, 29)),
        (202203, 31, date(2022, 5, 2)),  # 30 April 2022, a Saturday: into the month after
        (202301, 31, date(2023, 2, 28)),
        (202210, 31, date(2022, 11, 30)),
        # The first of a month that begins with a weekend.
        (202209, 1, date(2022, 10, 3)),
        (202209, 2, date(2022, 10, 3)),
    ],
)
def test_the_due_date_is_the_day_that_a_wall_calendar_shows(
    month: int, day: int, due: date
) -> None:
    assert due_date(Month(month), day) == due


def test_without_a_day_the_tenth_of_the_next_month_counts() -> None:
    assert due_date(Month(202204)) == date(2022, 5, 10)


@given(
    month=st.builds(Month.of, st.integers(1948, 2199), st.integers(1, 12)), day=st.integers(1, 31)
)
def test_no_due_date_lies_before_its_day_on_a_free_day_or_further_off_than_the_longest_holidays(
    month: Month, day: int
) -> None:
    due = due_date(month, day)
    asked = month.plus(1)
    last = date(asked.plus(1).year, asked.plus(1).month, 1) - timedelta(days=1)
    wanted = date(asked.year, asked.month, min(day, last.day))

    assert wanted <= due <= wanted + timedelta(days=10)
    assert is_working_day(due)
    days = [wanted + timedelta(days=passed) for passed in range((due - wanted).days)]
    assert not any(is_working_day(skipped) for skipped in days)
    assert due_date(month, min(day + 1, 31)) >= due  # more time never means less


def test_the_city_chooses_its_day_and_the_ledger_says_who_changed_it(office: Office) -> None:
    assert office.read(deadlines.DUE_DAY.read) == 10
    change = office.write(partial(deadlines.DUE_DAY.write, number=31))

    assert change is not None
    assert office.read(deadlines.DUE_DAY.read) == 31
    assert office.write(partial(deadlines.DUE_DAY.write, number=31)) is None  # nothing new
    head = office.read(ledger.head)
    assert head is not None
    assert head.number == change
    assert office.write(partial(deadlines.DUE_DAY.write, number=1)) == change + 1
    assert office.read(deadlines.DUE_DAY.read) == 1


@pytest.mark.parametrize("day", [-1, 0, 32, 100])
def test_a_day_that_no_month_has_is_refused(office: Office, day: int) -> None:
    before = office.read(ledger.head)
    with pytest.raises(DataError, match="1から31まで"):
        office.write(partial(deadlines.DUE_DAY.write, number=day))
    assert office.read(ledger.head) == before


@pytest.mark.parametrize("text", ["", "十", "0", "32", "１０", "1.5", "-3", "９", "²", "1" * 5000])
def test_a_setting_that_is_no_day_does_not_bring_the_program_down(
    office: Office, text: str
) -> None:
    """Whoever has the file can write anything into it."""
    rows = [{"name": deadlines.DUE_DAY.name, "value": text}]
    office.write(lambda s: record(s, Act(Kind.SETTING), rows={SettingVersion: rows}))

    assert office.read(deadlines.DUE_DAY.read) == 10


def test_the_calendar_of_holidays_is_not_loaded_before_it_is_asked() -> None:
    """It would make every start of the program slower."""
    code = "import sys, kdx_desktop.services.deadlines; print('jpholiday' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"
