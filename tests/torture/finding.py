"""What an experiment on a promise came to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

T = TypeVar("T")


class Amount(Enum):
    """How much is done: the figure of trust.md, or a few seconds of it in every test run."""

    SHORT = "short"
    FULL = "full"

    def of(self, full: T, short: T) -> T:
        """Return one of the two."""
        return full if self is Amount.FULL else short


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table.

    ``done`` says what was done and how often, ``reached`` the figure. ``control`` is what the same
    experiment came to with the protection taken away, and ``control_failed`` that it showed:
    without that the experiment proves nothing, whatever it reached.
    """

    promise: str
    done: str
    reached: str
    kept: bool
    control: str
    control_failed: bool

    @property
    def ok(self) -> bool:
        """Tell whether the promise was kept by an experiment that can fail."""
        return self.kept and self.control_failed

    @property
    def verdict(self) -> str:
        """One word for the table."""
        if not self.kept:
            return "MISSED"
        return "ok" if self.control_failed else "PROVES NOTHING"
