"""The ledger against those who change it: every single mutation shows, and nothing else does."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from kdx_desktop.models import chain
from kdx_desktop.models.tables import VERSIONED, Base
from kdx_desktop.services import ledger
from kdx_desktop.services.ledger import Head, Verification
from kdx_desktop.services.office import Office
from tests.conftest import Outcome
from tests.postgres.fixtures import stores
from tests.services.homes import Homes

Row = list[Any]
DOCUMENT = Path(__file__).parents[2] / "docs" / "ledger.md"
CHAINED = ("revisions", *(model.__tablename__ for model in VERSIONED))
TABLES = ("changes", "current_figures", *CHAINED)
on_sqlite = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("store", stores()[1:], indirect=True)


@pytest.fixture
def outside(homes: Homes, small_office: Office) -> Iterator[Connection]:
    """The store in the hands of its owner and any other program, its guards in place."""
    with homes.outside(small_office.url) as connection:
        yield connection


@pytest.fixture
def unguarded(homes: Homes, small_office: Office) -> Iterator[Connection]:
    """The store in the hands of an owner who took its guards away."""
    with homes.outside(small_office.url, guarded=False) as connection:
        yield connection


def columns_of(connection: Connection, table: str) -> list[str]:
    return [column["name"] for column in inspect(connection).get_columns(table)]


def told(connection: Connection, statement: str, **values: object) -> Sequence[Any]:
    """Run SQL with ``:names``; return the rows."""
    answer = connection.execute(text(statement), values)
    return answer.fetchall() if answer.returns_rows else ()


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
    words = DOCUMENT.read_text(encoding="utf-8")
    vectors = re.findall(
        r"```text\n(kdx-change-1.*?)\n```\s+SHA-256: `([0-9a-f]{64})`", words, re.DOTALL
    )

    assert len(vectors) == 2
    hashes = [hashlib.sha256(lines.replace("⇥", "\t").encode()).hexdigest() for lines, _ in vectors]
    assert hashes == [stated for _, stated in vectors]
    assert hashes[1] == by_hand(HEADER, ROWS)


def test_the_documentation_names_every_column_in_the_order_of_the_store(
    outside: Connection,
) -> None:
    words = DOCUMENT.read_text(encoding="utf-8")
    stated = dict(re.findall(r"^\| `(\w+)` \| `([\w, ]+)` \|$", words, re.MULTILINE))

    for table in CHAINED:
        assert stated[table].split(", ") == columns_of(outside, table)
    assert stated["changes"].split(", ") == [*chain.HEADER_COLUMNS, "hash"]
    assert stated.keys() == {"changes", *CHAINED}


def test_anybody_can_recompute_the_whole_chain_from_the_store_alone(outside: Connection) -> None:
    """With SQL and SHA-256 only: what an auditor would do."""
    previous = "0" * 64
    rows: dict[int, list[Row]] = {}
    for table in CHAINED:
        place = columns_of(outside, table).index("change")
        for row in told(outside, f"SELECT * FROM {table}"):
            rows.setdefault(row[place], []).append([table, *row])
    changes = told(outside, "SELECT * FROM changes ORDER BY number")
    for position, (*header, found) in enumerate(changes, start=1):
        assert header[0] == position
        assert header[-1] == previous
        assert found == by_hand(header, rows.pop(position))
        previous = found
    assert rows == {}
    assert len(changes) > 10


# --- What verify sees -----------------------------------------------------------------------------


class Tampering:
    """An open transaction in which tables are rewritten; everything is rolled back at the end."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._connection: Connection = session.connection()
        self.columns: dict[str, list[str]] = {}
        self.keys: dict[str, list[int]] = {}
        self.tables: dict[str, list[Row]] = {}
        for table in TABLES:
            names = columns_of(self._connection, table)
            key = inspect(self._connection).get_pk_constraint(table)["constrained_columns"]
            self.columns[table] = names
            self.keys[table] = [names.index(name) for name in key]
            # The order of rows in a store means nothing: the same mutations on each.
            found = self.sql(f"SELECT * FROM {table} ORDER BY {', '.join(key)}")
            self.tables[table] = [list(row) for row in found]

    def sql(self, statement: str) -> Sequence[Any]:
        return told(self._connection, statement)

    def verified(self, table: str, rows: list[Row]) -> Verification | None:
        """Put rows in the place of a table's, verify, and take that back.

        None where types, NOT NULL or keys do not let them in, not even for a tamperer.
        """
        self.sql("SAVEPOINT mutation")
        try:
            self.replace(table, rows)
        except (IntegrityError, DataError):
            return None
        else:
            return ledger.verify(self.session)
        finally:
            self.sql("ROLLBACK TO mutation")

    def replace(self, table: str, rows: list[Row]) -> None:
        self.sql(f"DELETE FROM {table}")
        names = self.columns[table]
        if rows:
            self._connection.execute(
                Base.metadata.tables[table].insert(),
                [dict(zip(names, row, strict=True)) for row in rows],
            )


