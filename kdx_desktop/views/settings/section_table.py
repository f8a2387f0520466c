"""The sections of 設定, and who has them."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from kdx_desktop.services.person import Role
from kdx_desktop.views.scope import Scope

if TYPE_CHECKING:
    from kdx_desktop.views.settings.section import Section


@dataclass(frozen=True, slots=True)
class SectionEntry:
    """A section: ``module`` and ``class_name`` are names, it is loaded when first opened."""

    code: str
    title: str
    icon: str
    class_name: str

    def load(self) -> type[Section]:
        """Import the section and what it needs; done on the worker."""
        module = f"kdx_desktop.views.settings.{self.code}_section"
        return cast("type[Section]", getattr(importlib.import_module(module), self.class_name))


_ACCOUNTS = SectionEntry("accounts", "アカウント", "users", "AccountsSection")
_FOR_TEAM = (
    SectionEntry("organization", "組織", "building", "OrganizationSection"),
    SectionEntry("plans", "計画・KPI", "gauge", "PlansSection"),
    SectionEntry("metrics", "指標", "chart-bar", "MetricsSection"),
    SectionEntry("calendar", "暦・期限", "calendar", "CalendarSection"),
)
_BACKUP = SectionEntry("backup", "バックアップ", "database", "BackupSection")


def sections_for(scope: Scope) -> tuple[SectionEntry, ...]:
    """Return the sections of whoever looks, in their order."""
    if scope.role is not Role.TEAM:
        return (_ACCOUNTS,)
    return (*_FOR_TEAM, *((_ACCOUNTS,) if scope.keeps_accounts else ()), _BACKUP)
