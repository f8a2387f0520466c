"""Upgrades: a database of an earlier version goes on, with all that it holds, or stays as it was."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from kdx_desktop import __version__, paths
from kdx_desktop.errors import DataError, EnvironmentFailure
from kdx_desktop.models import formats, sqlite_store
from kdx_desktop.models.tables import Base
from kdx_desktop.services import kept_backups, ledger, upgrading
from kdx_desktop.services.backup import restore
from kdx_desktop.services.office import Office
from kdx_desktop.services.recording import Act, Kind, record
from tests.conftest import Outcome

Kdx = Callable[..., Outcome]
NEWER = formats.SCHEMA_VERSION + 1
STORED = Path(__file__).parents[1] / "stored"


@dataclass(frozen=True)
class Former:
    """A stored database of an earlier version: the plan and the small city of its time."""

    file: Path
    version: int
    head: ledger.Head


FORMERS = (
    Former(
        STORED / "first_version.sqlite3",
        1,
        ledger.Head(13, "a582ab0d7ee37d1c0e3f91837baa04dd5da26d674012c38128555989955f161c"),
    ),
    Former(
        STORED / "second_version.sqlite3",
        2,
        ledger.Head(14, "5b0082e65d4ae8aad66e03a21bfc17799b99fa1f04dacc7365834dcf48bf0b28"),
    ),
)


@pytest.fixture
def store() -> str:
    """Only a file is backed up, looked at and upgraded by the program."""
    return "sqlite"


@pytest.fixture(params=FORMERS, ids=lambda former: f"from-{former.version}")
def former(request: pytest.FixtureRequest) -> Former:
    """Each of the stored databases."""
    found: Former = request.param
    return found


@pytest.fixture
def old(former: Former, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The test's own copy of a stored database, in the hands of tanaka of the team."""
    monkeypatch.setenv("LOGNAME", "tanaka")
    file = tmp_path / "old.sqlite3"
    shutil.copy(former.file, file)
    return file


