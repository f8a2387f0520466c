"""What is drawn in the cells of a board: the bar of a value, and its trend since April."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from kdx_desktop.metrics.months import MONTHS_PER_YEAR
from kdx_desktop.views.charts.canvas import Canvas
from kdx_desktop.views.charts.small import draw_bar, draw_sparkline
from kdx_desktop.views.ranking.board_table_model import DRAWN_ROLE
from kdx_desktop.views.style.shown import space, tokens

_Index = QModelIndex | QPersistentModelIndex


class BarDelegate(QStyledItemDelegate):
    """Draws a bar from zero; all bars of the column are on one scale."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        value, low, high = index.data(DRAWN_ROLE)
        if value is None:
            return
        room = _room(option)
        middle = room.center().y()
        bar = QRectF(room.left(), middle - space(1.5), room.width(), space(3))
        painter.save()
        draw_bar(Canvas(painter, tokens(), option.font), bar, value, low, high)
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(space(40), space(9))


class TrendDelegate(QStyledItemDelegate):
    """Draws a sparkline over the twelve months of the fiscal year."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        painter.save()
        canvas = Canvas(painter, tokens(), option.font)
        draw_sparkline(canvas, _room(option), index.data(DRAWN_ROLE), MONTHS_PER_YEAR)
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(space(30), space(9))


def _room(option: QStyleOptionViewItem) -> QRectF:
    rect = QRectF(option.rect)
    return rect.adjusted(space(2), space(1), -space(2), -space(1))
