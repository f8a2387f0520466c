"""Keystrokes survive kill -9: a process in which somebody types is killed at any moment.

The typing goes through the real page into its cells and fields, with the product's own clock and
thread behind it. A key counts as kept when half a second has passed, or when ``settle`` has
returned, as it does before a window goes. What the next start finds must not be older than that.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from kdx_desktop.services.breakdowns import sheets_of
from kdx_desktop.views.entry.draft import read_draft
from tests.torture import deeds
from tests.torture.finding import Amount, Finding
from tests.torture.processes import CONTEXT
from tests.torture.typist import Habits, type_for_ever

#: Typists hardly use a processor once they have begun: several at once save time.
_TYPISTS = 6
#: Seconds from the first key to the end.
_LIVES = (0.05, 1.5)
_PROMISED_SECONDS = 0.5
#: A program that has not begun by then never will.
_PATIENCE = 60


@dataclass(slots=True)
class Tally:
    """What became of many kills: keys lost though half a second old, or though said to be kept."""

    kills: int = 0
    keys: int = 0
    late: int = 0
    lost: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Typist:
    """A process that types, where it keeps its drafts, and when it is killed."""

    process: BaseProcess
    messages: Connection
    home: Path
    killed_at: float


def run(amount: Amount) -> Finding:
    """Kill five hundred times while typing; then without flushing, and with a slower clock."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        deeds.new_city(folder / "kdx.sqlite3")
        kept = kill_often(folder, amount.of(500, 100))
        until = amount.of(10, 1)
        buffered = kill_often(folder, 200, until, Habits(0, buffered=True))
        slow = kill_often(folder, 200, until, Habits(0, delay=5_000))
    clock = amount is Amount.FULL
    said = f"{kept.lost} kept drafts lost, {kept.unreadable} unreadable"
    return Finding(
        "drafts survive kill -9",
        f"{kept.kills} kills while typing into the page, {kept.keys:,} keys",
        f"{said}, {kept.late} older than {_PROMISED_SECONDS} s lost",
        kept.lost == kept.unreadable == 0 and not (clock and kept.late),
        f"without a flush: {buffered.lost} lost in {buffered.kills} kills; "
        f"written after 5 s: {slow.late} late in {slow.kills}",
        buffered.lost > 0 and slow.late > 0,
    )


def kill_often(
    folder: Path, kills: int, until_lost: int | None = None, habits: Habits | None = None
) -> Tally:
    """Kill typing processes so many times, or until so often a key is lost; each has a home.

    Every other one types into 用紙サイズ別の入力.
    """
    rng = random.Random(kills)
    tally = Tally()
    waiting: list[Typist] = []
    own = Habits(0) if habits is None else habits
    for number in range(kills):
        if len(waiting) == _TYPISTS:
            _reap(waiting.pop(0), tally)
        if until_lost is not None and tally.lost + tally.late >= until_lost:
            break
        one = Habits(number, number % 2 == 1, own.buffered, own.delay)
        home = Path(tempfile.mkdtemp(dir=folder))
        waiting.append(_start(home, deeds.url_of(folder / "kdx.sqlite3"), one, rng))
        waiting.sort(key=lambda typist: typist.killed_at)
    for typist in waiting:
        _reap(typist, tally)
    return tally


def _start(home: Path, database: str, habits: Habits, rng: random.Random) -> Typist:
    """Start a process, and wait for its first key."""
    ours, theirs = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=type_for_ever, args=(home, database, habits, theirs))
    process.start()
    theirs.close()
    if not ours.poll(_PATIENCE):
        process.kill()
        raise RuntimeError("the typing process never began")
    return Typist(process, ours, home, time.monotonic() + rng.uniform(*_LIVES))


def _reap(typist: Typist, tally: Tally) -> None:
    time.sleep(max(0.0, typist.killed_at - time.monotonic()))
    killed_at = time.monotonic()
    typist.process.kill()
    typist.process.join()
    if typist.process.exitcode is not None and typist.process.exitcode >= 0:
        message = f"the typing process ended by itself ({typist.process.exitcode})"
        raise RuntimeError(message)
    last = old = said = 0
    for word, key, moment in _messages(typist.messages):
        if word == "key":
            last = key
            old = key if moment <= killed_at - _PROMISED_SECONDS else old
        else:
            said = key
    found = _found(typist.home)
    tally.kills += 1
    tally.keys += last
    tally.unreadable += found is None
    tally.late += (found or 0) < old
    tally.lost += (found or 0) < said


def _found(home: Path) -> int | None:
    """Return the last key in the draft, 0 where there is no draft, None where it is unreadable."""
    for file in home.rglob("entry-*.json"):
        try:
            (cell,) = read_draft(file.read_text(encoding="utf-8")).cells.values()
        except ValueError:
            return None
        sheets = sheets_of(cell.typed.breakdown)
        return int(sheets["A3"] if sheets else cell.typed.text)
    return 0


def _messages(connection: Connection) -> Iterator[tuple[str, int, float]]:
    with connection, suppress(EOFError, OSError):  # OSError: half a message
        while True:
            word, key, moment = connection.recv_bytes().decode().split()
            yield word, int(key), float(moment)
