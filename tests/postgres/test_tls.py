"""The way to the office's server: encrypted, to the right server, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.postgres import certificates
from tests.postgres.binaries import installed
from tests.postgres.server import SUPERUSER, Server
from tests.postgres.tls import TlsDoor


@pytest.fixture
def door(postgres_server: Server, tmp_path: Path) -> Iterator[TlsDoor]:
    with TlsDoor(postgres_server.host, postgres_server.port, tmp_path) as door:
        yield door


def test_a_certificate_of_our_authority_is_let_in_and_another_is_not(
    door: TlsDoor, postgres_server: Server, tmp_path: Path
) -> None:
    password, url = postgres_server.password, door.url(SUPERUSER, "postgres")
    with psycopg.connect(url, password=password) as connection:
        assert connection.pgconn.ssl_in_use
        assert connection.execute("SELECT 1").fetchone() == (1,)

    (tmp_path / "other").mkdir()
    other = certificates.make(tmp_path / "other", ("localhost",))
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        psycopg.connect(url.replace(str(door.ca_file), str(other)), password=password)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url.replace("verify-full", "disable"), password=password)


WITH_TLS = [version for version, binaries in installed().items() if binaries.has_tls]

if WITH_TLS:  # Debian's have it; on a machine without them the door above is what there is

    @pytest.mark.parametrize("version", WITH_TLS)
    def test_a_server_with_tls_of_its_own_lets_nobody_in_without(version: int) -> None:
        with Server(version, tls=True) as server:
            url = f"{server.url()}?sslmode=verify-full&sslrootcert={server.ca_file}"
            with psycopg.connect(url, password=server.password) as connection:
                assert connection.pgconn.ssl_in_use
            with pytest.raises(psycopg.OperationalError, match="no encryption"):
                psycopg.connect(f"{server.url()}?sslmode=disable", password=server.password)
            assert server.run("psql", "-c", "SELECT 1").returncode == 0
