"""The ledger against those who change it: every single mutation shows, and nothing else does."""

from __future__ import annotations

import hashlib
import json
import random
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kdx_desktop.models import chain, sqlite_store
from kdx_desktop.models.tables import VERSIONED
from kdx_desktop.services import ledger
from kdx_desktop.services.ledger import Head, Verification
from kdx_desktop.services.office import Office
from tests.conftest import Outcome

Row = list[Any]
DOCUMENT = Path(__file__).parents[2] / "docs" / "ledger.md"
CHAINED = ("revisions", *(model.__tablename__ for model in VERSIONED))
TABLES = ("changes", "current_figures", *CHAINED)


# --- The format, worked out by hand ---------------------------------------------------------------


def written(field: str | int | None) -> str:
    if field is None:
        return "\\N"
    text = str(field).replace("\\", "\\\\")
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def by_hand(header: Sequence[str | int | None], rows: Sequence[Sequence[Any]]) -> str:
    """Hash a change as docs/ledger.md says, with nothing of the program's."""
    first = "\t".join(["kdx-change-1", *map(written, header)]).encode()
    lines = sorted("\t".join([row[0], *map(written, row[1:])]).encode() for row in rows)
    return hashlib.sha256(b"\n".join([first, *lines])).hexdigest()


HEADER: tuple[str | int, ...] = (
    *(2, "2022-05-10T08:30:00.000123Z", "tanaka", "PC-1", "entry"),
    *("差替え\t理由", "", "key-2", "a" * 64),
)
ROWS: tuple[tuple[str | int | None, ...], ...] = (
    ("revisions", 2, "A002", 202204, "meetings_held", 1, "not_reported", None, "", ""),
    ("revisions", 2, "A001", 202204, "copy_paper_sheets", 3, "actual", 5005000, "a\\b\r\nc", "{}"),
    ("departments", "A001", "総務課", "総務局", 201504, None, 2, 0),
)


def test_a_change_has_the_hash_that_its_documented_lines_have() -> None:
    lines = [chain.line(str(row[0]), row[1:]) for row in ROWS]

    assert chain.change_hash(HEADER, lines) == by_hand(HEADER, ROWS)
    assert chain.change_hash(HEADER, reversed(lines)) == by_hand(HEADER, ROWS)
    assert chain.change_hash(HEADER, []) == by_hand(HEADER, [])


def test_fields_that_look_alike_do_not_have_the_same_line() -> None:
    fields = (None, "", "\\N", "N", "\\", "\\\\", "\t", "\\t", "\n", "\\n", "\r", "\\r", "None")
    lines = [chain.line("t", [one, other]) for one in fields for other in fields]

    assert len(set(lines)) == len(lines)
    assert not any("\n" in line or "\r" in line for line in lines)
    assert all(line.count("\t") == 2 for line in lines)
    assert lines == [
        "\t".join(["t", written(one), written(other)]) for one in fields for other in fields
    ]


def test_the_examples_in_the_documentation_hash_to_what_stands_there() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    vectors = re.findall(
        r"```text\n(kdx-change-1.*?)\n```\s+SHA-256: `([0-9a-f]{64})`", text, re.DOTALL
    )

    assert len(vectors) == 2
    hashes = [hashlib.sha256(lines.replace("⇥", "\t").encode()).hexdigest() for lines, _ in vectors]
    assert hashes == [stated for _, stated in vectors]
    assert hashes[1] == by_hand(HEADER, ROWS)


def test_the_documentation_names_every_column_in_the_order_of_the_store(office: Office) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    stated = dict(re.findall(r"^\| `(\w+)` \| `([\w, ]+)` \|$", text, re.MULTILINE))

    with closing(sqlite3.connect(file_of(office))) as connection:
        for table in CHAINED:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            assert stated[table].split(", ") == columns
    assert stated["changes"].split(", ") == [*chain.HEADER_COLUMNS, "hash"]
    assert stated.keys() == {"changes", *CHAINED}


