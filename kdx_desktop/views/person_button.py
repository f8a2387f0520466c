"""PersonButton: who is at the desk, by name and role; opens what they can do about that."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import name_for_readers, set_tool_tip
from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import space

_STEPS = 64  # of the grid: the most that it takes


class PersonButton(QToolButton):
    """Only tells on one PC, where nobody signs in; shortened where there is little room."""

    def __init__(self, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._room = 0  # pixels that the menus leave
        self._height = 0  # … and how high they are
        self.setProperty("kind", "person")
        self.setIcon(icon("user", "quiet_text"))
        self.setIconSize(QSize(space(4), space(4)))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(menu)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_person(self, name: str, role: str, *, has_menu: bool) -> None:
        """Show a name, which may be empty in a sample city, and a role."""
        self._name = f"{name}（{role}）" if name else role
        self.setEnabled(has_menu)
        name_for_readers(self, f"利用者：{self._name}")
        self.updateGeometry()
        self._fit()

    def keep_to(self, room: int, height: int) -> None:
        """Take no more than these pixels: a shorter name, the icon alone, or nothing at all.

        ``height`` is that of the menus beside it, on whose line the name stands.
        """
        self._room, self._height = room, height
        self.updateGeometry()
        self.setVisible(room >= self._bare())

    @override
    def sizeHint(self) -> QSize:
        whole = self._bare() + self.fontMetrics().horizontalAdvance(self._name) + 2  # rounding
        width = max(min(whole, space(_STEPS), self._room), self._bare())
        return QSize(width, max(super().sizeHint().height(), self._height))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._bare(), max(super().minimumSizeHint().height(), self._height))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.updateGeometry()
            self._fit()

    def _bare(self) -> int:
        """Return the width without any text."""
        return self.iconSize().width() + space(7)

    def _fit(self) -> None:
        room = self.width() - self._bare()
        fitting = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        fitting = fitting if len(fitting) > 1 else ""
        self.setText(fitting.replace("&", "&&"))
        set_tool_tip(self, self._name if fitting != self._name else "")
