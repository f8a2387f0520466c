"""The map's two headers: names of departments that stay in sight, and months with their 締."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from kdx_desktop.services.board import MonthBoard
from kdx_desktop.views.style.fonts import scaled
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.submissions.heat_map_table_model import CELL_ROLE
from kdx_desktop.views.submissions.year_lines import Line
from kdx_desktop.views.widgets.standing_look import CLOSED

_HEIGHT = 10.5  # steps of the grid: a month, and 締 below it


class NameHeader(QHeaderView):
    """The names at the left; a bureau's stands above its departments."""

    #: A department's name was pressed: its row, and the keys that were held.
    pressed = Signal(int, Qt.KeyboardModifier)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(1)

    @override
    def sizeHint(self) -> QSize:
        """Be as wide as the map says; Qt would measure two hundred names."""
        return QSize(self.minimumWidth(), 0)

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        line = self.model().headerData(logicalIndex, self.orientation(), CELL_ROLE)
        if not isinstance(line, Line):
            return
        shown = tokens()
        painter.save()
        is_bureau = line.department is None
        painter.fillRect(rect, QColor(shown.page if is_bureau else shown.surface))
        painter.setPen(QPen(QColor(shown.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(scaled(self.font(), TextRole.STRONG if is_bureau else TextRole.BODY))
        painter.setPen(QColor(shown.quiet_text if is_bureau else shown.text))
        room = rect.adjusted(space(1) if is_bureau else space(3), 0, -space(1), 0)
        text = " ".join((line.department.name if line.department else line.bureau).split())
        short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)
        painter.restore()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.logicalIndexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and row >= 0:
            self.pressed.emit(row, event.modifiers())


class MonthHeader(QHeaderView):
    """The months above; the chosen one is marked by a line and in bold, closed ones by 締."""

    #: A month's heading was pressed: its column.
    pressed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.chosen = 0

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, space(_HEIGHT))

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        found = self.model().headerData(logicalIndex, self.orientation(), CELL_ROLE)
        if not isinstance(found, MonthBoard):
            return
        shown, chosen = tokens(), logicalIndex == self.chosen
        painter.save()
        painter.fillRect(rect, QColor(shown.accent_soft if chosen else shown.surface))
        painter.setPen(QPen(QColor(shown.field_line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if chosen:
            line = QRect(rect.left(), rect.bottom() - space(0.75), rect.width(), space(0.75) + 1)
            painter.fillRect(line, QColor(shown.accent))
        middle = rect.top() + rect.height() // 2
        font = QFont(self.font())
        font.setBold(chosen)
        painter.setFont(font)
        painter.setPen(QColor(shown.accent if chosen else shown.quiet_text))
        month = f"{found.month.month}月"
        upper = QRect(rect.left(), rect.top(), rect.width(), rect.height() // 2 + space(0.5))
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, month)
        if found.closed:
            painter.setPen(QColor(shown.success))
            lower = QRect(QPoint(rect.left(), middle - space(0.5)), upper.size())
            painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, CLOSED)
        painter.restore()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = self.logicalIndexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and column >= 0:
            self.pressed.emit(column)

    @override
    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:
        return QSize(self.sectionSize(logicalIndex), space(_HEIGHT))
