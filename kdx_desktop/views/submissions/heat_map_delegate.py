"""How a cell of the map looks: its mark, and a frame where it is chosen or has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from kdx_desktop.services.board import DepartmentMonth, Standing
from kdx_desktop.views.style.fonts import scaled
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.submissions.heat_map_table_model import CELL_ROLE, Index
from kdx_desktop.views.widgets.standing_look import paint_standing

ROW_STEPS = 7.5
CELL_STEPS = 10.5
_MOST_MARKS = 200
#: As numbers: the flags themselves take ten times as long to ask, for each cell that is painted.
_SELECTED = QStyle.StateFlag.State_Selected.value
_HAS_FOCUS = QStyle.StateFlag.State_HasFocus.value
#: State, late, width, height, and pixels to a unit of them.
_Look = tuple[Standing, bool, int, int, float]


class HeatMapDelegate(QStyledItemDelegate):
    """``chosen`` is the column of the chosen month, which has a ground of its own."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.chosen = 0
        self._marks: dict[tuple[object, ...], QPixmap] = {}

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
        painter.setPen(QColor(shown.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if row is not None:
            edge = space(0.75)
            inside = rect.adjusted(edge, edge, -edge, -edge - 1)
            scale = painter.device().devicePixelRatioF()
            look = (row.standing, row.late, inside.width(), inside.height(), scale)
            painter.drawPixmap(inside.topLeft(), self._mark(look, option.font))
        elif is_bureau:
            painter.setPen(QColor(shown.quiet_text))
            painter.setFont(scaled(option.font, TextRole.NUMBER))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        state = option.state.value
        if state & (_SELECTED | _HAS_FOCUS):
            self._paint_frames(painter, option.rect, state)
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(space(CELL_STEPS), space(ROW_STEPS))

    def _mark(self, look: _Look, font: QFont) -> QPixmap:
        """Return a mark that was painted before: a map has hundreds, of a dozen kinds."""
        key = (tokens().accent, tokens().surface, font.key(), *look)
        if len(self._marks) > _MOST_MARKS:  # the window was pulled larger, step by step
            self._marks.clear()
        if key not in self._marks:
            standing, late, width, height, scale = look
            made = QPixmap(round(width * scale), round(height * scale))
            made.setDevicePixelRatio(scale)
            made.fill(Qt.GlobalColor.transparent)
            painter = QPainter(made)
            paint_standing(painter, QRectF(0, 0, width, height), standing, font, late=late)
            painter.end()
            self._marks[key] = made
        return self._marks[key]

    def _paint_frames(self, painter: QPainter, rect: QRect, state: int) -> None:
        shown = tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inside = QRectF(rect).adjusted(1, 1, -1, -2)
        if state & _SELECTED:
            painter.setPen(QPen(QColor(shown.accent), 2))
            painter.drawRoundedRect(inside, space(1), space(1))
        if state & _HAS_FOCUS:
            painter.setPen(QPen(QColor(shown.focus), 2, Qt.PenStyle.SolidLine))
            painter.drawRoundedRect(inside.adjusted(2, 2, -2, -2), space(0.75), space(0.75))
