"""EmptyState: what stands where there is nothing to show yet, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.views.plain_text import Paragraph, PlainLabel
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button


class EmptyState(QWidget):
    """A heading, a sentence, and at most one button, in the middle of the room there is."""

    action_triggered = Signal()

    def __init__(
        self, title: str, text: str = "", action: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(10), space(6), space(10))
        column.setSpacing(space(3))
        column.addStretch()
        self._title = PlainLabel(title, TextRole.HEADING)
        self._text = Paragraph(text, TextRole.QUIET)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        self._text.setHidden(not text)
        self.button = action_button(action, primary=True)
        self.button.clicked.connect(self.action_triggered)
        column.addSpacing(space(2))
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignCenter)
        self.button.setVisible(bool(action))  # with a parent: else it would open as a window
        column.addStretch()

    def say(self, title: str, text: str = "", action: str | None = None) -> None:
        """Show other words; ``action``: another button, none if empty, and None for the same."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        if action is not None:
            self.button.setText(action)
            self.button.setVisible(bool(action))
