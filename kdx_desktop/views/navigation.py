"""Navigation: the column at the left that leads to the screens."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from kdx_desktop.views.page_table import PAGES, PageEntry
from kdx_desktop.views.plain_text import name_for_readers, set_tool_tip
from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import space


class Navigation(QFrame):
    """One button per screen, icon and text; exactly one of them is on."""

    page_selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "side")
        name_for_readers(self, "画面の一覧")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(3), 0, space(3))
        column.setSpacing(space(1))
        self._group = QButtonGroup(self)
        self._buttons = {entry.code: self._button(entry) for entry in PAGES}
        for button in self._buttons.values():
            column.addWidget(button)
        column.addStretch()

    def show_pages(self, entries: Sequence[PageEntry]) -> None:
        """Offer these screens and no others."""
        offered = [entry.code for entry in entries]
        for code, button in self._buttons.items():
            button.setVisible(code in offered)
        for number, entry in enumerate(entries, start=1):
            keys = f"（Ctrl+{number}）" if number < 10 else ""
            set_tool_tip(self._buttons[entry.code], f"{entry.title}{keys}")

    def mark(self, code: str) -> None:
        """Show which screen is seen; says nothing."""
        self._buttons[code].setChecked(True)

    def _button(self, entry: PageEntry) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "navigation")
        button.setObjectName(entry.code)
        button.setText(entry.title)
        button.setIcon(icon(entry.icon))
        button.setIconSize(QSize(space(6), space(5)))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setAccessibleName(entry.title)
        button.clicked.connect(self._on_clicked)
        self._group.addButton(button)
        return button

    def _on_clicked(self) -> None:
        checked = self._group.checkedButton()
        if checked is not None:
            self.page_selected.emit(checked.objectName())
