"""What an import of accounts does, one deed at a time, and how it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from kdx_desktop.services import account_store, accounts
from kdx_desktop.services.account_store import Held
from kdx_desktop.services.importing import FileResult
from kdx_desktop.services.person import Role


class DeedKind(StrEnum):
    """What an import does to an account or an assignment."""

    ADD = "add"
    NAME = "name"
    ROLE = "role"
    DISABLE = "disable"
    ASSIGN = "assign"
    PERIOD = "period"
    END = "end"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do. ``held`` as it is afterwards; for REMOVE as it was."""

    kind: DeedKind
    login: str
    line: int
    name: str = ""
    role: Role | None = None
    held: Held | None = None

    @property
    def japanese(self) -> str:
        """The deed, for people."""
        if self.held is not None:
            said = {
                DeedKind.ASSIGN: "担当",
                DeedKind.PERIOD: "担当の期間",
                DeedKind.END: "担当の終了",
                DeedKind.REMOVE: "担当の取消",
            }[self.kind]
            held = self.held
            return f"{said}：{self.login} {held.department} {held.task.japanese} {held.period}"
        role = "" if self.role is None else self.role.japanese
        return {
            DeedKind.ADD: f"追加：{self.login} {self.name}（{role}）",
            DeedKind.NAME: f"氏名：{self.login} {self.name}",
            DeedKind.ROLE: f"役割：{self.login} {role}",
        }.get(self.kind, f"無効：{self.login}")


@dataclass(frozen=True, slots=True)
class AccountsResult:
    """What became of a 人事異動; ``passwords``: the temporary ones by login, for once."""

    files: tuple[FileResult, ...]
    deeds: tuple[Deed, ...]
    passwords: Mapping[str, str]
    stored: bool

    @property
    def rejected(self) -> bool:
        """Tell whether something is wrong, so that nothing was stored."""
        return any(file.rejected for file in self.files)


def do(session: Session, deed: Deed, *, external: bool) -> str | None:
    """Store a deed; return the temporary password of a new account that has one."""
    if deed.kind is DeedKind.ADD and deed.role is not None:
        return accounts.add(session, deed.login, deed.name, deed.role, external=external)
    if deed.kind is DeedKind.NAME:
        account_store.set_name(session, deed.login, deed.name)
    elif deed.kind is DeedKind.DISABLE:
        account_store.set_disabled(session, deed.login, disabled=True)
    elif deed.role is not None:
        account_store.set_role(session, deed.login, deed.role)
    elif deed.held is not None and deed.kind is DeedKind.REMOVE:
        account_store.remove_assignment(session, deed.held)
    elif deed.held is not None:
        account_store.set_assignment(session, deed.held)
    return None
