"""DataTable: a calm table — no grid of lines, whole rows, Ctrl+C copies it for a spreadsheet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import name_for_readers, tool_tip
from kdx_desktop.views.style.fonts import scaled
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.table_copy import (
    COPY_ROLE,
    SORT_ROLE,
    as_text,
    cells_of,
    copied,
)

__all__ = ["COPY_ROLE", "LEFT", "RIGHT", "SORT_ROLE", "DataTable", "dress_header", "number_font"]

#: What a model answers for TextAlignmentRole of a column of numbers, and of text.
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class DataTable(QTableView):
    """A table of rows; the model gives text, alignment and, for sorting, SORT_ROLE."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name_for_readers(self, name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(space(8))
        dress_header(self.horizontalHeader())

    @property
    def overflows(self) -> bool:
        """Tell whether it is wider than what is seen of it."""
        return self.horizontalHeader().length() > self.viewport().width()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.FontChange}:
            self.verticalHeader().setDefaultSectionSize(space(8))
        if event.type() is QEvent.Type.StyleChange:
            self._arrange_columns()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange_columns()  # before: what does not fit any more would make a bar come and go
        super().resizeEvent(event)

    def stretch_column(self, column: int) -> None:
        """Let one column take the room that is left; the others are as wide as they need."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def as_text(self) -> str:
        """Return the selected rows, or all, with the header, as a spreadsheet pastes them."""
        return as_text(cells_of(self))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setMimeData(copied(self))
            event.accept()
            return
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(QColor(tokens().focus), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        """Tell all of a text that is shortened, where the model has nothing else to tell."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            text = self.shortened(index) if index.isValid() else ""
            if text and not index.data(Qt.ItemDataRole.ToolTipRole):
                QToolTip.showText(event.globalPos(), tool_tip(text), self)
                return True
        return super().viewportEvent(event)

    def _arrange_columns(self) -> None:
        """Give the columns the room there is; to be overridden where Qt's way is not enough."""

    def shortened(self, index: QModelIndex) -> str:
        """Return the text of a cell that does not fit; empty where it does."""
        wanted = self.sizeHintForIndex(index).width()
        return str(index.data() or "") if wanted > self.columnWidth(index.column()) else ""


def dress_header(header: QHeaderView) -> None:
    """Give a table's header the manners of all tables."""
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setMinimumSectionSize(space(8))


def number_font() -> QFont:
    """Return the font for a model's columns of numbers: all digits equally wide."""
    return scaled(QGuiApplication.font(), TextRole.NUMBER)
