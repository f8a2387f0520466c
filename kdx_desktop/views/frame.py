"""What the window itself has to know first: who acts, whose data these are, months, departments."""

from __future__ import annotations

from dataclasses import dataclass

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services.person import Person, Role


@dataclass(frozen=True, slots=True)
class Frame:
    """``month`` is the one to look at, ``first`` … ``last`` are those that may be chosen."""

    city_name: str
    sample: bool
    first: Month
    last: Month
    month: Month
    departments: tuple[Department, ...]
    closed_months: frozenset[Month]


@dataclass(frozen=True, slots=True)
class Reading:
    """``frame`` is None for whom there is nothing to see, and empty for who keeps accounts only.

    ``lock_minutes`` is the most that the city allows; None where it has not said.
    """

    person: Person
    frame: Frame | None
    lock_minutes: int | None = None


def played(role: Role, department: str) -> Person:
    """Return somebody of the sample city: whoever tries it out sees what this role sees."""
    enters = frozenset({department} if role in {Role.CHIEF, Role.CLERK} and department else ())
    submits = enters if role is Role.CHIEF else frozenset()
    return Person("", "", role, enters, submits, keeps_accounts=role is Role.ACCOUNTS)
