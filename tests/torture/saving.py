"""A saved figure survives kill -9: a process that saves is killed at any moment, again and again.

The killed process is the product's own way of saving, ``Office.write`` on a real file. It says
through a pipe which save it has been told is stored. The next process opens what it left, as the
program does after a crash, and repeats the save that was under way with the same key.
"""

from __future__ import annotations

import itertools
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy.orm import Session

from kdx_desktop.services import entries
from tests.services.small_city import TODAY
from tests.torture import deeds
from tests.torture.finding import Amount, Finding
from tests.torture.processes import CONTEXT

#: A ledger grows, and examining it takes longer: a new one after so many kills.
_KILLS_PER_LEDGER = 20
#: Most processes are killed so soon after their first save, the others so soon after their start:
#: while they open what the last one left, or save for the first time.
_LONGEST_LIFE = 0.12
_SAVES_FIRST = 0.7


@dataclass(slots=True)
class Tally:
    """What became of many kills."""

    kills: int = 0
    acknowledged: int = 0
    journals: int = 0
    lost: int = 0
    unsound: int = 0


def run(amount: Amount) -> Finding:
    """Kill a thousand times while saving; then with the acknowledgment before the commit."""
    with tempfile.TemporaryDirectory() as folder:
        kept = kill_often(Path(folder), amount.of(1_000, 15))
        control = kill_often(Path(folder), 100, early=True, until_lost=amount.of(10, 1))
    return Finding(
        "a saved figure survives kill -9",
        f"{kept.kills:,} kills, {kept.acknowledged:,} saves acknowledged, "
        f"{kept.journals:,} times a write under way had to be taken back",
        f"{kept.lost} lost, {kept.unsound} ledgers unsound",
        kept.lost == kept.unsound == 0 and kept.journals >= amount.of(1, 0),
        f"acknowledged before the commit: {control.lost} lost in {control.kills} kills",
        control.lost > 0,
    )


def kill_often(
    folder: Path, kills: int, *, early: bool = False, until_lost: int | None = None
) -> Tally:
    """Kill a saving process so many times, or until so many saves are lost.

    ``early`` acknowledges what is not yet committed.
    """
    rng = random.Random(kills)
    new = folder / "new.sqlite3"
    if not new.exists():
        deeds.new_city(new)
    tally = Tally()
    while tally.kills < kills:
        file = Path(shutil.copy(new, folder / "kdx.sqlite3"))
        first = 0
        for _ in range(min(_KILLS_PER_LEDGER, kills - tally.kills)):
            acknowledged = _kill_once(file, first, rng, early=early)
            journal = Path(f"{file}-journal")
            tally.kills += 1
            tally.acknowledged += acknowledged - first
            tally.journals += journal.exists() and journal.stat().st_size > 0
            try:
                office = deeds.opened(file)
            except deeds.Unsound:
                tally.unsound += 1
                break
            found = deeds.examine(office, acknowledged)
            office.close()
            tally.lost += found.lost
            tally.unsound += bool(found.problems)
            first = min(acknowledged, found.saves)  # repeats what was under way
            if found.problems:
                break
            if tally.lost == until_lost:
                return tally
        Path(f"{file}-journal").unlink(missing_ok=True)
    return tally


@contextmanager
def saving_process(file: Path) -> Iterator[None]:
    """Let somebody save into a new city until the end of the block, where the process is killed."""
    ours, theirs = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=_save_for_ever, args=(file, 0, theirs, False))
    process.start()
    theirs.close()
    try:
        yield
    finally:
        process.kill()
        process.join()
        ours.close()
    _require_killed(process)


def _kill_once(file: Path, first: int, rng: random.Random, *, early: bool) -> int:
    """Let a process save from number ``first`` on; return how many are acknowledged in all."""
    ours, theirs = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=_save_for_ever, args=(file, first, theirs, early))
    process.start()
    theirs.close()
    acknowledged = first
    if rng.random() < _SAVES_FIRST:
        ours.poll(None)
    time.sleep(rng.uniform(0, _LONGEST_LIFE))
    process.kill()
    process.join()
    with suppress(EOFError, OSError):  # OSError: half an acknowledgment
        while True:
            acknowledged = int(ours.recv_bytes()) + 1
    ours.close()
    _require_killed(process)
    return acknowledged


def _require_killed(process: BaseProcess) -> None:
    if process.exitcode is not None and process.exitcode >= 0 and sys.platform != "win32":
        message = f"the saving process ended by itself ({process.exitcode})"
        raise RuntimeError(message)


def _save_for_ever(file: Path, first: int, acknowledge: Connection, early: bool) -> None:
    office = deeds.opened(file)
    for number in itertools.count(first):
        if early:
            office.write(partial(_save_and_say_so, number=number, acknowledge=acknowledge))
        else:
            deeds.save(office, number)
            acknowledge.send_bytes(str(number).encode())


def _save_and_say_so(session: Session, number: int, acknowledge: Connection) -> None:
    entries.save(session, deeds.entry(number), TODAY)
    acknowledge.send_bytes(str(number).encode())
