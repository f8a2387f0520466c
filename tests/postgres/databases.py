"""Fresh databases on one server, quickly: built once as a template, copied for each test."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from psycopg.sql import SQL, Identifier, Literal

from tests.postgres.server import Server

#: CREATE DATABASE copies what is in a database, but not its rights and settings.
_RIGHTS = SQL(
    "UPDATE pg_database AS new SET datacl = old.datacl FROM pg_database AS old"
    " WHERE new.datname = {new} AND old.datname = {old}"
)
_SETTINGS = SQL(
    "INSERT INTO pg_db_role_setting"
    " SELECT new.oid, held.setrole, held.setconfig"
    " FROM pg_database AS new, pg_database AS old"
    " JOIN pg_db_role_setting AS held ON held.setdatabase = old.oid"
    " WHERE new.datname = {new} AND old.datname = {old}"
)


class Databases:
    """Makes databases on a server and drops them, with the logins that tests made meanwhile."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._admin = server.superuser()
        self._numbers = itertools.count(1)
        self._templates: dict[str, str] = {}
        self._roles_of_templates: set[str] = set()

    def close(self) -> None:
        """Let go of the server."""
        self._admin.close()

    def template(self, name: str, build: Callable[[str], None], based_on: str = "") -> None:
        """Have ``build`` fill a database, given its superuser's URL, once: later calls do nothing.

        ``based_on`` names a template to start from; without it the database is empty.
        """
        if name in self._templates:
            return
        logins = self._logins()
        database = self._unused()
        self._create(database, self._templates[based_on] if based_on else "template0")
        build(self.server.url(database=database))
        self._disconnect(database)
        self._templates[name] = database
        self._roles_of_templates |= self._logins() - logins

    @contextmanager
    def place(self) -> Iterator[str]:
        """Give the name of a database that is not there yet; drop it afterwards, in use or not."""
        logins = self._logins()
        database = self._unused()
        try:
            yield database
        finally:
            name = Identifier(database)
            self._admin.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            for login in self._logins() - logins - self._roles_of_templates:
                self._admin.execute(SQL("DROP ROLE {}").format(Identifier(login)))

    @contextmanager
    def copy(self, name: str) -> Iterator[str]:
        """Give the name of a copy of a template, and drop it afterwards."""
        with self.place() as database:
            self.fill(database, name)
            yield database

    def fill(self, database: str, name: str) -> None:
        """Make a database, with this name, a copy of a template."""
        self._create(database, self._templates[name])

    def _create(self, database: str, template: str) -> None:
        self._admin.execute(
            SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                Identifier(database), Identifier(template)
            )
        )
        if template in self._templates.values():
            names = {"new": Literal(database), "old": Literal(template)}
            for statement in (_RIGHTS, _SETTINGS):
                self._admin.execute(statement.format(**names))

    def _unused(self) -> str:
        return f"kdx_{next(self._numbers)}"

    def _disconnect(self, database: str) -> None:
        """End who is still connected: a template in use cannot be copied."""
        self._admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            (database,),
        )

    def _logins(self) -> set[str]:
        return {name for (name,) in self._admin.execute("SELECT rolname FROM pg_roles")}
