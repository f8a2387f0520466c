"""速報 or 確定: whether the numbers of a month can still change (domain.md §6)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phase:
    """Whether the numbers up to a month are 確定 (its month is closed) or still 速報."""

    closed: bool
    departments: int
    approved: int
    submitted: int

    @property
    def label(self) -> str:
        """確定, or 速報 with the number of departments not yet approved."""
        if self.closed:
            return "確定"
        return f"速報（未承認 {self.departments - self.approved}部署）"
