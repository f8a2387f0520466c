"""The screens there are: one line for each in the navigation."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from kdx_desktop.views.scope import Role

if TYPE_CHECKING:
    from kdx_desktop.views.widgets.page import Page

_READING = frozenset({Role.CHIEF, Role.CLERK, Role.TEAM, Role.MANAGER})
_ENTERING = frozenset({Role.CHIEF, Role.CLERK, Role.TEAM})


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


PAGES = (
    PageEntry(
        "entry",
        "月次入力",
        "edit",
        "kdx_desktop.views.entry.entry_page",
        "EntryPage",
        _ENTERING,
    ),
    PageEntry(
        "dashboard",
        "KPIダッシュボード",
        "gauge",
        "kdx_desktop.views.dashboard.dashboard_page",
        "DashboardPage",
        _READING,
    ),
    PageEntry(
        "ranking",
        "ランキング",
        "trophy",
        "kdx_desktop.views.ranking.ranking_page",
        "RankingPage",
        _READING,
    ),
    PageEntry(
        "report",
        "レポート",
        "file-report",
        "kdx_desktop.views.report.report_page",
        "ReportPage",
        _READING,
    ),
)
#: What opens on a first start.
FIRST_PAGE = "dashboard"


def pages_for(role: Role) -> tuple[PageEntry, ...]:
    """Return the screens of a role, in the order of the navigation; none for who reads nothing."""
    return tuple(entry for entry in PAGES if role in entry.roles)


def page_or_first(code: str, role: Role) -> PageEntry:
    """Return a screen by its code; where a role that reads lacks it, the one to begin with."""
    entries = {entry.code: entry for entry in pages_for(role)}
    return entries.get(code) or entries[FIRST_PAGE]
