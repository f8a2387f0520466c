"""Somebody who has the database file, knows the format of the chain, and wants to change figures."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kdx_desktop.models import chain, sqlite_store
from kdx_desktop.models.tables import VERSIONED
from tests.torture import deeds

Row = list[Any]
CHAINED = ("revisions", *(model.__tablename__ for model in VERSIONED))
TABLES = ("changes", "current_figures", *CHAINED)


class Tamperer:
    """An open transaction in which tables are rewritten; everything can be taken back."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.columns: dict[str, list[str]] = {}
        self.keys: dict[str, list[int]] = {}
        self.tables: dict[str, list[Row]] = {}
        for table in TABLES:
            about = self.sql(f"PRAGMA table_info({table})")
            self.columns[table] = [row[1] for row in about]
            self.keys[table] = [position for position, row in enumerate(about) if row[5]]
            self.tables[table] = [list(row) for row in self.sql(f"SELECT * FROM {table}")]

    def sql(self, statement: str) -> Sequence[Any]:
        """Run a statement; return its rows."""
        answer = self.session.connection().exec_driver_sql(statement)
        return answer.fetchall() if answer.returns_rows else ()

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Take back at the end of the block what was changed in it."""
        self.sql("SAVEPOINT tampering")
        try:
            yield
        finally:
            self.sql("ROLLBACK TO tampering")

    def put(self, table: str, rows: Sequence[Row]) -> bool:
        """Put rows in the place of a table's; False where keys and types do not let them in."""
        self.sql(f"DELETE FROM {table}")
        marks = ", ".join("?" * len(self.columns[table]))
        try:
            if rows:
                self.session.connection().exec_driver_sql(
                    f"INSERT INTO {table} VALUES ({marks})", [tuple(row) for row in rows]
                )
        except IntegrityError:
            return False
        return True

    def change_something(self, rng: random.Random, table: str) -> bool:
        """Edit, blank, insert, delete or swap; False where the table is as it was before."""
        before = self.tables[table]
        rows = [list(row) for row in before]
        one, two = rng.choice(rows), rng.choice(rows)
        column = rng.randrange(len(one))
        match rng.randrange(6):
            case 0 | 1:
                one[column] = _other(rng, one[column])
            case 2:
                one[column] = None
            case 3:
                rows.remove(one)
            case 4:
                one[column], two[column] = two[column], one[column]
            case _:
                new = list(one)
                key = rng.choice(self.keys[table])
                new[key] = _other(rng, new[key])
                if table == "changes":  # neither its key nor its link may be there twice
                    new[7], new[8] = f"key {rng.random()}", f"{rng.random()}"
                rows.append(new)
        same = sorted(map(repr, rows)) == sorted(map(repr, before))
        return not same and self.put(table, rows)

    def write(self, rng: random.Random, table: str, column: str, value: int | str) -> int:
        """Put a value into some row that had another; return the change that it belongs to."""
        rows = [list(row) for row in self.tables[table]]
        columns = self.columns[table]
        place = columns.index(column)
        row = rng.choice([row for row in rows if row[place] is not None])
        row[place] = value
        self.put(table, rows)
        return int(row[columns.index("number" if table == "changes" else "change")])

    def cut(self, last: int) -> None:
        """Take away everything after a change, leaving no trace."""
        for table in CHAINED:
            self.sql(f"DELETE FROM {table} WHERE change > {last}")
        self.sql(f"DELETE FROM changes WHERE number > {last}")
        self.derive()

    def derive(self) -> None:
        """Make the current figures those of the last revisions."""
        self.sql("DELETE FROM current_figures")
        self.sql(
            "INSERT INTO current_figures SELECT department, month, metric, number, change, state,"
            " amount, note FROM revisions AS r WHERE number = (SELECT max(number) FROM revisions"
            " AS s WHERE s.department = r.department AND s.month = r.month AND s.metric = r.metric)"
        )

    def recompute(self) -> None:
        """Compute the whole chain anew over whatever the tables hold."""
        previous = chain.GENESIS
        for header in self.sql("SELECT * FROM changes ORDER BY number"):
            number = header[0]
            lines = [
                chain.line(table, row)
                for table in CHAINED
                for row in self.sql(f"SELECT * FROM {table} WHERE change = {number}")
            ]
            found = chain.change_hash([*header[:-2], previous], lines)
            self.sql(
                f"UPDATE changes SET previous_hash = '{previous}', hash = '{found}'"
                f" WHERE number = {number}"
            )
            previous = found


def _other(rng: random.Random, value: Any) -> Any:
    """Return another value of the same type."""
    if value is None:
        return rng.choice((0, 1))
    if isinstance(value, int):
        return rng.choice((value + 1, value - 1, value * 10 + 7, -value - 1))
    if value == "":
        return rng.choice((" ", "0", "\\N", "\n", "actual"))
    position = rng.randrange(len(value))
    changed = value[:position] + rng.choice("0aあ \t\\") + value[position + 1 :]
    return rng.choice((changed, value + " ", value + "\n", value[:-1], "\\N", ""))


@contextmanager
def at_work(file: Path) -> Iterator[Tamperer]:
    """Let a tamperer at a file: without its triggers, with no check of values."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
    engine = sqlite_store.open_engine(make_url(deeds.url_of(file)))
    with Session(engine) as session:
        session.connection().exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        yield Tamperer(session)
    engine.dispose()
