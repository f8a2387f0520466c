"""Keystrokes survive kill -9: a process in which somebody types is killed at any moment.

The typing goes through the product's own keeper with its clock and its thread. A key counts as
kept when half a second has passed, or when ``finish`` has returned, as it does before a window
goes. What the next start finds must not be older than that.
"""

from __future__ import annotations

import itertools
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from io import TextIOWrapper
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import month_form
from kdx_desktop.services.month_form import MonthForm
from kdx_desktop.services.office import Office
from kdx_desktop.views.entry import draft_folder, draft_keeper
from kdx_desktop.views.entry.draft_folder import DraftFolder
from kdx_desktop.views.entry.draft_keeper import DraftKeeper
from kdx_desktop.views.entry.typed_cells import typed_of
from tests.services.small_city import TODAY
from tests.torture import deeds
from tests.torture.finding import Amount, Finding
from tests.torture.processes import CONTEXT

_STORE = "sqlite:///kdx.sqlite3"
#: Typists hardly use a processor: several at once save time.
_TYPISTS = 8
_LIVES = (0.05, 1.5)
_PROMISED_SECONDS = 0.5
_FINISHES = 0.1


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
    """A process in which somebody types, and when it is to be killed."""

    process: BaseProcess
    messages: Connection
    folder: Path
    killed_at: float


def run(amount: Amount) -> Finding:
    """Kill five hundred times while typing; then with drafts left in a buffer, and too late.

    The short form, which shares its machine with other tests, leaves out the clock.
    """
    with tempfile.TemporaryDirectory() as name:
        form = _form(Path(name) / "kdx.sqlite3")
        kept = kill_often(Path(name) / "kept", form, amount.of(500, 16))
        until = amount.of(10, 1)
        buffered = kill_often(Path(name) / "buffered", form, 200, until, buffered=True)
        slow = kill_often(Path(name) / "slow", form, 200, until, delay=5_000)
    clock = amount is Amount.FULL
    said = f"{kept.lost} kept drafts lost, {kept.unreadable} unreadable"
    return Finding(
        "drafts survive kill -9",
        f"{kept.kills} kills while typing, {kept.keys:,} keys",
        said + (f", {kept.late} older than {_PROMISED_SECONDS} s lost" if clock else ""),
        kept.lost == kept.unreadable == 0 and not (clock and kept.late),
        f"without a flush: {buffered.lost} lost in {buffered.kills} kills; "
        f"written after 5 s: {slow.late} late in {slow.kills}",
        buffered.lost > 0 and slow.late > 0,
    )


def _form(file: Path) -> MonthForm:
    deeds.new_city(file)
    office = Office.open(deeds.url_of(file), deeds.TANAKA)
    form = office.read(lambda session: month_form.month_form(session, "A001", Month(202204), TODAY))
    office.close()
    return form


def kill_often(
    folder: Path,
    form: MonthForm,
    kills: int,
    until_lost: int | None = None,
    *,
    buffered: bool = False,
    delay: int | None = None,
) -> Tally:
    """Kill typing processes so many times, or until so often a key is lost; each has a folder.

    ``buffered`` leaves what is written in the program's memory, ``delay`` (in milliseconds) waits
    longer than the product does.
    """
    rng = random.Random(kills)
    tally = Tally()
    waiting: list[Typist] = []
    for number in range(kills):
        if len(waiting) == _TYPISTS:
            _reap(waiting.pop(0), form, tally)
        if until_lost is not None and tally.lost + tally.late >= until_lost:
            break
        own = folder / str(number)
        ours, theirs = CONTEXT.Pipe(duplex=False)
        arguments = (own, form, number, theirs, buffered, delay)
        process = CONTEXT.Process(target=_type_for_ever, args=arguments)
        process.start()
        theirs.close()
        waiting.append(Typist(process, ours, own, time.monotonic() + rng.uniform(*_LIVES)))
        waiting.sort(key=lambda typist: typist.killed_at)
    for typist in waiting:
        _reap(typist, form, tally)
    return tally


def _reap(typist: Typist, form: MonthForm, tally: Tally) -> None:
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
    draft = DraftFolder(typist.folder, lambda: None).find(_STORE, "A001", form.month)
    metric = form.cells[0].metric.code
    found = 0 if draft is None else int(draft.cells[metric].typed.text)
    tally.kills += 1
    tally.keys += last
    tally.late += found < old
    tally.lost += found < said
    tally.unreadable += any(typist.folder.glob("*.unreadable"))


def _messages(connection: Connection) -> Iterator[tuple[str, int, float]]:
    with connection, suppress(EOFError, OSError):  # OSError: half a message
        while True:
            word, key, moment = connection.recv_bytes().decode().split()
            yield word, int(key), float(moment)


def _type_for_ever(
    folder: Path,
    form: MonthForm,
    seed: int,
    messages: Connection,
    buffered: bool,
    delay: int | None,
) -> None:
    if buffered:
        draft_folder._write = partial(_write_into_a_buffer, [])
    if delay is not None:
        draft_keeper._DELAY = delay
    rng = random.Random(seed)
    application = QCoreApplication(sys.argv[:1])
    keeper = DraftKeeper(folder)
    rows = tuple(typed_of(cell.current) for cell in form.cells)
    keys = itertools.count(1)

    def say(word: str, key: int) -> None:
        messages.send_bytes(f"{word} {key} {time.monotonic()}".encode())

    def press() -> None:
        key = next(keys)
        say("key", key)
        typed = (replace(rows[0], state=State.ACTUAL, text=str(key)), *rows[1:])
        keeper.keep(_STORE, form, typed)
        if rng.random() < _FINISHES:
            keeper.finish()
            say("kept", key)
        QTimer.singleShot(rng.randrange(5, 120), application, press)

    press()
    application.exec()


def _write_into_a_buffer(files: list[TextIOWrapper], path: Path, text: str) -> None:
    """Do as the folder does, without the flush before the file takes the place of the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    file = temporary.open("w", encoding="utf-8")
    files.append(file)
    file.write(text)
    temporary.replace(path)
