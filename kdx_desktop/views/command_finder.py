"""CommandFinder: gathers what can be gone to and done now, for Ctrl+K and for lists of keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from kdx_desktop.views.finding import Finding
from kdx_desktop.views.page_table import PageEntry
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.widgets.page import Page

_MNEMONIC = re.compile(r"[（(]&.[)）]")


def plain(text: str) -> str:
    """Return the text of an action or a button without its mnemonic, its keys and its dots."""
    text = _MNEMONIC.sub("", text.partition("\t")[0])
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


def keys_of(action: QAction) -> str:
    """Return the keys of an action as people read them; empty where there are none."""
    _, tab, told = action.text().partition("\t")
    if tab:
        return told
    # Qt names the key as the key cap of another continent does.
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return keys.replace("Return", "Enter")


def leaves(menu: QMenu | QMenuBar) -> Iterator[tuple[str, QAction]]:
    """Return every action that does something, with the title of the menu it stands in."""
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            if action.isVisible():
                yield from ((plain(action.text()), leaf) for _, leaf in leaves(below))
        elif action.isVisible() and not action.isSeparator() and action.text():
            yield "", action


def commands_of(page: Page | None) -> list[QAction]:
    """Return the commands of a screen."""
    return [one for one in page.actions() if one.text()] if page is not None else []


class CommandFinder:
    """Holds where things are found; makes the list anew each time it is asked for."""

    def __init__(self, menus: QMenuBar, show_page: Callable[[str], object]) -> None:
        self._menus = menus
        self._show_page = show_page

    def findings(
        self,
        scope: Scope | None,
        page: Page | None,
        entries: Sequence[PageEntry],
        show_department: Callable[[str, str], object],
    ) -> list[Finding]:
        """Return commands of the screen, screens, departments, then everything in the menus."""
        made = [
            Finding(
                f"page:{page.objectName()}:{plain(action.text())}",
                plain(action.text()),
                f"{page.windowTitle()}の操作",
                action.trigger,
                keys_of(action),
                "arrow-right",
            )
            for action in commands_of(page)
            if page is not None and action.isEnabled()
        ]
        made += [
            Finding(
                f"screen:{entry.code}",
                entry.title,
                "画面",
                partial(self._show_page, entry.code),
                f"Ctrl+{number}" if number < 10 else "",
                entry.icon,
            )
            for number, entry in enumerate(entries, start=1)
        ]
        if scope is not None:
            made += self._departments(scope, entries, show_department)
        screens = {entry.title for entry in entries}
        commands = {one.title for one in made}
        made += [
            Finding(
                f"menu:{title}:{plain(action.text())}",
                plain(action.text()),
                title,
                action.trigger,
                keys_of(action),
                "adjustments",
            )
            for title, action in leaves(self._menus)
            if action.isEnabled() and plain(action.text()) not in screens | commands
        ]
        return made

    def _departments(
        self,
        scope: Scope,
        entries: Sequence[PageEntry],
        show_department: Callable[[str, str], object],
    ) -> list[Finding]:
        enters = any(entry.code == "entry" for entry in entries)
        return [
            Finding(
                f"department:{one.code}",
                one.name,
                f"{one.code}　{one.bureau}　部署カルテ",
                partial(show_department, one.code, "department"),
                icon="building",
                second=partial(show_department, one.code, "entry") if enters else None,
                second_text="月次入力を開きます" if enters else "",
            )
            for one in scope.departments
        ]
