"""The file of one PC: what it promises on every connection, and who may wait for whom."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from kdx_desktop.errors import EnvironmentFailure
from kdx_desktop.models import formats, sqlite_store
from kdx_desktop.models.calendar import SettingVersion
from kdx_desktop.models.tables import VERSIONED, Base
from kdx_desktop.services.office import Actor, Office
from kdx_desktop.services.recording import Act, Kind, record

PROMISED = {
    "journal_mode": "truncate",
    "synchronous": 3,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cache_spill": 0,
    "busy_timeout": 5000,
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kdx.sqlite3"


@pytest.fixture
def office(file: Path) -> Iterator[Office]:
    office = Office.create(f"sqlite:///{file}", Actor("tanaka", "PC-1"))
    yield office
    office.close()


def pragmas(session: Session) -> dict[str, object]:
    return {name: session.execute(text(f"PRAGMA {name}")).scalar_one() for name in PROMISED}


def test_every_connection_has_the_settings_that_survive_a_power_cut(office: Office) -> None:
    assert office.read(pragmas) == PROMISED
    assert office.write(pragmas) == PROMISED
    found: list[dict[str, object]] = []
    barrier = threading.Barrier(4)

    def in_a_thread_of_its_own() -> None:
        def ask(session: Session) -> None:
            found.append(pragmas(session))
            barrier.wait(10)  # four connections at once, so none is used again

        office.read(ask)

    threads = [threading.Thread(target=in_a_thread_of_its_own) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [PROMISED] * 4


def test_a_file_that_another_program_set_to_wal_is_set_back(office: Office, file: Path) -> None:
    office.close()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)

    with_wal = Office.open(f"sqlite:///{file}")

    assert with_wal.read(pragmas)["journal_mode"] == "truncate"
    with_wal.close()


def test_a_new_database_is_sound_and_says_whose_it_is(office: Office, file: Path) -> None:
    assert office.check() == []
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA application_id").fetchone() == (0x6B647864,)
        assert connection.execute("PRAGMA user_version").fetchone() == (formats.SCHEMA_VERSION,)


def test_every_table_is_strict_and_lets_nothing_be_left_out_unnoticed(
    office: Office, file: Path
) -> None:
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute(
            "SELECT name, strict, wr FROM pragma_table_list"
            " WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        assert {name for name, _, _ in tables} == set(Base.metadata.tables)
        assert {name for name, strict, _ in tables if not strict} == set()
        nullable = {
            (name, column[1])
            for name, _, _ in tables
            for column in connection.execute(f"PRAGMA table_info({name})")
            if not column[3]
        }
    assert nullable == {
        ("revisions", "amount"),
        ("current_figures", "amount"),
        ("departments", "valid_to"),
        ("headcounts", "headcount"),
        ("headcounts", "telework_eligible"),
        ("successions", "share"),
        ("metrics", "minimum"),
        ("metrics", "maximum"),
        ("kpis", "threshold"),
        ("kpis", "baseline_fiscal_year"),
        ("targets", "target"),
        ("assignments", "last_day"),
    }


def test_every_table_of_the_ledger_has_its_guards(office: Office, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        found = {
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
        }
    wanted = {"changes_in_order", "changes_never_updated", "changes_never_deleted"}
    for table in ("revisions", *(model.__tablename__ for model in VERSIONED)):
        wanted |= {f"{table}_{what}" for what in ("sealed", "never_updated", "never_deleted")}
    assert wanted <= found


def test_a_writer_waits_for_the_other_and_both_changes_are_kept(office: Office) -> None:
    """A plain BEGIN would fail at once with "locked" when both have read before they write."""
    order: list[str] = []
    reading = threading.Event()

    def slow(session: Session) -> int:
        session.execute(text("SELECT max(number) FROM changes")).scalar_one()
        reading.set()
        time.sleep(0.3)
        order.append("slow")
        return record(session, Act(Kind.SETTING, "slow"))

    def quick(session: Session) -> int:
        number = record(session, Act(Kind.SETTING, "quick"))
        order.append("quick")
        return number

    numbers: list[int] = []
    thread = threading.Thread(target=lambda: numbers.append(office.write(slow)))
    thread.start()
    assert reading.wait(10)
    numbers.append(office.write(quick))
    thread.join()

    assert order == ["slow", "quick"]
    assert sorted(numbers) == [2, 3]


def test_many_writers_at_once_lose_nothing(office: Office, file: Path) -> None:
    other = Office.open(f"sqlite:///{file}", Actor("suzuki", "PC-2"))

    def write(desk: Office) -> None:
        for _ in range(5):
            desk.write(lambda session: record(session, Act(Kind.SETTING)))

    threads = [threading.Thread(target=write, args=(desk,)) for desk in (office, other) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with closing(sqlite3.connect(file)) as connection:
        numbers = connection.execute("SELECT number FROM changes ORDER BY number").fetchall()
    assert numbers == [(number,) for number in range(1, 22)]
    assert office.check() == []
    other.close()


def test_a_write_transaction_holds_the_lock_from_its_first_look(office: Office, file: Path) -> None:
    def try_beside(session: Session) -> str:
        session.execute(text("SELECT max(number) FROM changes"))  # no more than a look
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                return str(error)
        return "free"

    assert office.write(try_beside) == "database is locked"
    assert office.read(try_beside) == "free"


def test_a_reader_is_not_locked_out_by_a_large_import_that_is_under_way(
    office: Office, file: Path
) -> None:
    """cache_spill: otherwise a full cache takes the exclusive lock before the commit."""
    rows = [{"name": f"n{i}", "value": "x" * 1000} for i in range(6000)]

    def large(session: Session) -> int:
        record(session, Act(Kind.SETTING), rows={SettingVersion: rows})
        with closing(sqlite3.connect(file, timeout=0)) as reader:
            return int(reader.execute("SELECT count(*) FROM changes").fetchone()[0])

    assert office.write(large) == 1
    assert office.read(lambda s: s.execute(text("SELECT count(*) FROM changes")).scalar_one()) == 2


def test_a_write_that_fails_half_way_leaves_nothing(office: Office, file: Path) -> None:
    def fail(session: Session) -> None:
        record(session, Act(Kind.SETTING))
        raise EnvironmentFailure("途中で失敗")

    with pytest.raises(EnvironmentFailure):
        office.write(fail)

    assert office.read(lambda s: s.execute(text("SELECT count(*) FROM changes")).scalar_one()) == 1
    assert office.write(lambda session: record(session, Act(Kind.SETTING))) == 2


def test_reading_never_changes_the_file(office: Office, file: Path) -> None:
    before = file.read_bytes()

    office.read(lambda session: record(session, Act(Kind.SETTING)))

    office.close()
    assert file.read_bytes() == before


def test_a_full_disk_loses_the_import_and_nothing_else(office: Office, file: Path) -> None:
    def too_much(session: Session) -> int:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count={pages + 5}"))
        rows = [{"name": f"n{i}", "value": "x" * 1000} for i in range(1000)]
        return record(session, Act(Kind.SETTING), rows={SettingVersion: rows})

    with pytest.raises(EnvironmentFailure, match="ディスクの空き"):
        office.write(too_much)

    office.close()
    again = Office.open(f"sqlite:///{file}")
    assert again.check() == []
    assert (
        again.read(lambda s: s.execute(text("SELECT max(number) FROM changes")).scalar_one()) == 1
    )
    again.close()


def test_a_database_that_could_not_be_made_whole_is_not_there_at_all(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a database would be refused by every command, also by the one that creates it."""
    pages = office.read(lambda s: s.execute(text("PRAGMA page_count")).scalar_one())
    little_room = f"PRAGMA max_page_count={pages - 5}"
    monkeypatch.setattr(sqlite_store, "_PRAGMAS", (*sqlite_store._PRAGMAS, little_room))
    folder = tmp_path / "new"

    with pytest.raises(EnvironmentFailure, match="ディスクの空き"):
        Office.create(f"sqlite:///{folder / 'new.sqlite3'}")

    assert list(folder.iterdir()) == []
    monkeypatch.undo()
    Office.create(f"sqlite:///{folder / 'new.sqlite3'}").close()
    assert {file.name for file in folder.iterdir()} <= {"new.sqlite3", "new.sqlite3-journal"}


def test_what_a_crash_left_of_a_former_database_is_not_mixed_into_a_new_one(
    tmp_path: Path,
) -> None:
    journal = tmp_path / "new.sqlite3-journal"
    journal.write_bytes(b"\xd9\xd5\x05\xf9 \xa1c\xd7" + bytes(1000))

    with pytest.raises(EnvironmentFailure, match="書きかけ"):
        Office.create(f"sqlite:///{tmp_path / 'new.sqlite3'}")

    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [journal.name]


def test_creating_never_touches_a_file_that_is_there(office: Office, file: Path) -> None:
    before = file.read_bytes()

    with pytest.raises(EnvironmentFailure, match="上書きしません"):
        Office.create(f"sqlite:///{file}")

    assert file.read_bytes() == before
