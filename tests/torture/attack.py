"""One attack, and the kinds of people who try it."""

from __future__ import annotations

from dataclasses import dataclass

CHIEF, CLERK, MANAGER, KEEPER, DISABLED, TEMPORARY = KINDS = (
    "chief",
    "clerk",
    "manager",
    "keeper",
    "disabled",
    "temporary",
)
ALL = frozenset(KINDS)
ENTER = frozenset({CHIEF, CLERK})
READERS = frozenset({CHIEF, CLERK, MANAGER})
BLIND = ALL - READERS


@dataclass(frozen=True, slots=True)
class Attack:
    """What is given to psql, and whose attack it is: others may do it, or have tried the same."""

    sql: str
    by: frozenset[str] = ALL
