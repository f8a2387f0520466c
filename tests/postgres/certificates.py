"""A certificate authority of one test's own, and a server's certificate from it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

CERTIFICATE = "server.crt"
KEY = "server.key"
_AUTHORITY = "ca.crt"
_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def make(folder: Path, hosts: Sequence[str]) -> Path:
    """Make both in a folder, by the program openssl; return the authority's certificate."""
    authority, authority_key = folder / _AUTHORITY, folder / "ca.key"
    names = ",".join(f"{'IP' if _is_address(host) else 'DNS'}:{host}" for host in hosts)
    days = ("-x509", "-days", "2")
    _openssl(
        *("req", *days, *_NEW_KEY, "-subj", "/CN=kdx test authority"),
        *("-addext", "keyUsage=critical,keyCertSign"),
        *("-keyout", authority_key, "-out", authority),
    )
    _openssl(
        *("req", *days, *_NEW_KEY, "-subj", "/CN=kdx test server"),
        *("-CA", authority, "-CAkey", authority_key),
        *("-addext", f"subjectAltName={names}", "-addext", "basicConstraints=critical,CA:FALSE"),
        *("-keyout", folder / KEY, "-out", folder / CERTIFICATE),
    )
    (folder / KEY).chmod(0o600)
    return authority


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _openssl(*words: str | Path) -> None:
    program = shutil.which("openssl") or "openssl"
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"openssl failed:\n{done.stderr}")