@pytest.fixture
def tampering(unguarded: Connection) -> Iterator[Tampering]:
    with Session(unguarded) as session:
        yield Tampering(session)
        session.rollback()


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


@on_sqlite
def test_text_that_is_not_even_utf_8_is_found_and_said_plainly(
    unguarded: Connection, kdx: Callable[..., Outcome]
) -> None:
    told(unguarded, "UPDATE revisions SET note = CAST(x'ff' AS TEXT) WHERE number = 2")
    unguarded.commit()

    for words in (("ledger", "verify"), ("database", "check")):
        answer = kdx(*words)
        assert answer.status == 3
        assert "データベースが壊れています" in answer.err


@on_sqlite
def test_a_guard_that_somebody_took_away_is_missed_at_the_next_check(
    outside: Connection, kdx: Callable[..., Outcome]
) -> None:
    assert kdx("database", "check").status == 0
    for statement in (
        "DROP TRIGGER revisions_never_updated",
        "DROP TRIGGER changes_in_order",
        "CREATE TRIGGER changes_in_order BEFORE INSERT ON changes BEGIN SELECT 1; END",
        (
            "CREATE TRIGGER helpful AFTER INSERT ON revisions BEGIN"
            " UPDATE current_figures SET amount = 0; END"
        ),
    ):
        told(outside, statement)
    outside.commit()

    answer = kdx("database", "check", "--json")

    assert answer.status == 1
    problems = json.loads(answer.out)["problems"]
    assert len(problems) == 3
    assert "changes_in_order" in problems[0]
    assert "revisions_never_updated" in problems[1]
    assert "helpful" in problems[2]


def test_the_command_says_where_the_ledger_was_changed(
    unguarded: Connection, kdx: Callable[..., Outcome]
) -> None:
    # The first of two: the third change of a cell came later.
    change = told(unguarded, "SELECT min(change) FROM revisions WHERE number = 2")[0][0]
    unguarded.rollback()
    assert kdx("ledger", "verify").status == 0  # taking guards away alone changes no number
    told(
        unguarded,
        "UPDATE revisions SET amount = amount + 1 WHERE number = 2 AND amount IS NOT NULL",
    )
    unguarded.commit()

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


@pytest.mark.parametrize("table", ["changes", *CHAINED])
def test_no_row_of_the_ledger_can_be_updated_or_deleted(outside: Connection, table: str) -> None:
    statements = [f"UPDATE {table} SET {name} = {name}" for name in columns_of(outside, table)]
    outside.rollback()
    for statement in (*statements, f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="append only"):
            told(outside, statement)
        outside.rollback()


@on_postgresql
@pytest.mark.parametrize("table", ["changes", *CHAINED])
def test_no_table_of_the_ledger_can_be_emptied(outside: Connection, table: str) -> None:
    """Not even by the server's superuser, as long as the guards are there."""
    with pytest.raises(DBAPIError, match="append only"):
        told(outside, f"TRUNCATE {table} CASCADE")


def one_row(connection: Connection, table: str) -> dict[str, Any]:
    columns = columns_of(connection, table)
    rows = told(connection, f"SELECT * FROM {table} ORDER BY change")
    return dict(zip(columns, rows[0], strict=True))


def insert(
    connection: Connection, table: str, row: Mapping[str, Any], verb: str = "INSERT"
) -> None:
    names = ", ".join(f":{name}" for name in row)
    told(connection, f"{verb} INTO {table} ({', '.join(row)}) VALUES ({names})", **row)


