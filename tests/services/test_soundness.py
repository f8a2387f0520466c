"""Opening a damaged file: nobody writes into it, nothing is lost of it, and there is a way back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from kdx_desktop.errors import EnvironmentFailure
from kdx_desktop.models import sqlite_store
from kdx_desktop.models.formats import UpgradeDueError
from kdx_desktop.services import kept_backups, soundness
from kdx_desktop.services.kept_backups import Kept, Occasion
from kdx_desktop.services.office import Office
from kdx_desktop.services.soundness import DamagedError, Soundness

STORED = Path(__file__).parents[1] / "stored" / "first_version.sqlite3"


@pytest.fixture
def store() -> str:
    """Only a file is backed up, looked at and upgraded by the program."""
    return "sqlite"


@pytest.fixture
def file(small_office: Office, tmp_path: Path) -> Path:
    small_office.close()
    return tmp_path / "kdx.sqlite3"


@pytest.fixture
def engine(file: Path) -> Iterator[Engine]:
    engine = sqlite_store.open_engine(make_url(f"sqlite:///{file}"))
    yield engine
    engine.dispose()


def run(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def backed_up(file: Path) -> Kept:
    kept = kept_backups.keep(file, Occasion.START).kept
    assert kept is not None
    return kept


def last_change(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT max(number) FROM changes").fetchone()[0])


def damaged(file: Path) -> list[Path]:
    return sorted(file.parent.glob("*.damaged-*"))


def spoil(file: Path) -> None:
    """Overwrite a page in the middle, as a failing disk does."""
    whole = file.read_bytes()
    middle = len(whole) // 2 // 4096 * 4096
    file.write_bytes(whole[:middle] + b"\x05" * 4096 + whole[middle + 4096 :])


def test_a_sound_file_is_opened_without_ado(engine: Engine, file: Path) -> None:
    before = file.read_bytes()

    soundness.require_ours(engine, file)
    found = soundness.examine(engine, file)

    assert found == Soundness()
    assert found.sound
    assert found.japanese == ""
    assert file.read_bytes() == before
    assert damaged(file) == []


def test_an_empty_ledger_is_sound(tmp_path: Path) -> None:
    file = tmp_path / "empty.sqlite3"
    engine = sqlite_store.open_engine(make_url(f"sqlite:///{file}"))
    sqlite_store.create(engine)

    assert soundness.examine(engine, file).sound
    engine.dispose()


def test_a_damaged_file_is_copied_aside_and_the_newest_backup_is_offered(
    engine: Engine, file: Path
) -> None:
    backup = backed_up(file)
    spoil(file)
    spoilt = file.read_bytes()

    found = soundness.examine(engine, file)

    assert not found.sound
    assert found.newest_backup == backup
    assert found.copied_to in damaged(file)
    assert found.copied_to is not None
    assert found.copied_to.read_bytes() == spoilt
    assert file.read_bytes() == spoilt
    for words in ("読み取り専用", str(found.copied_to), "database restore", str(backup.file)):
        assert words in found.japanese


def test_a_damaged_file_is_only_read_from_then_on(engine: Engine, file: Path) -> None:
    writing = engine.execution_options(**{sqlite_store.WRITE_OPTION: True})
    with writing.begin() as connection:
        connection.execute(text("SELECT 1"))
    run(file, "DROP TRIGGER changes_never_updated", "UPDATE changes SET reason = 'x'")
    before = file.read_bytes()

    soundness.examine(engine, file)

    with pytest.raises(EnvironmentFailure, match="読み取り専用"), writing.begin() as connection:
        connection.execute(text("DELETE FROM current_figures"))
    with (
        pytest.raises(OperationalError, match="readonly"),
        engine.begin() as connection,
    ):
        connection.execute(text("DELETE FROM current_figures"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM revisions")).scalar_one() > 0
    assert file.read_bytes() == before


def test_what_a_crash_left_is_copied_before_it_is_played_back(engine: Engine, file: Path) -> None:
    """A file that a crash left half written can only be mended with its journal."""
    spoil(file)
    crash_while_writing(file)
    left, journal = file.read_bytes(), Path(f"{file}-journal").read_bytes()

    before = soundness.require_ours(engine, file)
    found = soundness.examine(engine, file, before)

    assert found.copied_to is not None
    assert found.copied_to == before
    assert found.copied_to.read_bytes() == left
    assert Path(f"{found.copied_to}-journal").read_bytes() == journal


def test_a_crash_that_sqlite_mends_by_itself_leaves_nothing_behind(
    engine: Engine, file: Path
) -> None:
    last = last_change(file)
    crash_while_writing(file)

    before = soundness.require_ours(engine, file)
    assert before is not None
    found = soundness.examine(engine, file, before)

    assert found.sound
    assert damaged(file) == []
    with engine.connect() as connection:
        assert connection.execute(text("SELECT max(number) FROM changes")).scalar_one() == last


def crash_while_writing(file: Path) -> None:
    """Leave the file as a power cut would: half written, with the journal that mends it."""
    crashed = file.with_name("crashed")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size=1")  # spills at once
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE half (words TEXT)")
        connection.executemany("INSERT INTO half VALUES (?)", [("x" * 3000,)] * 40)
        for part in ("", "-journal"):
            shutil.copy(f"{file}{part}", f"{crashed}{part}")
        connection.execute("ROLLBACK")
    assert Path(f"{crashed}-journal").stat().st_size > 512
    for part in ("", "-journal"):
        Path(f"{crashed}{part}").replace(f"{file}{part}")
    before = time.time() - 60
    os.utime(f"{file}-journal", (before, before))


def test_opening_beside_somebody_who_saves_copies_nothing(engine: Engine, file: Path) -> None:
    crash_while_writing(file)
    os.utime(f"{file}-journal")

    assert soundness.require_ours(engine, file) is None
    assert damaged(file) == []


def test_opening_a_damaged_file_every_day_does_not_fill_the_disk(
    engine: Engine, file: Path
) -> None:
    spoil(file)

    first = soundness.examine(engine, file)
    second = soundness.examine(engine, file)

    assert first.copied_to == second.copied_to
    assert damaged(file) == [first.copied_to]
    run(file, "PRAGMA user_version=2")  # and when it does change, what it became is kept, too
    file.write_bytes(file.read_bytes() + b"x" * 4096)
    assert soundness.examine(engine, file).copied_to != first.copied_to
    assert len(damaged(file)) == 2


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE changes SET reason = 'x' WHERE number = {last}",
        "UPDATE targets SET target = '9/10' WHERE change = {last}",
        "DELETE FROM city_settings WHERE change = {last}",
        "DELETE FROM changes WHERE number = {before}",
        "DELETE FROM changes WHERE number = {last}",
        "UPDATE changes SET hash = 'x' || substr(hash, 2) WHERE number = {before}",
    ],
)
def test_tampering_with_the_last_change_shows_at_the_next_start(
    engine: Engine, file: Path, tampering: str
) -> None:
    last = last_change(file)
    with closing(sqlite3.connect(file)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        names = [name for (name,) in triggers.fetchall()]
    run(file, *(f"DROP TRIGGER {name}" for name in names))

    run(file, tampering.format(last=last, before=last - 1))

    assert not soundness.examine(engine, file).sound


def test_a_file_that_is_merely_in_use_is_not_called_damaged(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = [line.replace("5000", "50") for line in sqlite_store._PRAGMAS]
    monkeypatch.setattr(sqlite_store, "_PRAGMAS", tuple(short))
    engine = sqlite_store.open_engine(make_url(f"sqlite:///{file}"))
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for look in (soundness.examine, soundness.require_ours):
            with pytest.raises(OperationalError, match="locked"):
                look(engine, file)

    assert damaged(file) == []
    assert soundness.examine(engine, file).sound
    engine.dispose()


def opened(engine: Engine, file: Path) -> tuple[Soundness, str]:
    """Open as the program does; return what was found, and what is said of it."""
    try:
        before = soundness.require_ours(engine, file)
    except DamagedError as error:
        return error.soundness, error.message
    found = soundness.examine(engine, file, before)  # its first page can still be read
    return found, found.japanese


@pytest.mark.parametrize("what", ["zeros", "text", "nothing", "half", "scrambled"])
def test_a_file_that_cannot_be_read_at_all_is_kept_and_its_backup_offered(
    file: Path, what: str
) -> None:
    backup = backed_up(file)
    whole = file.read_bytes()
    spoilt = {
        "zeros": bytes(len(whole)),
        "text": b"hello" * 1000,
        "nothing": b"",
        "half": whole[:6000],
        "scrambled": whole[:100] + bytes(reversed(whole[100:])),
    }[what]
    file.write_bytes(spoilt)
    engine = sqlite_store.open_engine(make_url(f"sqlite:///{file}"))

    found, said = opened(engine, file)

    assert str(backup.file) in said

    assert found.problems
    assert found.newest_backup == backup
    assert found.copied_to is not None
    assert found.copied_to.read_bytes() == spoilt
    engine.dispose()


@pytest.mark.parametrize("content", [b"hello" * 1000, b""])
def test_a_file_that_never_was_a_database_is_not_copied_about(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes(content)
    engine = sqlite_store.open_engine(make_url(f"sqlite:///{file}"))

    with pytest.raises(Exception, match=r"データベースではありません|not a database") as refused:
        soundness.require_ours(engine, file)

    assert not isinstance(refused.value, DamagedError)
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["letter.txt"]
    engine.dispose()


def test_an_older_format_is_not_taken_for_damage(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite3"
    shutil.copy(STORED, file)
    engine = sqlite_store.open_engine(make_url(f"sqlite:///{file}"))

    with pytest.raises(UpgradeDueError):
        soundness.require_ours(engine, file)

    assert damaged(file) == []
    engine.dispose()
