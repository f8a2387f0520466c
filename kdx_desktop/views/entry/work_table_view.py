"""The table of 業務別の入力 under the hand: Enter goes where the next number is to be typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget
from typing_extensions import override

from kdx_desktop.views.entry.cell_delegates import ROW_STEPS
from kdx_desktop.views.entry.clipboard_grid import read_grid
from kdx_desktop.views.entry.typing_table_view import TypingTableView
from kdx_desktop.views.entry.work_delegates import TickDelegate, WorkDelegate
from kdx_desktop.views.entry.work_rows import TICKS, WorkColumn
from kdx_desktop.views.entry.work_table_model import WorkTableModel
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole

_STEPS = {
    WorkColumn.NAME: 46,
    WorkColumn.CASES: 19,
    WorkColumn.BEFORE: 19,
    WorkColumn.AFTER: 19,
    WorkColumn.HOURS: 20,
    WorkColumn.MEASURED: 22,
    WorkColumn.ONE_OFF: 24,
    WorkColumn.VALID_FROM: 26,
    WorkColumn.NOTE: 40,
}
_LEAST_NOTE = 24
_MOST_ROWS = 8
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
#: Where Enter goes in a row of a new 業務.
_NEXT = {
    WorkColumn.NAME: WorkColumn.CASES,
    WorkColumn.CASES: WorkColumn.BEFORE,
    WorkColumn.BEFORE: WorkColumn.AFTER,
}


class WorkTableView(TypingTableView):
    """As tall as its rows, up to eight; Tab leaves it."""

    #: Enter was pressed where no row follows.
    passed_end = Signal()
    #: The text in an open cell changed: row, column, text.
    typing = Signal(int, int, str)

    def __init__(self, model: WorkTableModel, parent: QWidget | None = None) -> None:
        super().__init__(model, "業務の表", parent)
        self._works = model
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        delegate, ticks = WorkDelegate(TextRole.BODY, self), TickDelegate(TextRole.BODY, self)
        for column in WorkColumn:
            self.setItemDelegateForColumn(column, ticks if column in TICKS else delegate)
        delegate.typing.connect(self.typing)
        for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            signal.connect(self._fit)

    def go_to(self, row: int, column: WorkColumn) -> None:
        """Put the cursor on a cell."""
        index = self._works.index(row, column)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            if here.isValid() and self._works.editable:
                grid = read_grid(QGuiApplication.clipboard().text())
                self._works.paste(here.row(), WorkColumn(here.column()), grid)
        elif event.key() == Qt.Key.Key_Delete:
            self._works.setData(here, "")
        elif event.key() in _ENTER:
            self._go_on(1)
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    @override
    def _go_on(self, step: int) -> None:
        """Go from number to number; the minutes of a known 業務 are there already."""
        row, column = self.currentIndex().row(), WorkColumn(max(self.currentIndex().column(), 0))
        onwards = _NEXT.get(column)
        stays = column is not WorkColumn.CASES or self._works.is_new(row)
        if step > 0 and onwards is not None and stays:
            self.go_to(row, onwards)
            return
        row += step
        if row >= self._works.rowCount():
            self.passed_end.emit()
        elif row >= 0:
            name_first = step > 0 and self._works.is_new(row)
            self.go_to(row, WorkColumn.NAME if name_first else WorkColumn.CASES)

    def _fit(self) -> None:
        """Give columns and rows the room that the present text size needs."""
        self.verticalHeader().setDefaultSectionSize(space(ROW_STEPS))
        for column, steps in _STEPS.items():
            self.setColumnWidth(column, space(steps))
        others = sum(self.columnWidth(one) for one in WorkColumn if one is not WorkColumn.NOTE)
        rest = max(self.viewport().width() - others, space(_LEAST_NOTE))
        self.setColumnWidth(WorkColumn.NOTE, rest)
        rows = min(self._works.rowCount(), _MOST_ROWS) * space(ROW_STEPS)
        header = self.horizontalHeader().sizeHint().height()
        wide = others + rest > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        self.setFixedHeight(rows + header + bar + 2 * self.frameWidth())
