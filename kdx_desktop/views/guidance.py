"""Guidance: what helps on every screen — Ctrl+K, F1, the list of keys, the tour, the 編集 menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.settings import Settings
from kdx_desktop.views.command_finder import CommandFinder, commands_of, keys_of, leaves, plain
from kdx_desktop.views.edit_wishes import EditWish, route
from kdx_desktop.views.explanation import Explanation, explanation_of
from kdx_desktop.views.help_panel import HelpPanel
from kdx_desktop.views.menus import MenuBar
from kdx_desktop.views.page_stack import PageStack
from kdx_desktop.views.page_table import pages_for
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.scope_keeper import ScopeKeeper
from kdx_desktop.views.widgets.page import Page

if TYPE_CHECKING:  # made when they are first asked for
    from kdx_desktop.views.palette_overlay import PaletteOverlay
    from kdx_desktop.views.tour import Tour

#: Keys that no menu lists.
_MORE_KEYS = (
    ("Alt+←　Alt+→", "前の月、次の月"),
    ("Tab　Shift+Tab", "次の項目、前の項目"),
    ("Ctrl+C", "表やグラフをコピー（Excelには文字、文書には図として貼れます）"),
    ("Esc", "開いたものを閉じる"),
)


class Guidance(QObject):
    """Stands between the menus and what they open; the window itself only lays out `panel`."""

    #: Show this screen: its code.
    page_requested = Signal(str)

    def __init__(
        self,
        desk: QWidget,
        menus: MenuBar,
        stack: PageStack,
        scopes: ScopeKeeper,
        settings: Settings,
    ) -> None:
        super().__init__(desk)
        self._desk, self._menus, self._stack, self._scopes = desk, menus, stack, scopes
        self._settings = settings
        self._finder = CommandFinder(menus, self.page_requested.emit)
        self._scope: Scope | None = None
        self._focus: QWidget | None = None
        self._shows_keys = False
        self._palette: PaletteOverlay | None = None
        self._tour: Tour | None = None
        self.panel = HelpPanel(desk)
        self.panel.closed.connect(self.close_help)
        menus.find_requested.connect(self._on_find)
        menus.explanation_requested.connect(self._on_explain)
        menus.keys_requested.connect(self._on_keys)
        menus.tour_requested.connect(self.start_tour)
        menus.edit_wished.connect(self._on_edit_wished)
        scopes.scope_changed.connect(self._on_scope_changed)
        stack.page_shown.connect(self._on_page_shown)
        desk.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def close_help(self) -> None:
        """Close the explanation; the focus goes back to the screen if it was there."""
        was_inside = self.panel.isAncestorOf(QApplication.focusWidget() or self._desk)
        self.panel.hide()
        if was_inside:
            focus = self._last_focus()
            if focus is not None and focus.isVisible():
                focus.setFocus(Qt.FocusReason.OtherFocusReason)
            elif self._stack.page is not None:
                self._stack.page.take_focus()

    def place_panel(self, row: QHBoxLayout, *, beside: bool) -> None:
        """Set the explanation to the right end of a row, beside or over what is in it."""
        wide = self.panel.minimumWidth()
        taken = wide if beside and self.panel.isVisibleTo(self._desk) else 0
        row.setContentsMargins(0, 0, taken, 0)
        row.activate()
        place = row.geometry()
        self.panel.setGeometry(place.right() + 1 - wide, place.top(), wide, place.height())
        self.panel.raise_()

    def leave(self) -> None:
        """Close whatever is open: somebody else may sit down."""
        self._focus = self._scope = None
        self.panel.hide()
        self._menus.show_commands(())
        if self._palette is not None:
            self._palette.close_again()
        if self._tour is not None:
            self._tour.end()

    def start_tour(self) -> None:
        """Show around, from the beginning."""
        # Imported here: few starts out of hundreds ask for it.
        from kdx_desktop.views.tour import Tour

        if self._tour is None:
            self._tour = Tour(self._desk.window(), self._desk)
            self._tour.page_requested.connect(self.page_requested)
        self._tour.start(self._scopes.role)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Esc for the explanation once nothing closer to the focus has taken it."""
        if (
            isinstance(event, QKeyEvent)
            and Qt.Key(event.key()) == Qt.Key.Key_Escape
            and self.panel.isVisible()
        ):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # what was opened last is closed first: no command takes the key
            elif event.type() == QEvent.Type.KeyPress:
                self.close_help()
            return True
        return super().eventFilter(watched, event)

    def _on_find(self) -> None:
        # Imported here: the window appears before anybody can ask for it.
        from kdx_desktop.views.palette_overlay import PaletteOverlay

        if self._palette is None:
            self._palette = PaletteOverlay(self._settings, self._desk)
        entries = pages_for(self._scopes.role)
        findings = self._finder.findings(
            self._scope, self._stack.page, entries, self._show_department
        )
        self._palette.open_with(findings)

    def _show_department(self, code: str, page: str) -> None:
        self._scopes.select_department(code)
        self.page_requested.emit(page)

    def _on_explain(self) -> None:
        self._shows_keys = False
        self.panel.show_explanation(explanation_of(self._last_focus(), self._stack.page))

    def _on_keys(self) -> None:
        self._shows_keys = True
        page = self._stack.page
        pairs = [(keys_of(one), plain(one.text())) for one in commands_of(page)]
        pairs += [(keys_of(action), plain(action.text())) for _, action in leaves(self._menus)]
        told = dict.fromkeys(pair for pair in (*pairs, *_MORE_KEYS) if pair[0])
        self.panel.show_explanation(Explanation("ショートカット一覧", (), tuple(told)))

    def _on_edit_wished(self, wish: EditWish) -> None:
        route(wish, self._last_focus() or self._stack.page)

    def _on_scope_changed(self, scope: Scope) -> None:
        self._scope = scope

    def _on_page_shown(self, page: Page) -> None:
        self._menus.show_commands(commands_of(page))
        self._focus = page
        self._follow()
        if self._tour is not None:
            self._tour.look_again()

    def _on_focus_changed(self, _before: object, now: object) -> None:
        """Remember where one was before the menus or the explanation took the focus."""
        if not isinstance(now, QWidget) or not self._desk.isAncestorOf(now):
            return
        for aside in (self.panel, self._palette, self._tour):
            if isinstance(aside, QWidget) and (aside is now or aside.isAncestorOf(now)):
                return
        self._focus = now
        self._follow()

    def _last_focus(self) -> QWidget | None:
        """Return where one was; None when that is gone."""
        focus = self._focus
        return focus if focus is not None and shiboken6.isValid(focus) else None

    def _follow(self) -> None:
        if self.panel.isVisible() and not self._shows_keys:
            self.panel.show_explanation(explanation_of(self._last_focus(), self._stack.page))
