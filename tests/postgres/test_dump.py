"""The administrator's copy and its way back (docs/admin/backup.md), onto a server that is empty."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from kdx_desktop.errors import NotAllowed, SignInFailed
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import accounts, ledger
from kdx_desktop.services.ledger import Head
from kdx_desktop.services.office import Actor, Office
from tests.postgres.databases import Databases
from tests.postgres.fixtures import postgres_versions
from tests.postgres.server import SUPERUSER, Server
from tests.services import small_city
from tests.services.homes import PASSWORD, ServerHomes, clean_environment

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_ABOUT_DATABASE = (
    "SELECT datacl::text, setconfig FROM pg_database"
    " JOIN pg_db_role_setting ON setdatabase = pg_database.oid WHERE datname = %s"
)
#: What pg_dumpall says of the one role that every cluster has from the start.
_KNOWN_ALREADY = f'role "{SUPERUSER}" already exists'
#: A right that is missing, and our own: not allowed.
_REFUSALS = {"42501", "KD004"}
_MAY = Month(202205)


@dataclass(frozen=True)
class Restored:
    """The office before and after, and the head that was written down in between."""

    before: Server
    after: Server
    database: str
    head: Head
    said: list[str]

    def office(self, login: str, password: str = PASSWORD) -> Office:
        """Open the restored database as somebody."""
        return Office.open(self.after.url(login, self.database), Actor(login, "PC-1"), password)

    def administrator(self) -> Office:
        """Open it as the server's administrator."""
        url = self.after.url(database=self.database)
        return Office.open(url, None, self.after.password, administration=True)


@pytest.fixture(scope="module", params=postgres_versions())
def restored(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Restored]:
    """A city that was dumped, as backup.md says, and restored into a new cluster."""
    folder = tmp_path_factory.mktemp("dump")
    with (
        pytest.MonkeyPatch.context() as patched,
        Server(request.param) as before,
        Server(request.param) as after,
        closing(Databases(before)) as databases,
    ):
        for name in clean_environment():
            patched.delenv(name)
        patched.setenv("PGPASSFILE", str(folder / "none"))
        homes = ServerHomes(databases, folder / "pgpass")
        homes.template("small", small_city.fill)
        with homes.place(folder) as url:
            homes.settle(url, "small")
            populate(homes, url)
            with closing(Office.open(url, Actor("tanaka", "PC-1"), PASSWORD)) as office:
                head = office.read(ledger.head)
            assert head is not None
            database = make_url(url).database or ""
            said = moved(before, after, database, folder)
            yield Restored(before, after, database, head, said)


def populate(homes: ServerHomes, url: str) -> None:
    """Employ somebody of each sort; one of them is shut out, one has entered something."""
    for login, role, *departments in (
        ("suzuki", "chief", "A001"),
        ("sato", "clerk", "A001"),
        ("boss", "manager"),
        ("keeper", "accounts"),
        ("gone", "chief", "A003"),
    ):
        homes.employ(url, login, role, *departments)
    with homes.outside(url) as connection:
        connection.exec_driver_sql("SELECT account_set_disabled('PC-9', 'gone', true)")
        connection.commit()
    with closing(Office.open(homes.url_of(url, "suzuki"), password=PASSWORD)) as office:
        small_city.save(office, "A001", _MAY, small_city.cell("copy_paper_sheets", 10))


def moved(before: Server, after: Server, database: str, folder: Path) -> list[str]:
    """Do what backup.md says; return what psql complained about."""
    roles, dump = folder / "roles.sql", folder / "kdx.dump"
    run(before, "pg_dumpall", "--roles-only", f"--file={roles}")
    run(before, "pg_dump", "--format=custom", f"--file={dump}", database)
    said = run(after, "psql", "-d", "postgres", "-f", str(roles))
    after.password = before.password  # the superuser's has come along
    run(after, "pg_restore", "--create", "--exit-on-error", "--dbname=postgres", str(dump))
    return [line.partition("ERROR:")[2].strip() for line in said.splitlines() if "ERROR" in line]


