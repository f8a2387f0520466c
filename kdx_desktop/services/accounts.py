"""Accounts and dated assignments, the same on both stores (trust.md, Roles).

Everything is refused here in a sentence before the database would refuse it. On one PC there are
no passwords: whoever is signed in to the PC is that person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, NotAllowed
from kdx_desktop.metrics.days import day_number
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services import account_store, audit, passwords, rights
from kdx_desktop.services.account_store import Held, Known, Task
from kdx_desktop.services.audit import Event
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.recording import on_server
from kdx_desktop.services.rights import JAPAN, Role

_SERVER_LOGIN = re.compile(r"(?!pg_|kdx_)[a-z0-9_][a-z0-9_.@-]{0,62}")
_RESERVED = frozenset({"public", "none", "postgres"})
_LONGEST = 100
_LAST_KEEPER = (
    "アカウント管理の担当がいなくなります。先にほかの人をアカウント管理の担当にしてください。"
)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account with its assignments, past and future ones included."""

    login: str
    name: str
    role: Role
    disabled: bool
    temporary: bool
    assignments: tuple[Held, ...]


def listing(session: Session) -> tuple[AccountLine, ...]:
    """Return all accounts by login; NotAllowed for somebody without an account of their own."""
    who = rights.person(session)
    if who.role is None and not who.keeps_accounts:
        message = "アカウントの一覧を見る権限がありません。アカウント管理の担当へご連絡ください。"
        raise NotAllowed(message)
    held: dict[str, list[Held]] = {}
    for one in account_store.assignments(session):
        held.setdefault(one.login, []).append(one)
    return tuple(
        AccountLine(
            known.login,
            known.name,
            known.role,
            known.disabled,
            known.temporary,
            tuple(held.get(known.login, ())),
        )
        for known in account_store.accounts(session).values()
    )


def events(session: Session, limit: int = 1000) -> tuple[Event, ...]:
    """Return the latest events of the audit log; for the account administrator and the team."""
    who = rights.person(session)
    if not (who.manages_figures or who.keeps_accounts):
        message = "監査記録は、アカウント管理の担当と推進担当だけが見られます。"
        raise NotAllowed(message)
    return audit.events(session, limit)


def add(  # noqa: PLR0913 - an account, and how its person signs in
    session: Session,
    login: str,
    name: str,
    role: Role,
    *,
    password: str | None = None,
    external: bool = False,
) -> str | None:
    """Store a new account; return its temporary password, which nobody can look up later.

    None where there is none to hand over: on one PC, for ``external`` people whom the server knows
    by LDAP or Kerberos, and for a login that the server has already. ``password`` None: a random
    one. DataError for a login or name that cannot be, or is there already.
    """
    rights.require_accounts(session)
    login, name = checked_login(session, login), checked_name(name)
    if (other := same_login(account_store.accounts(session), login)) is not None:
        message = f"利用者「{other}」はすでに登録されています。"
        raise DataError(message)
    given = None
    if on_server(session) and not external and not account_store.login_on_server(session, login):
        given = password or passwords.temporary_password(passwords.min_length(session))
    account_store.add(session, login, name, role, given)
    return given


def set_name(session: Session, login: str, name: str) -> None:
    """Change a person's name; DataError for an unknown login."""
    rights.require_accounts(session)
    account_of(session, login)
    account_store.set_name(session, login, checked_name(name))


def set_role(session: Session, login: str, role: Role) -> bool:
    """Give a person another role, from now on; tell whether it was another one.

    DataError for an unknown login, NotAllowed for one's own account and the last administrator's.
    """
    who = rights.require_accounts(session)
    account = account_of(session, login)
    if account.role is role:
        return False
    if login == who.login and (on_server(session) or account.role is Role.ACCOUNTS):
        message = "ご自身の役割は変更できません。ほかのアカウント管理の担当に依頼してください。"
        raise NotAllowed(message)
    accounts = account_store.accounts(session)
    require_keeper(accounts, {**accounts, login: replace(account, role=role)})
    account_store.set_role(session, login, role)
    return True


