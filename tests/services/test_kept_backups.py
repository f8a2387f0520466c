"""Automatic backups: there when they are needed, never in the way, and no more than are wanted."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdx_desktop import paths
from kdx_desktop.services import kept_backups, ledger
from kdx_desktop.services.audit import EventKind, record_event
from kdx_desktop.services.copies import Mark
from kdx_desktop.services.kept_backups import Kept, Occasion
from kdx_desktop.services.office import Office
from kdx_desktop.services.recording import Act, Kind, record

NOON = datetime(2026, 11, 22, 12, 0)  # noqa: DTZ001 - local time
DAY = timedelta(days=1)


@pytest.fixture
def store() -> str:
    """Only a file is backed up, looked at and upgraded by the program."""
    return "sqlite"


def content(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def change(office: Office) -> int:
    return office.write(lambda session: record(session, Act(Kind.SETTING)))


def made(file: Path, now: datetime, occasion: Occasion = Occasion.START) -> Kept:
    keeping = kept_backups.keep(file, occasion, now)
    assert keeping.kept is not None, keeping.warning
    return keeping.kept


def test_a_backup_holds_all_that_the_database_holds_and_says_when_and_why_it_was_made(
    small_office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "kdx.sqlite3"

    kept = made(file, NOON, Occasion.IMPORT)

    assert content(kept.file) == content(file)
    assert kept.file.name == "20261122-120000-import.sqlite3"
    assert kept.file.is_relative_to(paths.data_dir() / "backups")
    assert kept.head == small_office.read(ledger.head)
    assert (
        kept.japanese == f"2026-11-22 12:00（取込の前、変更{kept.head and kept.head.number}まで）"
    )
    assert [one.name for one in kept.file.parent.iterdir()] == [kept.file.name]
    assert kept_backups.kept(file) == (kept,)
    assert kept_backups.newest_sound(file) == kept


def test_what_has_not_changed_is_not_kept_twice_and_what_has_is(
    small_office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "kdx.sqlite3"
    made(file, NOON)

    assert kept_backups.keep(file, Occasion.EXIT, NOON + DAY) == kept_backups.Keeping(None)

    change(small_office)
    assert made(file, NOON + DAY).head == small_office.read(ledger.head)
    assert len(kept_backups.kept(file)) == 2


def test_a_change_of_accounts_is_kept_too_and_a_mere_sign_in_is_not(
    small_office: Office, tmp_path: Path
) -> None:
    """Accounts are not in the ledger; their history is in the audit log."""
    file = tmp_path / "kdx.sqlite3"
    made(file, NOON)

    small_office.write(lambda session: record_event(session, EventKind.SIGN_IN))
    assert kept_backups.keep(file, Occasion.EXIT, NOON + DAY).kept is None
    small_office.write(lambda session: record_event(session, EventKind.ACCOUNT, "suzuki"))
    assert made(file, NOON + DAY).head == small_office.read(ledger.head)


def test_seven_days_four_weeks_and_twelve_months_are_kept() -> None:
    """A made-up programme of backups: three a day for two years."""
    backups = [
        _kept(NOON - DAY * days + timedelta(hours=h)) for days in range(730) for h in range(3)
    ]

    gone = set(kept_backups.superseded(backups))

    stay = sorted((one.made_at for one in backups if one not in gone), reverse=True)
    evening = NOON + timedelta(hours=2)
    week_ends = [datetime(2026, 11, day, 14) for day in (22, 15, 8, 1)]  # noqa: DTZ001
    month_ends = [
        datetime(year, month + 1, 1, 14) - DAY  # noqa: DTZ001
        for year, months in ((2026, range(1, 11)), (2025, [12]))
        for month in months
        if month < 12
    ]
    month_ends.append(datetime(2025, 12, 31, 14))  # noqa: DTZ001
    expected = {evening - DAY * days for days in range(7)} | {*week_ends, *month_ends}
    assert stay == sorted(expected, reverse=True)


def test_the_state_before_a_migration_is_not_rotated_away_the_same_evening() -> None:
    before = _kept(NOON, Occasion.MIGRATION)
    after = [_kept(NOON + DAY * days) for days in range(1, 4)]

    assert kept_backups.superseded([before, *after]) == []
    evening = _kept(NOON + timedelta(hours=6))
    assert kept_backups.superseded([before, evening, *after]) == []
    noon = _kept(NOON)
    assert kept_backups.superseded([noon, evening, *after]) == [noon]


@given(
    st.lists(
        st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)),  # noqa: DTZ001
        max_size=60,
        unique=True,
    )
)
def test_rotation_never_takes_the_newest_and_keeps_twenty_three_at_most(
    times: list[datetime],
) -> None:
    backups = [_kept(time) for time in times]

    gone = kept_backups.superseded(backups)

    stay = [one for one in backups if one not in gone]
    assert len(stay) <= 7 + 4 + 12
    assert len(stay) >= min(7, len({time.date() for time in times}))
    if times:
        assert max(times) in {one.made_at for one in stay}
    assert kept_backups.superseded(stay) == []  # what stays today stays tomorrow


def _kept(made_at: datetime, occasion: Occasion = Occasion.START) -> Kept:
    name = f"{made_at:%Y%m%d-%H%M%S}-{occasion}.sqlite3"
    return Kept(Path(name), made_at, occasion, Mark(2, None, ""))


def test_rotation_removes_superseded_files_and_nothing_that_is_not_its_own(
    small_office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "kdx.sqlite3"
    first = made(file, NOON - DAY * 400)
    place = first.file.parent
    others = {
        "memo.txt": b"x",
        "20200101-120000-mine.sqlite3": b"x",
        "20200101-120000-start.sqlite3": b"unreadable",
        "20201399-120000-start.sqlite3": first.file.read_bytes(),
    }
    for name, text in others.items():
        (place / name).write_bytes(text)

    kept = []
    for hour in range(3):
        change(small_office)
        kept.append(made(file, NOON + timedelta(hours=hour)))

    names = {one.name for one in place.iterdir()}
    assert names == {first.file.name, kept[-1].file.name, *others}


def test_two_backups_within_a_second_do_not_replace_one_another(
    small_office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "kdx.sqlite3"
    first = made(file, NOON, Occasion.MIGRATION)
    change(small_office)

    second = kept_backups.keep_before_migration(file, NOON)

    assert first.file != second.file
    assert kept_backups.kept(file)[0].head == second.head


def test_a_clock_that_was_set_back_does_not_cost_the_backup_just_made(
    small_office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "kdx.sqlite3"
    for days in range(30):
        change(small_office)
        made(file, NOON + DAY * days)
    change(small_office)

    late = made(file, NOON - DAY * 4000)

    assert late.file.is_file()
    assert late in kept_backups.kept(file)


def test_two_databases_of_one_name_have_backups_of_their_own(
    small_office: Office, tmp_path: Path
) -> None:
    file, other = tmp_path / "kdx.sqlite3", tmp_path / "other" / "kdx.sqlite3"
    other.parent.mkdir()
    made(file, NOON)

    assert kept_backups.kept(other) == ()
    assert kept_backups.newest_sound(other) is None


def test_a_full_or_forbidden_disk_is_a_warning_and_stops_nobody(
    small_office: Office, tmp_path: Path
) -> None:
    (paths.data_dir() / "backups").write_text("a file where the folder should be")

    keeping = kept_backups.keep(tmp_path / "kdx.sqlite3", Occasion.IMPORT)

    assert keeping.kept is None
    assert "自動の控えを作成できませんでした" in keeping.warning
    assert change(small_office) > 1


def test_a_database_that_is_not_sound_takes_no_good_backup_away(
    small_office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "kdx.sqlite3"
    good = made(file, NOON)
    change(small_office)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE current_figures SET amount = 1 WHERE amount IS NOT NULL")

    keeping = kept_backups.keep(file, Occasion.EXIT, NOON + DAY)

    assert keeping.kept is None
    assert "検証で問題" in keeping.warning
    assert [one.name for one in good.file.parent.iterdir()] == [good.file.name]


def test_a_backup_that_has_rotted_is_passed_over_for_the_one_before(
    small_office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "kdx.sqlite3"
    sound = made(file, NOON)
    change(small_office)
    rotten = made(file, NOON + DAY)
    with closing(sqlite3.connect(rotten.file, isolation_level=None)) as connection:
        connection.execute("UPDATE current_figures SET amount = 1 WHERE amount IS NOT NULL")

    assert kept_backups.newest_sound(file) == sound
    sound.file.write_bytes(sound.file.read_bytes()[:5000])
    assert kept_backups.newest_sound(file) is None


def test_a_backup_is_made_while_somebody_is_saving(small_office: Office, tmp_path: Path) -> None:
    before = small_office.read(ledger.head)

    def save_and_keep(session: object) -> Kept:
        record(session, Act(Kind.SETTING))  # type: ignore[arg-type]
        return made(tmp_path / "kdx.sqlite3", NOON)

    assert small_office.write(save_and_keep).head == before


def test_what_a_crash_left_of_a_backup_goes_and_what_is_being_made_stays(
    small_office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "kdx.sqlite3"
    place = kept_backups.folder(file)
    place.mkdir(parents=True)
    left = place / "0123.kdx-part"
    under_way = place / "4567.kdx-part"
    for one in (left, under_way):
        one.write_bytes(b"x")
    os.utime(left, (0, 0))

    made(file, NOON)

    assert not left.exists()
    assert under_way.exists()
