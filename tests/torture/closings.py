"""A closed month stays closed: an edit and the closing of its month race each other.

On the server, half of the edits are the program's, the others come from somebody with psql who looks,
takes a moment, puts in the row, takes another moment, and seals. On one PC both are the program's,
with a connection each. Whichever comes first, no revision may stand behind a closing.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.models.calendar import ClosingVersion
from kdx_desktop.models.change import Change
from kdx_desktop.models.revision import Revision
from kdx_desktop.services import ledger, months
from kdx_desktop.services.knowledge import load_closed_months
from kdx_desktop.services.office import Office
from kdx_desktop.services.recording import Act, Kind, NewRevision, record
from tests.services.small_city import TODAY, add_organization, cell, save
from tests.torture import deeds
from tests.torture.finding import Amount, Finding
from tests.torture.office_city import DATABASE, PASSWORD, OfficeCity, office_city

_FIRST = Month(194001)
_LATER = Month(199001)
_METRIC = "telework_sessions"
_LONGEST_PAUSE = 0.03
_WITHOUT_CONDITION = "RAISE EXCEPTION 'ledger: month is closed' USING ERRCODE = 'KD001'"
#: Edits a month of a department, with pauses up to so many seconds; returns its change, if taken.
Edit = Callable[[Month, random.Random, float], int | None]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many races there were, how many edits came first, how many stand behind a closing.

    ``contested``: each kind of edit sometimes came first and sometimes too late.
    """

    races: int
    taken: int
    late: int
    problems: int
    contested: bool


def run(amount: Amount) -> Finding:
    """Race 500 times in both stores; then without the condition, and with a look beforehand."""
    races = amount.of(500, 16)
    with office_city(1) as city:
        server = _on_server(city, races)
        control = _on_server(city, amount.of(100, 16), guarded=False)
    with tempfile.TemporaryDirectory() as folder:
        file = _in_file(Path(folder) / "kdx.sqlite3", races)
        careless = _in_file(Path(folder) / "careless.sqlite3", amount.of(100, 16), careless=True)
    both = (server, file)
    return Finding(
        "a closed month stays closed",
        f"{server.races} races on PostgreSQL ({server.taken} times the edit came first), "
        f"{file.races} on SQLite ({file.taken})",
        f"{server.late} and {file.late} late edits, {server.problems + file.problems} problems",
        all(one.late == one.problems == 0 and one.contested for one in both),
        f"server without the condition: {control.late} late in {control.races}; "
        f"file looked at before the turn: {careless.late} late in {careless.races}",
        control.late > 0 and careless.late > 0,
    )


def _on_server(city: OfficeCity, races: int, *, guarded: bool = True) -> Tally:
    if guarded:
        city.add_people("chief", ["chief"])
        city.add_people("team", ["closer"])
        city.server.execute_as_superuser(
            "INSERT INTO assignments VALUES ('chief', %s, 'chief', 20150401, NULL)",
            (city.codes[0],),
            database=DATABASE,
        )
    else:
        with closing(city.server.superuser(DATABASE)) as superuser:
            query = "SELECT pg_get_functiondef('seal_change'::regproc)"
            (definition,) = superuser.execute(query).fetchone() or ("",)
            superuser.execute(str(definition).replace(_WITHOUT_CONDITION, "NULL").encode())
    first = _FIRST if guarded else _LATER
    chief, closer = city.door.open("chief"), city.door.open("closer")
    with psycopg.connect(
        host=city.server.host,
        port=city.server.port,
        dbname=DATABASE,
        user="chief",
        password=PASSWORD,
        autocommit=True,
    ) as session:
        edits = [
            partial(_edit_by_hand, session, city.codes[0]),
            partial(_edit, chief, city.codes[0]),
        ]
        tally = _race(closer, edits if guarded else edits[:1], first, races)
    chief.close()
    closer.close()
    return tally


def _in_file(file: Path, races: int, *, careless: bool = False) -> Tally:
    made = Office.create(deeds.url_of(file), deeds.TANAKA)
    add_organization(made, [Department("D000", "総務課", "総務局", Month(190001), None)], (), ())
    made.close()
    editor, closer = (Office.open(deeds.url_of(file), deeds.TANAKA) for _ in range(2))
    edit = partial(_edit_carelessly if careless else _edit, editor, "D000")
    tally = _race(closer, [edit], _FIRST, races)
    editor.close()
    closer.close()
    return tally