def test_anybody_can_recompute_the_whole_chain_from_the_file_alone(small_office: Office) -> None:
    """With SQL and SHA-256 only: what an auditor would do."""
    previous = "0" * 64
    with closing(sqlite3.connect(file_of(small_office))) as connection:
        rows: dict[int, list[Row]] = {}
        for table in CHAINED:
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            for row in connection.execute(f"SELECT * FROM {table}"):
                rows.setdefault(row[names.index("change")], []).append([table, *row])
        changes = connection.execute("SELECT * FROM changes ORDER BY number").fetchall()
    for position, (*header, found) in enumerate(changes, start=1):
        assert header[0] == position
        assert header[-1] == previous
        assert found == by_hand(header, rows.pop(position))
        previous = found
    assert rows == {}
    assert len(changes) > 10


# --- What verify sees -----------------------------------------------------------------------------


def file_of(office: Office) -> Path:
    return Path(office.url.removeprefix("sqlite:///"))


def drop_triggers(file: Path) -> None:
    """Do as a tamperer would, who has the file."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            connection.execute(f"DROP TRIGGER {name}")


class Tampering:
    """An open transaction in which tables are rewritten; everything is rolled back at the end."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._connection: Connection = session.connection()
        self.columns: dict[str, list[str]] = {}
        self.keys: dict[str, list[int]] = {}
        self.tables: dict[str, list[Row]] = {}
        for table in TABLES:
            about = self.sql(f"PRAGMA table_info({table})")
            self.columns[table] = [row[1] for row in about]
            self.keys[table] = [position for position, row in enumerate(about) if row[5]]
            self.tables[table] = [list(row) for row in self.sql(f"SELECT * FROM {table}")]

    def sql(self, statement: str) -> Sequence[Any]:
        answer = self._connection.exec_driver_sql(statement)
        return answer.fetchall() if answer.returns_rows else ()

    def verified(self, table: str, rows: list[Row]) -> Verification | None:
        """Put rows in the place of a table's, verify, and take that back.

        None where types, NOT NULL or keys do not let them in, not even for a tamperer.
        """
        self.sql("SAVEPOINT mutation")
        try:
            self.replace(table, rows)
        except IntegrityError:
            return None
        else:
            return ledger.verify(self.session)
        finally:
            self.sql("ROLLBACK TO mutation")

    def replace(self, table: str, rows: list[Row]) -> None:
        self.sql(f"DELETE FROM {table}")
        marks = ", ".join("?" * len(self.columns[table]))
        if rows:
            self._connection.exec_driver_sql(
                f"INSERT INTO {table} VALUES ({marks})", [tuple(row) for row in rows]
            )


@pytest.fixture
def tampering(small_office: Office) -> Iterator[Tampering]:
    drop_triggers(file_of(small_office))
    engine = sqlite_store.open_engine(make_url(small_office.url))
    with Session(engine) as session:
        session.connection().exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        yield Tampering(session)
    engine.dispose()


def test_a_ledger_that_nobody_touched_verifies(tampering: Tampering) -> None:
    for table in TABLES:
        rows = [list(row) for row in tampering.tables[table]]
        random.Random(1).shuffle(rows)  # the order in the file means nothing

        found = tampering.verified(table, rows)

        assert found is not None
        assert found.problems == ()
        assert found.intact
        assert found.first_broken is None


def other(rng: random.Random, value: Any) -> Any:
    """Return another value of the same type."""
    if value is None:
        return rng.choice((0, 1))  # fits number and text columns of a lax tamperer alike
    if isinstance(value, int):
        return rng.choice((value + 1, value - 1, value * 10 + 7, -value - 1))
    if value == "":
        return rng.choice((" ", "0", "\\N", "\n", "actual"))
    position = rng.randrange(len(value))
    changed = value[:position] + rng.choice("0aあ \t\\") + value[position + 1 :]
    return rng.choice(
        (changed, value + " ", value + "\n", value[:-1], value.swapcase() + "x", "\\N", "")
    )


