"""A city whose saves are known beforehand: save number n is the same in every run.

So what must be in the ledger after any accident follows from one number: how many were saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month, fiscal_year_months
from kdx_desktop.models.change import Change
from kdx_desktop.models.revision import Revision
from kdx_desktop.services import entries, ledger
from kdx_desktop.services.entries import CellEntry, Entry
from kdx_desktop.services.office import Actor, Office
from kdx_desktop.services.recording import Kind
from tests.services.small_city import TODAY, add_organization

TANAKA = Actor("tanaka", "PC-1")
METRICS = ("automation_hours", "byod_sessions", "copy_paper_sheets")
_PLACES = [
    (department, month)
    for department in ("A001", "A003", "A004")
    for month in fiscal_year_months(2022)
]


class Unsound(Exception):
    """Opening a database found something wrong with it."""


def url_of(file: Path) -> str:
    """Return how the product names a file."""
    return f"sqlite:///{file}"


def new_city(file: Path) -> None:
    """Create a database that has departments and no figure yet."""
    office = Office.create(url_of(file), TANAKA)
    add_organization(office)
    office.close()


def opened(file: Path) -> Office:
    """Open a database as the program does, looking at the file; Unsound when that finds something."""
    office = Office.open(url_of(file), TANAKA)
    found = office.examine()
    if not found.sound:
        office.close()
        raise Unsound(*found.problems)
    return office


def entry(number: int) -> Entry:
    """Return save number n (from 0): three cells on top of those of an earlier round."""
    turn, place = divmod(number, len(_PLACES))
    department, month = _PLACES[place]
    cells = tuple(
        CellEntry(metric, State.ACTUAL, (number + 1) * SCALE, f"{number}", turn)
        for metric in METRICS
    )
    return Entry(department, month, cells, f"save {number}")


def save(office: Office, number: int) -> None:
    """Save, as the entry page does; a save that is there already stores nothing."""
    office.write(lambda session: entries.save(session, entry(number), TODAY))


@dataclass(frozen=True, slots=True)
class Stored:
    """What is in a ledger: how many saves, how many acknowledged ones are not, and what is wrong.

    Half and doubled saves are wrong, and what the store or the ledger finds wrong with itself.
    """

    saves: int
    lost: int
    problems: tuple[str, ...]


def examine(office: Office, acknowledged: int) -> Stored:
    """Compare a ledger with what must be in it: the acknowledged saves, and perhaps one more."""
    problems = list(office.check())
    problems += office.read(ledger.verify).problems
    return office.read(lambda session: _stored(session, acknowledged, problems))


def _stored(session: Session, acknowledged: int, problems: Sequence[str]) -> Stored:
    query = select(Change.key).where(Change.kind == Kind.ENTRY.value).order_by(Change.number)
    keys = list(session.scalars(query))
    expected = [f"save {number}" for number in range(len(keys))]
    found = [*problems]
    if keys != expected:
        found.append("the saves are not those that were made, once each and in order")
    if len(keys) > acknowledged + 1:
        found.append("there are more saves than were made")
    columns = (Revision.department, Revision.month, Revision.metric, Revision.number)
    query_rows = select(*columns, Revision.state, Revision.amount, Revision.note)
    if sorted(map(tuple, session.execute(query_rows))) != sorted(_rows(len(keys))):
        found.append("the figures are not those that were saved")
    lost = sum(f"save {number}" not in set(keys) for number in range(acknowledged))
    return Stored(len(keys), lost, tuple(found))


def _rows(saves: int) -> list[tuple[str, Month, str, int, str, int | None, str]]:
    made = ((one, cell) for one in map(entry, range(saves)) for cell in one.cells)
    return [
        (
            *(one.department, one.month, cell.metric, cell.based_on + 1),
            *(cell.state.value, cell.amount, cell.note),
        )
        for one, cell in made
    ]
