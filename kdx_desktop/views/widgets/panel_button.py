"""PanelButton: a button that holds more than one text — a row of a list, a tile."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLayout, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import name_for_readers


class PanelButton(QPushButton):
    """Lay widgets out in it as in any other; the whole of it is pressed, also by the keyboard."""

    def __init__(self, kind: str = "row", parent: QWidget | None = None) -> None:
        """``kind`` is how the sheet dresses it: ``row`` or ``tile``."""
        super().__init__(parent)
        self.setAutoDefault(True)  # Enter presses it, as Space does
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def hold(self, layout: QLayout, *widgets: QWidget) -> None:
        """Show a layout inside; a click on the widgets is a click on the button."""
        self.setLayout(layout)
        for widget in widgets:
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def speak(self, name: str, description: str = "") -> None:
        """Give the whole one name: its parts are not spoken one by one."""
        name_for_readers(self, name, description)

    @override
    def sizeHint(self) -> QSize:
        layout = self.layout()
        return super().sizeHint() if layout is None else layout.sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return super().minimumSizeHint() if layout is None else layout.minimumSize()
