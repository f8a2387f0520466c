"""InitiativeTable: the initiatives on screen — sorted by a click, filtered, one of them chosen."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
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
from kdx_desktop.views.initiatives.initiative_table_model import (
    Column,
    InitiativeTableModel,
    Wanted,
)
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
_HIGH = 10_000  # pixels: more than any name needs


class _Line(QStyledItemDelegate):
    """The row is marked, and not the cell; the table measures its rows itself."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, space(8))

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
        self._wanted = Wanted()
        self._told: Initiative | None = None
        self.setModel(self._initiatives)
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
        self._rows_due.timeout.connect(self._fit_rows)
        self._heights: dict[tuple[str, int, int], int] = {}  # by text, width, and size of text
        self.horizontalHeader().sectionResized.connect(self._on_section_resized)
        self.selectionModel().currentRowChanged.connect(self._on_row_changed)

    @property
    def current(self) -> Initiative | None:
        """The initiative that is chosen."""
        index = self.currentIndex()
        if not index.isValid():
            return None
        return self._initiatives.initiative(index.row())

    def show_overview(self, found: Overview) -> None:
        """Show a plan as it is now; what was chosen stays so where it is still seen."""
        before = self.current
        self._told = None  # what it has come to may be new, also where it stayed as it was
        self._initiatives.show_overview(found)
        self._show_anew(before)

    def keep(self, wanted: Wanted) -> None:
        """Keep other initiatives; the chosen one stays so where it is kept."""
        if wanted == self._wanted:
            return
        before, self._wanted = self.current, wanted
        self._initiatives.keep_wanted(wanted)
        self._show_anew(before)

    def choose(self, position: int) -> bool:
        """Choose an initiative by its number; False where it is not seen."""
        row = self._initiatives.row_of(position)
        if row is None:
            return False
        self.setCurrentIndex(self._initiatives.index(row, Column.INITIATIVE))
        return True

    def counts(self) -> tuple[int, int]:
        """Return how many are seen, and how many there are."""
        return self._initiatives.rowCount(), self._initiatives.known

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

    def _show_anew(self, before: Initiative | None) -> None:
        """Set out other rows, and choose what was chosen before, else the first."""
        self._rows_due.start()
        self._arrange_columns()
        if before is None or not self.choose(before.position):
            first = self._initiatives.index(0, Column.INITIATIVE)
            self.setCurrentIndex(first)  # invalid where nothing is kept
            if not first.isValid():
                self._tell(None)

    def _fit_rows(self) -> None:
        """Leave room for names of several lines: Qt would ask its way through every cell."""
        margin = self.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self) + 1
        room = {
            column: self.columnWidth(column) - space(4) - 2 * margin
            for column in _STRETCHED
            if not self.isColumnHidden(column)
        }
        for row in range(self._initiatives.rowCount()):
            height = max(
                self._height(self._initiatives.text(row, column), width)
                for column, width in room.items()
            )
            self.setRowHeight(row, height)

    def _height(self, text: str, width: int) -> int:
        known = (text, width, space(8))
        if known not in self._heights:
            if len(self._heights) > _MOST_HEIGHTS:  # the window was pulled wider, step by step
                self._heights.clear()
            room = QRect(0, 0, width, _HIGH)
            wrapped = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, text)
            self._heights[known] = max(wrapped.height() + space(3), space(8))
        return self._heights[known]

    def _on_section_resized(self) -> None:
        """Names may need another number of lines now."""
        self._rows_due.start()

    def _on_row_changed(self, current: QModelIndex) -> None:
        self._tell(self.current if current.isValid() else None)

    def _tell(self, one: Initiative | None) -> None:
        if one is None or one != self._told:
            self._told = one
            self.chosen.emit(one)
