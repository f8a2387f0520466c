"""Where the tests' offices live: SQLite files, and databases on a real PostgreSQL server.

Both make a database once as a template and copy it for each test, and both let an outsider in, with
other tools than the program's.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, NullPool, create_engine, make_url

from kdx_desktop.models import sqlite_store
from kdx_desktop.models.account import Account
from kdx_desktop.services.office import Actor, Office
from tests.postgres.databases import Databases
from tests.postgres.server import SUPERUSER
from tests.services import small_city

TANAKA = Actor("tanaka", "PC-1")
#: Of everybody on the server.
PASSWORD = "correct horse battery staple"
Fill = Callable[[Office], object]


class Homes(Protocol):
    """What both stores offer to tests."""

    def template(self, name: str, fill: Fill, based_on: str = "new") -> None:
        """Make a template once: ``based_on``, filled by tanaka; "new" is as created."""

    def place(self, folder: Path) -> AbstractContextManager[str]:
        """Give the URL, for tanaka, of a database that is not there yet."""

    def settle(self, url: str, template: str) -> None:
        """Make the database at a URL a copy of a template."""

    def create(self, url: str) -> None:
        """Make the database at a URL as an administrator does; tanaka may do all about figures."""

    def employ(self, url: str, login: str, role: str, *departments: str) -> None:
        """Give somebody an account, and departments for as long as anybody can think."""

    def url_of(self, url: str, login: str) -> str:
        """Return the URL by which somebody else comes to the same database."""

    def outside(self, url: str, *, guarded: bool = True) -> AbstractContextManager[Connection]:
        """Give a connection of somebody who owns file or server, around the program.

        The store's own guards are in place unless ``guarded`` is False: then nothing but types,
        NOT NULL and keys is left of them.
        """


class FileHomes:
    """SQLite files."""

    def __init__(self, folder: Path) -> None:
        self._templates = {"new": folder / "new.sqlite3"}
        Office.create(_file_url(self._templates["new"]), TANAKA).close()

    @property
    def new_file(self) -> Path:
        """The database as ``database create`` leaves it."""
        return self._templates["new"]

    def template(self, name: str, fill: Fill, based_on: str = "new") -> None:
        if name in self._templates:
            return
        file = self.new_file.with_name(f"{name}.sqlite3")
        shutil.copy(self._templates[based_on], file)
        _filled(Office.open(_file_url(file), TANAKA), fill)
        self._templates[name] = file

    def file_of(self, name: str) -> Path:
        """Return the file of a template."""
        return self._templates[name]

    @contextmanager
    def place(self, folder: Path) -> Iterator[str]:
        file = folder / "kdx.sqlite3"
        yield _file_url(file)
        for left in (file, Path(f"{file}-journal")):
            left.unlink(missing_ok=True)

    def settle(self, url: str, template: str) -> None:
        shutil.copy(self._templates[template], _file_of(url))

    def create(self, url: str) -> None:
        Office.create(url, TANAKA).close()

    def employ(self, url: str, login: str, role: str, *departments: str) -> None:
        office = Office.open(url, TANAKA)
        if not office.read(lambda session: session.get(Account, TANAKA.name)):
            small_city.employ(office, TANAKA.name, "team")  # as on the server
        small_city.employ(office, login, role, *departments)
        office.close()

    def url_of(self, url: str, login: str) -> str:
        return url

    @contextmanager
    def outside(self, url: str, *, guarded: bool = True) -> Iterator[Connection]:
        with _connected(sqlite_store.open_engine(make_url(url))) as connection:
            if not guarded:
                names = connection.exec_driver_sql(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                )
                for (name,) in names.fetchall():
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
                connection.commit()
                connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
                connection.commit()
            yield connection


class ServerHomes:
    """Databases on a PostgreSQL server, where tanaka is of the HR/DX team."""

    def __init__(self, databases: Databases, passfile: Path) -> None:
        self._databases = databases
        self._server = databases.server
        #: For PGPASSFILE: everybody's password.
        self.passfile = self._server.passfile(passfile, {"*": PASSWORD})
        with self._server.superuser() as connection:
            made = connection.pgconn.encrypt_password(PASSWORD.encode(), b"", b"scram-sha-256")
        self._verifier = made.decode()
        databases.template("new", lambda url: self.create(self.url_of(url, TANAKA.name)))

    def template(self, name: str, fill: Fill, based_on: str = "new") -> None:
        def build(url: str) -> None:
            _filled(Office.open(self.url_of(url, TANAKA.name), TANAKA, PASSWORD), fill)

        self._databases.template(name, build, based_on)

    @contextmanager
    def place(self, folder: Path) -> Iterator[str]:
        with self._databases.place() as database:
            yield self._server.url(TANAKA.name, database)

    def settle(self, url: str, template: str) -> None:
        self._databases.fill(_database(url), template)

    def create(self, url: str) -> None:
        administrator = self.url_of(url, SUPERUSER)
        Office.create(administrator, TANAKA, self._server.password).close()
        self.employ(url, TANAKA.name, "team")

    def employ(self, url: str, login: str, role: str, *departments: str) -> None:
        with self.outside(url) as connection:
            said = connection.exec_driver_sql
            said(
                "SELECT account_add('PC-9', %s, %s, %s, %s)",
                (login, login, role, self._verifier),
            )
            # The login itself outlives its databases: tanaka's is known from the first on.
            said("UPDATE accounts SET temporary = 0 WHERE login = %s", (login,))
            for code in departments:
                place = (login, code, role)
                said("SELECT assignment_set('PC-9', %s, %s, %s, 20150401, NULL)", place)
            connection.commit()

    def url_of(self, url: str, login: str) -> str:
        return self._server.url(login, _database(url))

    @contextmanager
    def outside(self, url: str, *, guarded: bool = True) -> Iterator[Connection]:
        address = make_url(self.url_of(url, SUPERUSER)).set(drivername="postgresql+psycopg")
        engine = create_engine(
            address, poolclass=NullPool, connect_args={"password": self._server.password}
        )
        with _connected(engine) as connection:
            if not guarded:
                connection.exec_driver_sql("SET session_replication_role = replica")
                checks = connection.exec_driver_sql(
                    "SELECT conrelid::regclass, conname FROM pg_constraint"
                    " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
                )
                for table, name in checks.fetchall():
                    connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
                connection.commit()
            yield connection


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _filled(office: Office, fill: Fill) -> None:
    fill(office)
    office.close()


def _file_url(file: Path) -> str:
    return f"sqlite:///{file}"


def _file_of(url: str) -> str:
    return url.removeprefix("sqlite:///")


def _database(url: str) -> str:
    return url.rpartition("/")[2]


def clean_environment() -> list[str]:
    """Return the variables by which libpq would do something else than a test says."""
    return [name for name in os.environ if name.startswith("PG")]
