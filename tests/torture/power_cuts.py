"""A saved figure survives a power cut: the product saves onto a disk that loses what is unsynced.

The power fails at any write or sync, also while the program puts right what the last cut left.
"""

from __future__ import annotations

import itertools
import random
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from kdx_desktop.errors import EnvironmentFailure
from tests.torture import deeds
from tests.torture.finding import Amount, Finding
from tests.torture.power_disk import Disk
from tests.torture.power_vfs import mounted

#: A save takes about thirty operations; to put one right takes fewer.
_LONGEST_LIFE = 240
_LONGEST_REPAIR = 30
_CUTS_PER_LEDGER = 15
_JOURNAL, _SYNC = "PRAGMA journal_mode", "PRAGMA synchronous"
#: What is known to lose saves, the last pair as subtly as SQLite's own defaults do.
_WEAK = {
    "no sync": {_SYNC: f"{_SYNC}=OFF"},
    "no journal": {_JOURNAL: f"{_JOURNAL}=OFF"},
    "DELETE and FULL": {_JOURNAL: f"{_JOURNAL}=DELETE", _SYNC: f"{_SYNC}=FULL"},
}


class Harmed(Exception):
    """A save was lost, or the ledger does not hold any more."""


@dataclass(slots=True)
class Tally:
    """What became of many cuts."""

    cuts: int = 0
    acknowledged: int = 0
    journals: int = 0
    repairs: int = 0
    harmed: int = 0


def run(amount: Amount) -> Finding:
    """Cut the power three hundred times; then with weaker settings of SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "kdx.sqlite3"
        deeds.new_city(file)
        kept = cut_often(file, amount.of(300, 20))
        controls = {
            name: cut_often(file, 300, weakened, until_harmed=amount.of(10, 1))
            for name, weakened in _WEAK.items()
        }
    return Finding(
        "a saved figure survives a power cut",
        f"{kept.cuts} cuts and {kept.repairs} more while putting things right, "
        f"{kept.acknowledged:,} saves acknowledged, {kept.journals} times amid a write",
        f"{kept.harmed} ledgers with a save lost or unsound",
        kept.harmed == 0 and kept.journals > 0,
        "; ".join(f"{name}: {tally.harmed} in {tally.cuts}" for name, tally in controls.items()),
        all(tally.harmed > 0 for tally in controls.values()),
    )


def cut_often(
    file: Path, cuts: int, weakened: Mapping[str, str] | None = None, until_harmed: int = 0
) -> Tally:
    """Cut the power so many times, or until so many ledgers are harmed."""
    rng = random.Random(f"{cuts} {weakened}")
    tally = Tally()
    while True:
        remains = {str(file): file.read_bytes()}
        first = 0
        for _ in range(_CUTS_PER_LEDGER):
            if tally.cuts == cuts:
                return tally
            tally.cuts += 1
            remains, acknowledged = _cut_once(file, remains, first, rng, weakened or {})
            tally.acknowledged += acknowledged - first
            tally.journals += len(remains.get(f"{file}-journal", b"")) > 0
            try:
                if rng.random() < 0.3:
                    tally.repairs += 1
                    remains = _cut_during_repair(file, remains, rng, weakened or {})
                remains, first = _examined(file, remains, acknowledged, weakened or {})
            except (Harmed, deeds.Unsound, EnvironmentFailure, DBAPIError):  # not even to be read
                tally.harmed += 1
                if tally.harmed == until_harmed:
                    return tally
                break


def _cut_once(
    file: Path,
    remains: dict[str, bytes],
    first: int,
    rng: random.Random,
    weakened: Mapping[str, str],
) -> tuple[dict[str, bytes], int]:
    """Save from number ``first`` on until the power fails.

    Returns what is left on the disk, and how many saves are acknowledged in all.
    """
    disk = Disk(remains)
    disk.cut_power_after(rng.randint(1, _LONGEST_LIFE))
    acknowledged = first
    with mounted(disk, weakened):
        try:
            office = deeds.opened(file)
            for number in itertools.count(first):
                deeds.save(office, number)
                acknowledged = number + 1
        except Exception:
            if not disk.is_off:
                raise
    return disk.remains(rng), acknowledged


def _cut_during_repair(
    file: Path, remains: dict[str, bytes], rng: random.Random, weakened: Mapping[str, str]
) -> dict[str, bytes]:
    """Open what a cut has left, and let the power fail again meanwhile."""
    disk = Disk(remains)
    disk.cut_power_after(rng.randint(1, _LONGEST_REPAIR))
    with mounted(disk, weakened):
        try:
            office = deeds.opened(file)
            office.check()
            office.close()
        except Exception:
            if not disk.is_off:
                raise  # what the last cut left cannot be read
    return disk.remains(rng)


def _examined(
    file: Path, remains: dict[str, bytes], acknowledged: int, weakened: Mapping[str, str]
) -> tuple[dict[str, bytes], int]:
    """Open what is left with the power back for good; Harmed when a save is lost or it is unsound.

    Returns the disk after that, and from which number to go on.
    """
    disk = Disk(remains)
    with mounted(disk, weakened):
        office = deeds.opened(file)
        try:
            found = deeds.examine(office, acknowledged)
        finally:
            office.close()
    if found.lost or found.problems:
        raise Harmed
    return {name: bytes(inode.live) for name, inode in disk.files.items()}, acknowledged
