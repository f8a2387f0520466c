"""The server that other tests trust: real, crashing for good, and never left behind."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.postgres.databases import Databases
from tests.postgres.fixtures import postgres_versions
from tests.postgres.server import SUPERUSER, Server

ROOT = Path(__file__).parents[2]
_STARTS_AND_WAITS = """
from tests.postgres.server import Server
server = Server().__enter__()
print(server.folder, server.data, server._process.pid, flush=True)
input()
"""


@pytest.fixture(scope="module", params=postgres_versions())
def crashing(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that writes to the disk and may be crashed, in each version."""
    with Server(request.param, durable=True) as server:
        yield server


def connected(server: Server, user: str, password: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server.url(user), password=password)


def test_what_was_committed_survives_a_crash_and_what_was_not_does_not(crashing: Server) -> None:
    crashing.execute_as_superuser("CREATE TABLE saved (number int)")
    with closing(crashing.superuser()) as other, other.transaction():
        other.execute("INSERT INTO saved VALUES (2)")
        crashing.execute_as_superuser("INSERT INTO saved VALUES (1)")

        with pytest.raises(psycopg.OperationalError):
            crash_under(crashing, other)

    assert crashing.execute_as_superuser("SELECT number FROM saved") == [(1,)]
    assert "redo done" in crashing.log_text()  # it was a crash, and not an orderly end


def crash_under(server: Server, connection: psycopg.Connection[tuple[object, ...]]) -> None:
    server.crash()
    connection.execute("SELECT 1")


def test_nothing_of_a_killed_server_goes_on_running(crashing: Server) -> None:
    with closing(crashing.superuser()) as connection:
        backend = connection.info.backend_pid
        crashing.kill()

        assert not Path(f"/proc/{backend}/exe").exists()
    crashing.start()
    assert crashing.execute_as_superuser("SELECT 1") == [(1,)]


@pytest.mark.parametrize("immediate", [True, False])
def test_a_stopped_server_starts_again_at_the_same_address(
    crashing: Server, immediate: bool
) -> None:
    before = crashing.url()
    crashing.stop(immediate=immediate)
    with pytest.raises(psycopg.OperationalError):
        connected(crashing, SUPERUSER, crashing.password)

    crashing.start()

    assert crashing.url() == before
    connected(crashing, SUPERUSER, crashing.password).close()


def test_a_killed_test_run_leaves_no_server_and_no_file() -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", _STARTS_AND_WAITS],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    folder, data, postmaster = run.stdout.readline().split()
    assert Path(folder).exists()
    assert Path(data, "postmaster.pid").exists()

    run.send_signal(signal.SIGKILL)
    run.communicate()

    end = time.monotonic() + 30
    left = [Path(folder), Path(data).parent, Path(f"/proc/{postmaster}/exe")]
    while any(path.exists() for path in left) and time.monotonic() < end:
        time.sleep(0.02)
    assert not [path for path in left if path.exists()]


def test_nobody_comes_in_without_the_password(postgres_server: Server) -> None:
    for user, password in ((SUPERUSER, "wrong"), ("stranger", postgres_server.password)):
        with pytest.raises(psycopg.OperationalError):
            connected(postgres_server, user, password)
    local = f"host={postgres_server.folder} port={postgres_server.port} user={SUPERUSER}"
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(local, passfile="/dev/null")


def test_passwords_of_all_sorts_come_from_a_file_that_only_we_can_read(
    postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = "a:b\\c'd %s 鍵"
    postgres_server.execute_as_superuser("CREATE ROLE anna LOGIN")
    with closing(postgres_server.superuser()) as connection:
        verifier = connection.pgconn.encrypt_password(password.encode(), b"anna", b"scram-sha-256")
        connection.execute(f"ALTER ROLE anna PASSWORD '{verifier.decode()}'".encode())

    file = postgres_server.passfile(tmp_path / "pgpass", {"anna": password})
    monkeypatch.setenv("PGPASSFILE", str(file))

    for user in ("anna", SUPERUSER):
        with psycopg.connect(postgres_server.url(user)) as connection:
            assert connection.execute("SELECT session_user").fetchone() == (user,)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    postgres_server.execute_as_superuser("DROP ROLE anna")


def test_the_programs_of_an_administrator_reach_the_server(
    crashing: Server, tmp_path: Path
) -> None:
    crashing.execute_as_superuser("CREATE TABLE IF NOT EXISTS kept AS SELECT '髙' AS name")
    dump = tmp_path / "kdx.dump"
    assert crashing.run("pg_dump", "-Fc", "-f", dump).returncode == 0
    crashing.execute_as_superuser("DROP TABLE kept")

    restored = crashing.run("pg_restore", "-d", "postgres", "-t", "kept", dump)

    assert restored.returncode == 0, restored.stderr
    assert crashing.run("psql", "-At", stdin="SELECT name FROM kept").stdout == "髙\n"
    refused = crashing.run("psql", "-At", "-c", "SELECT 1", password="wrong")
    assert refused.returncode != 0


def test_the_server_does_not_run_as_root(postgres_server: Server) -> None:
    (process,) = postgres_server.execute_as_superuser("SELECT pg_backend_pid()")[0]
    assert process != os.getpid()
    assert postgres_server.data.stat().st_uid != 0


# --- Databases ------------------------------------------------------------------------------------


def test_a_copy_brings_its_rights_and_limits_along_and_leaves_nothing_behind(
    postgres_server: Server, databases: Databases
) -> None:
    def build(url: str) -> None:
        name = url.rpartition("/")[2]
        postgres_server.execute_as_superuser(
            "CREATE ROLE kdx_test_people; CREATE TABLE figures AS SELECT 1 AS amount;"
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;"
            f"GRANT CONNECT ON DATABASE {name} TO kdx_test_people;"
            f"ALTER DATABASE {name} SET lock_timeout = '7s'",
            database=name,
        )

    databases.template("rights", build)
    databases.template("rights", lambda _: pytest.fail("built a second time"))
    databases.template("more", lambda _: None, based_on="rights")
    rights = "SELECT datacl::text, current_setting('lock_timeout') FROM pg_database"
    names = []
    for template in ("rights", "more"):
        with databases.copy(template) as name:
            names.append(name)
            found = postgres_server.execute_as_superuser(
                f"{rights} WHERE datname = current_database()", database=name
            )
            postgres_server.execute_as_superuser(
                "CREATE ROLE visitor LOGIN; UPDATE figures SET amount = 2", database=name
            )
            connection = postgres_server.superuser(name)  # whoever is still there must go
        connection.close()
        assert "kdx_test_people=c/postgres" in found[0][0]
        assert "{=" not in found[0][0]
        assert ",=" not in found[0][0]
        assert found[0][1] == "7s"
    left = postgres_server.execute_as_superuser(
        "SELECT datname FROM pg_database WHERE datname = ANY (%s)"
        " UNION SELECT rolname FROM pg_roles WHERE rolname = 'visitor'",
        [names],
    )
    assert left == []
    with databases.copy("rights") as name:
        amount = postgres_server.execute_as_superuser("SELECT amount FROM figures", database=name)
    assert amount == [(1,)]