@pytest.mark.parametrize("table", CHAINED)
def test_a_sealed_change_accepts_no_further_row(
    outside: Connection, table: str, store: str
) -> None:
    row = one_row(outside, table)
    used = {change for (change,) in told(outside, f"SELECT change FROM {table}")}
    row["change"] = min(set(range(1, 12)) - used)
    if table == "revisions":
        row["number"] = (
            1
            + told(
                outside,
                "SELECT max(number) FROM revisions"
                " WHERE (department, month, metric) = (:department, :month, :metric)",
                department=row["department"],
                month=row["month"],
                metric=row["metric"],
            )[0][0]
        )
    replacing = ("INSERT OR REPLACE", "INSERT OR IGNORE") if store == "sqlite" else ()
    for verb in ("INSERT", *replacing):
        with pytest.raises(DBAPIError, match="sealed"):
            insert(outside, table, row, verb)
        outside.rollback()


def header(connection: Connection, **other: object) -> dict[str, Any]:
    """Return the header of a next change that fits, but for its hash."""
    number, last = told(connection, "SELECT number, hash FROM changes ORDER BY number DESC")[0]
    fitting = {
        "number": number + 1,
        "recorded_at": "2999-01-01T00:00:00.000000Z",
        "actor": "a",
        "computer": "b",
        "kind": "correction",
        "reason": "c",
        "source": "",
        "key": "key",
        "previous_hash": last,
        "hash": "0" * 64,
    }
    return fitting | other


def revision(connection: Connection, **other: object) -> dict[str, Any]:
    """Return a revision of the next change that makes sense."""
    fitting: dict[str, Any] = {
        "change": header(connection)["number"],
        "department": "A001",
        "month": 202204,
        "metric": "byod_sessions",
        "number": 1,
        "state": "actual",
        "amount": 1,
        "note": "",
        "typed": "",
    }
    return fitting | other


def test_a_revision_that_makes_sense_is_taken_with_its_change(
    outside: Connection, small_office: Office
) -> None:
    """Otherwise the refusals below would prove nothing."""
    insert(outside, "revisions", revision(outside))
    insert(outside, "changes", header(outside))
    outside.commit()

    found = told(outside, "SELECT amount FROM current_figures WHERE metric = 'byod_sessions'")
    assert [*map(tuple, found)] == [(1,)]


@pytest.mark.parametrize("number", [0, -1, 1, 2, 4, 100])
def test_a_revision_that_leaves_a_gap_or_repeats_a_number_is_refused(
    outside: Connection, number: int
) -> None:
    """The cell has two revisions: an entry based on anything but the second is a lost update."""
    figures = "SELECT * FROM current_figures ORDER BY department, month, metric"
    before = told(outside, figures)

    def record() -> None:
        row = revision(outside, metric="copy_paper_sheets", number=number)
        insert(outside, "revisions", row)
        insert(outside, "changes", header(outside))

    with pytest.raises(DBAPIError, match=r"(?i)out of order|unique|check"):
        record()
    outside.rollback()
    assert told(outside, figures) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": None},
        {"state": "not_reported"},
        {"state": "perhaps"},
        {"month": 202213},
        {"amount": "many"},
        {"department": None},
    ],
    ids=str,
)
def test_a_revision_that_makes_no_sense_is_refused(
    outside: Connection, wrong: dict[str, object]
) -> None:
    row = revision(outside, **wrong)
    with pytest.raises(DBAPIError, match=r"(?i)check|null|cannot store|invalid input"):
        insert(outside, "revisions", row)


@on_sqlite
def test_half_of_a_ten_thousandth_is_refused(outside: Connection) -> None:
    """PostgreSQL itself rounds what it puts into a column of integers."""
    with pytest.raises(IntegrityError, match="cannot store REAL"):
        insert(outside, "revisions", revision(outside, amount=1.5))


def test_revisions_without_their_change_cannot_be_committed(outside: Connection) -> None:
    insert(outside, "revisions", revision(outside))
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        outside.commit()


@pytest.mark.parametrize("step", [-5, 0, 2])
def test_a_change_out_of_order_is_refused(outside: Connection, step: int) -> None:
    number = header(outside)["number"] - 1 + step
    with pytest.raises(DBAPIError, match="out of order"):
        insert(outside, "changes", header(outside, number=number))


