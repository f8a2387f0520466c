"""How the cells of 業務別の入力 look: fields to type in, and boxes to tick."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem
from typing_extensions import override

from kdx_desktop.views.entry.cell_delegates import (
    QuietDelegate,
    draw_frame,
    draw_line,
    field_of,
)
from kdx_desktop.views.entry.cell_editors import TextDelegate
from kdx_desktop.views.entry.work_rows import WORK_NUMBERS
from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.style.type_scale import TextRole

Index = QModelIndex | QPersistentModelIndex


class WorkDelegate(TextDelegate):
    """A text or a number; in a field where it can be typed."""

    @override
    def paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, area: QRect
    ) -> None:
        number = index.column() in WORK_NUMBERS
        role = TextRole.NUMBER if number else TextRole.BODY
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            painter.setBrush(QColor(tokens().surface))
            draw_frame(painter, field_of(option.rect), tokens().field_line, 1)
        painter.setPen(QColor(tokens().text))
        draw_line(painter, option, index, area, role)


class TickDelegate(QuietDelegate):
    """A box to tick and what it says; a click anywhere in the cell and Space tick it."""

    @override
    def paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, area: QRect
    ) -> None:
        side = space(4)
        box = QRect(area.left(), area.center().y() - side // 2, side, side)
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        if index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            painter.setPen(QPen(QColor(tokens().accent if ticked else tokens().field_line), 1))
            painter.setBrush(QColor(tokens().accent if ticked else tokens().surface))
            painter.drawRoundedRect(box, 3, 3)
            if ticked:
                icon("check", "on_accent").paint(painter, box.adjusted(1, 1, -1, -1))
            area = area.adjusted(side + space(1.5), 0, 0, 0)
        painter.setPen(QColor(tokens().text))
        draw_line(painter, option, index, area, TextRole.BODY)

    @override
    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        if isinstance(event, QMouseEvent):
            if event.type() != QEvent.Type.MouseButtonRelease:
                return False
            checkable = bool(index.flags() & Qt.ItemFlag.ItemIsUserCheckable)
            return checkable and toggle(model, index)
        return super().editorEvent(event, model, option, index)


def toggle(model: QAbstractItemModel, index: Index) -> bool:
    """Tick a box, or untick it."""
    ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    state = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
    return model.setData(index, state, Qt.ItemDataRole.CheckStateRole)
