"""How a cell of the map looks: its mark, and a frame where it is chosen or has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from kdx_desktop.services.board import DepartmentMonth
from kdx_desktop.views.style.fonts import scaled
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.submissions.heat_map_table_model import CELL_ROLE, Index
from kdx_desktop.views.submissions.state_look import paint_state

ROW_STEPS = 7.5
CELL_STEPS = 10.5


class HeatMapDelegate(QStyledItemDelegate):
    """``chosen`` is the column of the chosen month, which has a ground of its own."""

    chosen = 0

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown = tokens()
        row: DepartmentMonth | None = index.data(CELL_ROLE)
        is_bureau = row is None and bool(index.data())
        rect = option.rect
        ground = shown.page if is_bureau else shown.surface
        if index.column() == self.chosen:
            ground = shown.accent_soft
        painter.save()
        painter.fillRect(rect, QColor(ground))
        painter.setPen(QPen(QColor(shown.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if row is not None:
            inside = QRectF(rect).adjusted(space(0.75), space(0.75), -space(0.75), -space(0.75) - 1)
            paint_state(painter, inside, row.standing, option.font, late=row.late)
        elif is_bureau:
            painter.setPen(QColor(shown.quiet_text))
            painter.setFont(scaled(option.font, TextRole.NUMBER))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        self._paint_frames(painter, option)
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(space(CELL_STEPS), space(ROW_STEPS))

    def _paint_frames(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        shown = tokens()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if not (chosen or focus):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inside = QRectF(option.rect).adjusted(1, 1, -1, -2)
        if chosen:
            painter.setPen(QPen(QColor(shown.accent), 2))
            painter.drawRoundedRect(inside, space(1), space(1))
        if focus:
            painter.setPen(QPen(QColor(shown.focus), 2, Qt.PenStyle.SolidLine))
            painter.drawRoundedRect(inside.adjusted(2, 2, -2, -2), space(0.75), space(0.75))
