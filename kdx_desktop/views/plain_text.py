"""The one way for text into Qt: as plain text, never as markup (trust.md, text out).

Labels and tooltips guess, and a name such as ``A<B>C`` or ``<img src=…>`` would be read as markup.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QMessageBox, QSizePolicy, QWidget
from typing_extensions import override

from kdx_desktop.views.style.type_scale import TextRole


class PlainLabel(QLabel):
    """A label that shows exactly its text, in the font and colour of its role."""

    def __init__(
        self,
        text: str = "",
        role: TextRole = TextRole.BODY,
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("text_role", str(role))
        self.setWordWrap(wrap)
        self.setText(text)

    def set_role(self, role: TextRole) -> None:
        """Take the look of another role."""
        restyle(self, "text_role", str(role))


class ElidedLabel(PlainLabel):
    """A label of one line that shortens a long text with … and tells all of it in the tooltip."""

    def __init__(
        self, text: str = "", role: TextRole = TextRole.BODY, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, role, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @override
    def setText(self, text: str, /) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self._tell_all()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(
            self.fontMetrics().horizontalAdvance("あ…"), super().minimumSizeHint().height()
        )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_all()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shortened = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )
        alignment = self.alignment() | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.contentsRect(), alignment, shortened)

    def _tell_all(self) -> None:
        width = self.fontMetrics().horizontalAdvance(self.text())
        set_tool_tip(self, self.text() if width > self.contentsRect().width() else "")


def tool_tip(text: str) -> str:
    """Return a tooltip's text such that Qt shows it as it is (for item models)."""
    return f"<span>{_escaped(text)}</span>" if text else ""


def set_tool_tip(widget: QWidget, text: str) -> None:
    """Give a widget a tooltip that shows exactly this text."""
    widget.setToolTip(tool_tip(text))


def name_for_readers(widget: QWidget, name: str, description: str = "") -> None:
    """Give a widget the name and description that screen readers speak."""
    widget.setAccessibleName(name)
    widget.setAccessibleDescription(description)


def question_box(parent: QWidget | None, title: str, text: str, details: str = "") -> QMessageBox:
    """Return a message box of plain text; the caller adds buttons and opens it with open()."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    box.setText(text)
    if details:
        box.setDetailedText(details)
    return box


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet asks for, and let the sheet look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def _escaped(text: str) -> str:
    for plain, markup in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\n", "<br>")):
        text = text.replace(plain, markup)
    return text
