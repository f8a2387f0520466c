"""GridTableModel: a table that is typed into; what cannot be read is kept as typed, and marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication
from typing_extensions import override

from kdx_desktop.views.plain_text import tool_tip
from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import tokens
from kdx_desktop.views.widgets.data_table import number_font
from kdx_desktop.views.widgets.headed_table_model import HeadedTableModel, Index

_Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GridColumn:
    """``parse`` reads what is typed, ValueError with a sentence; None: nothing is typed here."""

    title: str
    parse: Callable[[str], object] | None = None
    number: bool = False


@dataclass(frozen=True, slots=True)
class GridChange:
    """One cell that is another now."""

    key: object
    name: str
    column: str
    before: str
    after: str


class GridTableModel(HeadedTableModel):
    """Rows of texts with a key each; the first column names the row."""

    #: Something was typed.
    typed = Signal()

    def __init__(self, columns: Sequence[GridColumn], parent: QObject | None = None) -> None:
        numbers = [place for place, column in enumerate(columns) if column.number]
        super().__init__([column.title for column in columns], numbers, parent)
        self.columns = tuple(columns)
        self._keys: list[object] = []
        self._rows: list[tuple[str, ...]] = []  # as they are stored
        self._typed: dict[_Cell, str] = {}
        self._steps: list[dict[_Cell, str]] = []

    def show_rows(self, rows: Sequence[tuple[object, tuple[str, ...]]]) -> None:
        """Show other rows, each a key and its texts; what was typed is forgotten."""
        self.beginResetModel()
        self._keys = [key for key, _ in rows]
        self._rows = [texts for _, texts in rows]
        self._typed.clear()
        self._steps.clear()
        self.endResetModel()

    def text(self, row: int, column: int) -> str:
        """Return what stands in a cell."""
        return self._typed.get((row, column), self._rows[row][column])

    def fault(self, row: int, column: int) -> str:
        """Say what is wrong with what was typed into a cell; empty where nothing is."""
        parse = self.columns[column].parse
        if parse is None or (row, column) not in self._typed:
            return ""
        try:
            parse(self._typed[row, column])
        except ValueError as error:
            return str(error)
        return ""

    @property
    def changes(self) -> tuple[GridChange, ...]:
        """The cells that are another now, row by row."""
        return tuple(
            GridChange(
                self._keys[row],
                self.text(row, 0),
                self.columns[column].title,
                self._rows[row][column],
                self._typed[row, column].strip(),
            )
            for row, column in sorted(self._typed)
            if self._typed[row, column].strip() != self._rows[row][column]
        )

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong, each with its place."""
        found = ((cell, self.fault(*cell)) for cell in sorted(self._typed))
        return tuple(
            f"{self.text(row, 0)}・{self.columns[column].title}：{fault}"
            for (row, column), fault in found
            if fault
        )

    def changed_rows(self) -> list[tuple[object, tuple[str, ...]]]:
        """Return key and texts of the rows in which something is another."""
        rows = sorted({self._keys.index(change.key) for change in self.changes})
        return [(self._keys[row], self._texts(row)) for row in rows]

    def type_texts(self, texts: dict[_Cell, str]) -> None:
        """Type into several cells at once: one step back takes all of it away."""
        allowed = {
            (row, column): text
            for (row, column), text in texts.items()
            if row < len(self._keys)
            and column < len(self.columns)
            and self.columns[column].parse is not None
        }
        if allowed:
            self._steps.append({cell: self.text(*cell) for cell in allowed})
            self._put(allowed)

    def undo(self) -> None:
        """Take the last typing back."""
        if self._steps:
            self._put(self._steps.pop())

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self.columns[index.column()].parse is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.EditRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.DisplayRole:
            text = self.text(row, column)
            return f"{int(text):,}" if self.columns[column].number and text.isdecimal() else text
        if role == Qt.ItemDataRole.FontRole:
            return self._font(row, column)
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole}:
            fault = self.fault(row, column)
            return tool_tip(fault) if role == Qt.ItemDataRole.ToolTipRole else fault
        if role == Qt.ItemDataRole.BackgroundRole and self.fault(row, column):
            return QColor(tokens().error_soft)
        if role == Qt.ItemDataRole.DecorationRole and self.fault(row, column):
            return icon("alert-triangle", "error")
        if role == Qt.ItemDataRole.ForegroundRole and self.columns[column].parse is None:
            return QColor(tokens().quiet_text) if column else None
        return super().data(index, role)

    @override
    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        if self.columns[index.column()].parse is None:
            return False
        if str(value) != self.text(index.row(), index.column()):
            self.type_texts({(index.row(), index.column()): str(value)})
        return True

    def _font(self, row: int, column: int) -> QFont | None:
        changed = (row, column) in self._typed and (
            self._typed[row, column].strip() != self._rows[row][column]
        )
        number = self.columns[column].number
        if not (changed or number):
            return None
        font = number_font() if number else QFont(QGuiApplication.font())
        font.setBold(changed)
        return font

    def _texts(self, row: int) -> tuple[str, ...]:
        return tuple(self.text(row, column).strip() for column in range(len(self.columns)))

    def _put(self, texts: dict[_Cell, str]) -> None:
        for (row, column), text in texts.items():
            if text == self._rows[row][column]:
                self._typed.pop((row, column), None)
            else:
                self._typed[row, column] = text
            index = self.index(row, column)
            self.dataChanged.emit(index, index)
        self.typed.emit()
