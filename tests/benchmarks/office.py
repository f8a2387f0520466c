"""office: 300 people save and submit a month within a minute, over 1,200,000 revisions."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.months import Month
from kdx_desktop.models import chain
from kdx_desktop.models.calendar import SubmissionVersion
from kdx_desktop.models.change import Change
from kdx_desktop.models.revision import Revision
from kdx_desktop.services import demo
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.ledger import Head, head
from kdx_desktop.services.office import Office
from kdx_desktop.services.standings import kpi_standings
from tests.benchmarks.desks import Desk, Saved, work
from tests.benchmarks.history import History
from tests.benchmarks.timing import Result
from tests.torture.office_city import DATABASE, OfficeCity, office_city

_CLIENTS = 300
_REVISIONS = 1_200_000
_SECONDS = 60.0
_MONTHS = (Month(202304), Month(202305), Month(202306))
_AS_OF = Month(202303)
_PAUSE = 1.0


def run(folder: Path) -> list[Result]:
    """Build the city, and let everybody work for a minute while somebody looks at the dashboard."""
    del folder  # the server has one of its own
    with office_city(0, durable=True, settings={"shared_buffers": "128MB"}) as city:
        desks = _prepare(city, _CLIENTS, _REVISIONS, _SECONDS)
        administrator = city.administrator()
        before = administrator.read(head)
        assert before is not None
        watcher = city.door.open("team")
        readings: list[float] = []
        saved = work(city.door, desks, lambda: readings.append(_dashboard(watcher)))
        lost = administrator.read(partial(_lost, saved=saved, before=before))
        watcher.close()
        administrator.close()
    seconds = [save.seconds for save in saved]
    return [
        Result("office-save", quantiles(seconds, n=20)[-1], None, 0.3),
        Result("office-dashboard", median(readings), None, 0.2),
        Result("office-lost", lost, None, 0, unit=""),
    ]


def _prepare(city: OfficeCity, clients: int, revisions: int, seconds: float) -> list[Desk]:
    """Fill the database; return the desks of chiefs, up to three of a department."""
    city.add_people("team", ["team"])
    with closing(city.door.open("team")) as team:
        team.write(partial(demo.load, departments=110, years=10))
        codes = team.read(lambda session: load_organization(session).existing(_MONTHS[-1]))
    with closing(city.server.superuser(DATABASE)) as connection:
        History(connection).grow(revisions)
    logins = [f"chief{number:03}" for number in range(clients)]
    city.add_people("chief", logins)
    rng = random.Random(clients)
    desks = [
        Desk(
            login,
            codes[number % len(codes)],
            _MONTHS[number // len(codes)],
            number + 1,
            rng.uniform(0, seconds),
        )
        for number, login in enumerate(logins)
    ]
    with closing(city.server.superuser(DATABASE)) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO assignments VALUES (%s, %s, 'chief', 20200401, NULL)",
            [(desk.login, desk.department) for desk in desks],
        )
    return desks


def _dashboard(office: Office) -> float:
    """Wait a moment, then return the seconds of reading what the dashboard shows."""
    time.sleep(_PAUSE)
    start = time.perf_counter()
    office.read(partial(kpi_standings, as_of=_AS_OF))
    return time.perf_counter() - start


def _lost(session: Session, saved: list[Saved], before: Head) -> int:
    """Count what was acknowledged and is not in the ledger exactly once; the chain holds."""
    changes = session.scalars(
        select(Change).where(Change.number > before.number).order_by(Change.number)
    ).all()
    lines: dict[int, list[str]] = {change.number: [] for change in changes}
    entries: dict[tuple[str, int], list[tuple[int, int, int | None]]] = {}
    submissions: dict[tuple[str, int], list[int]] = {}
    for model in (Revision, SubmissionVersion):
        table = model.__table__
        for row in session.execute(select(table).where(table.columns.change > before.number)):
            lines[row.change].append(chain.line(model.__tablename__, row))
            place = (row.department, row.month)
            if model is Revision:
                entries.setdefault(place, []).append((row.change, row.number, row.amount))
            else:
                submissions.setdefault(place, []).append(row.change)
    _require_chained(changes, lines, before.hash)
    lost = abs(len(changes) - 2 * len(saved))
    for save in saved:
        place = (save.desk.department, int(save.desk.month))
        cells = 6 * [(save.entry, 1, save.desk.amount * SCALE)]
        lost += entries.get(place) != cells
        lost += submissions.get(place) != [save.submission]
    return lost


def _require_chained(changes: Sequence[Change], lines: dict[int, list[str]], previous: str) -> None:
    for change in changes:
        header = [getattr(change, name) for name in chain.HEADER_COLUMNS]
        assert change.previous_hash == previous
        assert chain.change_hash(header, lines[change.number]) == change.hash
        previous = change.hash
