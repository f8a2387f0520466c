"""Tampering shows: somebody who has the file changes the ledger, a thousand times.

The tamperer first takes away the triggers and the checks, knows the format of the chain, and puts
the derived figures right again where that helps him.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kdx_desktop.services import ledger
from kdx_desktop.services.ledger import Head, Verification
from kdx_desktop.services.office import Office
from tests.services import small_city
from tests.torture import deeds
from tests.torture.finding import Amount, Finding
from tests.torture.tamperer import TABLES, Tamperer, at_work

#: What a forger changes before he computes the chain anew.
_FORGED = (("revisions", "amount"), ("revisions", "note"), ("changes", "actor"))


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
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "kdx.sqlite3"
        office = Office.create(deeds.url_of(file), deeds.TANAKA)
        small_city.fill(office)
        office.close()
        with at_work(file) as tamperer:
            query = "SELECT number, hash FROM changes ORDER BY number"
            heads = [Head(*row) for row in tamperer.sql(query)]
            _change_rows(tamperer, rows, amount.of(660, 40))
            for seed in range(amount.of(40, 5)):
                _change_current_figure(tamperer, seed, rows, no_replay)
            for seed in range(amount.of(100, 10)):
                _cut_tail(tamperer, heads, seed, cuts, no_head)
            for seed in range(amount.of(200, 10)):
                _forge(tamperer, heads, seed, chains, no_head)
    made = rows.made + cuts.made + chains.made
    unseen = rows.unseen + cuts.unseen + chains.unseen
    return Finding(
        "tampering shows",
        f"{made:,} mutations: {rows.made} of rows, {cuts.made} cut tails and {chains.made} chains "
        "computed anew, compared with a head",
        f"{made - unseen:,} found, {unseen} unseen",
        unseen == 0,
        f"without a head: {no_head.unseen} of {no_head.made} tails and chains unseen; "
        f"without a replay: {no_replay.unseen} of {no_replay.made} figures unseen",
        no_head.unseen == no_head.made > 0 and no_replay.unseen == no_replay.made > 0,
    )


def _change_rows(tamperer: Tamperer, tally: Tally, least: int) -> None:
    """Edit, blank, insert, delete and swap rows of every table."""
    for table in TABLES:
        rng = random.Random(table)
        left = -(-least // len(TABLES))
        while left:
            with tamperer.undone():
                if tamperer.change_something(rng, table):
                    tally.count(ledger.verify(tamperer.session))
                    left -= 1


def _change_current_figure(tamperer: Tamperer, seed: int, tally: Tally, no_replay: Tally) -> None:
    """Change what the screens show and leave the chain alone."""
    rng = random.Random(seed)
    with tamperer.undone():
        tamperer.write(rng, "current_figures", "amount", rng.randrange(1, 10**9))
        tally.count(ledger.verify(tamperer.session))
        with _without_replay():
            no_replay.count(ledger.verify(tamperer.session))


def _cut_tail(
    tamperer: Tamperer, heads: list[Head], seed: int, tally: Tally, no_head: Tally
) -> None:
    """Take the last changes away; a head from among them was printed on a report."""
    rng = random.Random(seed)
    kept = rng.randrange(1, len(heads))
    with tamperer.undone():
        tamperer.cut(kept)
        tally.count(ledger.verify(tamperer.session, rng.choice(heads[kept:])))
        no_head.count(ledger.verify(tamperer.session))


def _forge(tamperer: Tamperer, heads: list[Head], seed: int, tally: Tally, no_head: Tally) -> None:
    """Change something, and put right the derived figures and every hash from there on."""
    rng = random.Random(seed)
    table, column = rng.choice(_FORGED)
    value = rng.randrange(1, 10**9) if column == "amount" else f"{rng.random()}"
    with tamperer.undone():
        change = tamperer.write(rng, table, column, value)
        tamperer.derive()
        tamperer.recompute()
        tally.count(ledger.verify(tamperer.session, rng.choice(heads[change - 1 :])))
        no_head.count(ledger.verify(tamperer.session))


@contextmanager
def _without_replay() -> Iterator[None]:
    replay = ledger._replay
    ledger._replay = lambda *_: iter(())
    try:
        yield
    finally:
        ledger._replay = replay
