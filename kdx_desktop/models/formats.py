"""Which format of a store this program makes, and which it may use (trust.md, Migrations).

Both stores state their format in the table ``store_format``. Migrations only add, so a program may
go on using a newer format as long as that format says so: a roll-out to 300 PCs can take days.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert

from kdx_desktop import __version__
from kdx_desktop.errors import EnvironmentFailure
from kdx_desktop.models.store_format import StoreFormat

#: The format that this program makes, and the oldest program that may use it. A program that does
#: not know a table of the ledger would take every change with a row in it for a broken one.
SCHEMA_VERSION = 3
OLDEST_PROGRAM = "0.3.0"


class UpgradeDueError(EnvironmentFailure):
    """The store has an older format; ``database upgrade``, or the window itself, brings it up."""

    def __init__(self, version: int) -> None:
        super().__init__(
            "このデータベースは以前の形式です。"
            "「kdx-desktop database upgrade」で新しい形式に更新してください（控えを自動で作ります）。"
        )
        self.version = version


def require_usable(version: int, oldest_program: str) -> None:
    """Raise UpgradeDueError for an older format, EnvironmentFailure for one that is too new.

    ``oldest_program`` is what the store states, such as ``0.2.0``; empty when it states nothing.
    """
    if version < SCHEMA_VERSION:
        raise UpgradeDueError(version)
    if version > SCHEMA_VERSION and not _may_use(oldest_program):
        needed = f"（{oldest_program}以降）" if oldest_program else ""
        message = (
            "このデータベースは新しい版のプログラムで作られています。"
            f"プログラムを更新してください{needed}。"
        )
        raise EnvironmentFailure(message)


def stamp(connection: Connection) -> None:
    """State in the store that it has this program's format."""
    connection.execute(delete(StoreFormat))
    values = {"version": SCHEMA_VERSION, "oldest_program": OLDEST_PROGRAM}
    connection.execute(insert(StoreFormat).values(values))


def _may_use(oldest_program: str) -> bool:
    """Tell whether this program is new enough; what is no version is for a program to come."""
    try:
        return _parts(oldest_program) <= _parts(__version__)
    except ValueError:
        return False


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
