"""A department without a place on a board, and why; never "last"."""

from __future__ import annotations

from dataclasses import dataclass

from kdx_desktop.metrics.improvement import NoComparison
from kdx_desktop.metrics.organization import Department
from kdx_desktop.metrics.rankings import UnrankedReason


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Stands below a board, by code."""

    department: str
    name: str
    bureau: str
    reason: UnrankedReason | NoComparison

    @classmethod
    def of(cls, department: Department, reason: UnrankedReason | NoComparison) -> Unplaced:
        """Name a department and its reason."""
        return cls(department.code, department.name, department.bureau, reason)
