"""MonthMarks: the fiscal year's submissions of a department as a row of marks, each a letter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from kdx_desktop.metrics.months import Month, fiscal_year_months
from kdx_desktop.services.board import DepartmentMonth
from kdx_desktop.views.plain_text import name_for_readers, tool_tip
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.widgets.reader_roles import read_as
from kdx_desktop.views.widgets.standing_look import paint_standing

#: Steps of the grid: a month's room, its mark and the least of both, the name below.
_SLOT, _WIDTH, _LEAST, _HEIGHT, _NAME = 10.5, 9, 7, 6, 6


class MonthMarks(QWidget):
    """Twelve months from April; those to come, or before the department began, are left empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._months: tuple[Month, ...] = ()
        self._rows: dict[Month, DepartmentMonth] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        read_as(self, QAccessible.Role.Graphic)

    def show_months(self, fiscal_year: int, rows: Sequence[DepartmentMonth]) -> None:
        """Show another year."""
        self._months = fiscal_year_months(fiscal_year)
        self._rows = {row.month: row for row in rows}
        said = "、".join(_told(row) for row in rows)
        name_for_readers(self, "今年度の提出状況", said)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(12 * space(_SLOT), space(_HEIGHT + _NAME + 1))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(12 * space(_LEAST), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for position, month in enumerate(self._months):
            self._paint_month(painter, position, month)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens().focus), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            position = int(event.pos().x() // self._slot())
            inside = 0 <= position < len(self._months)
            row = self._rows.get(self._months[position]) if inside else None
            QToolTip.showText(event.globalPos(), tool_tip(_told(row) if row else ""), self)
            return True
        return super().event(event)

    def _slot(self) -> float:
        return min(max(self.width(), 1) / 12, space(_SLOT))

    def _paint_month(self, painter: QPainter, position: int, month: Month) -> None:
        slot, shown = self._slot(), tokens()
        left, width = slot * position, min(space(_WIDTH), slot - space(0.5))
        place = QRectF(left, 0, width, space(_HEIGHT))
        row = self._rows.get(month)
        if row is None:
            painter.setPen(QColor(shown.disabled_text))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "・")
        else:
            paint_standing(painter, place, row.standing, self.font(), late=row.late)
        painter.setPen(QColor(shown.quiet_text))
        below = QRectF(left, place.bottom() + space(1), width, space(_NAME - 1))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"{month.month}月")


def _told(row: DepartmentMonth) -> str:
    late = "（期限を過ぎています）" if row.late else ""
    return f"{row.month.month}月 {row.standing.japanese}{late}"
