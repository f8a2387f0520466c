"""LineagePicture: before at the left, after at the right, and ribbons from one to the other."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kdx_desktop.services.organization_checks import Reorganization, share_text
from kdx_desktop.views.plain_text import explain, name_for_readers
from kdx_desktop.views.settings.lineage import Lineage, Place, Ribbon
from kdx_desktop.views.style.shown import space, tokens

_BOX, _GAP, _HEAD, _LEAST_BOX, _LEAST_RIBBON = 12, 4, 9, 32, 22  # steps of the grid
_MIDDLE = 0.5


class LineagePicture(QWidget):
    """The chosen reorganisation in colour, what came before and after it in grey.

    The same is said by the list beside it, which the keyboard and screen readers use.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lineage = Lineage((), (), ())
        self._names: Mapping[str, str] = {}
        self._chosen: Reorganization | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        name_for_readers(self, "機構改革の図")
        explain(
            self,
            "左が前の部署、右が後の部署です。帯の太さと数字は按分率、破線は按分できない承継です。",
        )

    def show_lineage(
        self, lineage: Lineage, names: Mapping[str, str], chosen: Reorganization | None
    ) -> None:
        """Show another family of departments; ``names`` by code."""
        self._lineage, self._names, self._chosen = lineage, names, chosen
        said = "、".join(
            f"{month.japanese}に{names.get(ribbon.start.code, ribbon.start.code)}から"
            f"{names.get(ribbon.end.code, ribbon.end.code)}へ"
            for ribbon in lineage.ribbons
            if ribbon.link is not None
            for month in (ribbon.link.effective_month,)
        )
        name_for_readers(self, "機構改革の図", said)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(space(160), self._height())

    @override
    def minimumSizeHint(self) -> QSize:
        columns = self._lineage.columns
        width = columns * space(_LEAST_BOX) + (columns - 1) * space(_LEAST_RIBBON)
        return QSize(min(width, space(90)), self._height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._lineage.places:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, month in enumerate(self._lineage.months):
            self._draw_month(painter, number, month.japanese)
        for ribbon in self._lineage.ribbons:
            self._draw_ribbon(painter, ribbon)
        for ribbon in self._lineage.ribbons:
            self._draw_share(painter, ribbon)
        for place in self._lineage.places:
            self._draw_place(painter, place)

    def _height(self) -> int:
        return space(_HEAD) + self._lineage.rows * space(_BOX + _GAP)

    def _widths(self) -> tuple[float, float]:
        """Return the width of a box and of what is between two columns."""
        columns = self._lineage.columns
        between = max(self.width() * 0.2, space(_LEAST_RIBBON)) if columns == 2 else 0
        between = between or max(self.width() / (columns * 3), space(_LEAST_RIBBON))
        return max((self.width() - 2 - between * (columns - 1)) / columns, space(12)), between

    def _box(self, place: Place) -> QRectF:
        width, between = self._widths()
        there = sum(other.column == place.column for other in self._lineage.places)
        free = (self._lineage.rows - there) * space(_BOX + _GAP) / 2  # columns are centred
        top = space(_HEAD) + free + place.row * space(_BOX + _GAP)
        return QRectF(1 + place.column * (width + between), top, width, space(_BOX))

    def _is_chosen(self, ribbon: Ribbon) -> bool:
        return (
            self._chosen is not None
            and ribbon.link is not None
            and ribbon.link in self._chosen.links
        )

    def _draw_month(self, painter: QPainter, number: int, text: str) -> None:
        width, between = self._widths()
        left = 1 + width + number * (width + between)
        chosen = self._chosen is not None and self._chosen.month == self._lineage.months[number]
        font = painter.font()
        font.setBold(chosen)
        painter.setFont(font)
        painter.setPen(QColor(tokens().text if chosen else tokens().quiet_text))
        room = QRectF(left - width / 2, 0, between + width, space(_HEAD))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_ribbon(self, painter: QPainter, ribbon: Ribbon) -> None:
        start, end = self._box(ribbon.start), self._box(ribbon.end)
        one, other = (
            QPointF(start.right(), start.center().y()),
            QPointF(end.left(), end.center().y()),
        )
        path = QPainterPath(one)
        middle = (one.x() + other.x()) * _MIDDLE
        path.cubicTo(QPointF(middle, one.y()), QPointF(middle, other.y()), other)
        chosen = self._is_chosen(ribbon)
        colour = QColor(tokens().accent if chosen else tokens().baseline)
        colour.setAlphaF(0.45 if chosen else 0.4)
        pen = QPen(colour)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if ribbon.link is None:
            pen.setWidthF(1.5)
        elif ribbon.link.share is None:
            pen.setWidthF(space(1))
            pen.setStyle(Qt.PenStyle.DashLine)
        else:
            pen.setWidthF(max(float(ribbon.link.share) * space(8), 2.0))
        painter.strokePath(path, pen)

    def _draw_share(self, painter: QPainter, ribbon: Ribbon) -> None:
        if ribbon.link is None:
            return
        share = ribbon.link.share
        text = "按分できない" if share is None else share_text(share)
        start, end = self._box(ribbon.start), self._box(ribbon.end)
        at = self._where_apart(ribbon)
        y = start.center().y() + (end.center().y() - start.center().y()) * (
            3 * at**2 * (1 - at) + at**3
        )
        x = start.right() + (end.left() - start.right()) * at
        font = painter.font()
        font.setBold(False)
        painter.setFont(font)
        size = painter.fontMetrics().boundingRect(text)
        room = QRectF(0, 0, size.width() + space(2), size.height() + 2)
        room.moveCenter(QPointF(x, y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().surface))
        painter.drawRoundedRect(room, space(1), space(1))
        painter.setPen(QColor(tokens().text if self._is_chosen(ribbon) else tokens().quiet_text))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _where_apart(self, ribbon: Ribbon) -> float:
        """Return how far on its way a ribbon is apart from the others: a merger's at the start."""
        heirs = sum(other.start == ribbon.start for other in self._lineage.ribbons)
        sources = sum(other.end == ribbon.end for other in self._lineage.ribbons)
        return 0.72 if heirs > sources else 0.28

    def _draw_place(self, painter: QPainter, place: Place) -> None:
        box = self._box(place)
        chosen = any(
            self._is_chosen(ribbon) and place in {ribbon.start, ribbon.end}
            for ribbon in self._lineage.ribbons
        )
        pen = QPen(QColor(tokens().accent if chosen else tokens().field_line))
        pen.setWidthF(2 if chosen else 1)
        painter.setPen(pen)
        painter.setBrush(QColor(tokens().accent_soft if chosen else tokens().surface))
        painter.drawRoundedRect(box, space(1), space(1))
        inside = box.adjusted(space(2), space(1), -space(2), -space(1))
        font = painter.font()
        font.setBold(chosen)
        painter.setFont(font)
        painter.setPen(QColor(tokens().text))
        name = self._names.get(place.code, "（未登録）")
        elided = painter.fontMetrics().elidedText(
            name, Qt.TextElideMode.ElideRight, round(inside.width())
        )
        upper = QRectF(inside.left(), inside.top(), inside.width(), inside.height() / 2)
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, elided)
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(QColor(tokens().quiet_text))
        lower = upper.translated(0, inside.height() / 2)
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, place.code)
