"""Backups hold what was saved: made while somebody saves, restored, and compared row by row.

What must be in a backup follows from its head: every row of the changes up to it, as the database
itself still has them, and the figures that were current then.
"""

from __future__ import annotations

import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from kdx_desktop.services import backup, ledger
from kdx_desktop.services.office import Office
from tests.torture import deeds
from tests.torture.finding import Amount, Finding
from tests.torture.saving import saving_process

Rows: TypeAlias = dict[str, list[tuple[Any, ...]]]

#: Rows beside the ledger that a restore may add to: it is an event itself.
_EVENTS = "audit_events"
_CURRENT = (
    "SELECT department, month, metric, number, change, state, amount, note FROM revisions AS r"
    " WHERE number = (SELECT max(number) FROM revisions AS s WHERE s.change <= {last}"
    " AND s.department = r.department AND s.month = r.month AND s.metric = r.metric)"
)


@dataclass(slots=True)
class Tally:
    """What became of many backups; rows are those that were compared."""

    backups: int = 0
    rows: int = 0
    wrong: int = 0


def run(amount: Amount) -> Finding:
    """Back up, lose the database, restore, compare; then with file copies, and one row altered."""
    with tempfile.TemporaryDirectory() as name:
        kept = _back_up_often(Path(name) / "kept", amount.of(60, 3))
        copies = _copy_often(Path(name) / "copies", 20, until_wrong=amount.of(5, 1))
        altered = _back_up_often(Path(name) / "altered", amount.of(10, 1), alter=True)
    return Finding(
        "backups",
        f"{kept.backups} made while saving, restored in place of a lost, a damaged or a newer "
        "database and compared",
        f"{kept.rows:,} rows equal, {kept.wrong} backups wrong",
        kept.wrong == 0 and kept.rows > 0,
        f"plain copies of the file while saving: {copies.wrong} of {copies.backups} wrong; "
        f"one row altered: {altered.wrong} of {altered.backups} noticed",
        copies.wrong > 0 and altered.wrong == altered.backups > 0,
    )


def _back_up_often(folder: Path, times: int, *, alter: bool = False) -> Tally:
    tally = Tally()
    for number in range(times):
        with _city_with_a_person_saving(folder / str(number), number) as file:
            office = Office.open(deeds.url_of(file), deeds.TANAKA)
            made = backup.make(office, file.with_name("backup.sqlite3"))
            office.close()
        last = 0 if made.head is None else made.head.number
        with closing(sqlite3.connect(file)) as connection:
            truth = _rows(connection, last)
        _harm(file, number)
        former = file.read_bytes() if file.exists() else None
        restored = backup.restore(deeds.url_of(file), made.file)
        if alter:
            _alter(file)
        tally.backups += 1
        tally.rows += sum(map(len, truth.values()))
        kept = None if restored.kept is None else restored.kept.read_bytes()
        tally.wrong += not _is_restored(file, truth, last) or kept != former
    return tally


def _copy_often(folder: Path, times: int, until_wrong: int) -> Tally:
    """Copy the file a page at a time, as over a network, while somebody saves."""
    tally = Tally()
    for number in range(times):
        with _city_with_a_person_saving(folder / str(number), number) as file:
            copy = file.with_name("copy.sqlite3")
            with file.open("rb") as source, copy.open("wb") as target:
                while page := source.read(4096):
                    target.write(page)
                    time.sleep(0.002)
        tally.backups += 1
        try:
            office = Office.open(deeds.url_of(copy), deeds.TANAKA)
            sound = not office.check() and office.read(ledger.verify).intact
            office.close()
            tally.wrong += not sound
        except Exception:  # noqa: BLE001 - so wrong that it cannot be read
            tally.wrong += 1
        if tally.wrong == until_wrong:
            break
    return tally


@contextmanager
def _city_with_a_person_saving(folder: Path, seed: int) -> Iterator[Path]:
    folder.mkdir(parents=True)
    file = folder / "kdx.sqlite3"
    deeds.new_city(file)
    with saving_process(file):
        time.sleep(random.Random(seed).uniform(0.1, 0.6))
        yield file


def _rows(connection: sqlite3.Connection, last: int) -> Rows:
    """Return the rows of every table that the change ``last`` and those before it brought."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    found: Rows = {}
    for (table,) in names:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        query = f"SELECT * FROM {table}"
        if table == "changes":
            query += f" WHERE number <= {last}"
        elif table == "current_figures":
            query = _CURRENT.format(last=last)
        elif "change" in columns:
            query += f" WHERE change <= {last}"
        found[table] = sorted(connection.execute(query), key=repr)
    return found


def _is_restored(file: Path, truth: Rows, last: int) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        found = _rows(connection, last)
        whole = _rows(connection, last + 1)
        current = sorted(connection.execute("SELECT * FROM current_figures"), key=repr)
    for events in (found, truth, whole):
        events.pop(_EVENTS, None)
    office = Office.open(deeds.url_of(file), deeds.TANAKA)
    sound = not office.check() and office.read(ledger.verify).intact
    office.close()
    return sound and found == truth == whole and current == truth["current_figures"]


def _harm(file: Path, seed: int) -> None:
    """Lose the database, damage it, or leave it as it is, with newer saves than the backup."""
    kind = seed % 3
    if kind == 0:
        file.unlink()
        Path(f"{file}-journal").unlink(missing_ok=True)
    elif kind == 1:
        with file.open("r+b") as damaged:
            damaged.seek(4096)
            damaged.write(os.urandom(8192))


def _alter(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DROP TRIGGER IF EXISTS revisions_never_updated")
        connection.execute(
            "UPDATE revisions SET amount = amount + 1 WHERE (department, month, metric, number) ="
            " (SELECT department, month, metric, number FROM revisions LIMIT 1)"
        )
