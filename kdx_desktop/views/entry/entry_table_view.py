"""The table of 月次入力 under the hand: keys, the clipboard, and where the cursor goes next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kdx_desktop.metrics.amounts import parse_amount
from kdx_desktop.views.entry.cell_delegates import ROW_STEPS, making_place
from kdx_desktop.views.entry.clipboard_grid import read_grid
from kdx_desktop.views.entry.entry_columns import EDITABLE, MAKING_ROLE, Column
from kdx_desktop.views.entry.entry_table_model import EntryTableModel
from kdx_desktop.views.entry.typed_cells import TypedCell
from kdx_desktop.views.entry.typing_table_view import TypingTableView
from kdx_desktop.views.style.shown import space

_DOWN = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_CLEAR = frozenset({Qt.Key.Key_Delete, Qt.Key.Key_Backspace})
_OPEN = frozenset({Qt.Key.Key_Space, Qt.Key.Key_F4})
#: Widths of the columns in steps of the grid; the last one takes the rest.
_COLUMN_STEPS = {
    Column.METRIC: 45,
    Column.UNIT: 14,
    Column.VALUE: 28,
    Column.STATE: 21,
    Column.NOTE: 36,
    Column.LAST_MONTH: 20,
    Column.LAST_YEAR: 21,
    Column.TREND: 29,
    Column.CHECK: 34,
}
#: What gives way, in this order, where the window is narrow or the text large; 0 is left out. The
#: remark of the current row stands below the table in any case.
_WAYS_TO_FIT = (
    (Column.CHECK, 14),
    (Column.NOTE, 26),
    (Column.TREND, 0),
    (Column.METRIC, 36),
    (Column.LAST_YEAR, 0),
    (Column.NOTE, 18),
    (Column.VALUE, 24),
    (Column.STATE, 18),
    (Column.METRIC, 33),
    (Column.CHECK, 10),
    (Column.METRIC, 28),
    (Column.LAST_MONTH, 0),
)


class EntryTableView(TypingTableView):
    """Moves down after each value, as a sheet of paper is filled in; pastes what Excel copies."""

    #: Enter or Tab was pressed on the last row.
    passed_end = Signal()
    #: What the figure of a row is made from shall be shown.
    making_requested = Signal(int)
    #: Rows of the clipboard were pasted: how many, and how many found no row.
    pasted = Signal(int, int)

    def __init__(self, model: EntryTableModel, parent: QWidget | None = None) -> None:
        super().__init__(model, "月次入力の表", parent)
        self._entries = model
        self.setCornerWidget(QWidget())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fit_columns(self) -> None:
        """Give columns and rows the room that the present text size needs."""
        self.verticalHeader().setDefaultSectionSize(space(ROW_STEPS))
        steps = dict(_COLUMN_STEPS)
        for column, fewer in _WAYS_TO_FIT:
            if space(sum(steps.values())) > self.viewport().width():
                steps[column] = fewer
        for column in Column:
            self.setColumnHidden(column, not steps[column])
            if steps[column]:
                self.setColumnWidth(column, space(steps[column]))
        others = sum(self.columnWidth(column) for column in Column if column is not Column.CHECK)
        rest = self.viewport().width() - others
        self.setColumnWidth(Column.CHECK, max(rest, space(steps[Column.CHECK])))
        self.fit_rows()

    def fit_rows(self) -> None:
        """Be as high as the rows: a form has no empty lines, and the page does the scrolling."""
        rows = sum(self.rowHeight(row) for row in range(self._entries.rowCount()))
        header = self.horizontalHeader().sizeHint().height()
        bar = self.horizontalScrollBar()
        least = sum(self.columnWidth(column) for column in Column)
        scrolled = bar.sizeHint().height() if least > self.viewport().width() else 0
        self.setFixedHeight(rows + header + scrolled + 2 * self.frameWidth())

    def go_to(self, row: int, column: Column = Column.VALUE, *, edit: bool = False) -> None:
        """Put the cursor on a cell, and open it for typing if asked."""
        index = self._entries.index(row, column)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if edit:
            self.edit(index)

    def paste(self) -> None:
        """Paste a cell, a column or a range of Excel at the cursor, as one step of undo."""
        grid = _upright(read_grid(QGuiApplication.clipboard().text()))
        if not grid or not self._entries.form or not self._entries.form.editable:
            return
        first = max(self.currentIndex().row(), 0)
        columns = [column for column in EDITABLE if column >= self.currentIndex().column()]
        columns = columns or list(EDITABLE)
        fitting = grid[: self._entries.rowCount() - first]
        cells: dict[int, TypedCell] = {}
        for row, texts in enumerate(fitting, start=first):
            cell = self._entries.typed[row]
            for column, text in zip(columns, texts, strict=False):
                if column is not Column.STATE or text.strip():
                    cell = self._entries.typed_with(row, column, text, cell)
            cells[row] = cell
        self._entries.type_cells(cells, "貼り付け")
        self.pasted.emit(len(fitting), len(grid) - len(fitting))

    def clear_selected(self) -> None:
        """Empty the selected input cells, as one step of undo."""
        cells: dict[int, TypedCell] = {}
        for index in self.selectedIndexes():
            row, column = index.row(), Column(index.column())
            if column in EDITABLE:
                before = cells.get(row, self._entries.typed[row])
                text = "未提出" if column is Column.STATE else ""
                cells[row] = self._entries.typed_with(row, column, text, before)
        self._entries.type_cells(cells, "消去")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        opens = key == Qt.Key.Key_F4 or (key == Qt.Key.Key_Down and alt)
        if opens and self.currentIndex().data(MAKING_ROLE):
            self.finish_typing()
            self.making_requested.emit(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif key in _CLEAR:
            self.clear_selected()
        elif key in _DOWN and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._go_on(1)
        elif key in _DOWN or key == Qt.Key.Key_Backtab:
            self._go_on(-1)
        elif key in _OPEN and self.currentIndex().column() == Column.STATE:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.column() == Column.VALUE and index.data(MAKING_ROLE):
            place = making_place(self.visualRect(index))
            if place.contains(event.position().toPoint()):
                self.finish_typing()
                self.setCurrentIndex(index)
                self.making_requested.emit(index.row())
                return
        super().mousePressEvent(event)

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        """Let Tab go down the values; from the last one it leaves the table."""
        row = self.currentIndex().row() + (1 if next else -1)
        if self.currentIndex().isValid() and 0 <= row < self._entries.rowCount():
            return False
        return super().focusNextPrevChild(next)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.fit_columns()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit_columns()  # before: what does not fit any more would make a bar come and go
        super().resizeEvent(event)

    @override
    def _go_on(self, step: int) -> None:
        """Go to the next value up or down; a note is followed by the next value, too."""
        current = self.currentIndex()
        row = current.row() + step
        if row >= self._entries.rowCount():
            self.passed_end.emit()
            return
        column = current.column() if current.column() == Column.STATE else Column.VALUE
        index = self._entries.index(max(row, 0), column)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flag)


def _upright(grid: list[list[str]]) -> list[list[str]]:
    """Stand a single row of numbers upright: sheets often keep a month in a row."""
    if len(grid) == 1 and len(grid[0]) > 1 and all(_is_number(cell) for cell in grid[0]):
        return [[cell] for cell in grid[0]]
    return grid


def _is_number(text: str) -> bool:
    if not text.strip():
        return True
    try:
        parse_amount(text)
    except ValueError:
        return False
    return True
