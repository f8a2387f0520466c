"""Scope: what all screens look at together — the month, the person's role, the department."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department


class Role(StrEnum):
    """Who sits in front of the screen (trust.md, roles)."""

    CHIEF = "chief"
    HR_DX = "hr_dx"
    MANAGER = "manager"

    @property
    def japanese(self) -> str:
        """The role's name on screen."""
        return {"chief": "課長", "hr_dx": "推進担当", "manager": "管理者"}[self]


@dataclass(frozen=True, slots=True)
class Scope:
    """``month`` is 対象月; ``department`` a code, empty where the month has no department.

    ``departments`` are those existing in the month, by code, as far as the role may choose.
    """

    month: Month
    role: Role
    department: str = ""
    departments: tuple[Department, ...] = ()

    @property
    def chosen(self) -> Department | None:
        """The chosen department; None where there is none."""
        return next((one for one in self.departments if one.code == self.department), None)