def run(server: Server, program: str, *words: str) -> str:
    """Run one of PostgreSQL's programs; return what it said of errors."""
    done = server.run(program, *words)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_the_procedure_complains_of_nothing_but_the_superuser_who_is_there_already(
    restored: Restored,
) -> None:
    assert restored.said == [_KNOWN_ALREADY]


def test_every_row_of_every_table_comes_back(restored: Restored) -> None:
    with (
        restored.before.superuser(restored.database) as before,
        restored.after.superuser(restored.database) as after,
    ):
        tables = [name for (name,) in before.execute(_TABLES)]
        assert {"changes", "revisions", "accounts", "assignments", "audit_events"} <= {*tables}
        assert [name for (name,) in after.execute(_TABLES)] == tables
        for name in tables:
            rows = rows_of(before, name)
            assert rows_of(after, name) == rows, name
            assert rows, name


def test_limits_and_the_right_to_connect_come_back(restored: Restored) -> None:
    found = [
        server.execute_as_superuser(_ABOUT_DATABASE, [restored.database])
        for server in (restored.before, restored.after)
    ]
    assert found[0] == found[1]
    assert "kdx_people=c" in found[0][0][0]


def test_the_checks_find_nothing_and_the_head_that_was_written_down_holds(
    restored: Restored,
) -> None:
    with closing(restored.administrator()) as office:
        assert office.check() == []
        verified = office.read(partial(ledger.verify, expected=restored.head))
        assert verified.intact, verified.problems
        lost = Head(restored.head.number + 1, restored.head.hash)
        assert not office.read(partial(ledger.verify, expected=lost)).intact


def test_nobody_may_do_more_than_before(restored: Restored) -> None:
    entry = small_city.cell("copy_paper_sheets", 1)
    for login, department in (("suzuki", "A003"), ("boss", "A001"), ("keeper", "A001")):
        with closing(restored.office(login)) as office, pytest.raises(NotAllowed):
            small_city.save(office, department, 202206, entry)
        # … nor round the program: the server itself refuses.
        with connected(restored, login) as connection, pytest.raises(psycopg.Error) as refused:
            connection.execute(
                "INSERT INTO revisions (department, month, metric, number, state, amount, note,"
                f" change) SELECT '{department}', 202206, metric, 1, state, amount, note, change"
                " FROM revisions LIMIT 1"
            )
        assert refused.value.sqlstate in _REFUSALS
    with closing(restored.office("suzuki")) as office, pytest.raises(NotAllowed):
        office.read(accounts.events)


def test_who_was_shut_out_or_never_let_in_does_not_come_in(restored: Restored) -> None:
    with pytest.raises(SignInFailed):
        restored.office("gone")
    with pytest.raises(SignInFailed):
        restored.office("suzuki", "another password")
    restored.after.execute_as_superuser(f"CREATE ROLE stranger LOGIN PASSWORD '{PASSWORD}'")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        connected(restored, "stranger")


def test_everybody_goes_on_where_they_left_off(restored: Restored) -> None:
    with closing(restored.office("suzuki")) as office:
        cell = small_city.cell("copy_paper_sheets", 11, 1)
        saved = small_city.save(office, "A001", _MAY, cell)
        assert saved.change == restored.head.number + 1
        cells = office.read(partial(ledger.history, department="A001", month=_MAY))
    assert [(cell.number, cell.who) for cell in cells] == [(1, "suzuki"), (2, "suzuki")]
    with closing(restored.office("keeper")) as office:
        temporary = office.write(partial(accounts.reset_password, login="sato"))
        office.write(partial(accounts.set_disabled, login="gone", disabled=False))
    with closing(restored.office("sato", temporary)) as office:
        assert office.person().password_due
    restored.office("gone").close()
    with closing(restored.administrator()) as office:
        assert office.check() == []


def rows_of(connection: psycopg.Connection[tuple[object, ...]], table: str) -> list[str]:
    """Return all rows of a table, as text, in order."""
    query = SQL("SELECT held::text FROM {} AS held ORDER BY 1").format(Identifier(table))
    return [str(text) for (text,) in connection.execute(query)]


def connected(restored: Restored, login: str) -> psycopg.Connection[tuple[object, ...]]:
    """Connect round the program."""
    url = restored.after.url(login, restored.database)
    return psycopg.connect(url, password=PASSWORD, autocommit=True)
