"""No silent overwrite: hundreds of desks count up the same cells, each on what it has read.

Every save adds one to the figure that the desk saw. When somebody was faster, the desk gets a
conflict, reads again and tries again. A figure that was overwritten unseen is missing in the sum.
"""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import psycopg
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.errors import ConnectionLost
from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.revision import CurrentFigure, Revision
from kdx_desktop.services import entries, ledger, month_form
from kdx_desktop.services.entries import CellEntry, Conflict, Entry
from kdx_desktop.services.office import Office
from tests.services.small_city import TODAY
from tests.torture.finding import Amount, Finding, T
from tests.torture.office_city import DATABASE, PASSWORD, Door, OfficeCity, office_city
from tests.torture.processes import CONTEXT

_MONTH = Month(202204)
_METRIC = "telework_sessions"
_PROCESSES = 4
#: Saves per second of all desks together: what two cores take that also play all the desks.
_OFFERED = 16
_TRIES = 30


@dataclass(frozen=True, slots=True)
class Pace:
    """Mean seconds that a desk lets pass between two saves, and from looking to saving."""

    between: float
    typing: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Saves acknowledged, conflicts on the way, saves that are not in the figures."""

    saved: int
    conflicts: int
    lost: int
    problems: int = 0


def run(amount: Amount) -> Finding:
    """Let 300 clients save 3,000 contended times; then count without looking at the revision."""
    clients, each, places = amount.of((300, 11, 50), (16, 3, 6))
    pace = amount.of(Pace(clients / _OFFERED, 0.7), Pace(0.8, 0.05))
    with office_city(places) as city:
        logins = [f"desk{number:03}" for number in range(clients)]
        city.add_people("team", logins)
        kept = _count_up(city, logins, each, pace)
        control = _count_carelessly(city, logins[: min(clients, 40)], each)
    return Finding(
        "no silent overwrite (PostgreSQL)",
        f"{clients} clients, {kept.saved:,} saves, {kept.conflicts:,} times somebody was faster",
        f"{kept.lost} lost, {kept.problems} problems in the ledger",
        kept.lost == kept.problems == 0 and kept.conflicts > 0,
        f"UPDATE of what was read: {control.lost} of {control.saved} lost",
        control.lost > 0,
    )


def _count_up(city: OfficeCity, logins: list[str], each: int, pace: Pace) -> Tally:
    parts = [logins[place::_PROCESSES] for place in range(_PROCESSES)]
    with CONTEXT.Pool(_PROCESSES) as pool:
        answers = pool.map(partial(_desks, city.door, each, pace), parts)
    saved = sum(answer[0] for answer in answers)
    conflicts = sum(answer[1] for answer in answers)
    office = city.administrator()
    total, revisions = office.read(_counted)
    problems = office.read(ledger.verify).problems
    office.close()
    return Tally(saved, conflicts, abs(saved - total) + abs(saved - revisions), len(problems))


def _counted(session: Session) -> tuple[int, int]:
    total = session.scalar(select(func.sum(CurrentFigure.amount))) or 0
    return int(total) // SCALE, session.scalar(select(func.count()).select_from(Revision)) or 0


def _desks(door: Door, each: int, pace: Pace, logins: list[str]) -> tuple[int, int]:
    """Work at many desks in one process; return saves and conflicts."""
    with ThreadPoolExecutor(len(logins)) as threads:
        answers = list(threads.map(partial(_desk, door, each, pace), logins))
    return sum(saved for saved, _ in answers), sum(conflicts for _, conflicts in answers)


def _desk(door: Door, each: int, pace: Pace, login: str) -> tuple[int, int]:
    office = door.open(login)
    rng = random.Random(login)
    conflicts = 0
    for _ in range(each):
        department = rng.choice(door.codes)
        time.sleep(rng.uniform(0, 2 * pace.between))
        while not _save_one_more(office, department, rng.uniform(0, 2 * pace.typing)):
            conflicts += 1
    office.close()
    return each, conflicts


def _save_one_more(office: Office, department: str, typing: float) -> bool:
    """Look, type for so many seconds, save; return whether nobody was faster."""
    entry = _patiently(lambda: office.read(partial(_one_more, department=department)))
    time.sleep(typing)
    try:
        _patiently(lambda: office.write(partial(entries.save, entry=entry, today=TODAY)))
    except Conflict:
        return False
    return True


def _patiently(work: Callable[[], T]) -> T:
    """Repeat what a lost connection cut short, as the window does: with the same key."""
    for _ in range(_TRIES):
        with suppress(ConnectionLost):
            return work()
        time.sleep(1)
    return work()


def _one_more(session: Session, department: str) -> Entry:
    form = month_form.month_form(session, department, _MONTH, TODAY)
    cell = next(cell for cell in form.cells if cell.metric.code == _METRIC)
    amount = (cell.current.amount or 0) + SCALE
    key = uuid.uuid4().hex
    # A note of its own: what two desks save alike is no conflict, and is stored once.
    new = CellEntry(_METRIC, State.ACTUAL, amount, key, cell.revision)
    return Entry(department, _MONTH, (new,), key)


def _count_carelessly(city: OfficeCity, logins: list[str], each: int) -> Tally:
    """Count up as many programs do: read, add, UPDATE."""
    city.server.execute_as_superuser(
        "CREATE TABLE careless (amount bigint); INSERT INTO careless VALUES (0);"
        "GRANT SELECT, UPDATE ON careless TO kdx_people",
        database=DATABASE,
    )
    together = threading.Barrier(len(logins))
    with ThreadPoolExecutor(len(logins)) as threads:
        list(threads.map(partial(_careless, city, each, together.wait), logins))
    (amount,) = city.server.execute_as_superuser("SELECT amount FROM careless", database=DATABASE)[
        0
    ]
    made = len(logins) * each
    return Tally(made, 0, made - amount)


def _careless(city: OfficeCity, each: int, ready: Callable[[], int], login: str) -> None:
    with psycopg.connect(
        host=city.server.host,
        port=city.server.port,
        dbname=DATABASE,
        user=login,
        password=PASSWORD,
        autocommit=True,
    ) as connection:
        ready()
        for _ in range(each):
            row = connection.execute("SELECT amount FROM careless").fetchone()
            assert row is not None
            connection.execute("UPDATE careless SET amount = %s", (row[0] + 1,))