def _race(closer: Office, edits: Sequence[Edit], first: Month, races: int) -> Tally:
    """Close one month after the other while somebody edits it."""
    rng = random.Random(races)
    starts = [_Start() for _ in edits]
    with ThreadPoolExecutor(1) as other:
        for number in range(races):
            month, kind = first.plus(number), number % len(edits)
            start = starts[kind]
            longest = _LONGEST_PAUSE + 2 * max(0.0, -start.head)
            racing = other.submit(edits[kind], month, random.Random(number), longest)
            time.sleep(rng.uniform(0, _LONGEST_PAUSE) + max(0.0, start.head))
            closed = closer.write(partial(months.close, month=month, today=TODAY))
            edited = racing.result()
            start.learn(came_first=edited is not None and edited < closed.change)
    late = closer.read(partial(_late, first=first))
    problems = len(closer.read(ledger.verify).problems)
    contested = all(0 < start.taken < start.races for start in starts)
    return Tally(races, sum(start.taken for start in starts), late, problems, contested)


class _Start:
    """How long a head start a kind of edit gets, in seconds, so that it wins every other race.

    How long edits and closings take depends on how busy the machine is.
    """

    def __init__(self) -> None:
        self.races = self.taken = 0
        self.head = 0.0
        self._stride = _LONGEST_PAUSE
        self._last: bool | None = None

    def learn(self, *, came_first: bool) -> None:
        """Make the next race closer than this one."""
        self.races += 1
        self.taken += came_first
        self._stride *= 1.5 if came_first == self._last else 0.5
        self._stride = min(max(self._stride, 0.003), 0.3)
        self._last = came_first
        self.head = min(max(self.head + (-self._stride if came_first else self._stride), -0.5), 1.0)


def _late(session: Session, first: Month) -> int:
    """Count revisions that were sealed after their month was closed, and are no corrections."""
    query = (
        select(func.count())
        .select_from(Revision)
        .join(ClosingVersion, ClosingVersion.month == Revision.month)
        .join(Change, Change.number == Revision.change)
        .where(
            Revision.change > ClosingVersion.change,
            Change.kind != Kind.CORRECTION.value,
            Revision.month >= int(first),
        )
    )
    return session.scalar(query) or 0


def _edit(
    office: Office, department: str, month: Month, rng: random.Random, longest: float
) -> int | None:
    """Save as the entry page does."""
    time.sleep(rng.uniform(0, longest))
    try:
        return save(office, department, month, cell(_METRIC, 1), key=f"{department} {month}").change
    except DataError:
        return None


def _edit_carelessly(
    office: Office, department: str, month: Month, rng: random.Random, longest: float
) -> int | None:
    """Look whether the month is open, and write a moment later."""
    if month in office.read(load_closed_months):
        return None
    time.sleep(rng.uniform(0, longest))
    new = NewRevision(department, month, _METRIC, 1, State.ACTUAL, SCALE)
    return office.write(lambda session: record(session, Act(Kind.ENTRY), [new]))


def _edit_by_hand(
    session: psycopg.Connection[Any],
    department: str,
    month: Month,
    rng: random.Random,
    longest: float,
) -> int | None:
    """Put in the row and seal it, with a moment before each; begin again when overtaken."""
    while True:
        try:
            with session.transaction():
                query = "SELECT max(number) + 1 FROM changes"
                (change,) = session.execute(query).fetchone() or (0,)
                time.sleep(rng.uniform(0, longest))
                session.execute(
                    "INSERT INTO revisions VALUES (%s, %s, %s, %s, 1, 'actual', 10000, '', '')",
                    (change, department, int(month), _METRIC),
                )
                time.sleep(rng.uniform(0, longest / 3))
                session.execute(
                    "INSERT INTO changes (number, computer, kind, reason, source, key)"
                    " VALUES (%s, 'x', 'entry', '', '', gen_random_uuid()::text)",
                    (change,),
                )
        except psycopg.Error as error:
            if error.sqlstate == "KD001":
                return None
            if error.sqlstate != "KD003":  # somebody else's change came first: once more
                raise
        else:
            return int(change)
