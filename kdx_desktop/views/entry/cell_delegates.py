"""How the cells of 月次入力 look: what can be typed in stands in a field, all else is quiet text."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from kdx_desktop.views.charts.canvas import Canvas
from kdx_desktop.views.charts.small import draw_sparkline
from kdx_desktop.views.entry.cell_texts import NONE_HAPPENED
from kdx_desktop.views.entry.entry_columns import (
    CHANGED_ROLE,
    MADE_ROLE,
    MAKING_ROLE,
    TREND_ROLE,
    VERDICT_ROLE,
    Column,
)
from kdx_desktop.views.entry.typed_cells import Verdict
from kdx_desktop.views.style.fonts import scaled
from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import space, tokens
from kdx_desktop.views.style.type_scale import TextRole

Index = QModelIndex | QPersistentModelIndex
ROW_STEPS = 11  # of the grid: room for two lines of a remark, and for a finger
_LINE_HEIGHT = 1.25
#: Below this a sentence cannot be read in a cell; all of it stands below the table.
_LEAST_REMARK_STEPS = 16
#: What Qt adds to a header's padding, in pixels: text stands under its heading.
HEADER_MARGIN = 3
#: As numbers: the flags themselves take ten times as long to ask, for each cell that is painted.
_SELECTED = QStyle.StateFlag.State_Selected.value
_HAS_FOCUS = QStyle.StateFlag.State_HasFocus.value


class QuietDelegate(QStyledItemDelegate):
    """Text as it is; numbers in equally wide digits; units and the past in grey."""

    def __init__(self, role: TextRole, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._role = role

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        self.paint_ground(painter, option)
        self.paint_text(painter, option, index, self.text_area(option))
        self.paint_focus(painter, option)
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width() + space(4), space(ROW_STEPS))

    def text_area(self, option: QStyleOptionViewItem) -> QRect:
        """Return where the text goes."""
        margin = space(2) + HEADER_MARGIN
        return option.rect.adjusted(margin, 0, -margin, 0)

    def paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, area: QRect
    ) -> None:
        """Write the cell's text on one line, shortened in the middle of nothing but its end."""
        quiet = self._role is TextRole.QUIET or index.column() != Column.METRIC
        painter.setPen(QColor(tokens().quiet_text if quiet else tokens().text))
        draw_line(painter, option, index, area, self._role)

    def paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        """Fill the cell and draw the line under it."""
        present, rect = tokens(), option.rect
        chosen = option.state.value & _SELECTED
        painter.fillRect(rect, QColor(present.accent_soft if chosen else present.surface))
        painter.setPen(QColor(present.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def paint_focus(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        """Draw the frame of the cell that has the keyboard."""
        if option.state.value & _HAS_FOCUS:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            draw_frame(painter, option.rect.adjusted(1, 1, -1, -2), tokens().focus, 2)


class NameDelegate(QuietDelegate):
    """The metric's name, on two lines where one does not do."""

    @override
    def paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, area: QRect
    ) -> None:
        painter.setPen(QColor(tokens().text))
        painter.setFont(scaled(option.font, self._role))
        draw_wrapped(painter, area, str(index.data()))


class TrendDelegate(QuietDelegate):
    """The last twelve months and the typed value as a small line."""

    @override
    def paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, area: QRect
    ) -> None:
        values = [None if amount is None else Fraction(amount) for amount in index.data(TREND_ROLE)]
        room = QRectF(area.adjusted(0, space(2), 0, -space(2)))
        draw_sparkline(Canvas(painter, tokens(), option.font), room, values)


class FieldDelegate(QuietDelegate):
    """A cell to type in: its frame says so, and turns red or amber with the verdict."""

    @override
    def text_area(self, option: QStyleOptionViewItem) -> QRect:
        return super().text_area(option).adjusted(0, 0, 0, -1)  # in the middle of the field

    @override
    def paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, area: QRect
    ) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self._paint_field(painter, field_of(option.rect), index)
        verdict = index.data(VERDICT_ROLE)
        present = tokens()
        colour = present.text
        if verdict.refusal and index.column() == Column.VALUE:
            colour = present.error
        elif index.column() == Column.STATE and index.data() == NONE_HAPPENED:
            colour = present.quiet_text
        if index.column() == Column.VALUE and (making := index.data(MAKING_ROLE)):
            self._paint_making(painter, option.rect, making, made=bool(index.data(MADE_ROLE)))
        painter.setPen(QColor(colour))
        draw_line(painter, option, index, area, self._role)

    def _paint_making(self, painter: QPainter, cell: QRect, making: str, *, made: bool) -> None:
        """Draw what the figure can be made from; on blue where it was."""
        place = making_place(cell)
        if made:
            painter.fillRect(place.adjusted(3, 3, -3, -3), QColor(tokens().accent_soft))
        side = space(4)
        inside = QRect(0, 0, side, side)
        inside.moveCenter(place.center())
        name = {"paper": "table", "works": "list-check"}[making]
        icon(name, "accent" if made else "quiet_text").paint(painter, inside)

    def _paint_field(self, painter: QPainter, field: QRect, index: Index) -> None:
        colour, ground, width = self._frame(index.data(VERDICT_ROLE), Column(index.column()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(ground))
        draw_frame(painter, field, colour, width)
        if index.data(CHANGED_ROLE) and index.column() == Column.VALUE:
            painter.fillRect(
                QRect(field.left() + 2, field.top() + 4, 3, field.height() - 8),
                QColor(tokens().accent),
            )
        if index.column() == Column.STATE:
            side = space(4)
            place = QRect(0, 0, side, side)
            place.moveCenter(field.center())
            place.moveRight(field.right() - space(1))
            icon("chevron-down", "quiet_text").paint(painter, place)

    def _frame(self, verdict: Verdict, column: Column) -> tuple[str, str, int]:
        """Return the frame's colour, the ground and the frame's width."""
        present = tokens()
        if column is Column.VALUE and verdict.refusal:
            return present.error, present.error_soft, 2
        if column is Column.NOTE and verdict.needs_note:
            return present.warning, present.warning_soft, 2
        return present.field_line, present.surface, 1


class RemarkDelegate(QuietDelegate):
    """確認: an icon and the sentence beside the cell, on two lines; a narrow cell has the icon."""

    @override
    def paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, area: QRect
    ) -> None:
        verdict: Verdict = index.data(VERDICT_ROLE)
        if not verdict.remark:
            return
        name, colour = remark_look(verdict)
        side = space(4)
        place = QRect(area.left(), area.center().y() - side // 2, side, side)
        icon(name, colour).paint(painter, place)
        painter.setPen(QColor(getattr(tokens(), colour)))
        painter.setFont(scaled(option.font, TextRole.QUIET))
        room = area.adjusted(side + space(1), 0, 0, 0)
        if room.width() >= space(_LEAST_REMARK_STEPS):
            draw_wrapped(painter, room, verdict.remark)


def remark_look(verdict: Verdict) -> tuple[str, str]:
    """Return the icon of a verdict and the token of its colour; the icons differ in shape."""
    if verdict.refusal:
        return "alert-triangle", "error"
    if verdict.needs_note:
        return "help", "warning"
    return "info-circle", "quiet_text"


def draw_wrapped(painter: QPainter, area: QRect, text: str) -> None:
    """Write a text on at most two lines in the middle of the area, shortened at its end."""
    layout = QTextLayout(text, painter.font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    first = layout.createLine()
    first.setLineWidth(area.width())
    layout.endLayout()
    metrics = painter.fontMetrics()
    rest = text[first.textLength() :].strip() if first.isValid() else ""
    shown = [text[: len(text) - len(rest)].strip()]
    if rest:
        shown.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, area.width()))
    height = round(metrics.height() * _LINE_HEIGHT)
    top = area.center().y() - height * len(shown) // 2
    for number, line in enumerate(shown):
        room = QRect(area.left(), top + number * height, area.width(), height)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)


def draw_line(
    painter: QPainter, option: QStyleOptionViewItem, index: Index, area: QRect, role: TextRole
) -> None:
    """Write the display text on one line, shortened at its end."""
    painter.setFont(scaled(option.font, role))
    text = " ".join(str(index.data() or "").split("\n"))
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), short)


def draw_frame(painter: QPainter, rect: QRect, colour: str, width: int) -> None:
    """Draw a rounded frame inside the rectangle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), width))
    painter.drawRoundedRect(rect, 4, 4)


def making_place(rect: QRect) -> QRect:
    """Return where in a value's cell to click for what it is made from."""
    field = field_of(rect)
    return QRect(field.left() + 4, field.top(), space(7), field.height())


def field_of(rect: QRect) -> QRect:
    """Return the field inside a cell."""
    return rect.adjusted(space(1), space(1.5), -space(1), -space(1.5) - 1)