def mutate(rng: random.Random, tampering: Tampering, table: str, kind: str) -> list[Row] | None:
    """Return the rows of a table with one thing changed, None where that changes nothing."""
    rows = [list(row) for row in tampering.tables[table]]
    columns = range(len(rows[0]))
    if kind == "edit":
        row, column = rng.choice(rows), rng.choice(columns)
        row[column] = other(rng, row[column])
    elif kind == "blank":
        row, column = rng.choice(rows), rng.choice(columns)
        row[column] = None
    elif kind == "delete":
        rows.remove(rng.choice(rows))
    elif kind == "insert":
        row = list(rng.choice(rows))
        for column in rng.sample(tampering.keys[table], 1):
            row[column] = other(rng, row[column])
        if table == "changes":
            row[7], row[8] = f"key {rng.random()}", other(rng, row[8])
        rows.append(row)
    elif kind == "swap":
        column = rng.choice(columns)
        one, two = rng.choice(rows), rng.choice(rows)
        one[column], two[column] = two[column], one[column]
    else:
        one, two = rng.choice(rows), rng.choice(rows)
        keys = tampering.keys[table]
        one[:], two[:] = (
            [two[i] if i in keys else one[i] for i in columns],
            [one[i] if i in keys else two[i] for i in columns],
        )
    return None if sorted(map(repr, rows)) == sorted(map(repr, tampering.tables[table])) else rows


def mutations(
    tampering: Tampering, table: str, seed: int
) -> Iterator[tuple[str, list[Row], Verification]]:
    """Yield mutations that the store's own types and keys let through, verified."""
    rng = random.Random(f"{table} {seed}")
    for _ in range(400):
        kind = rng.choice(("edit", "edit", "edit", "blank", "delete", "insert", "swap", "keys"))
        rows = mutate(rng, tampering, table, kind)
        if rows is None:
            continue
        found = tampering.verified(table, rows)
        if found is not None:
            yield kind, rows, found


@pytest.mark.parametrize("table", TABLES)
def test_every_single_mutation_of_the_ledger_is_found(tampering: Tampering, table: str) -> None:
    count = 24
    missed = []
    seen = 0
    for kind, rows, found in islice(mutations(tampering, table, 2022), count):
        seen += 1
        if found.intact:
            before = tampering.tables[table]
            missed.append((kind, [row for row in rows if row not in before]))
    assert missed == []
    assert seen == count  # with 17 tables: 408 mutations


@pytest.mark.parametrize("table", TABLES)
def test_the_first_broken_change_is_the_one_that_was_edited(
    tampering: Tampering, table: str
) -> None:
    rng = random.Random(f"first {table}")
    columns = tampering.columns[table]
    place = columns.index("number" if table == "changes" else "change")
    checked = 0
    while checked < 5:
        rows = [list(row) for row in tampering.tables[table]]
        row, column = rng.choice(rows), rng.choice(range(len(columns)))
        if column in tampering.keys[table] or column == place or row[column] is None:
            continue
        row[column] = other(rng, row[column])
        found = tampering.verified(table, rows)
        if found is None:
            continue
        checked += 1
        assert found.first_broken == row[place]


def test_text_that_is_not_even_utf_8_is_found_and_said_plainly(
    small_office: Office, kdx: Callable[..., Outcome]
) -> None:
    drop_triggers(file_of(small_office))
    with closing(sqlite3.connect(file_of(small_office), isolation_level=None)) as connection:
        connection.execute("UPDATE revisions SET note = CAST(x'ff' AS TEXT) WHERE number = 2")

    for words in (("ledger", "verify"), ("database", "check")):
        answer = kdx(*words)
        assert answer.status == 3
        assert "データベースが壊れています" in answer.err


