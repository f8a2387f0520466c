"""FormPage: a card in the middle of the window, with labelled fields, a remark and a button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kdx_desktop.views.plain_text import Paragraph, PlainLabel, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.icon_label import IconLabel

PROGRAM = "デジタル戦略 進捗管理"
_WIDTH = 112  # steps of the grid


class FormPage(QScrollArea):
    """Nothing on it moves when a remark comes; it scrolls where text is large and windows low."""

    def __init__(self, title: str, width: int = _WIDTH, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("scrolled")
        around = QVBoxLayout(inside)
        around.setContentsMargins(space(6), space(6), space(6), space(6))
        middle = QWidget()
        middle.setMaximumWidth(space(width))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        program = PlainLabel(PROGRAM, TextRole.QUIET)
        program.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title = PlainLabel(title, TextRole.TITLE)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(title)
        card = Card()
        self.body = card.body
        self.body.setContentsMargins(space(8), space(5), space(8), space(6))
        self.foot = QVBoxLayout()
        self.foot.setSpacing(space(1))
        for label in (program, self.title):
            column.addWidget(label)
        column.addWidget(card)
        column.addLayout(self.foot)
        around.addStretch(2)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(middle, 1)
        row.addStretch()
        around.addLayout(row)
        around.addStretch(3)
        self.setWidget(inside)

    def add_field(self, text: str, field: QLineEdit, into: QVBoxLayout | None = None) -> None:
        """Add a field below its name; ``利用者名(&U)`` gives it a mnemonic."""
        pair = QVBoxLayout()
        pair.setSpacing(space(1))
        label = PlainLabel(text, TextRole.STRONG)
        label.setBuddy(field)
        name_for_readers(field, text.partition("(")[0])
        field.setMinimumHeight(space(10))
        pair.addWidget(label)
        pair.addWidget(field)
        (into or self.body).addLayout(pair)

    def add_button(self, button: QPushButton, into: QVBoxLayout | None = None) -> None:
        """Add the button that Enter presses in every field."""
        button.setMinimumHeight(space(11))
        (into or self.body).addWidget(button)


class Remark(QWidget):
    """A sentence beside a form, with room of its own so that nothing moves when it comes."""

    def __init__(self, lines: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        self._icon = IconLabel(5)
        self._text = Paragraph("", TextRole.ERROR)
        row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1, Qt.AlignmentFlag.AlignTop)
        self.setMinimumHeight(space(5.25 * lines + 1.5))

    @property
    def text(self) -> str:
        """What is said at present."""
        return self._text.text()

    def refuse(self, text: str) -> None:
        """Say what went wrong, also to screen readers."""
        self._say(text, TextRole.ERROR, "alert-triangle", "error")
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def inform(self, text: str) -> None:
        """Say why one is here, or what is under way."""
        self._say(text, TextRole.BODY, "info-circle", "accent")

    def say(self, text: str) -> None:
        """Say quietly what is still to be done."""
        self._say(text, TextRole.QUIET, "", "")

    def clear(self) -> None:
        """Say nothing."""
        self.say("")

    def _say(self, text: str, role: TextRole, icon: str, colour: str) -> None:
        self._text.set_role(role)
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self._icon.show_icon(icon, colour)
        self._icon.setVisible(bool(icon))
