"""Keystrokes survive kill -9: a process in which somebody types is killed at any moment.

The typing goes through the real page into its cells and fields, with the product's own clock and
thread behind it. A key counts as kept when half a second has passed, or when ``settle`` has
returned, as it does before a window goes. What the next start finds must not be older than that.
"""

from __future__ import annotations

import random
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from kdx_desktop.services.breakdowns import sheets_of
from kdx_desktop.views.entry.draft import read_draft
from tests.torture import deeds
from tests.torture.finding import Amount, Finding
from tests.torture.processes import CONTEXT
from tests.torture.typist import BEAT, Habits, type_for_ever

#: Typists hardly use a processor once they have begun: several at once save time.
_TYPISTS = 4
#: Seconds from the first key to the end, as the process itself has them: on a busy machine a beat
#: takes longer, for the product's clock as for ours.
_LIVES = (0.05, 1.2)
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


@dataclass(slots=True)
class Typist:
    """A process that types, where it keeps its drafts, after how many beats it is killed.

    ``said`` is what has been heard of it: words with the number of a key.
    """

    process: BaseProcess
    messages: Connection
    home: Path
    beats: int
    started_at: float
    said: list[tuple[str, int]] = field(default_factory=list)

    def is_due(self) -> bool:
        """Tell whether it has typed for long enough."""
        self.listen()
        if not self.said and time.monotonic() > self.started_at + _PATIENCE:
            self.process.kill()
            raise RuntimeError("the typing process never began")
        return sum(word == "beat" for word, _ in self.said) >= self.beats

    def listen(self) -> None:
        """Take in what it has said since; half a message is none."""
        with suppress(EOFError, OSError):
            while self.messages.poll():
                word, key = self.messages.recv_bytes().decode().split()
                self.said.append((word, int(key)))


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
    typing: list[Typist] = []
    started = 0
    own = Habits(0) if habits is None else habits
    while started < kills or typing:
        enough = until_lost is not None and tally.lost + tally.late >= until_lost
        if enough and not typing:
            break
        if started < kills and not enough and len(typing) < _TYPISTS:
            one = Habits(started, started % 2 == 1, own.buffered, own.delay)
            database = deeds.url_of(folder / "kdx.sqlite3")
            typing.append(_start(Path(tempfile.mkdtemp(dir=folder)), database, one, rng))
            started += 1
        due = [typist for typist in typing if typist.is_due()]
        for typist in due:
            typing.remove(typist)
            _reap(typist, tally)
        if not due:
            time.sleep(0.002)
    return tally


def _start(home: Path, database: str, habits: Habits, rng: random.Random) -> Typist:
    ours, theirs = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=type_for_ever, args=(home, database, habits, theirs))
    process.start()
    theirs.close()
    beats = round(rng.uniform(*_LIVES) / BEAT)
    return Typist(process, ours, home, beats, time.monotonic())


def _reap(typist: Typist, tally: Tally) -> None:
    typist.process.kill()
    typist.process.join()
    if typist.process.exitcode is not None and typist.process.exitcode >= 0:
        message = f"the typing process ended by itself ({typist.process.exitcode})"
        raise RuntimeError(message)
    typist.listen()
    typist.messages.close()
    last = old = kept = beats = 0
    for word, key in reversed(typist.said):
        beats += word == "beat"
        if word == "key":
            last = max(last, key)
            old = max(old, key) if beats * BEAT > _PROMISED_SECONDS else old
        elif word == "kept":
            kept = max(kept, key)
    found = _found(typist.home)
    tally.kills += 1
    tally.keys += last
    tally.unreadable += found is None
    tally.late += (found or 0) < old
    tally.lost += (found or 0) < kept


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