def test_a_guard_that_somebody_took_away_is_missed_at_the_next_check(
    small_office: Office, kdx: Callable[..., Outcome]
) -> None:
    assert kdx("database", "check").status == 0
    with closing(sqlite3.connect(file_of(small_office), isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER revisions_never_updated")
        connection.execute("DROP TRIGGER changes_in_order")
        connection.execute(
            "CREATE TRIGGER changes_in_order BEFORE INSERT ON changes BEGIN SELECT 1; END"
        )
        connection.execute(
            "CREATE TRIGGER helpful AFTER INSERT ON revisions BEGIN"
            " UPDATE current_figures SET amount = 0; END"
        )

    answer = kdx("database", "check", "--json")

    assert answer.status == 1
    problems = json.loads(answer.out)["problems"]
    assert len(problems) == 3
    assert "changes_in_order" in problems[0]
    assert "revisions_never_updated" in problems[1]
    assert "helpful" in problems[2]


def test_the_command_says_where_the_ledger_was_changed(
    small_office: Office, kdx: Callable[..., Outcome]
) -> None:
    drop_triggers(file_of(small_office))
    with closing(sqlite3.connect(file_of(small_office), isolation_level=None)) as connection:
        change = connection.execute("SELECT change FROM revisions WHERE number = 2").fetchone()[0]
        assert kdx("ledger", "verify").status == 0  # dropping triggers alone changes no number
        connection.execute("UPDATE revisions SET amount = amount + 1 WHERE number = 2")

    text, document = kdx("ledger", "verify"), kdx("ledger", "verify", "--json")
    check = kdx("database", "check")

    assert (text.status, document.status, check.status) == (1, 1, 1)
    assert f"変更{change}" in text.err
    found = json.loads(document.out)
    assert found.keys() >= {"revisions", "changes", "head", "intact", "first_broken"}
    assert (found["intact"], found["first_broken"]) == (False, change)
    assert document.err == ""


def test_an_intact_ledger_is_said_to_be_intact_with_its_head(
    small_office: Office, kdx: Callable[..., Outcome]
) -> None:
    head = json.loads(kdx("ledger", "head", "--json").out)["head"]

    document = json.loads(kdx("ledger", "verify", "--json").out)
    compared = kdx("ledger", "verify", "--head", head)

    assert re.fullmatch(r"[1-9][0-9]*:[0-9a-f]{64}", head)
    assert document["head"] == head
    assert (document["intact"], document["first_broken"]) == (True, None)
    assert compared.status == 0
    assert "切り取り" not in compared.out
    assert "切り取り" in kdx("ledger", "verify").out  # without --head the limits are stated
    assert kdx("database", "check").status == 0


# --- Against a head that was written down ---------------------------------------------------------


def cut(tampering: Tampering, last: int) -> None:
    """Take away everything after a change, leaving no trace."""
    for table in CHAINED:
        tampering.sql(f"DELETE FROM {table} WHERE change > {last}")
    tampering.sql(f"DELETE FROM changes WHERE number > {last}")
    derive_again(tampering)


def derive_again(tampering: Tampering) -> None:
    tampering.sql("DELETE FROM current_figures")
    tampering.sql(
        "INSERT INTO current_figures SELECT department, month, metric, number, change, state,"
        " amount, note FROM revisions AS r WHERE number = (SELECT max(number) FROM revisions AS s"
        " WHERE s.department = r.department AND s.month = r.month AND s.metric = r.metric)"
    )


def recompute(tampering: Tampering) -> None:
    """Compute the whole chain anew over whatever the tables hold."""
    previous = "0" * 64
    for header in tampering.sql("SELECT * FROM changes ORDER BY number"):
        number = header[0]
        rows = [
            [table, *row]
            for table in CHAINED
            for row in tampering.sql(f"SELECT * FROM {table} WHERE change = {number}")
        ]
        found = by_hand([*header[:-2], previous], rows)
        tampering.sql(
            f"UPDATE changes SET previous_hash = '{previous}', hash = '{found}'"
            f" WHERE number = {number}"
        )
        previous = found


def test_a_cut_tail_shows_against_every_head_that_was_cut_off(tampering: Tampering) -> None:
    heads = [
        Head(*row) for row in tampering.sql("SELECT number, hash FROM changes ORDER BY number")
    ]
    for kept in range(len(heads) - 1, 0, -1):
        cut(tampering, kept)

        assert ledger.verify(tampering.session).intact  # nothing to compare with: not to be seen
        for head in heads[:kept]:
            assert ledger.verify(tampering.session, head).intact
        for head in heads[kept:]:
            found = ledger.verify(tampering.session, head)
            assert not found.intact
            assert found.first_broken == head.number


@pytest.mark.parametrize("change", [1, 4, 6])
def test_a_chain_computed_anew_shows_against_every_later_head(
    tampering: Tampering, change: int
) -> None:
    heads = [
        Head(*row) for row in tampering.sql("SELECT number, hash FROM changes ORDER BY number")
    ]
    tampering.sql(f"UPDATE changes SET actor = 'suzuki' WHERE number = {change}")
    tampering.sql("UPDATE revisions SET amount = 10000 WHERE change = 6 AND amount IS NOT NULL")
    derive_again(tampering)
    recompute(tampering)

    assert ledger.verify(tampering.session).intact
    for head in heads:
        assert ledger.verify(tampering.session, head).intact is (head.number < change)


def test_a_change_taken_out_with_all_its_rows_leaves_a_gap(tampering: Tampering) -> None:
    """Also when everything behind it was computed anew."""
    for table in CHAINED:
        tampering.sql(f"DELETE FROM {table} WHERE change = 4")
    tampering.sql("DELETE FROM changes WHERE number = 4")
    derive_again(tampering)
    assert ledger.verify(tampering.session).first_broken == 4

    recompute(tampering)

    assert ledger.verify(tampering.session).first_broken == 4


def test_a_change_with_a_new_hash_of_its_own_does_not_fit_the_next_one(
    tampering: Tampering,
) -> None:
    tampering.sql("UPDATE changes SET actor = 'suzuki' WHERE number = 3")
    behind = tampering.sql("SELECT * FROM changes WHERE number > 3")
    recompute(tampering)
    for number, *_rest, previous, found in behind:  # only the third keeps its new hash
        tampering.sql(
            f"UPDATE changes SET previous_hash = '{previous}', hash = '{found}'"
            f" WHERE number = {number}"
        )

    assert ledger.verify(tampering.session).first_broken == 4


def test_time_that_runs_backwards_is_found_although_the_chain_was_computed_anew(
    tampering: Tampering,
) -> None:
    assert ledger.verify(tampering.session).intact
    tampering.sql("UPDATE changes SET recorded_at = '2999-01-01T00:00:00.000000Z' WHERE number = 3")
    recompute(tampering)

    assert ledger.verify(tampering.session).first_broken == 4


def test_a_head_of_another_ledger_does_not_fit(small_office: Office) -> None:
    for head in (Head(1, "0" * 64), Head(10**17, "f" * 64)):
        assert not small_office.read(partial(ledger.verify, expected=head)).intact


def test_an_emptied_ledger_shows_against_a_head(tampering: Tampering) -> None:
    head = Head(*tampering.sql("SELECT number, hash FROM changes WHERE number = 1")[0])
    cut(tampering, 0)

    assert not ledger.verify(tampering.session, head).intact


# --- What the store refuses by itself -------------------------------------------------------------


@pytest.fixture
def raw(small_office: Office) -> Iterator[sqlite3.Connection]:
    """The file in the hands of any other program, its triggers in place."""
    with closing(sqlite3.connect(file_of(small_office), isolation_level=None)) as connection:
        yield connection


@pytest.mark.parametrize("table", ["changes", *CHAINED])
def test_no_row_of_the_ledger_can_be_updated_or_deleted(
    raw: sqlite3.Connection, table: str
) -> None:
    for _, column, *_rest in raw.execute(f"PRAGMA table_info({table})").fetchall():
        with pytest.raises(sqlite3.IntegrityError, match="append only"):
            raw.execute(f"UPDATE {table} SET {column} = {column}")
    with pytest.raises(sqlite3.IntegrityError, match="append only"):
        raw.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", CHAINED)
def test_a_sealed_change_accepts_no_further_row(raw: sqlite3.Connection, table: str) -> None:
    columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    row = dict(zip(columns, raw.execute(f"SELECT * FROM {table}").fetchone(), strict=True))
    row["change"] = 2
    if table == "revisions":
        row["number"] = (
            1
            + raw.execute(
                "SELECT max(number) FROM revisions WHERE (department, month, metric) = (?, ?, ?)",
                (row["department"], row["month"], row["metric"]),
            ).fetchone()[0]
        )
    marks = ", ".join("?" * len(row))
    for verb in ("INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"):
        with pytest.raises(sqlite3.IntegrityError, match="sealed"):
            raw.execute(f"{verb} INTO {table} VALUES ({marks})", tuple(row.values()))


@pytest.mark.parametrize("number", [0, -1, 1, 2, 4, 100])
def test_a_revision_that_leaves_a_gap_or_repeats_a_number_is_refused(
    raw: sqlite3.Connection, number: int
) -> None:
    """The cell has two revisions: an entry based on anything but the second is a lost update."""
    before = raw.execute("SELECT * FROM current_figures").fetchall()
    last, previous = raw.execute("SELECT number, hash FROM changes ORDER BY number DESC").fetchone()

    def record() -> None:
        with raw:
            raw.execute(
                "INSERT INTO revisions VALUES (?, 'A001', 202204, 'copy_paper_sheets', ?,"
                " 'actual', 1, '', '')",
                (last + 1, number),
            )
            raw.execute(
                "INSERT INTO changes VALUES (?, '2999-01-01T00:00:00.000000Z', 'a', 'b', 'entry',"
                " '', '', 'key', ?, ?)",
                (last + 1, previous, "0" * 64),
            )

    with pytest.raises(sqlite3.IntegrityError, match=r"out of order|UNIQUE|CHECK"):
        record()
    assert raw.execute("SELECT * FROM current_figures").fetchall() == before


@pytest.mark.parametrize(
    "values",
    [
        "(99, 'A001', 202204, 'byod_sessions', 1, 'actual', NULL, '', '')",
        "(99, 'A001', 202204, 'byod_sessions', 1, 'not_reported', 1, '', '')",
        "(99, 'A001', 202204, 'byod_sessions', 1, 'perhaps', 1, '', '')",
        "(99, 'A001', 202213, 'byod_sessions', 1, 'actual', 1, '', '')",
        "(99, 'A001', 202204, 'byod_sessions', 1, 'actual', 1.5, '', '')",
        "(99, 'A001', 202204, 'byod_sessions', 1, 'actual', 'many', '', '')",
        "(99, NULL, 202204, 'byod_sessions', 1, 'actual', 1, '', '')",
    ],
)
def test_a_revision_that_makes_no_sense_is_refused(raw: sqlite3.Connection, values: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(f"INSERT INTO revisions VALUES {values}")


def test_revisions_without_their_change_cannot_be_committed(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA foreign_keys=ON")
    raw.execute("BEGIN")
    raw.execute(
        "INSERT INTO revisions VALUES (99, 'A001', 202204, 'byod_sessions', 1, 'actual', 1, '', '')"
    )
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        raw.execute("COMMIT")
    raw.execute("ROLLBACK")


@pytest.mark.parametrize("step", [-5, 0, 2])
def test_a_change_out_of_order_or_off_the_chain_is_refused(
    raw: sqlite3.Connection, step: int
) -> None:
    number, last = raw.execute("SELECT max(number), hash FROM changes").fetchone()
    insert = "INSERT INTO changes VALUES (?, '', '', '', '', '', '', ?, ?, ?)"
    with pytest.raises(sqlite3.IntegrityError, match="out of order"):
        raw.execute(insert, (number + step, "new", last, "f" * 64))
    with pytest.raises(sqlite3.IntegrityError, match="chain broken"):
        raw.execute(insert, (number + 1, "new", "e" * 64, "f" * 64))
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        raw.execute(insert, (number + 1, "second", last, "f" * 64))
