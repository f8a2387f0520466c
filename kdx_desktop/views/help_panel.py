"""HelpPanel: F1 at the right of the screen — what has the focus, its keys, its words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QHideEvent,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.views.explanation import Explanation
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import icon_button
from kdx_desktop.views.widgets.scroll_column import ScrollColumn

_STEPS = 80


class HelpPanel(QFrame):
    """Stands beside the screen and never over it; work goes on meanwhile."""

    closed = Signal()
    #: It has come or gone.
    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "aside")
        name_for_readers(self, "説明")
        self.setFixedWidth(space(_STEPS))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(space(5), space(3), space(3), 0)
        self._title = Paragraph("", TextRole.HEADING)
        self.close_button = icon_button("x", "説明を閉じる（Esc）")
        self.close_button.clicked.connect(self.closed)
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button, alignment=Qt.AlignmentFlag.AlignTop)
        whole.addLayout(head)
        self._scroll = ScrollColumn()
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.column.setContentsMargins(space(5), space(3), space(5), space(5))
        self._scroll.column.setSpacing(space(3))
        whole.addWidget(self._scroll, 1)
        self._inside: QWidget | None = None
        self.hide()

    def show_explanation(self, told: Explanation) -> None:
        """Show another explanation, and tell it to screen readers."""
        self._title.setText(told.title)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        for text in told.paragraphs:
            column.addWidget(Paragraph(text))
        _add_pairs(column, "キー操作", told.keys)
        for term, meaning in told.words:
            column.addWidget(PlainLabel(term, TextRole.STRONG))
            column.addWidget(Paragraph(meaning, TextRole.QUIET))
        column.addStretch()
        if self._inside is not None:
            self._scroll.column.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = inside
        self._scroll.column.addWidget(inside)
        self._scroll.verticalScrollBar().setValue(0)
        self.show()
        spoken = "。".join((told.title, *told.paragraphs))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.turned.emit()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.turned.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _add_pairs(column: QVBoxLayout, title: str, pairs: Sequence[tuple[str, str]]) -> None:
    if not pairs:
        return
    column.addWidget(PlainLabel(title, TextRole.STRONG))
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(space(4))
    grid.setVerticalSpacing(space(1.5))
    grid.setColumnStretch(1, 1)
    for row, (keys, does) in enumerate(pairs):
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(Paragraph(does), row, 1)
        grid.addWidget(PlainLabel(keys, TextRole.NUMBER), row, 0, alignment=top)
    column.addLayout(grid)
