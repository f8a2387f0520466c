"""How accounts and assignments are stored, each change with its event in the audit log.

A server does both in one function of its own and judges by itself (models/postgresql.sql). Nobody
is asked here whether they may: that is for services/accounts.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import column, delete, func, insert, select, table, update
from sqlalchemy.orm import Session

from kdx_desktop.metrics.days import day_number, day_of
from kdx_desktop.models.account import Account, Assignment
from kdx_desktop.services.audit import EventKind, record_event
from kdx_desktop.services.passwords import verifier
from kdx_desktop.services.person import Role
from kdx_desktop.services.recording import on_server

#: All logins of a server: its own catalogue, mapped nowhere.
_ROLES = table("pg_roles", column("rolname"), schema="pg_catalog")


class Task(StrEnum):
    """As what somebody is assigned to a department."""

    CHIEF = "chief"
    CLERK = "clerk"

    @property
    def japanese(self) -> str:
        """The users' word."""
        return Role(self.value).japanese


@dataclass(frozen=True, slots=True)
class Held:
    """A person's assignment; both days included, ``last`` None: until further notice."""

    login: str
    department: str
    task: Task
    first: date
    last: date | None

    def overlaps(self, first: date, last: date | None) -> bool:
        """Tell whether the assignment holds on a day of a period."""
        return (last is None or self.first <= last) and (self.last is None or first <= self.last)

    @property
    def period(self) -> str:
        """The days, for people."""
        return f"{self.first}から" + ("" if self.last is None else f"{self.last}まで")


@dataclass(frozen=True, slots=True)
class Known:
    """An account as stored; ``temporary``: its password has to be changed first."""

    login: str
    name: str
    role: Role
    disabled: bool
    temporary: bool


def accounts(session: Session) -> dict[str, Known]:
    """Return all accounts that may be seen, by login."""
    columns = (Account.login, Account.name, Account.role, Account.disabled, Account.temporary)
    return {
        row.login: Known(row.login, row.name, Role(row.role), row.disabled == 1, row.temporary == 1)
        for row in session.execute(select(*columns).order_by(Account.login))
    }


def assignments(session: Session, login: str | None = None) -> tuple[Held, ...]:
    """Return the assignments of a person, or of all, by login, first day and department."""
    columns = Assignment.__table__.columns
    query = select(*columns).order_by(
        Assignment.login, Assignment.first_day, Assignment.department, Assignment.kind
    )
    if login is not None:
        query = query.where(Assignment.login == login)
    return tuple(
        Held(
            row.login,
            row.department,
            Task(row.kind),
            day_of(row.first_day),
            None if row.last_day is None else day_of(row.last_day),
        )
        for row in session.execute(query)
    )


def add(session: Session, login: str, name: str, role: Role, password: str | None) -> None:
    """Store a new account; ``password`` None where no password of ours is to be changed."""
    if on_server(session):
        secret = None if password is None else verifier(session, login, password)
        _call(session, func.account_add, login, name, role.value, secret)
        return
    row = {"login": login, "name": name, "role": role.value, "disabled": 0, "temporary": 0}
    session.execute(insert(Account).values(row))
    record_event(session, EventKind.ACCOUNT, login, f"add {role}")


def set_name(session: Session, login: str, name: str) -> None:
    """Store another name of a person."""
    if on_server(session):
        _call(session, func.account_set_name, login, name)
        return
    session.execute(update(Account).where(Account.login == login).values(name=name))
    record_event(session, EventKind.ACCOUNT, login, f"name {name}")


def set_role(session: Session, login: str, role: Role) -> None:
    """Store another role of a person."""
    if on_server(session):
        _call(session, func.account_set_role, login, role.value)
        return
    session.execute(update(Account).where(Account.login == login).values(role=role.value))
    record_event(session, EventKind.ACCOUNT, login, f"role {role}")


def set_disabled(session: Session, login: str, *, disabled: bool) -> None:
    """Store whether an account is disabled."""
    if on_server(session):
        _call(session, func.account_set_disabled, login, disabled)
        return
    session.execute(update(Account).where(Account.login == login).values(disabled=int(disabled)))
    record_event(session, EventKind.ACCOUNT, login, "disable" if disabled else "enable")


def set_assignment(session: Session, held: Held) -> None:
    """Store an assignment, or another last day of one that starts on the same day."""
    first, last = day_number(held.first), None if held.last is None else day_number(held.last)
    if on_server(session):
        place = (held.login, held.department, held.task.value)
        _call(session, func.assignment_set, *place, first, last)
        return
    stored = session.get(Assignment, (held.login, held.department, held.task.value, first))
    if stored is None:
        stored = Assignment(
            login=held.login, department=held.department, kind=held.task.value, first_day=first
        )
        session.add(stored)
    stored.last_day = last
    session.flush()
    said = f"{held.task} {held.department} {first}-{'' if last is None else last}"
    record_event(session, EventKind.ASSIGNMENT, held.login, said)


def remove_assignment(session: Session, held: Held) -> None:
    """Remove an assignment that was never meant to hold; the audit log still tells of it."""
    first = day_number(held.first)
    if on_server(session):
        place = (held.login, held.department, held.task.value)
        _call(session, func.assignment_remove, *place, first)
        return
    session.execute(
        delete(Assignment).where(
            Assignment.login == held.login,
            Assignment.department == held.department,
            Assignment.kind == held.task.value,
            Assignment.first_day == first,
        )
    )
    said = f"remove {held.task} {held.department} {first}"
    record_event(session, EventKind.ASSIGNMENT, held.login, said)


def reset_password(session: Session, login: str, password: str) -> None:
    """Give somebody a temporary password; on a server only."""
    _call(session, func.account_reset_password, login, verifier(session, login, password))


def change_password(session: Session, password: str) -> None:
    """Change the password of whoever acts; on a server only."""
    login = session.info["actor"].name
    _call(session, func.account_change_password, verifier(session, login, password))


def login_on_server(session: Session, login: str) -> bool:
    """Tell whether the server knows a login already, from elsewhere."""
    return session.scalar(select(_ROLES.c.rolname).where(_ROLES.c.rolname == login)) is not None


def _call(session: Session, function: Any, *arguments: object) -> None:
    """Call a function of the server, which tells the audit log by itself."""
    session.execute(select(function(session.info["actor"].computer, *arguments)))
    session.expire_all()
