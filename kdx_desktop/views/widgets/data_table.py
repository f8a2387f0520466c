"""DataTable: a calm table — no grid of lines, whole rows, Ctrl+C copies it for a spreadsheet."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, Qt
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import name_for_readers
from kdx_desktop.views.style.fonts import scaled
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole

#: What a model answers for TextAlignmentRole of a column of numbers, and of text.
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
#: Raw values to sort by.
SORT_ROLE = int(Qt.ItemDataRole.UserRole)
#: What is copied; DisplayRole where a model does not answer.
COPY_ROLE = SORT_ROLE + 1


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

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.FontChange}:
            self.verticalHeader().setDefaultSectionSize(space(8))

    def stretch_column(self, column: int) -> None:
        """Let one column take the room that is left; the others are as wide as they need."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def as_text(self) -> str:
        """Return the selected rows, or all, with the header, as a spreadsheet pastes them."""
        model = self.model()
        rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        columns = [c for c in range(model.columnCount()) if not self.isColumnHidden(c)]
        lines = [[_header(model, column) for column in columns]]
        lines += [
            [_copied(model.index(row, column)) for column in columns]
            for row in rows or range(model.rowCount())
        ]
        return "\n".join("\t".join(line) for line in lines)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.as_text())
            event.accept()
            return
        super().keyPressEvent(event)


def dress_header(header: QHeaderView) -> None:
    """Give a table's header the manners of all tables."""
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setMinimumSectionSize(space(8))


def number_font() -> QFont:
    """Return the font for a model's columns of numbers: all digits equally wide."""
    return scaled(QGuiApplication.font(), TextRole.NUMBER)


def _header(model: QAbstractItemModel, column: int) -> str:
    return _one_line(model.headerData(column, Qt.Orientation.Horizontal))


def _copied(index: QModelIndex) -> str:
    value = index.data(COPY_ROLE)
    return _one_line(index.data() if value is None else value)


def _one_line(value: object) -> str:
    text = "" if value is None else str(value)
    return text.replace("\t", " ").replace("\n", " ")
