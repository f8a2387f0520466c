"""The city's settings: one change, nobody overwritten, due dates with their reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from kdx_desktop.errors import DataError, NotAllowed
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import city_settings as settings
from kdx_desktop.services import ledger
from kdx_desktop.services.deadlines import due_date
from kdx_desktop.services.office import Office


def save(office: Office, before: settings.CitySettings, after: settings.CitySettings) -> int | None:
    work = partial(settings.save_city_settings, before=before, after=after, reason="規程の改定")
    return office.write(work)


def test_all_that_is_another_is_one_change(office: Office, store: str) -> None:
    before = office.read(settings.city_settings)
    assert before.has_passwords == (store == "postgresql")
    after = replace(before, city_name="  加賀  市 ", due_day=15, lock_minutes=20)
    last = office.read(ledger.head)
    change = save(office, before, after)
    assert last is not None
    assert change == last.number + 1
    stored = office.read(settings.city_settings)
    assert stored == replace(after, city_name="加賀 市")
    assert save(office, stored, stored) is None


def test_who_was_slower_and_what_is_not_allowed_store_nothing(office: Office) -> None:
    before = office.read(settings.city_settings)
    for wrong in (
        replace(before, due_day=0),
        replace(before, lock_minutes=999),
        replace(before, password_length=3),
        replace(before, city_name=" "),
    ):
        with pytest.raises(DataError):
            save(office, before, wrong)
    save(office, before, replace(before, due_day=8))
    with pytest.raises(DataError, match="ほかの人が"):
        save(office, before, replace(before, due_day=9))
    assert office.read(settings.city_settings).due_day == 8


def test_only_the_team_sets_the_city(office: Office, sit_down: Callable[..., Office]) -> None:
    before = office.read(settings.city_settings)
    for role in ("chief", "manager"):
        seat = sit_down(f"a_{role}", role)
        with pytest.raises(NotAllowed):
            save(seat, before, replace(before, due_day=8))


def test_due_dates_say_why_they_were_put_off() -> None:
    found = settings.due_dates(None, Month(202304), 3, 12)
    assert [one.due for one in found] == [due_date(one.month, 3) for one in found]
    may = found[0]
    assert may.due == date(2023, 5, 8)
    assert [reason for _, reason in may.put_off] == [
        "憲法記念日",
        "みどりの日",
        "こどもの日",
        "土曜日",
        "日曜日",
    ]
    january = found[8]
    assert january.put_off[0] == (date(2024, 1, 3), "年末年始")
    assert settings.why_closed(date(2023, 5, 8)) == ""
