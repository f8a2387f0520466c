"""A desk's line to the server, through a network that breaks on command."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url

from kdx_desktop.models import postgres_watch
from kdx_desktop.services.office import Actor, Office
from tests.postgres.network import DroppingProxy
from tests.postgres.server import Server
from tests.services.homes import PASSWORD, ServerHomes

TANAKA = Actor("tanaka", "PC-1")
#: The store makes the answer to a commit wait so long, so that it can be lost on its way.
_SLOW_COMMIT = """
CREATE FUNCTION wait_a_moment() RETURNS trigger LANGUAGE plpgsql
  AS $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$;
GRANT EXECUTE ON FUNCTION wait_a_moment() TO PUBLIC;
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON changes DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION wait_a_moment();
"""
_COMMITTING = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = %s AND query = 'COMMIT' AND state = 'active'"
)


class DeskLine:
    """One database, the way to it that all others have, and the way of one desk."""

    def __init__(self, homes: ServerHomes, server: Server, url: str, proxy: DroppingProxy) -> None:
        self._homes, self._server, self._url = homes, server, url
        self.proxy = proxy
        self.database = url.rpartition("/")[2]
        away = make_url(url).set(host=proxy.host, port=proxy.port)
        #: For the desk, over the network that breaks.
        self.url = away.render_as_string()

    def open(self) -> Office:
        """Open the database at the desk."""
        return Office.open(self.url, TANAKA, PASSWORD)

    def colleague(self) -> Office:
        """Open it where nothing breaks."""
        return Office.open(self._url, Actor("tanaka", "PC-2"), PASSWORD)

    def slow_down_commits(self) -> None:
        """Make every commit of a change take a second."""
        with self._homes.outside(self._url) as connection:
            connection.exec_driver_sql(_SLOW_COMMIT)
            connection.commit()

    def is_committing(self) -> bool:
        """Tell whether a commit has reached the server and is not answered yet."""
        rows = self._server.execute_as_superuser(_COMMITTING, [self.database])
        return bool(rows[0][0])

    def keys(self) -> list[str]:
        """Return the keys of all changes, in order."""
        with self._homes.outside(self._url) as connection:
            return _keys(connection)


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the watch lose its patience after a moment: nobody waits seven seconds in a test."""
    for name, seconds in (("PATIENCE", 0.4), ("PAUSE", 0.4), ("ANSWER", 1.0), ("_TICK", 0.05)):
        monkeypatch.setattr(postgres_watch, name, seconds)


def write_passfile(file: Path) -> Path:
    """Write a file for PGPASSFILE by which everybody comes in, over any port."""
    file.touch(mode=0o600)
    file.write_text(f"*:*:*:*:{PASSWORD}\n", encoding="utf-8")
    return file


def _keys(connection: Connection) -> list[str]:
    rows = connection.exec_driver_sql("SELECT key FROM changes ORDER BY number")
    return [row[0] for row in rows]
