"""ListTable: rows of texts of which one is chosen — by Enter, Space or a double click."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView
from typing_extensions import override

from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.data_table import DataTable
from kdx_desktop.views.widgets.text_table_model import TextTableModel

_LEAST_STRETCHED = 36  # steps of the grid
_CHOOSING = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


class ListTable(DataTable):
    """Each row stands for a value; the chosen one is kept when the rows are read anew."""

    #: A row was chosen: its value.
    chosen = Signal(object)
    #: Another row has the focus: its value, None without one.
    pointed = Signal(object)

    def __init__(  # noqa: PLR0913 - how a list looks
        self,
        name: str,
        header: Sequence[str],
        *,
        numbers: Sequence[int] = (),
        stretched: Sequence[int] = (1,),
        most_rows: int = 14,
        grows: bool = True,
        spare: Sequence[int] = (),
    ) -> None:
        """Make an empty list.

        ``grows``: it takes more room than its rows need where the window has it. ``spare`` are the
        columns to leave out where the window is narrow, those that matter least first.
        """
        super().__init__(name)
        self.lines = TextTableModel(header, numbers, self)
        self._values: tuple[object, ...] = ()
        self._most_rows = most_rows
        self._grows = grows
        self._stretched, self._spare = tuple(stretched), tuple(spare)
        self.setModel(self.lines)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.stretch_column(stretched[0])
        for column in stretched:
            mode = QHeaderView.ResizeMode.Stretch
            self.horizontalHeader().setSectionResizeMode(column, mode)
        self.doubleClicked.connect(self._on_double_clicked)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self._fit()

    @property
    def value(self) -> object:
        """The value of the row that has the focus; None without one."""
        row = self.currentIndex().row()
        return self._values[row] if 0 <= row < len(self._values) else None

    def show_rows(self, rows: Sequence[tuple[object, tuple[str, ...]]]) -> None:
        """Show other rows, each a value and its texts; stay with the same value, else the first."""
        kept, at = self.value, self.currentIndex().row()
        self._values = tuple(value for value, _ in rows)
        self.lines.show_rows([texts for _, texts in rows])
        self._fit()
        self._fit_columns()
        if rows:
            row = (
                self._values.index(kept) if kept in self._values else min(max(at, 0), len(rows) - 1)
            )
            self.select_row(row)
        else:
            self.pointed.emit(None)

    def select(self, value: object) -> None:
        """Give the focus of the table to a value's row, where there is one."""
        if value in self._values:
            self.select_row(self._values.index(value))

    def select_row(self, row: int) -> None:
        """Give the focus of the table to a row."""
        self.setCurrentIndex(self.lines.index(row, 0))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _CHOOSING and self.value is not None:
            self.chosen.emit(self.value)
            event.accept()
            return
        super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        shown = min(max(self.lines.rowCount(), 2), self._most_rows)
        height = space(8) * (shown + 1) + space(2)
        self.setMinimumHeight(height)
        if not self._grows:
            self.setMaximumHeight(height)

    def _fit_columns(self) -> None:
        """Leave out what matters least until what is stretched has room for a name."""
        header = self.horizontalHeader()
        wanted = {
            column: space(_LEAST_STRETCHED)
            if column in self._stretched
            else max(self.sizeHintForColumn(column), header.sectionSizeHint(column))
            for column in range(self.lines.columnCount())
        }
        for column in self._spare:
            if sum(wanted.values()) <= self.viewport().width():
                break
            del wanted[column]
        for column in range(self.lines.columnCount()):
            self.setColumnHidden(column, column not in wanted)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._values[index.row()])

    def _on_current_changed(self) -> None:
        self.pointed.emit(self.value)