def content(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def schema(file: Path) -> dict[str, str]:
    """Return what defines each table, index and trigger; blanks do not matter."""
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    with closing(sqlite3.connect(file)) as connection:
        return {name: " ".join(sql.split()) for name, sql in connection.execute(query)}


def run(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def answer(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def test_each_stored_file_is_of_the_version_that_it_says(former: Former) -> None:
    assert answer(former.file, "PRAGMA user_version") == [(former.version,)]
    assert ("accounts" in schema(former.file)) == (former.version > 1)
    assert "automations" not in schema(former.file)
    assert former.file.stat().st_size < 300_000


def test_every_earlier_version_has_its_stored_file(
    former: Former,
) -> None:
    assert [former.version for former in FORMERS] == list(range(1, formats.SCHEMA_VERSION))


def test_the_program_may_use_what_it_makes() -> None:
    """Otherwise a roll-out would shut out the very program that it brings."""
    stated, ours = (
        tuple(map(int, text.split("."))) for text in (formats.OLDEST_PROGRAM, __version__)
    )
    assert stated <= ours


def test_an_upgraded_database_is_made_as_a_fresh_one(old: Path, new_file: Path) -> None:
    upgraded = upgrading.upgrade(old)

    assert upgraded.version == formats.SCHEMA_VERSION
    assert schema(old) == schema(new_file)
    for query in ("PRAGMA user_version", "PRAGMA application_id", "SELECT * FROM store_format"):
        assert answer(old, query) == answer(new_file, query)
    assert answer(old, "SELECT * FROM store_format") == [
        (formats.SCHEMA_VERSION, formats.OLDEST_PROGRAM)
    ]


def test_an_upgrade_keeps_every_row_and_the_ledger_its_head(former: Former, old: Path) -> None:
    kept = {line for line in content(old) if line.startswith("INSERT")}
    before = {line for line in kept if '"store_format"' not in line}

    upgraded = upgrading.upgrade(old)

    assert before <= set(content(old))
    office = Office.open(f"sqlite:///{old}")
    verification = office.read(lambda session: ledger.verify(session, former.head))
    assert verification.intact
    assert verification.head == upgraded.head == former.head
    assert office.check() == []
    assert (
        office.write(lambda session: record(session, Act(Kind.SETTING))) == former.head.number + 1
    )
    office.close()


def test_the_state_before_an_upgrade_is_kept_and_can_be_restored(former: Former, old: Path) -> None:
    before = content(old)

    upgraded = upgrading.upgrade(old)

    assert content(upgraded.backup.file) == before
    assert upgraded.backup.head == former.head
    assert kept_backups.newest_sound(old) == upgraded.backup
    restored = restore(f"sqlite:///{old}", upgraded.backup.file)
    assert restored.head == former.head
    assert content(old) == before


def test_the_command_upgrades_and_says_where_the_former_state_is(
    former: Former, old: Path, kdx: Kdx, tmp_path: Path
) -> None:
    before = content(old)
    old.rename(tmp_path / "kdx.sqlite3")
    refused = kdx("database", "info")
    assert refused.status == 3
    assert "database upgrade" in refused.err

    answer = kdx("database", "upgrade", "--json")

    assert answer.status == 0, answer.err
    document = json.loads(answer.out)
    assert document["upgraded"]
    assert content(Path(document["backup"])) == before
    assert json.loads(kdx("ledger", "head", "--json").out)["head"] == str(former.head)
    assert kdx("ledger", "verify", "--head", former.head).status == 0
    assert kdx("database", "check").status == 0


def test_what_is_up_to_date_is_left_alone(old: Path, kdx: Kdx, tmp_path: Path) -> None:
    file = old.rename(tmp_path / "kdx.sqlite3")
    assert kdx("database", "upgrade").status == 0
    before = file.read_bytes()

    again = kdx("database", "upgrade", "--json")

    assert again.status == 0
    assert not json.loads(again.out)["upgraded"]
    assert file.read_bytes() == before
    assert len(kept_backups.kept(file)) == 1


def test_without_a_backup_nothing_is_upgraded(old: Path) -> None:
    (paths.data_dir() / "backups").write_text("a file where the folder should be")
    before = old.read_bytes()

    with pytest.raises(EnvironmentFailure, match="更新しませんでした"):
        upgrading.upgrade(old)

    assert old.read_bytes() == before


def test_a_ledger_that_does_not_hold_is_not_upgraded(old: Path) -> None:
    run(old, "UPDATE current_figures SET amount = 1 WHERE amount IS NOT NULL")
    before = old.read_bytes()

    with pytest.raises(DataError, match="更新していません"):
        upgrading.upgrade(old)

    assert old.read_bytes() == before
    assert kept_backups.kept(old) == ()


def test_an_upgrade_that_fails_half_way_leaves_the_database_as_it_was(
    former: Former, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(old)
    ((pages,),) = answer(old, "PRAGMA page_count")
    little_room = f"PRAGMA max_page_count={int(str(pages)) + 2}"
    monkeypatch.setattr(kept_backups, "keep_before_migration", lambda file: None)
    monkeypatch.setattr(sqlite_store, "_PRAGMAS", (*sqlite_store._PRAGMAS, little_room))

    with pytest.raises(EnvironmentFailure, match="元のまま"):
        upgrading.upgrade(old)

    assert content(old) == before
    assert answer(old, "PRAGMA user_version") == [(former.version,)]
    monkeypatch.undo()
    assert upgrading.upgrade(old).head == former.head


def test_two_programs_that_upgrade_at_once_do_not_get_in_each_others_way(
    former: Former, old: Path
) -> None:
    heads: list[ledger.Head | None] = []
    threads = [
        threading.Thread(target=lambda: heads.append(upgrading.upgrade(old).head)) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert heads == [former.head] * 3
    office = Office.open(f"sqlite:///{old}")
    assert office.check() == []
    office.close()


def test_an_older_database_is_refused_with_the_way_to_upgrade_it(old: Path) -> None:
    before = old.read_bytes()

    with pytest.raises(formats.UpgradeDueError, match="database upgrade"):
        Office.open(f"sqlite:///{old}")

    assert old.read_bytes() == before


def test_a_newer_database_is_used_by_the_programs_that_it_allows(
    small_office: Office, tmp_path: Path
) -> None:
    """A roll-out to 300 PCs takes days; meanwhile both versions work on the same data."""
    file = tmp_path / "kdx.sqlite3"
    small_office.close()
    run(
        file,
        "CREATE TABLE news (name TEXT)",
        "CREATE TRIGGER news_guarded BEFORE DELETE ON news BEGIN SELECT RAISE(ABORT, 'no'); END",
        f"PRAGMA user_version={NEWER}",
        f"UPDATE store_format SET version = {NEWER}, oldest_program = '{__version__}'",
    )

    office = Office.open(f"sqlite:///{file}")
    office.write(lambda session: record(session, Act(Kind.SETTING)))
    assert office.check() == []
    office.close()


@pytest.mark.parametrize("oldest", ["99.0.0", "0.10000", "soon", ""])
def test_a_newer_database_that_needs_a_newer_program_is_refused_in_words(
    small_office: Office, tmp_path: Path, oldest: str
) -> None:
    file = tmp_path / "kdx.sqlite3"
    small_office.close()
    run(
        file,
        f"PRAGMA user_version={NEWER}",
        f"UPDATE store_format SET version = {NEWER}, oldest_program = '{oldest}'",
    )

    for use in (lambda: Office.open(f"sqlite:///{file}"), lambda: upgrading.upgrade(file)):
        with pytest.raises(EnvironmentFailure, match=f"プログラムを更新.*{oldest}"):
            use()


def test_whoever_has_nothing_to_upgrade_does_not_wait_for_alembic(
    small_office: Office, tmp_path: Path
) -> None:
    code = f"""
import sys
from kdx_desktop.services import upgrading
from kdx_desktop.services.office import Office
Office.open({small_office.url!r}).close()
print("alembic" in sys.modules)
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert ended.stdout.strip() == "False", ended.stderr


def test_every_table_has_a_first_version_or_a_step_that_adds_it(old: Path) -> None:
    """A table that only a fresh database gets would be missed on every PC that was there before."""
    upgrading.upgrade(old)

    assert set(Base.metadata.tables) <= set(schema(old))
