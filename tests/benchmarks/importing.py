"""import-figures: tidy figures into an empty ledger, chained, against csv + sqlite3 + SHA-256."""

from __future__ import annotations

import csv
import hashlib
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from kdx_desktop.services import figures_import, importing, organization_import
from kdx_desktop.services.office import Office
from tests.benchmarks.cities import ACTOR, export, fresh, office
from tests.benchmarks.timing import Result, compare

_TABLE = """
CREATE TABLE figures (
  department TEXT NOT NULL, month TEXT NOT NULL, metric TEXT NOT NULL, value TEXT NOT NULL,
  state TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (department, month, metric))
"""


def run(folder: Path) -> Result:
    """Import the figures of 110 departments over nine years: some 66,000."""
    organization_files, figures = export(office(folder, 110, 9), folder / "files")
    name = fresh(folder)
    empty: list[Office] = []

    def prepare() -> Office:
        made = Office.create(f"sqlite:///{name()}", ACTOR)
        contents = importing.read_files(organization_files, organization_import.KINDS)
        made.write(partial(organization_import.import_organization, contents=contents))
        return made

    rounds = 5
    empty += [prepare() for _ in range(rounds)]

    def ours() -> None:
        contents = importing.read_files([figures], figures_import.KINDS)
        result = empty.pop().write(partial(figures_import.import_figures, contents=contents))
        assert result.change is not None, result.rejected[:3]

    def reference() -> None:
        data = figures.read_bytes()
        rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))[1:]
        with closing(sqlite3.connect(name())) as connection, connection:
            connection.execute(_TABLE)
            values = [(row[0], row[2], row[3], row[5], row[7], row[8]) for row in rows]
            connection.executemany("INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?)", values)
        hashlib.sha256("\n".join("\t".join(value) for value in values).encode()).hexdigest()

    return compare("import-figures", ours, reference, goal=3.0, rounds=rounds)
