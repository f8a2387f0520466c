"""InitiativeTable: the initiatives on screen — sorted by a click, filtered, one of them chosen."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from kdx_desktop.services.initiative_states import Initiative
from kdx_desktop.services.initiatives import (
    Overview,
)
from kdx_desktop.views.initiatives.initiative_filter import InitiativeFilter, Wanted
from kdx_desktop.views.initiatives.initiative_table_model import Column, InitiativeTableModel
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.opening_table import OpeningTable

_STRETCHED = (Column.MEASURE, Column.INITIATIVE, Column.ITEM, Column.NOTE)
#: Widths in steps of the grid; of stretched columns the least.
_WIDTHS = {
    Column.MEASURE: 44,
    Column.INITIATIVE: 44,
    Column.ITEM: 34,
    Column.VERSION: 15,
    Column.BEFORE: 33,
    Column.STATE: 33,
    Column.DAY: 26,
    Column.NOTE: 30,
}
_LESS_IMPORTANT = (Column.NOTE, Column.MEASURE, Column.VERSION, Column.DAY)
_LEAST_ROWS = 6
_MOST_HEIGHTS = 2_000


class _Line(QStyledItemDelegate):
    """Leaves room above and below names of two lines; the row is marked, not the cell."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heights: dict[tuple[str, int, int], int] = {}  # by text, width, and size of text

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        if index.column() not in _STRETCHED:  # one line, and there are hundreds
            return QSize(0, space(8))
        rect = option.rect
        rect.setWidth(rect.width() - space(4))  # the padding, of which the hint knows nothing
        known = (str(index.data()), rect.width(), space(8))
        if known not in self._heights:
            if len(self._heights) > _MOST_HEIGHTS:  # the window was pulled wider, step by step
                self._heights.clear()
            narrow = QStyleOptionViewItem(option)
            narrow.rect = rect
            wanted = super().sizeHint(narrow, index)
            self._heights[known] = max(wanted.height() + space(3), space(8))
        return QSize(0, self._heights[known])

    @override
    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus


class InitiativeTable(OpeningTable):
    """Says which initiative is chosen; names share the room that the rest leaves."""

    #: Another Initiative is chosen, or none (None).
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("取組の一覧", parent)
        self._initiatives = InitiativeTableModel(self)
        self._filter = InitiativeFilter(self._initiatives, self)
        self._wanted = Wanted()
        self.setModel(self._filter)
        self.setWordWrap(True)
        self.setItemDelegate(_Line(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSortingEnabled(True)
        self.sortByColumn(Column.MEASURE, Qt.SortOrder.AscendingOrder)
        for column in Column:
            self.horizontalHeader().setSectionResizeMode(
                column,
                QHeaderView.ResizeMode.Stretch
                if column in _STRETCHED
                else QHeaderView.ResizeMode.Fixed,
            )
        self._rows_due = QTimer(self, singleShot=True, interval=0)
        self._rows_due.timeout.connect(self.resizeRowsToContents)
        self.horizontalHeader().sectionResized.connect(self._on_section_resized)
        self.selectionModel().currentRowChanged.connect(self._on_row_changed)

    @property
    def current(self) -> Initiative | None:
        """The initiative that is chosen."""
        index = self.currentIndex()
        if not index.isValid():
            return None
        return self._initiatives.initiative(self._filter.mapToSource(index).row())

    def show_overview(self, found: Overview) -> None:
        """Show a plan as it is now; what was chosen stays so where it is still seen."""
        before = self.current
        self._initiatives.show_overview(found)
        self._rows_due.start()
        self._arrange_columns()
        if before is None or not self.choose(before.position):
            self._choose_first()

    def keep(self, wanted: Wanted) -> None:
        """Keep other initiatives."""
        self._wanted = wanted
        self._filter.keep(wanted)
        self._arrange_columns()
        self._rows_due.start()

    def choose(self, position: int) -> bool:
        """Choose an initiative by its number; False where it is not seen."""
        for row in range(self._filter.rowCount()):
            source = self._filter.mapToSource(self._filter.index(row, 0)).row()
            if self._initiatives.initiative(source).position == position:
                self.setCurrentIndex(self._filter.index(row, Column.INITIATIVE))
                return True
        return False

    def _choose_first(self) -> None:
        """Let the panel beside have something to say."""
        first = self._filter.index(0, Column.INITIATIVE)
        if first.isValid():
            self.setCurrentIndex(first)
        else:
            self.chosen.emit(None)

    def counts(self) -> tuple[int, int]:
        """Return how many are seen, and how many there are."""
        return self._filter.rowCount(), self._initiatives.rowCount()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(space(60), space(8) * _LEAST_ROWS)

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    @override
    def _arrange_columns(self) -> None:
        """Leave out what matters less until the names have room."""
        left_out = set() if self._wanted.changed else {Column.BEFORE}
        left_out |= set() if self._initiatives.dated else {Column.DAY}
        shown = [column for column in Column if column not in left_out]
        if self._wanted.measure is not None:
            shown.remove(Column.MEASURE)
        for column in _LESS_IMPORTANT:
            wide = space(sum(_WIDTHS[one] for one in shown))
            if wide > self.viewport().width() and column in shown:
                shown.remove(column)
        for column in Column:
            self.setColumnHidden(column, column not in shown)
            if column not in _STRETCHED:
                self.horizontalHeader().resizeSection(column, space(_WIDTHS[column]))
        self.verticalHeader().setMinimumSectionSize(space(8))

    def _on_section_resized(self) -> None:
        """Names may need another number of lines now."""
        self._rows_due.start()

    def _on_row_changed(self, current: QModelIndex) -> None:
        self.chosen.emit(self.current if current.isValid() else None)
