"""What tests of a broken network share: a desk with a line of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres.databases import Databases
from tests.postgres.desk_line import DeskLine, hurry, write_passfile
from tests.postgres.network import DroppingProxy
from tests.services.homes import ServerHomes, clean_environment
from tests.services.small_city import add_organization

#: The server of tests runs on Linux only.
collect_ignore_glob = [] if sys.platform == "linux" else ["test_*"]


@pytest.fixture(scope="session")
def line_homes(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> ServerHomes:
    """Small cities on the server."""
    homes = ServerHomes(databases, tmp_path_factory.mktemp("line") / "pgpass")
    homes.template("organized", add_organization)
    return homes


@pytest.fixture
def line(
    line_homes: ServerHomes, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DeskLine]:
    """A desk's line to a database of the test's own; the desk notices soon when it breaks."""
    for name in clean_environment():
        monkeypatch.delenv(name)
    monkeypatch.setenv("PGPASSFILE", str(write_passfile(tmp_path / "pgpass")))
    hurry(monkeypatch)
    server = databases.server
    with line_homes.place(tmp_path) as url, DroppingProxy(server.host, server.port) as proxy:
        line_homes.settle(url, "organized")
        yield DeskLine(line_homes, server, url, proxy)
