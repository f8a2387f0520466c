"""Backups and restores: nothing is lost by making one, nor by putting one back."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kdx_desktop.errors import DataError, EnvironmentFailure
from kdx_desktop.models.tables import Base
from kdx_desktop.services import backup, ledger
from kdx_desktop.services.office import Office
from kdx_desktop.services.recording import Act, Kind, record
from tests.conftest import Outcome

Kdx = Callable[..., Outcome]


@pytest.fixture
def store() -> str:
    """Only a file is backed up, looked at and upgraded by the program."""
    return "sqlite"


def content(file: Path) -> list[str]:
    """Return everything that a database holds, as SQL."""
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def change(office: Office, reason: str = "later") -> int:
    return office.write(lambda session: record(session, Act(Kind.SETTING, reason)))


def test_a_backup_holds_all_that_the_database_holds(
    small_office: Office, kdx: Kdx, tmp_path: Path
) -> None:
    target = tmp_path / "控え 1.sqlite3"

    answer = kdx("database", "backup", target, "--json")

    assert answer.status == 0
    assert content(target) == content(tmp_path / "kdx.sqlite3")
    document = json.loads(answer.out)
    assert document["head"] == str(small_office.read(ledger.head))
    assert document["size"] == target.stat().st_size
    assert not list(tmp_path.glob("*.part*"))


def test_a_backup_can_be_made_while_somebody_is_saving(
    small_office: Office, tmp_path: Path
) -> None:
    before = small_office.read(ledger.head)

    def save_and_back_up(session: object) -> backup.Backup:
        record(session, Act(Kind.SETTING))  # type: ignore[arg-type]
        return backup.make(small_office, tmp_path / "b.sqlite3")

    made = small_office.write(save_and_back_up)

    assert made.head == before  # what was not yet saved is not in it
    assert small_office.read(ledger.head) != before


def test_a_backup_never_takes_the_place_of_another_file(
    small_office: Office, kdx: Kdx, tmp_path: Path
) -> None:
    target = tmp_path / "b.sqlite3"
    assert kdx("database", "backup", target).status == 0
    kept = target.read_bytes()
    change(small_office)

    for file in (target, tmp_path / "kdx.sqlite3"):
        again = kdx("database", "backup", file)
        assert again.status == 3
        assert "すでにファイルがあります" in again.err
    assert target.read_bytes() == kept


def test_a_backup_to_where_nothing_can_be_written_is_said(
    small_office: Office, kdx: Kdx, tmp_path: Path
) -> None:
    answer = kdx("database", "backup", tmp_path / "no folder" / "b.sqlite3")

    assert answer.status == 3
    assert "控えを作成できませんでした" in answer.err


def test_a_damaged_or_tampered_database_is_not_kept_as_a_backup(
    small_office: Office, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "kdx.sqlite3", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER revisions_never_updated")
        connection.execute("UPDATE revisions SET amount = 1 WHERE amount IS NOT NULL")

    with pytest.raises(DataError):
        backup.make(small_office, tmp_path / "b.sqlite3")

    assert not (tmp_path / "b.sqlite3").exists()
    assert not list(tmp_path.glob("*.part*"))


def test_a_restore_brings_the_backup_back_and_keeps_the_former_file(
    small_office: Office, kdx: Kdx, tmp_path: Path
) -> None:
    file, target = tmp_path / "kdx.sqlite3", tmp_path / "b.sqlite3"
    assert kdx("database", "backup", target).status == 0
    backed_up = content(file)
    change(small_office)
    former = content(file)
    small_office.close()

    answer = kdx("database", "restore", target, "--json")

    assert answer.status == 0
    document = json.loads(answer.out)
    assert content(file) == backed_up
    assert content(Path(document["kept"])) == former
    assert content(target) == backed_up  # the backup itself stays
    assert kdx("database", "check").status == 0


def test_every_row_of_every_table_comes_back(
    small_office: Office, kdx: Kdx, tmp_path: Path
) -> None:
    file, target = tmp_path / "kdx.sqlite3", tmp_path / "b.sqlite3"
    small_office.close()
    before = rows(file)
    assert set(before) == set(Base.metadata.tables)
    empty = {"accounts", "assignments", "audit_events"}  # nobody was given rights here
    assert all(before[table] for table in before.keys() - empty)
    assert kdx("database", "backup", target).status == 0
    file.unlink()

    assert kdx("database", "restore", target).status == 0

    assert rows(file) == before


def rows(file: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        tables = [name for (name,) in connection.execute(query)]
        return {
            table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
            for table in tables
        }


def test_nothing_is_restored_over_somebody_who_is_saving(
    small_office: Office, kdx: Kdx, tmp_path: Path
) -> None:
    """What he saves would end up in the file that was put aside."""
    file, target = tmp_path / "kdx.sqlite3", tmp_path / "b.sqlite3"
    assert kdx("database", "backup", target).status == 0

    def restore_meanwhile(session: object) -> Outcome:
        record(session, Act(Kind.SETTING, "while restoring"))  # type: ignore[arg-type]
        return kdx("database", "restore", target)

    answer = small_office.write(restore_meanwhile)

    assert answer.status == 3
    assert "使用中" in answer.err
    assert any("while restoring" in line for line in content(file))
    assert not list(tmp_path.glob("kdx.2*"))


def test_restoring_twice_in_a_second_keeps_both_former_files(
    small_office: Office, kdx: Kdx, tmp_path: Path
) -> None:
    assert kdx("database", "backup", tmp_path / "b.sqlite3").status == 0
    kept = []
    for number in range(3):
        office = Office.open(small_office.url)
        change(office, f"former {number}")
        office.close()
        answer = kdx("database", "restore", tmp_path / "b.sqlite3", "--json")
        kept.append(Path(json.loads(answer.out)["kept"]))

    assert len(set(kept)) == 3
    for number, file in enumerate(kept):
        assert any(f"former {number}" in line for line in content(file))


def test_a_restore_does_not_mix_the_backup_with_what_a_crash_left_behind(
    small_office: Office, kdx: Kdx, tmp_path: Path
) -> None:
    """A journal of the former file must not be played back into the restored one."""
    file, target = tmp_path / "kdx.sqlite3", tmp_path / "b.sqlite3"
    assert kdx("database", "backup", target).status == 0
    for number in range(40):
        change(small_office, "x" * 3000 + str(number))
    small_office.close()
    former = content(file)
    _crash_in_the_middle_of_a_write(file)

    answer = kdx("database", "restore", target, "--json")

    assert answer.status == 0
    assert kdx("database", "check").status == 0
    assert content(file) == content(target)
    kept = Path(json.loads(answer.out)["kept"])
    assert content(kept) == former  # with its own journal it is whole again


def _crash_in_the_middle_of_a_write(file: Path) -> None:
    """Leave the file as a power cut would: half written, with the journal that mends it."""
    crashed = file.with_name("crashed.sqlite3")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("PRAGMA cache_size=1")  # spills at once
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DROP TRIGGER changes_never_updated")
        connection.execute("UPDATE changes SET reason = replace(reason, 'x', 'y')")
        shutil.copy(file, crashed)
        shutil.copy(f"{file}-journal", f"{crashed}-journal")
        connection.execute("ROLLBACK")
    assert Path(f"{crashed}-journal").stat().st_size > 512
    crashed.replace(file)
    Path(f"{crashed}-journal").replace(f"{file}-journal")


def test_a_backup_that_is_not_sound_replaces_nothing(
    small_office: Office, kdx: Kdx, tmp_path: Path
) -> None:
    file, target = tmp_path / "kdx.sqlite3", tmp_path / "b.sqlite3"
    assert kdx("database", "backup", target).status == 0
    good = target.read_bytes()
    before = file.read_bytes()
    middle = len(good) // 2
    damaged = {
        "cut": good[:middle],
        "text": b"hello" * 1000,
        "empty": b"",
        "holes": good[:middle] + bytes(8192) + good[middle + 8192 :],
        "scrambled": good[:4096] + bytes(reversed(good[4096:])),
    }
    for name, content_ in damaged.items():
        bad = tmp_path / f"{name}.sqlite3"
        bad.write_bytes(content_)
        answer = kdx("database", "restore", bad)
        assert answer.status in {1, 3}, name
        assert "予期しない" not in answer.err, name
        assert file.read_bytes() == before
    assert kdx("database", "restore", tmp_path / "nothing.sqlite3").status == 3
    assert kdx("database", "restore", tmp_path).status == 3
    assert not list(tmp_path.glob("*.part*"))


def test_a_tampered_backup_replaces_nothing(small_office: Office, kdx: Kdx, tmp_path: Path) -> None:
    file, target = tmp_path / "kdx.sqlite3", tmp_path / "b.sqlite3"
    assert kdx("database", "backup", target).status == 0
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("UPDATE current_figures SET amount = 1 WHERE amount IS NOT NULL")
    before = file.read_bytes()

    answer = kdx("database", "restore", target)

    assert answer.status == 1
    assert file.read_bytes() == before


def test_a_restore_works_on_a_pc_that_has_no_database_yet(
    small_office: Office, tmp_path: Path
) -> None:
    backup.make(small_office, tmp_path / "b.sqlite3")
    new = tmp_path / "new folder" / "kdx.sqlite3"

    restored = backup.restore(f"sqlite:///{new}", tmp_path / "b.sqlite3")

    assert restored.kept is None
    assert content(new) == content(tmp_path / "kdx.sqlite3")
    office = Office.open(f"sqlite:///{new}")
    assert office.check() == []
    office.close()
    with pytest.raises(EnvironmentFailure):
        backup.restore("postgresql://server/kdx", tmp_path / "b.sqlite3")
