"""The clients of the benchmark ``office``: each saves and submits one month, at its moment."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing.synchronize import Barrier

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import entries, month_form, months
from kdx_desktop.services.entries import CellEntry, Entry
from kdx_desktop.services.month_form import MonthForm
from tests.torture.office_city import Door
from tests.torture.processes import CONTEXT

TODAY = date(2023, 7, 3)
_PROCESSES = 20
_PATIENCE = 300.0
_together: Barrier


@dataclass(frozen=True, slots=True)
class Desk:
    """Who saves which month of which department, and how many seconds after the start."""

    login: str
    department: str
    month: Month
    amount: int
    after: float


@dataclass(frozen=True, slots=True)
class Saved:
    """What was acknowledged: the two changes; ``seconds`` from reading the form to the last."""

    desk: Desk
    entry: int | None
    submission: int | None
    seconds: float


def work(door: Door, desks: Sequence[Desk], meanwhile: Callable[[], object]) -> list[Saved]:
    """Let all desks work, in a few processes, and do something else again and again meanwhile.

    Everybody has signed in before the first starts.
    """
    parts = [desks[place::_PROCESSES] for place in range(_PROCESSES)]
    together = CONTEXT.Barrier(_PROCESSES + 1, timeout=_PATIENCE)
    with CONTEXT.Pool(_PROCESSES, _begin, (together,)) as pool:
        answers = pool.map_async(partial(_room, door), parts, chunksize=1)
        together.wait()
        while not answers.ready():
            meanwhile()
        return [saved for answer in answers.get() for saved in answer]


def _begin(together: Barrier) -> None:
    global _together  # noqa: PLW0603 - goes to a process at its start only
    _together = together


def _room(door: Door, desks: Sequence[Desk]) -> list[Saved]:
    """Work at the desks of one process, each with a connection and a thread of its own."""
    ready = threading.Barrier(len(desks), _everywhere, timeout=_PATIENCE)
    with ThreadPoolExecutor(len(desks)) as threads:
        return list(threads.map(partial(_desk, door, ready), desks))


def _everywhere() -> None:
    _together.wait()


def _desk(door: Door, ready: threading.Barrier, desk: Desk) -> Saved:
    office = door.open(desk.login)
    ready.wait()
    time.sleep(desk.after)
    start = time.perf_counter()
    form = office.read(
        partial(month_form.month_form, department=desk.department, month=desk.month, today=TODAY)
    )
    saved = office.write(partial(entries.save, entry=_filled(desk, form), today=TODAY))
    moved = office.write(
        partial(
            months.set_state,
            month=desk.month,
            departments=[desk.department],
            state=months.SUBMITTED,
            today=TODAY,
        )
    )
    seconds = time.perf_counter() - start
    office.close()
    return Saved(desk, saved.change, moved.change, seconds)


def _filled(desk: Desk, form: MonthForm) -> Entry:
    cells = tuple(
        CellEntry(cell.metric.code, State.ACTUAL, desk.amount * SCALE, "確認済み", cell.revision)
        for cell in form.cells
        if cell.metric.expected_monthly
    )
    return Entry(desk.department, desk.month, cells, uuid.uuid4().hex)
