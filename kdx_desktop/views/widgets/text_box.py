"""TextBox: several lines to type in, with the spacing that Japanese is read with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import lines_of
from kdx_desktop.views.style.shown import tokens

_LINE_SPACING = 1.4


class TextBox(QTextEdit):
    """Plain text; Tab leads on to what comes next. ``example`` is shown while it is empty."""

    def __init__(self, example: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._example = example
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self._space_lines()

    @override
    def setPlainText(self, text: str) -> None:
        super().setPlainText(text)
        self._space_lines()

    @override
    def clear(self) -> None:
        super().clear()
        self._space_lines()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._example and self.document().isEmpty():  # Qt has room for one line of it
            self._paint_example()

    def _paint_example(self) -> None:
        margin = round(self.document().documentMargin())
        room = self.viewport().rect().adjusted(margin, margin, -margin, -margin)
        high = round(self.fontMetrics().height() * _LINE_SPACING)
        painter = QPainter(self.viewport())
        painter.setPen(QColor(tokens().example_text))
        for number, line in enumerate(lines_of(self._example, self.font(), room.width())):
            place = room.adjusted(0, number * high, 0, 0)
            place.setHeight(high)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line
            )

    def _space_lines(self) -> None:
        """Set all lines; those that are typed or pasted later are set like the line before."""
        spaced = QTextBlockFormat()
        proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        spaced.setLineHeight(100 * _LINE_SPACING, proportional)
        document = self.document()
        document.setUndoRedoEnabled(False)  # Ctrl+Z shall not take the spacing back
        whole = QTextCursor(document)
        whole.select(QTextCursor.SelectionType.Document)
        whole.mergeBlockFormat(spaced)
        document.setUndoRedoEnabled(True)
