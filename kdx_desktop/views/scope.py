"""Scope: what all screens look at together — month, role, department, view of the past."""

from __future__ import annotations

from dataclasses import dataclass

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department, OrganizationView
from kdx_desktop.services.person import Role


@dataclass(frozen=True, slots=True)
class Scope:
    """``month`` is 対象月; ``department`` a code, empty where the month has no department.

    ``departments`` are those existing in the month, by code: everybody reads all of them.
    ``enters`` and ``submits`` are the codes of those for which a chief or a clerk may do so.
    ``keeps_accounts`` tells who may add people; ``view`` is the organisation that the past is seen by.
    """

    month: Month
    role: Role
    department: str = ""
    departments: tuple[Department, ...] = ()
    enters: frozenset[str] = frozenset()
    submits: frozenset[str] = frozenset()
    keeps_accounts: bool = False
    view: OrganizationView = OrganizationView.NOW

    @property
    def chosen(self) -> Department | None:
        """The chosen department; None where there is none."""
        return next((one for one in self.departments if one.code == self.department), None)

    @property
    def own_department(self) -> str:
        """The code of a chief's or a clerk's own department, the chosen one first; else empty."""
        codes = (self.department, *(one.code for one in self.departments))
        return next((code for code in codes if code in self.enters), "")

    def may_enter(self, department: str) -> bool:
        """Tell whether figures of a department may be entered."""
        return self.role is Role.TEAM or department in self.enters

    def may_submit(self, department: str) -> bool:
        """Tell whether a department's month may be submitted."""
        return self.role is Role.TEAM or department in self.submits
