"""A throw-away PostgreSQL server on real files: started, crashed, and never left behind."""

from __future__ import annotations

import contextlib
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import psycopg

from tests.postgres import certificates, keeper
from tests.postgres.binaries import installed, server_account
from tests.postgres.namespace import Namespace

SUPERUSER = "postgres"
LOCALHOST = "127.0.0.1"
_PATIENCE = 60.0

_SETTINGS = {
    "dynamic_shared_memory_type": "mmap",  # in the folder: goes with it also after kill -9
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] %u@%d ",
    "log_timezone": "UTC",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "timezone": "America/New_York",  # nothing may depend on where the server thinks it stands
    "wal_level": "minimal",
}
#: For tests that do not ask what a power cut leaves: nothing waits for the disk.
_IN_HASTE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class Server:
    """A cluster in a folder of its own, with SCRAM passwords for everybody, and its server.

    Linux only. Runs as the account "nobody" when the tests run as root. When the test run ends,
    however it ends, the server stops and its folders go.

    Args:
        version: A major version of :func:`installed`; None: the newest.
        durable: Whether a commit waits for the disk, as it does in the office.
        max_connections: How many clients at once.
        tls: Whether clients must come by TLS, with a certificate that ``ca_file`` vouches for.
        namespace: A network of the server's own, whose cable can be pulled.
        settings: Further lines of postgresql.conf.
        disk: Below which folder the data lie; None: the system's for temporary files.
    """

    def __init__(
        self,
        version: int | None = None,
        *,
        durable: bool = False,
        max_connections: int = 100,
        tls: bool = False,
        namespace: Namespace | None = None,
        settings: Mapping[str, str] | None = None,
        disk: Path | None = None,
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kdx-pg-"))
        place = Path(tempfile.mkdtemp(prefix="kdx-pg-", dir=disk))
        self.data = place / "data"
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", keeper.__file__, place, self.folder],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        self._account = server_account()
        self._namespace = namespace
        self._process: subprocess.Popen[bytes] | None = None
        self.host = namespace.server_address if namespace else LOCALHOST
        self.port = _free_port()
        self.password = secrets.token_urlsafe(16)
        self.ca_file: Path | None = None
        try:
            found = installed()
            binaries = found[max(found) if version is None else version]
            self.binaries = binaries.runnable_by_account(self.folder / "programs")
            if tls:
                assert binaries.has_tls, "this build has no TLS: choose one of installed() that has"
                self.ca_file = certificates.make(self.folder, ("localhost", self.host))
            self._make_cluster()
            self._configure(
                _SETTINGS
                | ({} if durable else _IN_HASTE)
                | {"max_connections": str(max_connections)}
                | dict(settings or {})
            )
        except BaseException:
            self.remove()
            raise

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.remove()

    # --- Life -------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start, and return when clients are let in: after a crash, that is after recovery."""
        for _ in range(5):
            if self._started():
                return
            if "Address already in use" not in self.log_text():
                break
            self.port = _free_port()
        self._process = None
        raise RuntimeError(f"PostgreSQL does not start:\n{self.log_text()[-2000:]}")

    def stop(self, *, immediate: bool = False) -> None:
        """Stop: in order, or at once without a checkpoint (recovery follows at the next start)."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if immediate else signal.SIGINT)
            self._process.wait(_PATIENCE)
            self._process = None

    def kill(self) -> None:
        """End every process of the server with kill -9, all at the same moment."""
        if self._process is None:
            return
        postmaster = self._process.pid
        os.kill(postmaster, signal.SIGSTOP)  # so that it starts no other while we count
        family = [postmaster, *_children(postmaster)]
        for process in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait(_PATIENCE)
        self._process = None
        end = time.monotonic() + _PATIENCE
        while any(map(_runs, family)):
            assert time.monotonic() < end, "processes survive kill -9"
            time.sleep(0.002)

    def crash(self) -> None:
        """Kill everything, then start again on the same port; returns after recovery."""
        self.kill()
        self.start()

    def remove(self) -> None:
        """Stop, and remove everything."""
        self.stop(immediate=True)
        self._keeper.communicate()  # closes its input: it removes the folders and ends

    # --- Talking to it ----------------------------------------------------------------------------

    @property
    def version(self) -> int:
        """The major version."""
        return self.binaries.version

    def url(self, user: str = SUPERUSER, database: str = "postgres") -> str:
        """Return the URL that a client is given: without a password."""
        return f"postgresql://{quote(user, safe='')}@{self.host}:{self.port}/{quote(database)}"

    def superuser(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """Return a connection that may do anything, by a path that no cut network touches."""
        return psycopg.connect(
            host=str(self.folder),
            port=self.port,
            user=SUPERUSER,
            password=self.password,
            dbname=database,
            autocommit=True,
        )

    def execute_as_superuser(
        self,
        statement: str,
        parameters: Sequence[Any] | None = None,
        *,
        database: str = "postgres",
    ) -> list[tuple[Any, ...]]:
        """Run SQL (without parameters also several statements); return the first one's rows."""
        with contextlib.closing(self.superuser(database)) as connection:
            cursor = connection.execute(statement.encode(), parameters)
            return cursor.fetchall() if cursor.description else []

    def passfile(self, file: Path, passwords: Mapping[str, str] | None = None) -> Path:
        """Write a file for PGPASSFILE with the superuser's password and those of other users."""
        known = {SUPERUSER: self.password, **(passwords or {})}
        lines = [
            ":".join(("*", str(self.port), "*", _escaped(user), _escaped(password)))
            for user, password in known.items()
        ]
        file.touch(mode=0o600)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return file

    def environment(self, user: str, password: str, database: str) -> dict[str, str]:
        """Return the environment in which PostgreSQL's programs find this server by themselves."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        about = {"PGHOST": self.host, "PGPORT": str(self.port), "PGCLIENTENCODING": "UTF8"}
        if self.ca_file is not None:
            about |= {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": str(self.ca_file)}
        return {
            **clean,
            **about,
            "PGUSER": user,
            "PGPASSWORD": password,
            "PGDATABASE": database,
        }

    def run(
        self,
        program: str,
        *words: str | Path,
        user: str = SUPERUSER,
        password: str | None = None,
        database: str = "postgres",
        stdin: str = "",
    ) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs (psql, pg_dump, pg_restore) against this server.

        For psql: ``-X`` is added, so that nobody's ~/.psqlrc takes part.
        """
        known = self.password if password is None else password
        first = ("-X",) if program == "psql" else ()
        return subprocess.run(
            [self.program(program), *first, *words],
            input=stdin,
            env=self.environment(user, known, database),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def program(self, name: str) -> Path:
        """Return the path of one of PostgreSQL's programs of this server's version."""
        return self.binaries.program(name)

    def log_text(self) -> str:
        """Return what the server has logged so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    # --- Making it --------------------------------------------------------------------------------

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _make_cluster(self) -> None:
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.write_text(self.password + "\n")
        if self._account:
            for path in (self.data.parent, self.folder, *self.folder.glob("*")):
                shutil.chown(path, self._account["user"], self._account["group"])
        form = ("--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", f"--username={SUPERUSER}")
        command: list[str | Path] = [
            self.program("initdb"),
            "--no-sync",
            "--no-instructions",
            *form,
        ]
        try:
            subprocess.run(
                [*command, f"--pwfile={password}", self.data],
                check=True,
                capture_output=True,
                text=True,
                cwd=self.folder,
                **self._account,
            )
        except subprocess.CalledProcessError as error:
            raise RuntimeError(f"initdb failed:\n{error.stderr}") from error
        finally:
            password.unlink()

    def _configure(self, settings: Mapping[str, str]) -> None:
        settings = {
            **settings,
            "listen_addresses": self.host,
            "unix_socket_directories": str(self.folder),
        }
        if self.ca_file is not None:
            settings |= {
                "ssl": "on",
                "ssl_cert_file": str(self.folder / certificates.CERTIFICATE),
                "ssl_key_file": str(self.folder / certificates.KEY),
            }
        lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(lines)
        way = "host" if self.ca_file is None else "hostssl"
        (self.data / "pg_hba.conf").write_text(
            "local all all scram-sha-256\n" + f"{way} all all all scram-sha-256\n"
        )

    def _started(self) -> bool:
        command = [str(self.program("postgres")), "-D", str(self.data), "-p", str(self.port)]
        account = self._account
        if self._namespace is not None:
            command = [*self._namespace.command(account), *command]
            account = {}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.data,
                start_new_session=True,  # Ctrl+C is for the tests; the server ends after them
                **account,
            )
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end and self._process.poll() is None:
            if self._ready(self._process.pid):
                return True
            time.sleep(0.005)
        if self._process.poll() is None:
            self.kill()
        return False

    def _ready(self, process: int) -> bool:
        """Read what the server says of itself in the last line of its file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(process) and lines[7].strip() == "ready"


def _free_port() -> int:
    """Return a port below those that the system deals out to clients: it is still free later."""
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as attempt, contextlib.suppress(OSError):
            attempt.bind((LOCALHOST, port))
            return port


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(":", "\\:")


def _children(parent: int) -> Iterator[int]:
    for folder in Path("/proc").glob("[0-9]*"):
        if _status(int(folder.name))[1:2] == [str(parent)]:
            yield int(folder.name)


def _runs(process: int) -> bool:
    return _status(process)[:1] not in ([], ["Z"])


def _status(process: int) -> list[str]:
    """Return state, parent and so on; nothing for a process that is gone."""
    try:
        text = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text.rpartition(")")[2].split()
