"""Card: a white surface with a quiet line around it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kdx_desktop.views.plain_text import PlainLabel
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole


class Card(QFrame):
    """A surface for things that belong together; add them to `body`, actions to `head`."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(space(5), space(4), space(5), space(4))
        self.body.setSpacing(space(3))
        self.head = QHBoxLayout()
        self.head.setSpacing(space(2))
        self._title = PlainLabel(title, TextRole.HEADING)
        self.head.addWidget(self._title)
        self.head.addStretch()
        self.body.addLayout(self.head)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        """Show another title; an empty one takes no room."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)


def rule(parent: QWidget | None = None) -> QFrame:
    """Return a thin horizontal line between two groups."""
    line = QFrame(parent)
    line.setProperty("surface", "rule")
    line.setFixedHeight(1)
    return line
