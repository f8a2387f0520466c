"""A long history for a server's ledger: corrections of what is there, chained as saves are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import psycopg

from kdx_desktop.models import chain

_CELLS = """
SELECT department, month, metric, r.number, r.state, r.amount, r.typed
FROM revisions AS r JOIN current_figures USING (department, month, metric, number) ORDER BY 1, 2, 3
"""
_TAKE_OVER = """
DELETE FROM current_figures;
INSERT INTO current_figures (department, month, metric, number, change, state, amount, note)
SELECT DISTINCT ON (department, month, metric)
  department, month, metric, number, change, state, amount, note
FROM revisions ORDER BY department, month, metric, number DESC;
"""
Row = tuple[Any, ...]


class History:
    """Writes changes as the superuser, past the triggers: what they would do is done here."""

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self._connection = connection
        last = connection.execute(
            "SELECT number, recorded_at, hash FROM changes ORDER BY number DESC LIMIT 1"
        ).fetchone()
        assert last is not None
        self._number, self._recorded_at, self._hash = last
        self._lines: dict[str, list[str]] = {"changes": [], "revisions": [], "submissions": []}

    def grow(self, revisions: int) -> None:
        """Correct one department's month after the other until there are so many revisions.

        Each has also been returned and approved again.
        """
        cells = self._connection.execute(_CELLS.encode()).fetchall()
        places = [list(rows) for _, rows in groupby(cells, key=lambda row: row[:2])]
        (found,) = self._connection.execute("SELECT count(*) FROM revisions").fetchone() or (0,)
        for number in range(-(-(revisions - found) // len(cells))):
            for place in places:
                self._correct(place, number + 1)
                if number == 0:
                    self._hand_in(*place[0][:2])
        self._store()

    def _correct(self, place: Sequence[Row], step: int) -> None:
        self._change(
            "correction",
            "revisions",
            [
                (self._number + 1, *cell, number + step, state, amount, "再確認", typed)
                for *cell, number, state, amount, typed in place
            ],
        )

    def _hand_in(self, department: str, month: int) -> None:
        for state in ("returned", "approved"):
            row = (department, month, state, "再確認", self._number + 1, 0)
            self._change("submission", "submissions", [row])

    def _change(self, kind: str, table: str, rows: Sequence[Row]) -> None:
        self._number += 1
        lines = [chain.line(table, row) for row in rows]
        key = f"history-{self._number}"
        header = (
            self._number,
            self._recorded_at,
            "team",
            "PC",
            kind,
            "再確認",
            "",
            key,
            self._hash,
        )
        self._hash = chain.change_hash(header, lines)
        self._lines[table] += lines
        self._lines["changes"].append(chain.line("changes", (*header, self._hash)))

    def _store(self) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for table, lines in self._lines.items():
                with cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
                    for line in lines:  # the table's name, and then what COPY reads
                        copy.write(line.partition("\t")[2] + "\n")
            cursor.execute(_TAKE_OVER.encode())
            cursor.execute("RESET session_replication_role")
            cursor.execute("VACUUM ANALYZE")
