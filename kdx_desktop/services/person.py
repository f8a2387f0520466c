"""Who acts, and what they are to the program (trust.md, Roles); known before the store is loaded."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the program."""

    CHIEF = "chief"
    CLERK = "clerk"
    MANAGER = "manager"
    TEAM = "team"
    ACCOUNTS = "accounts"

    @property
    def japanese(self) -> str:
        """The users' word."""
        return _JAPANESE[self]


_JAPANESE = {
    Role.CHIEF: "課長",
    Role.CLERK: "入力担当者",
    Role.MANAGER: "管理者",
    Role.TEAM: "推進担当",
    Role.ACCOUNTS: "アカウント管理",
}


@dataclass(frozen=True, slots=True)
class Person:
    """The person who acts. ``role`` None: no right to anything (unknown, disabled).

    ``enters`` and ``submits`` are the departments of today, with what they carried on;
    ``password_due``: nothing else may be done before the temporary password is changed.
    ``keeps_accounts`` is also true where nobody has an account yet.
    """

    login: str
    name: str
    role: Role | None
    enters: frozenset[str] = frozenset()
    submits: frozenset[str] = frozenset()
    password_due: bool = False
    keeps_accounts: bool = False

    @property
    def reads(self) -> bool:
        """Tell whether figures may be seen."""
        return self.role is not None and self.role is not Role.ACCOUNTS

    @property
    def manages_figures(self) -> bool:
        """Tell whether everything about figures is allowed: approve, close, correct, plan."""
        return self.role is Role.TEAM

    def may_enter(self, department: str) -> bool:
        """Tell whether figures of a department may be entered."""
        return self.manages_figures or department in self.enters

    def may_submit(self, department: str) -> bool:
        """Tell whether a department's month may be submitted."""
        return self.manages_figures or department in self.submits


def system_login() -> str:
    """Return who is signed in to this computer; without a name there, by number or "unknown"."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return str(os.getuid()) if hasattr(os, "getuid") else "unknown"
