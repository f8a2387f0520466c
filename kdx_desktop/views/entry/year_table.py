"""The table of 年間表 under eye and hand: twelve columns, the present month in a frame."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHeaderView, QStyle, QStyleOptionViewItem, QWidget
from typing_extensions import override

from kdx_desktop.metrics.months import Month
from kdx_desktop.views.entry.cell_delegates import (
    HEADER_MARGIN,
    QuietDelegate,
    draw_line,
    draw_wrapped,
)
from kdx_desktop.views.entry.cell_texts import NONE_HAPPENED
from kdx_desktop.views.entry.year_table_model import (
    CLOSED_ROLE,
    MISSING_ROLE,
    NAME_ROLE,
    PRESENT_ROLE,
    REPORTED,
    STANDING_ROW,
    TOTAL,
    UNIT_ROLE,
    YearTableModel,
)
from kdx_desktop.views.style.fonts import scaled
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.data_table import COPY_ROLE, RIGHT, DataTable
from kdx_desktop.views.widgets.table_copy import as_text, html_table, in_three_forms

Index = QModelIndex | QPersistentModelIndex
_ROW_STEPS = 10
_NAME_STEPS = 46
_UNIT_STEPS = 10
_MONTH_STEPS, _TOTAL_STEPS, _REPORTED_STEPS = 14, 20, 14
_NO_NUMBERS = frozenset({"…", "－", NONE_HAPPENED})
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class YearTable(DataTable):
    """The arrows go from month to month; Enter and a double click open one."""

    #: A Month shall be opened.
    chosen = Signal(object)

    def __init__(self, model: YearTableModel, parent: QWidget | None = None) -> None:
        super().__init__("年間表", parent)
        self._year = model
        self.setModel(model)
        self.setSelectionBehavior(DataTable.SelectionBehavior.SelectItems)
        self.setSelectionMode(DataTable.SelectionMode.ContiguousSelection)
        self.setItemDelegate(_YearDelegate(TextRole.NUMBER, self))
        self.setVerticalHeader(_NameHeader(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCornerButtonEnabled(False)
        self.doubleClicked.connect(self._on_double_clicked)
        model.modelReset.connect(self.fit)

    @override
    def as_text(self) -> str:
        """Return what is copied as a spreadsheet pastes it."""
        return as_text(self._cells())

    def copy(self) -> None:
        """Copy the selected months, or the whole year when one cell is selected."""
        cells = self._cells()
        html = html_table(cells, frozenset(range(1, len(cells[0]))))
        data = in_three_forms(as_text(cells), html, self.grab().toImage())
        QGuiApplication.clipboard().setMimeData(data)

    def _cells(self) -> list[list[str]]:
        """Return the texts that are copied, with the names of rows and columns."""
        chosen = self.selectedIndexes()
        model = self._year
        rows = sorted({index.row() for index in chosen})
        columns = sorted({index.column() for index in chosen})
        if len(chosen) <= 1:
            rows, columns = list(range(model.rowCount())), list(range(model.columnCount()))
        header = [str(model.headerData(one, Qt.Orientation.Horizontal)) for one in columns]
        lines = [["", *header]]
        for row in rows:
            name = str(model.headerData(row, Qt.Orientation.Vertical))
            cells = [str(model.index(row, one).data(COPY_ROLE) or "") for one in columns]
            lines.append([name, *cells])
        return lines

    def go_to(self, month: Month) -> None:
        """Put the cursor on a month, in the row of the first figure."""
        index = self._year.index(min(1, self._year.rowCount() - 1), self._year.column_of(month))
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def fit(self) -> None:
        """Give columns and rows the room that the present text size needs."""
        header = self.verticalHeader()
        header.setFixedWidth(space(_NAME_STEPS))
        header.setDefaultSectionSize(space(_ROW_STEPS))
        metrics = QFontMetrics(scaled(self.font(), TextRole.NUMBER))
        for column in range(self._year.columnCount()):
            least = {TOTAL: _TOTAL_STEPS, REPORTED: _REPORTED_STEPS}.get(column, _MONTH_STEPS)
            texts = [
                str(self._year.index(row, column).data() or "")
                for row in range(self._year.rowCount())
            ]
            longest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
            self.setColumnWidth(column, max(space(least), longest + space(4)))
        widths = sum(self.columnWidth(one) for one in range(self._year.columnCount()))
        rest = self.viewport().width() - widths
        if rest > 0:  # shared among the months
            for column in range(TOTAL):
                self.setColumnWidth(column, self.columnWidth(column) + rest // TOTAL)
        rows = self._year.rowCount() * space(_ROW_STEPS)
        heading = self.horizontalHeader().sizeHint().height()
        bar = self.horizontalScrollBar().sizeHint().height() if rest < 0 else 0
        self.setFixedHeight(rows + heading + bar + 2 * self.frameWidth())
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in _ENTER:
            self._on_double_clicked(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.fit()

    def _on_double_clicked(self, index: QModelIndex) -> None:
        month = self._year.month_at(index.column())
        if month is not None:
            self.chosen.emit(month)


class _YearDelegate(QuietDelegate):
    """Numbers; closed months on grey, the present one in a frame, totals strong."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect = option.rect
        self.paint_ground(painter, option)
        if index.data(CLOSED_ROLE) and not option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect.adjusted(0, 0, 0, -1), QColor(tokens().subtle))
        self.paint_text(painter, option, index, self.text_area(option))
        self._paint_frame(painter, rect, index)
        self.paint_focus(painter, option)
        painter.restore()

    def _paint_frame(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Draw this cell's part of the frame around the present month."""
        if index.data(PRESENT_ROLE):
            painter.setPen(QPen(QColor(tokens().accent), 2))
            painter.drawLine(rect.left() + 1, rect.top(), rect.left() + 1, rect.bottom())
            painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())
            if index.row() == STANDING_ROW:
                painter.drawLine(rect.left(), rect.top() + 1, rect.right(), rect.top() + 1)
            if index.row() == index.model().rowCount() - 1:
                painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())

    @override
    def paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, area: QRect
    ) -> None:
        present = tokens()
        quiet = index.row() == STANDING_ROW or index.column() == REPORTED
        quiet = quiet or index.data() in _NO_NUMBERS
        colour = present.quiet_text if quiet else present.text
        if index.data(MISSING_ROLE) and index.column() == REPORTED:
            colour = present.warning
        painter.setPen(QColor(colour))
        role = TextRole.QUIET if index.row() == STANDING_ROW else TextRole.NUMBER
        draw_line(painter, option, index, area, role)

    @override
    def text_area(self, option: QStyleOptionViewItem) -> QRect:
        return option.rect.adjusted(space(1), 0, -space(2) - HEADER_MARGIN, 0)


class _NameHeader(QHeaderView):
    """The rows' names, on two lines where one does not do; they stay when months scroll away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.save()
        painter.fillRect(rect, QColor(tokens().surface))
        painter.setPen(QPen(QColor(tokens().line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        colour = tokens().quiet_text if logicalIndex == STANDING_ROW else tokens().text
        painter.setPen(QColor(colour))
        painter.setFont(scaled(self.font(), TextRole.BODY))
        name, unit = (
            str(self.model().headerData(logicalIndex, Qt.Orientation.Vertical, role) or "")
            for role in (NAME_ROLE, UNIT_ROLE)
        )
        beside = space(_UNIT_STEPS) if unit else 0
        draw_wrapped(painter, rect.adjusted(space(2), 0, -beside - space(1), 0), name)
        painter.setPen(QColor(tokens().quiet_text))
        room = rect.adjusted(rect.width() - beside - space(1), 0, -space(2), 0)
        painter.drawText(room, int(RIGHT), unit)
        painter.restore()
