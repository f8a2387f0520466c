"""PaletteLine: paints a line of the palette — icon, title, what it is, and its keys at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from kdx_desktop.views.finding import Finding
from kdx_desktop.views.palette_table_model import FINDING_ROLE
from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import space, tokens

#: The height of a line, in steps of the grid.
LINE_STEPS = 10


class PaletteLine(QStyledItemDelegate):
    """The line that Enter takes has a bar at its left: not colour alone."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(space(20), space(LINE_STEPS))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        one: Finding = index.data(FINDING_ROLE)
        look, place = tokens(), QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(look.accent_soft))
            bar = QRect(place.left(), place.top(), space(1), place.height())
            painter.fillRect(bar, QColor(look.accent))
        side = space(5)
        spot = QRect(place.left() + space(4), place.center().y() - side // 2, side, side)
        icon(one.icon, "quiet_text").paint(painter, spot)
        left, right = spot.right() + space(3), place.right() - space(4)
        metrics = QFontMetrics(painter.font())
        if one.keys:
            width = metrics.horizontalAdvance(one.keys)
            room = QRect(right - width, place.top(), width + 1, place.height())
            _write(painter, room, one.keys, look.quiet_text)
            right = room.left() - space(4)
        detail = min(metrics.horizontalAdvance(one.detail), (right - left) // 2)
        room = QRect(right - detail, place.top(), detail + 1, place.height())
        _write(painter, room, metrics.elidedText(one.detail, _END, detail + 1), look.quiet_text)
        wide = max(room.left() - space(3) - left, 0)
        title = metrics.elidedText(one.title, _END, wide)
        _write(painter, QRect(left, place.top(), wide, place.height()), title, look.text)


_END = Qt.TextElideMode.ElideRight


def _write(painter: QPainter, place: QRect, text: str, colour: str) -> None:
    painter.setPen(QColor(colour))
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(place, int(flags | Qt.TextFlag.TextSingleLine), text)
