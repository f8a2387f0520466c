"""BreakdownTableModel: the lines of 内訳, with a bar for each part, and bold for the total."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from kdx_desktop.views.charts.canvas import Canvas
from kdx_desktop.views.charts.small import draw_bar
from kdx_desktop.views.dashboard.breakdown_lines import Line, Lines
from kdx_desktop.views.plain_text import tool_tip
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.widgets.data_table import number_font
from kdx_desktop.views.widgets.headed_table_model import HeadedTableModel, Index

#: The value of a bar with both ends of the column's scale.
BAR_ROLE = int(Qt.ItemDataRole.UserRole) + 10
_NOTHING = Lines(("",), frozenset(), 0, 0, (), "")


class BreakdownTableModel(HeadedTableModel):
    """Bars of one table share one scale; the total has none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_NOTHING.header, parent=parent)
        self._lines = _NOTHING
        self._rows: tuple[Line, ...] = ()
        self._low = self._high = Fraction(0)

    def show_lines(self, lines: Lines) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._lines, self._rows = lines, lines.rows
        self._header, self._numbers = lines.header, lines.numbers
        bars = [line.bar for line in lines.rows if line.bar is not None]
        self._low = min((*bars, Fraction(0)))
        self._high = max((*bars, Fraction(0)))
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        """Return a line; None outside the table."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, key: str) -> int:
        """Return the row of a key, 0 when it is not there; the total has none."""
        rows = (n for n, line in enumerate(self._rows) if key and line.key == key)
        return next(rows, 0)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return line.texts[column]
        if role == Qt.ItemDataRole.ToolTipRole and column == self._lines.name:
            return tool_tip(line.texts[column])
        if role == Qt.ItemDataRole.FontRole:
            return _font(number=column in self._numbers, total=not line.key)
        if role == BAR_ROLE and column == self._lines.bar and line.bar is not None:
            return line.bar, self._low, self._high
        return super().data(index, role)


class BreakdownBarDelegate(QStyledItemDelegate):
    """Draws the bar of a line from zero, where there is one."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        found = index.data(BAR_ROLE)
        if found is None:
            return
        room = QRectF(option.rect).adjusted(space(2), 0, -space(2), 0)
        bar = QRectF(room.left(), room.center().y() - space(1.5), room.width(), space(3))
        painter.save()
        draw_bar(Canvas(painter, tokens(), option.font), bar, *found)
        painter.restore()


def _font(*, number: bool, total: bool) -> QFont:
    return _font_of(QGuiApplication.font().key(), number=number, total=total)


@lru_cache(maxsize=16)
def _font_of(_body: str, *, number: bool, total: bool) -> QFont:
    """Return the font beside a body font, made once: a table asks for it at every cell."""
    font = number_font() if number else QFont(QGuiApplication.font())
    font.setBold(total)
    return font
