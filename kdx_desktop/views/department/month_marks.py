"""MonthMarks: the fiscal year's submissions of a department as a row of marks, each a letter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from kdx_desktop.metrics.months import Month, fiscal_year_months
from kdx_desktop.services.board import DepartmentMonth, Standing
from kdx_desktop.views.plain_text import name_for_readers, tool_tip
from kdx_desktop.views.style.fonts import scaled
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.reader_roles import read_as

#: A letter, and the tokens of its text and ground: as in 提出状況.
_LOOKS = {
    Standing.MISSING: ("未", "text", "surface"),
    Standing.DRAFT: ("下", "quiet_text", "subtle"),
    Standing.SUBMITTED: ("提", "accent", "accent_soft"),
    Standing.RETURNED: ("差", "warning", "warning_soft"),
    Standing.APPROVED: ("承", "success", "success_soft"),
}
LEGEND = "　".join(f"{letter} {standing.japanese}" for standing, (letter, *_) in _LOOKS.items())
_SLOT, _MARK, _NAME = 11, 7, 6  # steps of the grid


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
        return QSize(12 * space(_SLOT), space(_MARK + _NAME + 1))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(12 * space(_MARK - 1), self.sizeHint().height())

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
        side = min(space(_MARK), slot * 0.9)
        left = slot * position + (slot - side) / 2
        place = QRectF(left, 1, side, side)
        row = self._rows.get(month)
        if row is None:
            painter.setPen(QColor(shown.disabled_text))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "・")
        else:
            letter, text, ground = _LOOKS[row.standing]
            if row.late:
                text, ground = "error", "error_soft"
            painter.setBrush(QColor(getattr(shown, ground)))
            missing = row.standing is Standing.MISSING and not row.late
            painter.setPen(QPen(QColor(shown.field_line)) if missing else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), space(1), space(1))
            painter.setPen(QColor(getattr(shown, text)))
            painter.setFont(scaled(self.font(), TextRole.BODY))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, letter)
        painter.setPen(QColor(shown.quiet_text))
        below = QRectF(slot * position, side + space(1), slot, space(_NAME - 1))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"{month.month}月")


def _told(row: DepartmentMonth) -> str:
    late = "（期限を過ぎています）" if row.late else ""
    return f"{row.month.month}月 {row.standing.japanese}{late}"
