"""SettingsPage: a list of sections at the left, the chosen one at the right."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QWidget,
)
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.settings import Settings
from kdx_desktop.views.plain_text import explain, name_for_readers, tool_tip
from kdx_desktop.views.settings.search_line import SearchLine
from kdx_desktop.views.settings.section import Section
from kdx_desktop.views.settings.section_table import SectionEntry, sections_for
from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.page import UNSAVED, Page
from kdx_desktop.workspace import Workspace

_LIST_STEPS, _ICON_STEPS, _LINE_STEPS = 40, 11, 10  # of the grid
#: Narrower than this the list shows icons only, as the navigation does.
_NARROW_STEPS = 260


class SettingsPage(Page):
    """Each section is loaded when it is first opened; the last one is remembered."""

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self.list = _Sections()
        self.list.setProperty("surface", "side")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        name_for_readers(self.list, "設定の区分", "上下の矢印キーで選びます")
        explain(self.list, "設定の区分です。上下の矢印キーで選ぶと、右に内容が表示されます。")
        self.stack = QStackedWidget()
        self._nothing = EmptyState("読み込んでいます")
        self.stack.addWidget(self._nothing)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self.stack, 1)
        self._entries: tuple[SectionEntry, ...] = ()
        self._commands: list[QAction] = []
        self._is_narrow = False
        self._sections: dict[str, Section] = {}
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.add_command("一覧から探す", self._search, "Ctrl+F")
        self.setFocusProxy(self.list)
        explain(self, "組織、計画、指標、暦、アカウント、バックアップを設定する画面です。")

    @property
    def section(self) -> Section | None:
        """The section that is seen; None until it is loaded."""
        seen = self.stack.currentWidget()
        return seen if isinstance(seen, Section) else None

    @override
    def reload(self) -> None:
        entries = sections_for(self.scope)
        if entries != self._entries:
            self._offer(entries)
        else:
            self._open(self.settings.section)

    @property
    @override
    def unsaved(self) -> bool:
        return any(section.unsaved for section in self._sections.values())

    @override
    def open_part(self, part: str) -> None:
        found = [code for code, section in self._sections.items() if section.unsaved]
        if part == UNSAVED and found:
            self.choose(found[0])

    def choose(self, code: str) -> None:
        """Open a section by its code."""
        codes = [entry.code for entry in self._entries]
        if code in codes:
            self.list.setCurrentRow(codes.index(code))

    def _offer(self, entries: tuple[SectionEntry, ...]) -> None:
        self._entries = entries
        codes = [entry.code for entry in entries]
        if self.settings.section not in codes:
            self.settings.section = codes[0]
        self.list.blockSignals(True)
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem(icon(entry.icon), "")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, entry.title)
            self.list.addItem(item)
        self._dress()
        self._offer_commands()
        self.list.setCurrentRow(codes.index(self.settings.section))
        self.list.blockSignals(False)
        self._open(self.settings.section)

    def _search(self) -> None:
        """Go to the search above the list that is seen, where there is one."""
        lines = self.findChildren(SearchLine)
        if (line := next((one for one in lines if one.isVisible()), None)) is not None:
            line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _offer_commands(self) -> None:
        """Let the palette find each section."""
        for old in self._commands:
            self.removeAction(old)
            old.deleteLater()
        self._commands = [
            self.add_command(f"設定：{entry.title}", partial(self.choose, entry.code))
            for entry in self._entries
        ]

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_narrow != (self.width() < space(_NARROW_STEPS)):
            self._dress()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._dress()

    def _dress(self) -> None:
        """Show the titles beside the icons where there is room, else in the tooltips."""
        self._is_narrow = self.width() < space(_NARROW_STEPS)
        width = space(_ICON_STEPS if self._is_narrow else _LIST_STEPS)
        self.list.setFixedWidth(width)
        self.list.setIconSize(QSize(space(5), space(5)))
        for row, entry in enumerate(self._entries):
            item = self.list.item(row)
            item.setText("" if self._is_narrow else entry.title)
            item.setToolTip(tool_tip(entry.title) if self._is_narrow else "")
            item.setSizeHint(QSize(width - 2, space(_LINE_STEPS)))

    def _on_row_changed(self, row: int) -> None:
        if 0 <= row < len(self._entries):
            self.settings.section = self._entries[row].code
            self._open(self.settings.section)

    def _open(self, code: str) -> None:
        section = self._sections.get(code)
        if section is not None:
            self.stack.setCurrentWidget(section)
            section.look_at(self.scope)
            return
        entry = next(entry for entry in self._entries if entry.code == code)
        self.workspace.prepare(entry.load, partial(self._on_loaded, entry), self._on_failed)

    def _on_loaded(self, entry: SectionEntry, section_class: type[Section]) -> None:
        if entry.code not in self._sections:
            section = section_class(self.workspace, self.settings)
            name_for_readers(section, entry.title)
            section.noticed.connect(self.noticed)
            section.page_requested.connect(self.page_requested)
            section.filled.connect(self.filled)
            self._sections[entry.code] = section
            self.stack.addWidget(section)
        if entry.code == self.settings.section:
            self._open(entry.code)

    def _on_failed(self, failure: KdxError) -> None:
        self._nothing.say("表示できませんでした", failure.message)
        self.stack.setCurrentWidget(self._nothing)
        self.tell_failure(failure)
        self.filled.emit()


class _Sections(QListWidget):
    """As narrow as its icons, where the titles have no room."""

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(space(_ICON_STEPS), space(_LINE_STEPS))
