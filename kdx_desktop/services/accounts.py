"""Accounts and dated assignments, the same on both stores (trust.md, Roles).

Everything is refused here in a sentence before the database would refuse it. On one PC there are
no passwords: whoever is signed in to the PC is that person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, NotAllowed
from kdx_desktop.services import account_store, audit, passwords, rights
from kdx_desktop.services.account_rules import (
    account_of,
    checked_login,
    checked_name,
    overlap,
    require_keeper,
    same_login,
    today,
    unfit,
    unfit_department,
)
from kdx_desktop.services.account_store import Held, Task
from kdx_desktop.services.audit import Event
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.person import Role
from kdx_desktop.services.recording import on_server


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
    if who.password_due:
        message = "先に仮のパスワードを変更してください（users change-password）。"
        raise NotAllowed(message)
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
    task: Task | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Held:
    """Assign a person to a department from a day (None: today) to a day (None: open end).

    ``task`` None: what the person's role says. The account administrator assigns anybody, a chief
    the clerks of the own departments. DataError for unknown people and departments, roles that do
    not fit, and days that overlap or run backwards.
    """
    account = account_of(session, login)
    if task is None:
        task = Task.CHIEF if account.role is Role.CHIEF else Task.CLERK
    _require_assigning(session, department, task)
    held = Held(login, department, task, first or today(), last)
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


def employ(  # noqa: PLR0913 - an account with its first assignments
    session: Session,
    login: str,
    name: str,
    role: Role,
    departments: Sequence[str] = (),
    first: date | None = None,
    last: date | None = None,
    *,
    external: bool = False,
) -> str | None:
    """Add an account and assign its person to departments, as `add` and `assign` do."""
    password = add(session, login, name, role, external=external)
    stored = checked_login(session, login)
    for department in departments:
        assign(session, stored, department, None, first, last)
    return password


def assign_all(  # noqa: PLR0913 - as the command asks for it
    session: Session,
    login: str,
    departments: Sequence[str],
    task: Task | None = None,
    first: date | None = None,
    last: date | None = None,
) -> tuple[Held, ...]:
    """Assign a person to several departments; all, or none."""
    return tuple(assign(session, login, code, task, first, last) for code in departments)


def unassign_all(
    session: Session,
    login: str,
    departments: Sequence[str],
    task: Task | None = None,
    last: date | None = None,
) -> tuple[Held, ...]:
    """End a person's assignments to several departments; all, or none."""
    return tuple(
        held for code in departments for held in unassign(session, login, code, task, last)
    )


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
