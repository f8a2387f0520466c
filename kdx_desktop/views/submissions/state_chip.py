"""StateChip: a line of the legend that filters when it is pressed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton, QWidget
from typing_extensions import override

from kdx_desktop.services.board import Standing
from kdx_desktop.views.plain_text import name_for_readers, set_tool_tip
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.widgets.standing_look import paint_standing

_MARK = 5  # steps of the grid
_HEIGHT = 8


class StateChip(QToolButton):
    """The mark of a state, its name and how many there are; ``standing`` None: those late."""

    def __init__(
        self, name: str, standing: Standing | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._standing = standing
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Show how many departments there are."""
        self.setText(f"{self._name} {count:,}")
        name_for_readers(self, f"絞り込み：{self._name} {count:,}部署")
        set_tool_tip(self, f"「{self._name}」の部署だけを表示します。")
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        text = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(text + space(_MARK + 1 + 3), space(_HEIGHT))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, shown, on = QPainter(self), tokens(), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = shown.accent_soft if on else shown.subtle if self.underMouse() else shown.surface
        painter.setBrush(QColor(ground))
        line = shown.focus if self.hasFocus() else shown.accent if on else shown.field_line
        painter.setPen(QPen(QColor(line), 2 if self.hasFocus() or on else 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), space(1), space(1))
        side = space(_MARK)
        mark = QRectF(space(1.5), (self.height() - side) / 2, side, side)
        paint_standing(painter, mark, self._standing, self.font())
        painter.setPen(QColor(shown.accent if on else shown.text))
        room = self.rect().adjusted(round(mark.right()) + space(1), 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
