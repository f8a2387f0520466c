"""A network of a server's own, joined to this machine by a cable that can be pulled."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Self

from tests.postgres.binaries import Account

_LAST_RESORT = "4000"
_NAME = "kdx{pid}n{number}"


@cache
def usable() -> bool:
    """Tell whether this machine lets us make one: root, the program ``ip``, a willing kernel."""
    if os.geteuid() != 0 or not shutil.which("ip") or not shutil.which("setpriv"):
        return False
    try:
        Namespace().remove()
    except RuntimeError:
        return False
    return True


class Namespace:
    """A network namespace with one cable to ours. Real TCP runs over it, so that what the kernel
    notices, and when (keepalives, tcp_user_timeout), is what happens in an office.
    """

    _count = 0

    def __init__(self) -> None:
        _remove_those_left_behind()
        Namespace._count += 1
        self._name = _NAME.format(pid=os.getpid(), number=Namespace._count)
        subnet = _free_subnet()
        self.client_address, self.server_address = f"{subnet}.1", f"{subnet}.2"
        self._ours, self._theirs = f"{self._name}a", f"{self._name}b"
        _ip("netns", "add", self._name)
        try:
            self._lay_cable()
        except RuntimeError:
            self.remove()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.remove()

    def command(self, account: Account) -> list[str]:
        """Return the words before a command that runs it in there as an account."""
        inside = ["ip", "netns", "exec", self._name]
        if account:
            who = (f"--reuid={account['user']}", f"--regid={account['group']}", "--clear-groups")
            inside += ["setpriv", *who]
        return inside

    def pull_cable(self) -> None:
        """Pull the cable at this PC: the system knows at once that there is no network."""
        _ip("route", "replace", "unreachable", f"{self.server_address}/32", "metric", _LAST_RESORT)
        _ip("link", "set", self._ours, "down")

    def drop_packets(self) -> None:
        """Cut the line behind the next switch: nobody is told, packets just vanish."""
        _ip("-n", self._name, "link", "set", self._theirs, "down")

    def restore(self) -> None:
        """Mend everything."""
        self._forget_route()
        _ip("-n", self._name, "link", "set", self._theirs, "up")
        _ip("link", "set", self._ours, "up")
        self._introduce()

    def remove(self) -> None:
        """Remove it with its cable."""
        self._forget_route()
        with contextlib.suppress(RuntimeError):  # the namespace itself goes when the kernel likes
            _ip("link", "del", self._ours)
        _ip("netns", "del", self._name)

    def _forget_route(self) -> None:
        """Take back that the address is out of reach: else another way might be found to it."""
        with contextlib.suppress(RuntimeError):
            _ip("route", "del", "unreachable", f"{self.server_address}/32", "metric", _LAST_RESORT)

    def _lay_cable(self) -> None:
        ends = (self._ours, "type", "veth", "peer", "name", self._theirs, "netns", self._name)
        _ip("link", "add", *ends)
        _ip("addr", "add", f"{self.client_address}/24", "dev", self._ours)
        _ip("-n", self._name, "addr", "add", f"{self.server_address}/24", "dev", self._theirs)
        _ip("-n", self._name, "link", "set", "lo", "up")
        self.restore()

    def _introduce(self) -> None:
        """Tell each end where the other is for good: asking would tell them of a cut line."""
        ours, theirs = _hardware(self._ours), _hardware(self._theirs, self._name)
        for_good = ("nud", "permanent")
        _ip("neigh", "replace", self.server_address, "lladdr", theirs, "dev", self._ours, *for_good)
        _ip(
            *("-n", self._name, "neigh", "replace", self.client_address),
            *("lladdr", ours, "dev", self._theirs, *for_good),
        )


def _ip(*words: str) -> str:
    done = subprocess.run(
        [shutil.which("ip") or "ip", *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"ip {' '.join(words)}: {done.stderr}")
    return done.stdout


def _hardware(link: str, namespace: str | None = None) -> str:
    inside = ("-n", namespace) if namespace else ()
    return _ip(*inside, "-br", "link", "show", link).split()[2]


def _free_subnet() -> str:
    taken = _ip("-4", "-br", "addr")
    return next(
        subnet
        for number in range(16, 65_536)
        if f" {(subnet := f'10.{200 + number % 50}.{number // 50 % 256}')}." not in taken
    )


def _remove_those_left_behind() -> None:
    """Remove what a killed test run could not."""
    for line in _ip("netns", "list").splitlines():
        found = re.fullmatch(r"kdx(\d+)n\d+", line.split()[0])
        if found and not Path(f"/proc/{found[1]}").exists():
            _ip("netns", "del", found[0])
