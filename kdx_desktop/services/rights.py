"""Who may do what (trust.md, Roles): asked before an act, so that a refusal is a plain sentence.

On PostgreSQL the database decides the same by itself (models/postgresql.sql); on SQLite this is all
there is, and whoever owns the file can change it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from kdx_desktop.errors import NotAllowed
from kdx_desktop.metrics.organization import Organization
from kdx_desktop.models.account import Account, Assignment
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.person import Person, Role
from kdx_desktop.services.recording import on_server

JAPAN = timezone(timedelta(hours=9))  # no summer time since 1951
#: Said by whoever refuses figures of a department that is not theirs.
ENTRY_REFUSED = "この部署の数値は、担当の課長、入力担当者、推進担当だけが入力できます。"


def person(session: Session, today: date | None = None) -> Person:
    """Return who acts in a session, with the rights of today (Japan's time)."""
    login = session.info["actor"].name
    account = session.get(Account, login)
    if account is None:
        return _without_account(session, login)
    if account.disabled:
        return Person(login, account.name, None)
    if account.temporary:
        return Person(login, account.name, None, password_due=True)
    role = Role(account.role)
    enters = submits = frozenset[str]()
    if role in {Role.CHIEF, Role.CLERK}:
        enters, submits = _departments(session, login, role, today or _today())
    keeps = role is Role.ACCOUNTS or not (on_server(session) or _has_keeper(session))
    return Person(login, account.name, role, enters, submits, keeps_accounts=keeps)


def require_entry(session: Session, department: str) -> Person:
    """Return the person who enters for a department; NotAllowed for anybody else."""
    who = require_reader(session)
    if not who.may_enter(department):
        raise NotAllowed(ENTRY_REFUSED)
    return who


def require_submission(session: Session, departments: Iterable[str]) -> Person:
    """Return the person who submits for departments; NotAllowed for anybody else."""
    who = require_reader(session)
    refused = [code for code in departments if not who.may_submit(code)]
    if refused:
        message = f"提出は担当の課長と推進担当だけができます（部署：{'、'.join(refused[:5])}）。"
        raise NotAllowed(message)
    return who


def require_team(session: Session, what: str) -> Person:
    """Return the person of the HR/DX team; NotAllowed, naming ``what``, for anybody else."""
    who = require_reader(session)
    if not who.manages_figures:
        message = f"{what}は推進担当だけができます。"
        raise NotAllowed(message)
    return who


def require_accounts(session: Session) -> Person:
    """Return the account administrator; NotAllowed for anybody else."""
    who = person(session)
    if not who.keeps_accounts:
        message = "アカウントの管理はアカウント管理の担当だけができます。"
        raise NotAllowed(message)
    return who


def require_reader(session: Session) -> Person:
    """Return the person who may see figures; NotAllowed for anybody else."""
    who = person(session)
    if who.password_due:
        message = "先に仮のパスワードを変更してください。"
        raise NotAllowed(message)
    if not who.reads:
        message = (
            f"利用者「{who.login}」には数値を扱う権限がありません。"
            "アカウント管理の担当へご連絡ください。"
        )
        raise NotAllowed(message)
    return who


def _without_account(session: Session, login: str) -> Person:
    """Return somebody whom no account knows: on one PC without accounts, its owner."""
    if on_server(session):
        superuser = bool(session.scalar(select(func.is_superuser())))
        return Person(login, login, None, keeps_accounts=superuser)
    if session.scalar(select(func.count()).select_from(Account)):
        return Person(login, login, None, keeps_accounts=not _has_keeper(session))
    return Person(login, login, Role.TEAM, keeps_accounts=True)


def _has_keeper(session: Session) -> bool:
    """Tell whether somebody can keep the accounts; otherwise everybody at the PC has to."""
    query = select(Account.login).where(Account.role == Role.ACCOUNTS.value, Account.disabled == 0)
    return session.scalars(query).first() is not None


def _departments(
    session: Session, login: str, role: Role, today: date
) -> tuple[frozenset[str], frozenset[str]]:
    day = today.year * 10_000 + today.month * 100 + today.day
    held = session.execute(
        select(Assignment.department, Assignment.kind).where(
            Assignment.login == login,
            Assignment.first_day <= day,
            or_(Assignment.last_day.is_(None), Assignment.last_day >= day),
        )
    ).all()
    chief = {code for code, kind in held if kind == Role.CHIEF and role is Role.CHIEF}
    clerk = {code for code, kind in held if kind == Role.CLERK}
    organization = load_organization(session)
    return (
        _with_predecessors(organization, chief | clerk, day // 100),
        _with_predecessors(organization, chief, day // 100),
    )


def _with_predecessors(organization: Organization, codes: set[str], month: int) -> frozenset[str]:
    """Add the abolished departments that these carry on: their open months are theirs."""
    found, reached = set(codes), list(codes)
    while reached:
        successor = reached.pop()
        for succession in organization.successions:
            known = organization.departments.get(succession.predecessor)
            if (
                succession.successor == successor
                and succession.predecessor not in found
                and known is not None
                and known.valid_to is not None
                and known.valid_to < month
            ):
                found.add(succession.predecessor)
                reached.append(succession.predecessor)
    return frozenset(found)


def _today() -> date:
    return datetime.now(JAPAN).date()
