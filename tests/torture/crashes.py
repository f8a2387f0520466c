"""On the server too: it crashes again and again under thirty desks that save all the time.

Each desk counts up a cell of its own, so what must be stored follows from what it has been told. When
the connection is lost, the desk waits and repeats the same save with the same key. Before every other
crash the server is brought to make commits that it tells nobody of (it waits for a copy that does
not exist): these are the ones that a careless repetition doubles.
"""

from __future__ import annotations

import ctypes
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from sqlalchemy import func, select

from kdx_desktop.errors import ConnectionLost, DataError
from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.revision import Revision
from kdx_desktop.services import ledger
from kdx_desktop.services.office import Office
from kdx_desktop.services.recording import Act, Kind, NewRevision, record
from tests.torture.finding import Amount, Finding
from tests.torture.office_city import Door, OfficeCity, office_city
from tests.torture.processes import CONTEXT

_PROCESSES = 3
_METRIC = "telework_sessions"
_PAUSE = 0.1
#: A commit can only be made to wait for a copy on a server that may have one.
_MAY_HAVE_A_COPY = {"max_wal_senders": "2", "wal_level": "replica"}
_WAITING = "ALTER SYSTEM SET synchronous_standby_names = 'nobody'"
_HASTY = (
    "ALTER SYSTEM SET synchronous_commit = off",
    "ALTER SYSTEM SET wal_writer_delay = '5s'",
)
#: How many saves are acknowledged; all processes count here.
_DONE = CONTEXT.Value(ctypes.c_int64, 0)


@dataclass(frozen=True, slots=True)
class Work:
    """So many saves of each desk, in a month of their own, that nothing else is in.

    ``new_keys``: what is repeated gets a new key, and is written on top of what is there now.
    """

    month: Month
    saves: int
    new_keys: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """What desks were told, what of it is not stored, and what is stored more than once."""

    crashes: int
    acknowledged: int
    repeated: int
    lost: int
    doubled: int


def run(amount: Amount) -> Finding:
    """Crash twelve times under thirty desks; then with hasty commits, and with new keys."""
    crashes, desks, saves = amount.of((12, 30, 1_670), (4, 9, 25))
    few, some = amount.of((4, 100), (1, 8))
    with office_city(desks, durable=True, settings=_MAY_HAVE_A_COPY) as city:
        logins = [f"desk{number:02}" for number in range(desks)]
        city.add_people("team", logins)
        kept = _crash_often(city, logins, crashes, Work(Month(202204), saves))
        problems = _problems(city)
        hasty = _crash_often(city, logins, few, Work(Month(202205), some), hasty=True)
        careless = _crash_often(city, logins, few, Work(Month(202206), some, new_keys=True))
    return Finding(
        "a saved figure survives crashes of the server",
        f"{kept.crashes} crashes under {desks} clients, {kept.acknowledged:,} saves acknowledged, "
        f"{kept.repeated} times repeated because the connection was lost",
        f"{kept.lost} lost, {kept.doubled} doubled, {len(problems)} problems in ledger and store"
        + "".join(f"; {text}" for text in problems[:3]),
        kept.lost == kept.doubled == len(problems) == 0 and kept.repeated > 0,
        f"commits that do not wait for the disk: {hasty.lost} lost in {hasty.crashes} crashes; "
        f"repeated with new keys: {careless.doubled} doubled in {careless.crashes}",
        hasty.lost > 0 and careless.doubled > 0,
    )


def _crash_often(
    city: OfficeCity, logins: list[str], crashes: int, work: Work, *, hasty: bool = False
) -> Tally:
    """Let all desks work, and crash the server so many times, evenly, until they are done."""
    _DONE.value = 0
    total = work.saves * len(logins)
    places = list(zip(city.codes, logins, strict=True))
    parts = [places[first::_PROCESSES] for first in range(_PROCESSES)]
    with CONTEXT.Pool(_PROCESSES) as pool:
        running = pool.map_async(partial(_desks, city.door, work), parts)
        for crash in range(crashes):
            if hasty:
                _tell(city, *_HASTY)
            while _DONE.value < total * (crash + 1) // (crashes + 1) and not running.ready():
                time.sleep(_PAUSE / 10)
            if not hasty and crash % 2 == 0:
                _tell(city, _WAITING)
                time.sleep(3 * _PAUSE)  # one of them is waiting for its answer now
            city.server.kill()
            (city.server.data / "postgresql.auto.conf").write_text("")
            city.server.start()
        repeated = sum(running.get())
    expected = {_said(login, save) for login in logins for save in range(work.saves)}
    query = select(Revision.note).where(Revision.month == int(work.month))
    office = city.administrator()
    stored = office.read(lambda session: list(session.scalars(query)))
    office.close()
    lost, doubled = len(expected - set(stored)), len(stored) - len(set(stored))
    return Tally(crashes, total, repeated, lost, doubled)


def _tell(city: OfficeCity, *settings: str) -> None:
    """Change settings of the running server; they are gone after the crash."""
    for setting in (*settings, "CHECKPOINT", "SELECT pg_reload_conf()"):
        city.server.execute_as_superuser(setting)


def _problems(city: OfficeCity) -> list[str]:
    office = city.administrator()
    found = [*office.read(ledger.verify).problems, *office.check()]
    office.close()
    return found


def _said(login: str, save: int) -> str:
    return f"{login} {save}"


def _desks(door: Door, work: Work, places: list[tuple[str, str]]) -> int:
    """Work at many desks in one process; return how often they repeated a save."""
    with ThreadPoolExecutor(len(places)) as threads:
        return sum(threads.map(partial(_desk, door, work), places))


def _desk(door: Door, work: Work, place: tuple[str, str]) -> int:
    """Save so many times, each until it is acknowledged; return how often that took another try."""
    department, login = place
    office = door.open(login)
    repeated, number = 0, 1
    for save in range(work.saves):
        said = _said(login, save)
        key = f"{work.month} {said}"
        while True:
            amount = number * SCALE
            new = NewRevision(department, work.month, _METRIC, number, State.ACTUAL, amount, said)
            try:
                office.write(partial(record, act=Act(Kind.ENTRY, key=key), revisions=[new]))
            except ConnectionLost:
                repeated += 1
                if work.new_keys:
                    key, number = uuid.uuid4().hex, _next(office, department, work.month)
                time.sleep(_PAUSE)
            except DataError:  # what was acknowledged is not there any more
                number = _next(office, department, work.month)
            else:
                break
        number += 1
        with _DONE.get_lock():
            _DONE.value += 1
    office.close()
    return repeated


def _next(office: Office, department: str, month: Month) -> int:
    """Ask until the server answers which revision comes next."""
    query = select(func.max(Revision.number)).where(
        Revision.department == department, Revision.month == int(month)
    )
    while True:
        with suppress(ConnectionLost):
            return 1 + (office.read(lambda session: session.scalar(query)) or 0)
        time.sleep(_PAUSE)
