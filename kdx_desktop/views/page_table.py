"""The screens there are: one line for each in the navigation."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from kdx_desktop.services.person import Role

if TYPE_CHECKING:
    from kdx_desktop.views.widgets.page import Page

_READING = frozenset({Role.CHIEF, Role.CLERK, Role.TEAM, Role.MANAGER})
_ENTERING = frozenset({Role.CHIEF, Role.CLERK, Role.TEAM})
_TEAM = frozenset({Role.TEAM})
_KEEPING = frozenset({Role.TEAM, Role.ACCOUNTS})


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A screen in the navigation, and where its class is found.

    ``module`` and ``class_name`` are names, so that a screen is loaded when it is first shown.
    """

    code: str
    title: str
    icon: str
    module: str
    class_name: str
    roles: frozenset[Role]

    def load(self) -> type[Page]:
        """Import the screen and what it needs; done on the worker, it takes a while."""
        return cast("type[Page]", getattr(importlib.import_module(self.module), self.class_name))


def _entry(code: str, title: str, icon: str, class_name: str, roles: frozenset[Role]) -> PageEntry:
    module = f"kdx_desktop.views.{code}.{code}_page"
    return PageEntry(code, title, icon, module, class_name, roles)


PAGES = (
    _entry("home", "ホーム", "home", "HomePage", _READING),
    _entry("entry", "月次入力", "edit", "EntryPage", _ENTERING),
    _entry("submissions", "提出状況", "calendar-check", "SubmissionsPage", _TEAM),
    _entry("dashboard", "KPIダッシュボード", "gauge", "DashboardPage", _READING),
    _entry("ranking", "ランキング", "trophy", "RankingPage", _READING),
    _entry("department", "部署カルテ", "building", "DepartmentPage", _READING),
    _entry("initiatives", "取組", "list-check", "InitiativesPage", _TEAM),
    _entry("report", "レポート", "file-report", "ReportPage", _READING),
    _entry("imports", "取込", "file-import", "ImportsPage", _TEAM),
    _entry("ledger", "台帳", "notebook", "LedgerPage", _TEAM),
    _entry("settings", "設定", "settings", "SettingsPage", _KEEPING),
)
#: What opens on a first start.
FIRST_PAGE = "home"


def pages_for(role: Role) -> tuple[PageEntry, ...]:
    """Return the screens of a role, in the order of the navigation; none for who reads nothing."""
    return tuple(entry for entry in PAGES if role in entry.roles)


def page_or_first(code: str, role: Role) -> PageEntry:
    """Return a screen by its code; where a role lacks it, the one to begin with."""
    entries = {entry.code: entry for entry in pages_for(role)}
    return entries.get(code) or entries.get(FIRST_PAGE) or next(iter(entries.values()))
