"""A city on a real PostgreSQL server, and the people whose desks work on it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services.office import Actor, Office
from kdx_desktop.services.organization import rows_of
from kdx_desktop.services.recording import Act, Kind, record
from tests.postgres.server import Server

DATABASE = "kdx"
PASSWORD = "a desk of the torture room"
COMPUTER = "PC-1"


@dataclass(frozen=True, slots=True)
class Door:
    """How desks reach a city; goes to other processes, too."""

    host: str
    port: int
    codes: tuple[str, ...]

    def open(self, login: str) -> Office:
        """Open the database as a person."""
        url = f"postgresql://{login}@{self.host}:{self.port}/{DATABASE}"
        return Office.open(url, Actor("", COMPUTER), PASSWORD)


class OfficeCity:
    """A running server with one database: departments D000 …, and logins with passwords."""

    def __init__(self, server: Server, departments: int) -> None:
        self.server = server
        self.codes = [f"D{number:03}" for number in range(departments)]
        office = self.administrator(create=True)
        known = [
            Department(code, f"{code}課", "総務局", Month(190001), None) for code in self.codes
        ]
        office.write(
            lambda session: record(session, Act(Kind.ORGANIZATION), rows=rows_of(known, (), ()))
        )
        self._verifier = self._make_verifier()
        office.close()

    def administrator(self, *, create: bool = False) -> Office:
        """Open the database as the server's superuser."""
        url, actor = self.server.url(database=DATABASE), Actor("", COMPUTER)
        if create:
            return Office.create(url, actor, self.server.password)
        return Office.open(url, actor, self.server.password, administration=True)

    def add_people(self, role: str, logins: Sequence[str]) -> None:
        """Add people with the common password, which is nobody's temporary one."""
        office = self.administrator()

        def add(session: Session) -> None:
            for login in logins:
                call = func.account_add(COMPUTER, login, login, role, self._verifier)
                session.execute(select(call))

        office.write(add)
        office.close()
        self.server.execute_as_superuser("UPDATE accounts SET temporary = 0", database=DATABASE)

    @property
    def door(self) -> Door:
        """How desks reach it."""
        return Door(self.server.host, self.server.port, tuple(self.codes))

    def _make_verifier(self) -> str:
        """Return what the server stores of the password (the login is no part of it)."""
        with self.server.superuser() as connection:
            return connection.pgconn.encrypt_password(
                PASSWORD.encode(), b"anybody", b"scram-sha-256"
            ).decode()


@contextmanager
def office_city(
    departments: int,
    *,
    durable: bool = False,
    settings: dict[str, str] | None = None,
    version: int | None = None,
) -> Iterator[OfficeCity]:
    """Give a city on a server of its own."""
    disk = None if durable else _in_memory()
    with Server(
        version, durable=durable, max_connections=400, settings=settings or {}, disk=disk
    ) as server:
        yield OfficeCity(server, departments)


def _in_memory() -> Path | None:
    memory = Path("/dev/shm")  # noqa: S108 - the server makes a folder of its own in there
    return memory if memory.is_dir() else Path(tempfile.gettempdir())
