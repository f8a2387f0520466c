"""PersonButton: who is at the desk, by name and role; opens what they can do about that."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import name_for_readers, set_tool_tip
from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import space

_STEPS = 40  # of the grid: the most that a name takes


class PersonButton(QToolButton):
    """Only tells on one PC, where nobody signs in; a long name is shortened."""

    def __init__(self, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.setProperty("kind", "person")
        self.setIcon(icon("user", "quiet_text"))
        self.setIconSize(QSize(space(5), space(5)))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(menu)
        self.hide()

    def show_person(self, name: str, role: str, *, has_menu: bool) -> None:
        """Show a name, which may be empty in a sample city, and a role."""
        self._name = f"{name}（{role}）" if name else role
        self.setEnabled(has_menu)
        name_for_readers(self, f"利用者：{self._name}")
        self._fit()
        self.show()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def _fit(self) -> None:
        fitting = self.fontMetrics().elidedText(
            self._name, Qt.TextElideMode.ElideMiddle, space(_STEPS)
        )
        self.setText(fitting.replace("&", "&&"))
        set_tool_tip(self, self._name if fitting != self._name else "")
