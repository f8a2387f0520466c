"""The city's own settings as one form: its name, the day of submission, the lock, passwords."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.calendar import SettingVersion
from kdx_desktop.services import rights
from kdx_desktop.services.deadlines import DUE_DAY, due_date, is_working_day
from kdx_desktop.services.knowledge import load_settings
from kdx_desktop.services.number_settings import LOCK_MINUTES, NumberSetting
from kdx_desktop.services.passwords import MIN_LENGTH
from kdx_desktop.services.recording import Act, Kind, on_server, record
from kdx_desktop.services.strategy import CITY_NAME_SETTING

#: Those numbers that this form asks for, in its order.
NUMBERS: tuple[NumberSetting, ...] = (DUE_DAY, LOCK_MINUTES, MIN_LENGTH)
_LONGEST = 40
_WEEKEND = {5: "土曜日", 6: "日曜日"}


@dataclass(frozen=True, slots=True)
class CitySettings:
    """``lock_minutes`` 0: each person decides; ``password_length`` counts on a server only."""

    city_name: str
    due_day: int
    lock_minutes: int
    password_length: int
    has_passwords: bool = False

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers in the order of NUMBERS."""
        return self.due_day, self.lock_minutes, self.password_length


@dataclass(frozen=True, slots=True)
class DueDate:
    """When a month's submission is due; ``put_off`` are the days that are no working days."""

    month: Month
    due: date
    put_off: tuple[tuple[date, str], ...]


def city_settings(session: Session) -> CitySettings:
    """Return what is set; the defaults where nothing is."""
    name = load_settings(session).get(CITY_NAME_SETTING, "")
    day, lock, password = (one.read(session) for one in NUMBERS)
    return CitySettings(name, day, lock, password, on_server(session))


def save_city_settings(
    session: Session, before: CitySettings, after: CitySettings, reason: str = ""
) -> int | None:
    """Store what is another as one change; None when nothing is.

    DataError for what is not allowed, and when somebody changed the same meanwhile.
    """
    rights.require_team(session, "市の設定の変更")
    if city_settings(session) != before:
        message = (
            "編集している間に、ほかの人が設定を変更しました。保存していません。"
            "取り消して、もう一度編集してください。"
        )
        raise DataError(message)
    rows, said = [], []
    name = checked_city_name(after.city_name)
    if name != before.city_name:
        rows.append({"name": CITY_NAME_SETTING, "value": name})
        said.append(f"市の名称を「{name}」に")
    for setting, was, number in zip(NUMBERS, before.numbers, after.numbers, strict=True):
        if number == was:
            continue
        rows.append({"name": setting.name, "value": str(checked_number(setting, number))})
        said.append(f"{setting.label}を{number}に")
    if not rows:
        return None
    told = f"設定の変更：{'、'.join(said)}"
    act = Act(Kind.SETTING, f"{told}（{reason.strip()}）" if reason.strip() else told)
    return record(session, act, rows={SettingVersion: rows})


def checked_city_name(text: str) -> str:
    """Return the city's name as it is stored; DataError for what cannot be one."""
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST:
        message = f"市の名称は1文字以上{_LONGEST}文字までで入力してください。"
        raise DataError(message)
    return name


def checked_number(setting: NumberSetting, number: int) -> int:
    """Return a number that a setting allows; DataError for another."""
    if number not in setting.allowed:
        first, last = setting.allowed[0], setting.allowed[-1]
        message = f"{setting.label}は{first}から{last}までの整数で入力してください。"
        raise DataError(message)
    return number


def due_dates(
    _session: Session | None, first: Month, day: int, count: int = 12
) -> tuple[DueDate, ...]:
    """Return the due dates of so many months, and why each is later than its day."""
    found = []
    for number in range(count):
        month = first.plus(number)
        after = month.plus(1)
        last = calendar.monthrange(after.year, after.month)[1]
        due = due_date(month, day)
        one, put_off = date(after.year, after.month, min(day, last)), []
        while one < due:
            put_off.append((one, why_closed(one)))
            one += timedelta(days=1)
        found.append(DueDate(month, due, tuple(put_off)))
    return tuple(found)


def why_closed(day: date) -> str:
    """Say why city halls do not work on a day; empty where they do."""
    if is_working_day(day):
        return ""
    import jpholiday  # start-up is a feature

    holiday = jpholiday.is_holiday_name(day)
    return str(holiday or _WEEKEND.get(day.weekday(), "年末年始"))
