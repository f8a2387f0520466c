"""What an account or an assignment must be like; every refusal is a sentence for people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, NotAllowed
from kdx_desktop.metrics.days import day_number
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services import account_store
from kdx_desktop.services.account_store import Held, Known, Task
from kdx_desktop.services.person import Role
from kdx_desktop.services.recording import on_server
from kdx_desktop.services.rights import JAPAN

_SERVER_LOGIN = re.compile(r"(?!pg_|kdx_)[a-z0-9_][a-z0-9_.@-]{0,62}")
_RESERVED = frozenset({"public", "none", "postgres"})
_LONGEST = 100
_LAST_KEEPER = (
    "アカウント管理の担当がいなくなります。先にほかの人をアカウント管理の担当にしてください。"
)


def checked_login(session: Session, text: str) -> str:
    """Return a login as it is stored; DataError for what cannot be one."""
    login = unicodedata.normalize("NFKC", text).strip()
    if on_server(session):
        if _SERVER_LOGIN.fullmatch(login) is None or login in _RESERVED:
            message = (
                f"利用者名「{shown(text)}」は使えません。小文字の英数字と . _ - @ で"
                "63文字までにしてください（pg_ と kdx_ で始まるものは使えません）。"
            )
            raise DataError(message)
    elif not login or len(login) > _LONGEST or _has_controls(login):
        message = f"利用者名「{shown(text)}」は使えません。PCのログイン名を入力してください。"
        raise DataError(message)
    return login


def checked_name(text: str) -> str:
    """Return a person's name as it is stored; DataError for what cannot be one."""
    name = text.strip()
    if not name or len(name) > _LONGEST or _has_controls(name):
        message = f"氏名「{shown(text)}」は使えません。{_LONGEST}文字までで入力してください。"
        raise DataError(message)
    return name


def same_login(accounts: Iterable[str], login: str) -> str | None:
    """Return the login that differs in upper and lower case at most."""
    return next((known for known in accounts if known.casefold() == login.casefold()), None)


def account_of(session: Session, login: str) -> Known:
    """Return an account; DataError for an unknown login."""
    account = account_store.accounts(session).get(login)
    if account is None:
        message = f"利用者「{shown(login)}」は登録されていません。"
        raise DataError(message)
    return account


def require_keeper(before: Mapping[str, Known], after: Mapping[str, Known]) -> None:
    """Raise NotAllowed when a change would leave nobody to keep the accounts."""
    if _keepers(before) and not _keepers(after):
        raise NotAllowed(_LAST_KEEPER)


def unfit(role: Role, task: Task) -> str:
    """Say why somebody of a role cannot be assigned so; empty when they can."""
    fitting = {Task.CHIEF: (Role.CHIEF,), Task.CLERK: (Role.CHIEF, Role.CLERK)}[task]
    if role in fitting:
        return ""
    words = "か".join(f"「{one.japanese}」" for one in fitting)
    return f"{task.japanese}として担当できるのは役割が{words}の人です（役割：{role.japanese}）。"


def unfit_department(departments: Mapping[str, Department], held: Held) -> str:
    """Say why a department cannot be assigned for these days; empty when it can."""
    known = departments.get(held.department)
    if known is None:
        return f"部署コード「{shown(held.department)}」は登録されていません。"
    if held.last is not None and held.last < held.first:
        return f"終了日（{held.last}）が開始日（{held.first}）より前です。"
    if not date(1900, 1, 1) <= held.first:
        return f"開始日（{held.first}）が古すぎます。"
    if known.valid_to is not None and known.valid_to < day_number(held.first) // 100:
        return (
            f"「{known.code} {known.name}」は{known.valid_to.japanese}で廃止されています。"
            "残った月は、承継先の部署の課長が扱います。"
        )
    if held.last is not None and day_number(held.last) // 100 < known.valid_from:
        return f"「{known.code} {known.name}」は{known.valid_from.japanese}に始まります。"
    return ""


def overlap(new: Held, existing: Iterable[Held]) -> str:
    """Say which assignment of the person a new one overlaps; empty without one."""
    for held in existing:
        same = (held.login, held.department, held.task) == (new.login, new.department, new.task)
        if same and held.overlaps(new.first, new.last):
            return (
                f"「{held.login}」はすでに部署「{held.department}」の{held.task.japanese}です"
                f"（{held.period}）。先にその担当を終了してください。"
            )
    return ""


def today() -> date:
    """Return the day it is in Japan."""
    return datetime.now(JAPAN).date()


def shown(text: str) -> str:
    """Return a text for a message: at most 40 characters, on one line."""
    return " ".join(text.split())[:40]


def _keepers(accounts: Mapping[str, Known]) -> list[str]:
    return [
        known.login
        for known in accounts.values()
        if known.role is Role.ACCOUNTS and not known.disabled
    ]


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(char).startswith("C") for char in text)
