"""Steps from one format of a store to the next, for both stores (trust.md, Migrations).

Each step is a module that only adds tables, columns or indexes, written down as it was: it names no
mapped class, since those go on changing. The first format has no step. Triggers, functions and
policies are not made here; the store makes them anew after the last step.

The store itself states its format (``store_format``, and ``user_version`` in a SQLite file), so
alembic's own table of versions, which could say something else, is not made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import Connection

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(connection: Connection, version: int) -> None:
    """Bring the tables of a store from an older format to this program's, in the open transaction.

    The caller makes the guards anew, states the new format and commits.
    """
    # Imported here: alembic is needed on one start out of hundreds.
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    operations = Operations(MigrationContext.configure(connection))
    for step in _steps()[version - 1 :]:
        step(operations)


def _steps() -> tuple[Callable[[Operations], None], ...]:
    """Return the steps in order: the first leads from format 1 to format 2."""
    from kdx_desktop.models.migrations import to_2_people, to_3_automations

    return (to_2_people.upgrade, to_3_automations.upgrade)
