"""HeatMapView: the map under the hand — arrows, Shift, Ctrl and Space choose cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget
from typing_extensions import override

from kdx_desktop.metrics.months import Month
from kdx_desktop.services.board import DepartmentMonth, MonthBoard
from kdx_desktop.views.plain_text import name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.submissions.heat_map_delegate import CELL_STEPS, ROW_STEPS, HeatMapDelegate
from kdx_desktop.views.submissions.heat_map_headers import MonthHeader, NameHeader
from kdx_desktop.views.submissions.heat_map_table_model import HeatMapTableModel
from kdx_desktop.views.submissions.year_lines import Line, Place
from kdx_desktop.views.widgets.buttons import link_button
from kdx_desktop.views.widgets.data_table import COPY_ROLE

_NAME_STEPS, _LEAST_NAME_STEPS = 72, 34
_LEAST_ROWS = 7
_OPEN = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_Select = QItemSelectionModel.SelectionFlag


class HeatMapView(QTableView):
    """Keeps what is chosen, by department and month, when other lines are shown."""

    #: The cell with the keyboard changed: a DepartmentMonth, or None.
    moved = Signal(object)
    #: Other cells are chosen.
    choice_changed = Signal()
    #: Enter or a double click on a cell: a DepartmentMonth.
    opened = Signal(object)
    #: The heading of a Month was pressed.
    month_pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map = HeatMapTableModel(self)
        self._delegate = HeatMapDelegate(self)
        self._months, self._names = MonthHeader(self), NameHeader(self)
        self._filling = False
        self.clear = link_button("絞り込みを解除(&X)", self)
        self.clear.hide()
        self.setHorizontalHeader(self._months)
        self.setVerticalHeader(self._names)
        self.setModel(self._map)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        name_for_readers(self, "提出状況の表", "部署ごと、月ごとの提出の状態です。")
        self.doubleClicked.connect(self._on_double_clicked)
        self._names.pressed.connect(self._on_name_pressed)
        self._months.pressed.connect(self._on_month_pressed)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)

    @property
    def current(self) -> DepartmentMonth | None:
        """The cell that has the keyboard."""
        return self._map.cell(self.currentIndex())

    @property
    def chosen(self) -> tuple[DepartmentMonth, ...]:
        """The cells that are chosen, from above, each month's in turn."""
        indexes = sorted(self.selectedIndexes(), key=lambda one: (one.column(), one.row()))
        found = (self._map.cell(index) for index in indexes)
        return tuple(cell for cell in found if cell is not None)

    def column_of(self, month: Month) -> tuple[DepartmentMonth, ...]:
        """Return all of a month that the filter lets through, from above."""
        months = [found.month for found in self._map.boards]
        if month not in months:
            return ()
        column = months.index(month)
        found = (line.cells[column] for line in self._map.lines if line.cells)
        return tuple(cell for cell in found if cell is not None)

    def show_lines(
        self,
        boards: Sequence[MonthBoard],
        lines: Sequence[Line],
        month: Month,
        names: Mapping[str, str],
    ) -> None:
        """Show other lines; what is still there stays chosen, and the keyboard where it was."""
        chosen = {(one.department.code, one.month) for one in self.chosen}
        current, row = self.current, self.currentIndex().row()
        place = (current.department.code, current.month) if current else None
        if month != self._map.month:  # another month is looked at: the keyboard goes along
            chosen, place = set(), (place[0], month) if place else None
        self._filling = True
        self._fit(len(boards))  # before: the map sets itself out once, and not at each measure
        self._map.show(boards, lines, month, names)
        self.updateGeometries()  # now, so that one finds the place again that was looked at
        self._delegate.chosen = self._months.chosen = self._map.chosen_column
        self._restore(chosen, place, row)
        self._filling = False
        self._on_current_changed()
        self._on_selection_changed()

    def go_to(self, place: Place) -> None:
        """Put the keyboard on a department's month, and choose nothing else."""
        index = self._map.find(place)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def choose_month_column(self) -> None:
        """Choose all departments shown, in the month of the cell with the keyboard."""
        column = self.currentIndex().column()
        column = column if column >= 0 else self._map.chosen_column
        first, last = self._map.index(0, column), self._map.index(self._map.rowCount() - 1, column)
        if first.isValid():
            flag = _Select.ClearAndSelect
            self.selectionModel().select(QItemSelection(first, last), flag)

    def as_text(self) -> str:
        """Return all lines shown as a spreadsheet pastes them."""
        header = ["コード", "部署", "局", *(str(found.month) for found in self._map.boards)]
        rows = [header]
        for number, line in enumerate(self._map.lines):
            if line.department is not None:
                cells = (
                    self._map.index(number, column).data(COPY_ROLE) or ""
                    for column in range(self._map.columnCount())
                )
                rows.append([line.department.code, line.department.name, line.bureau, *cells])
        return "\n".join("\t".join(" ".join(text.split()) for text in row) for row in rows)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.as_text())
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.choose_month_column()
        elif Qt.Key(event.key()) in _OPEN and not event.modifiers():
            self._on_double_clicked(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.currentIndex().isValid():
            self._restore(set(), None, 0)
        super().focusInEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.FontChange}:
            self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(space(_LEAST_NAME_STEPS + 3 * CELL_STEPS), space(ROW_STEPS * _LEAST_ROWS + 12))

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def _fit(self, months: int | None = None) -> None:
        """Share the room: names first give way, then the months are scrolled through."""
        columns = max(self._map.columnCount() if months is None else months, 1)
        whole = self.width() - self.verticalScrollBar().sizeHint().width() - 2
        names = min(
            max(whole - columns * space(CELL_STEPS), space(_LEAST_NAME_STEPS)), space(_NAME_STEPS)
        )
        self._names.setFixedWidth(names)
        self._names.setDefaultSectionSize(space(ROW_STEPS))
        cells = min(max((whole - names) // columns, space(CELL_STEPS)), space(3 * CELL_STEPS))
        self._months.setDefaultSectionSize(cells)
        self.updateGeometries()
        self.clear.setGeometry(0, 0, names, self._months.height())

    def _restore(self, chosen: set[Place], current: Place | None, row: int) -> None:
        index = self._map.find(current) if current else QModelIndex()
        if not index.isValid() and self._map.rowCount():
            index = self._near(max(row, 0))
        if index.isValid():
            flag = _Select.NoUpdate if chosen else _Select.Select
            self.selectionModel().setCurrentIndex(index, flag)
            self.scrollTo(index)
        for place in chosen:
            if (found := self._map.find(place)).isValid():
                self.selectionModel().select(found, _Select.Select)

    def _near(self, row: int) -> QModelIndex:
        """Return a cell of the chosen month at or below a row, else above it."""
        column, rows = self._map.chosen_column, self._map.rowCount()
        for number in (*range(row, rows), *range(min(row, rows) - 1, -1, -1)):
            index = self._map.index(number, column)
            if self._map.cell(index) is not None:
                return index
        return QModelIndex()

    def _on_current_changed(self) -> None:
        if not self._filling:
            self.moved.emit(self.current)

    def _on_selection_changed(self) -> None:
        if not self._filling:
            self.choice_changed.emit()

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if (cell := self._map.cell(index)) is not None:
            self.opened.emit(cell)

    def _on_name_pressed(self, row: int, held: Qt.KeyboardModifier) -> None:
        """Choose a department in the chosen month; with Shift up to it, with Ctrl beside others."""
        index = self._map.index(row, self._map.chosen_column)
        if self._map.cell(index) is None:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        selection = self.selectionModel()
        if held & Qt.KeyboardModifier.ShiftModifier:
            first = self._map.index(max(self.currentIndex().row(), 0), index.column())
            selection.select(QItemSelection(first, index), _Select.ClearAndSelect)
            selection.setCurrentIndex(index, _Select.NoUpdate)
        elif held & Qt.KeyboardModifier.ControlModifier:
            selection.setCurrentIndex(index, _Select.Toggle)
        else:
            selection.setCurrentIndex(index, _Select.ClearAndSelect)

    def _on_month_pressed(self, column: int) -> None:
        self.month_pressed.emit(self._map.boards[column].month)