@on_sqlite
def test_a_change_off_the_chain_is_refused(outside: Connection) -> None:
    with pytest.raises(IntegrityError, match="chain broken"):
        insert(outside, "changes", header(outside, previous_hash="e" * 64))


@on_postgresql
def test_what_a_writer_says_of_person_time_and_hash_counts_for_nothing(
    outside: Connection, small_office: Office
) -> None:
    before = small_office.read(ledger.head)
    assert before is not None
    insert(outside, "changes", header(outside, previous_hash="e" * 64, recorded_at="1999"))
    outside.commit()

    last = told(outside, "SELECT * FROM changes ORDER BY number DESC")[0]
    assert (last.actor, last.previous_hash) == ("postgres", before.hash)
    assert "2000" < last.recorded_at < "2900"
    assert small_office.read(ledger.verify).intact


def of_the_database(statement: str) -> str:
    return f"DO $$ BEGIN EXECUTE format('{statement}', current_database()); END $$"


@on_postgresql
@pytest.mark.parametrize(
    "removal",
    [
        ("DROP TRIGGER append_only ON revisions",),
        ("DROP TRIGGER seal ON changes",),
        ("ALTER TABLE revisions DISABLE TRIGGER append_only",),
        ("ALTER TABLE changes ENABLE REPLICA TRIGGER seal",),
        ("ALTER TABLE revisions DISABLE ROW LEVEL SECURITY",),
        ("DROP POLICY department ON revisions",),
        ("CREATE POLICY generous ON revisions FOR INSERT TO PUBLIC WITH CHECK (true)",),
        ("ALTER POLICY department ON revisions WITH CHECK (true)",),
        ("GRANT UPDATE ON revisions TO kdx_people",),
        ("GRANT ALL ON current_figures TO PUBLIC",),
        (
            (
                "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN RETURN NULL; END'"
            ),
        ),
        (
            (
                "CREATE FUNCTION helpful() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
                " 'BEGIN UPDATE current_figures SET amount = 0; RETURN NULL; END'"
            ),
            "CREATE TRIGGER helpful AFTER INSERT ON revisions EXECUTE FUNCTION helpful()",
        ),
        ("ALTER TABLE revisions DROP CONSTRAINT ck_revisions_state",),
        ("ALTER TABLE revisions OWNER TO tanaka",),
        ("ALTER FUNCTION person_role() RESET search_path",),
        ("ALTER FUNCTION seal_change() SECURITY INVOKER",),
        ("GRANT EXECUTE ON FUNCTION append_event(text, text, text, text) TO tanaka",),
        ("GRANT EXECUTE ON FUNCTION append_event(text, text, text, text) TO kdx_people",),
        ("GRANT EXECUTE ON FUNCTION append_event(text, text, text, text) TO PUBLIC",),
        ("REVOKE EXECUTE ON FUNCTION take_turn() FROM kdx_people",),
        ("CREATE FUNCTION person_role(text) RETURNS text LANGUAGE sql AS 'SELECT ''team'''",),
        ("GRANT UPDATE (amount) ON current_figures TO tanaka",),
        ("GRANT INSERT (actor) ON changes TO kdx_people",),
        ("GRANT INSERT ON current_figures TO kdx_people",),
        ("ALTER POLICY reading ON accounts TO PUBLIC",),
        (of_the_database("GRANT CONNECT ON DATABASE %I TO PUBLIC"),),
        (of_the_database("GRANT TEMPORARY ON DATABASE %I TO PUBLIC"),),
        (of_the_database("ALTER DATABASE %I RESET idle_in_transaction_session_timeout"),),
        ("GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO PUBLIC",),
    ],
)
def test_a_guard_that_somebody_took_away_or_softened_is_missed_on_the_server(
    outside: Connection, kdx: Callable[..., Outcome], removal: tuple[str, ...]
) -> None:
    assert kdx("database", "check").status == 0
    for statement in removal:
        told(outside, statement)
    outside.commit()

    answer = kdx("database", "check", "--json")

    assert answer.status == 1
    assert json.loads(answer.out)["problems"]
