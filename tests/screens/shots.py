"""Which pictures of screens there are: each city, role, look and size of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from kdx_desktop.services.person import Role
from kdx_desktop.views.page_table import pages_for

SIZES = {"": (1280, 800), "wide": (1920, 1080), "low": (1366, 768)}
SCHEMES = ("light", "dark", "contrast")
#: Months of the sample city: the one that is being collected, and the last that is closed.
OPEN, CLOSED = 202303, 202212
#: Screens that are about the month that is being collected.
_COLLECTING = frozenset({"home", "entry", "submissions"})


@dataclass(frozen=True)
class Shot:
    """One picture: which data, who looks, at which page, in which look; 0: the city's own month."""

    city: str
    role: Role
    page: str
    scheme: str = "light"
    percent: int = 100
    size: str = ""
    month: int = 0

    @property
    def name(self) -> str:
        """The name of its file."""
        month = "closed" if self.month == CLOSED and self.page in _COLLECTING else ""
        parts = [self.city, self.page, month, str(self.role), self.scheme, str(self.percent)]
        return "-".join(part for part in (*parts, self.size) if part)


def shots() -> Iterator[Shot]:
    """Return every picture of a screen that is taken."""
    for role, percent, scheme in product(Role, (100, 150), SCHEMES):
        for entry in pages_for(role):
            yield Shot("empty", role, entry.code, scheme, percent)
            yield Shot("sample", role, entry.code, scheme, percent, month=month_of(entry.code))
    for entry in pages_for(Role.TEAM):
        month = month_of(entry.code)
        yield Shot("sample", Role.TEAM, entry.code, percent=200, month=month)
        yield Shot("sample", Role.TEAM, entry.code, percent=200, size="wide", month=month)
        yield Shot("sample", Role.TEAM, entry.code, size="wide", month=month)
        yield Shot("sample", Role.TEAM, entry.code, size="low", month=month)
    for role in (Role.CHIEF, Role.TEAM, Role.MANAGER):
        for entry in pages_for(role):
            if entry.code in _COLLECTING:
                yield Shot("sample", role, entry.code, month=CLOSED)


def month_of(page: str) -> int:
    """Return the month at which the sample city shows most of a screen."""
    return OPEN if page in _COLLECTING else CLOSED
