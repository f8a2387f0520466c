"""Tampering shows: somebody who has the file changes the ledger, a thousand times.

The tamperer first takes away the triggers and the checks, knows the format of the chain, and puts
the derived figures right again where that helps him. The means are those of the ledger's own tests.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.orm import Session

from kdx_desktop.models import sqlite_store
from kdx_desktop.services import ledger
from kdx_desktop.services.ledger import Head, Verification
from kdx_desktop.services.office import Office
from tests.services import small_city
from tests.services.test_ledger import (
    TABLES,
    Tampering,
    cut,
    derive_again,
    drop_triggers,
    mutations,
    recompute,
)
from tests.torture import deeds
from tests.torture.finding import Amount, Finding


@dataclass(slots=True)
class Tally:
    """How many mutations were made, and how many of them a verification did not see."""

    made: int = 0
    unseen: int = 0

    def count(self, found: Verification) -> None:
        """Take one more into account."""
        self.made += 1
        self.unseen += found.intact


def run(amount: Amount) -> Finding:
    """Change rows, cut tails and compute chains anew; then look without head, without replay."""
    rows, cuts, chains = Tally(), Tally(), Tally()
    no_head, no_replay = Tally(), Tally()
    with tempfile.TemporaryDirectory() as name, _opened(Path(name) / "kdx.sqlite3") as tampering:
        heads = [
            Head(*row) for row in tampering.sql("SELECT number, hash FROM changes ORDER BY number")
        ]
        _change_rows(tampering, rows, amount.of(700, 40))
        for seed in range(amount.of(100, 10)):
            with _undone(tampering):
                _cut_tail(tampering, heads, seed, cuts, no_head)
        for seed in range(amount.of(200, 10)):
            with _undone(tampering):
                _forge(tampering, heads, seed, chains, no_head)
        for seed in range(amount.of(50, 5)):
            with _undone(tampering):
                _change_current_figure(tampering, seed, rows, no_replay)
    seen = Tally(rows.made + cuts.made + chains.made, rows.unseen + cuts.unseen + chains.unseen)
    return Finding(
        "tampering shows",
        f"{seen.made:,} mutations: {rows.made} of rows, {cuts.made} cut tails and {chains.made} "
        "chains computed anew, compared with a head",
        f"{seen.made - seen.unseen:,} found, {seen.unseen} unseen",
        seen.unseen == 0 and seen.made >= amount.of(1_000, 60),
        f"without a head: {no_head.unseen} of {no_head.made} tails and chains unseen; "
        f"without a replay: {no_replay.unseen} of {no_replay.made} figures unseen",
        no_head.unseen == no_head.made > 0 and no_replay.unseen == no_replay.made > 0,
    )


@contextmanager
def _opened(file: Path) -> Iterator[Tampering]:
    url = deeds.url_of(file)
    office = Office.create(url, deeds.TANAKA)
    small_city.fill(office)
    office.close()
    drop_triggers(file)
    engine = sqlite_store.open_engine(make_url(url))
    with Session(engine) as session:
        session.connection().exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        yield Tampering(session)
    engine.dispose()


@contextmanager
def _undone(tampering: Tampering) -> Iterator[None]:
    tampering.sql("SAVEPOINT torture")
    try:
        yield
    finally:
        tampering.sql("ROLLBACK TO torture")


def _change_rows(tampering: Tampering, tally: Tally, least: int) -> None:
    """Edit, blank, insert, delete and swap rows of every table."""
    each = -(-least // len(TABLES))
    for table in TABLES:
        for _, _, found in islice(mutations(tampering, table, 1), each):
            tally.count(found)


def _cut_tail(
    tampering: Tampering, heads: list[Head], seed: int, tally: Tally, no_head: Tally
) -> None:
    """Take the last changes away; a head from among them was printed on a report."""
    rng = random.Random(seed)
    kept = rng.randrange(1, len(heads))
    cut(tampering, kept)
    tally.count(ledger.verify(tampering.session, rng.choice(heads[kept:])))
    no_head.count(ledger.verify(tampering.session))


def _forge(
    tampering: Tampering, heads: list[Head], seed: int, tally: Tally, no_head: Tally
) -> None:
    """Change something, and put right the derived figures and every hash from there on."""
    rng = random.Random(seed)
    forgery = rng.choice(_FORGERIES)
    change = forgery(tampering, rng)
    derive_again(tampering)
    recompute(tampering)
    tally.count(ledger.verify(tampering.session, rng.choice(heads[change - 1 :])))
    no_head.count(ledger.verify(tampering.session))


def _forge_amount(tampering: Tampering, rng: random.Random) -> int:
    return _replaced(tampering, rng, "revisions", "amount", rng.randrange(1, 10**9))


def _forge_note(tampering: Tampering, rng: random.Random) -> int:
    return _replaced(tampering, rng, "revisions", "note", f"{rng.random()}")


def _forge_who(tampering: Tampering, rng: random.Random) -> int:
    return _replaced(tampering, rng, "changes", "actor", f"{rng.random()}")


def _replaced(
    tampering: Tampering, rng: random.Random, table: str, column: str, value: int | str
) -> int:
    """Put a value into some row; return the change that the row belongs to."""
    rows = [list(row) for row in tampering.tables[table]]
    columns = tampering.columns[table]
    row = rng.choice([row for row in rows if row[columns.index(column)] is not None])
    row[columns.index(column)] = value
    tampering.replace(table, rows)
    return int(row[columns.index("number" if table == "changes" else "change")])


_FORGERIES: tuple[Callable[[Tampering, random.Random], int], ...] = (
    _forge_amount,
    _forge_note,
    _forge_who,
)


def _change_current_figure(tampering: Tampering, seed: int, tally: Tally, no_replay: Tally) -> None:
    """Change what the screens show and leave the chain alone."""
    rng = random.Random(seed)
    _replaced(tampering, rng, "current_figures", "note", f"{rng.random()}")
    tally.count(ledger.verify(tampering.session))
    with _without_replay():
        no_replay.count(ledger.verify(tampering.session))


@contextmanager
def _without_replay() -> Iterator[None]:
    replay = ledger._replay
    ledger._replay = lambda session: iter(())
    try:
        yield
    finally:
        ledger._replay = replay
