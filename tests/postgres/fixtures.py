"""The fixtures that give a test a PostgreSQL server, and databases on it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres.binaries import installed
from tests.postgres.databases import Databases
from tests.postgres.server import Server

#: Set to a major version such as 15 to run all tests on that one instead of the newest.
VERSION_VARIABLE = "KDX_TEST_POSTGRES"
_MEMORY = Path("/dev/shm")  # noqa: S108 - the server makes a folder of its own in there
_ENOUGH = 2 << 30


def postgres_versions() -> list[int]:
    """Return the oldest and the newest version on this machine: rights differ from 16 on."""
    return sorted({min(installed()), max(installed())}) if sys.platform == "linux" else []


def stores() -> list[str]:
    """Return the stores that a test runs on; the server of tests is there on Linux only."""
    return ["sqlite", "postgresql"] if sys.platform == "linux" else ["sqlite"]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A running server that nobody crashes; its data lie in memory where there is enough."""
    wanted = os.environ.get(VERSION_VARIABLE)
    version = int(wanted) if wanted else None
    with Server(version, disk=_in_memory(), max_connections=400) as server:
        yield server


@pytest.fixture(scope="session")
def databases(postgres_server: Server) -> Iterator[Databases]:
    """The maker of databases on that server."""
    maker = Databases(postgres_server)
    yield maker
    maker.close()


def _in_memory() -> Path | None:
    usable = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)
    return _MEMORY if usable and shutil.disk_usage(_MEMORY).free > _ENOUGH else None
