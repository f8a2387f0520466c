"""What the screen of the accounts shows at once, and what it stores in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from kdx_desktop.metrics.organization import Department
from kdx_desktop.services import account_rules, accounts, rights
from kdx_desktop.services.account_store import Held
from kdx_desktop.services.accounts import AccountLine
from kdx_desktop.services.audit import Event
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.person import Role
from kdx_desktop.services.recording import on_server


@dataclass(frozen=True, slots=True)
class AccountsBook:
    """All accounts; ``me`` is the login of whoever looks, ``has_passwords`` is true on a server.

    ``departments`` are all there ever were, since assignments name past ones, too.
    """

    lines: tuple[AccountLine, ...]
    departments: tuple[Department, ...]
    me: str
    has_passwords: bool
    today: date
    events: tuple[Event, ...]

    def line(self, login: str) -> AccountLine | None:
        """Return an account by its login."""
        return next((one for one in self.lines if one.login == login), None)

    @property
    def has_keeper(self) -> bool:
        """Tell whether somebody is there whose role it is to keep the accounts."""
        return any(one.role is Role.ACCOUNTS and not one.disabled for one in self.lines)

    def name_of(self, code: str) -> str:
        """Return a department's code and name."""
        found = next((one.name for one in self.departments if one.code == code), "")
        return f"{code} {found}".strip()


def accounts_book(session: Session, events: int = 300) -> AccountsBook:
    """Return all accounts and the latest events; NotAllowed for all but who keeps the accounts."""
    who = rights.require_accounts(session)
    return AccountsBook(
        accounts.listing(session),
        tuple(load_organization(session).departments.values()),
        who.login,
        on_server(session),
        account_rules.today(),
        accounts.events(session, events),
    )


def change_person(session: Session, login: str, name: str, role: Role) -> bool:
    """Store another name and another role of a person together; tell whether any was another."""
    known = account_rules.account_of(session, login)
    renamed = known.name != account_rules.checked_name(name)
    if renamed:
        accounts.set_name(session, login, name)
    return accounts.set_role(session, login, role) or renamed


def move_assignment(session: Session, held: Held, last: date) -> tuple[Held, ...]:
    """Let one assignment end with a day; one that starts later is removed."""
    return accounts.unassign(session, held.login, held.department, held.task, last)


def held_now(assignments: Sequence[Held], today: date) -> tuple[Held, ...]:
    """Return the assignments that hold today or later."""
    return tuple(one for one in assignments if one.last is None or one.last >= today)