def set_disabled(session: Session, login: str, *, disabled: bool) -> bool:
    """Shut a person out, or let them in again, from now on; tell whether that was new.

    DataError for an unknown login, NotAllowed for one's own account and the last administrator's.
    """
    who = rights.require_accounts(session)
    account = account_of(session, login)
    if account.disabled == disabled:
        return False
    if login == who.login:
        message = "ご自身のアカウントは無効にできません。"
        raise NotAllowed(message)
    accounts = account_store.accounts(session)
    require_keeper(accounts, {**accounts, login: replace(account, disabled=disabled)})
    account_store.set_disabled(session, login, disabled=disabled)
    return True


def reset_password(session: Session, login: str) -> str:
    """Give somebody a temporary password and return it, for once.

    DataError for an unknown login and on one PC, NotAllowed for oneself.
    """
    who = rights.require_accounts(session)
    _require_passwords(session)
    account_of(session, login)
    if login == who.login:
        message = "ご自身のパスワードは「パスワードの変更」（users change-password）で変更します。"
        raise NotAllowed(message)
    password = passwords.temporary_password(passwords.min_length(session))
    account_store.reset_password(session, login, password)
    return password


def change_password(session: Session, new: str, current: str | None = None) -> None:
    """Change the password of whoever acts; a temporary one is then no longer due.

    ``current``, where it is asked for, has to be the one of this session. Ends the person's other
    sessions; whoever connects again needs the new one. DataError names the rule that is broken.
    """
    _require_passwords(session)
    login = session.info["actor"].name
    account_of(session, login)
    known = passwords.known_password(session)
    if current is not None and known is not None and current != known:
        message = "いまのパスワードが違います。"
        raise DataError(message)
    passwords.require_good(login, new, known or current, passwords.min_length(session))
    account_store.change_password(session, new)


def assign(  # noqa: PLR0913 - an assignment, as it is read
    session: Session,
    login: str,
    department: str,
    task: Task,
    first: date | None = None,
    last: date | None = None,
) -> Held:
    """Assign a person to a department from a day (None: today) to a day (None: open end).

    The account administrator assigns anybody, a chief the clerks of the own departments. DataError
    for unknown people and departments, roles that do not fit, and days that overlap or run
    backwards.
    """
    _require_assigning(session, department, task)
    held = Held(login, department, task, first or today(), last)
    account = account_of(session, login)
    departments = load_organization(session).departments
    faults = (
        unfit(account.role, task) or ("無効な利用者です。" if account.disabled else ""),
        unfit_department(departments, held),
        overlap(held, account_store.assignments(session, login)),
    )
    for fault in faults:
        if fault:
            raise DataError(fault)
    account_store.set_assignment(session, held)
    return held


def unassign(
    session: Session,
    login: str,
    department: str,
    task: Task | None = None,
    last: date | None = None,
) -> tuple[Held, ...]:
    """End a person's assignments to a department with a day; None: they count no longer.

    ``task`` None: all. Returns what has been ended (with its new last day) or taken back (as it
    was). DataError where there is nothing to end.
    """
    account_of(session, login)
    end = today() - timedelta(days=1) if last is None else last
    ended = [
        held
        for held in account_store.assignments(session, login)
        if held.department == department
        and task in {None, held.task}
        and (held.last is None or held.last > end)
    ]
    if not ended:
        _require_assigning(session, department, task or Task.CLERK)
        message = f"利用者「{login}」に、終了できる部署「{department}」の担当はありません。"
        raise DataError(message)
    for held in ended:
        _require_assigning(session, department, held.task)
    return tuple(end_assignment(session, held, end) for held in ended)


def end_assignment(session: Session, held: Held, last: date) -> Held:
    """Let an assignment end with a day, or remove it where it starts later; nobody is asked."""
    if held.first > last:
        account_store.remove_assignment(session, held)
        return held
    ended = replace(held, last=last)
    account_store.set_assignment(session, ended)
    return ended


# --- What can be wrong --------------------------------------------------------------------------


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


def _require_assigning(session: Session, department: str, task: Task) -> None:
    who = rights.person(session)
    if not (who.keeps_accounts or (task is Task.CLERK and department in who.submits)):
        message = (
            "部署の担当は、アカウント管理の担当が決めます。"
            "課長は、自分の部署の入力担当者だけを決められます。"
        )
        raise NotAllowed(message)


def _require_passwords(session: Session) -> None:
    if not on_server(session):
        message = (
            "このデータベース（1台のPC用）にはパスワードがありません。"
            "PCにログインした人が本人として扱われます。"
        )
        raise DataError(message)


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(char).startswith("C") for char in text)
