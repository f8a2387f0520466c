"""Canvas: where a chart is drawn, with the colours and fonts of the look, and what all kinds share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from kdx_desktop.reports.charts import ChartSpec, Role
from kdx_desktop.reports.number_text import with_unit
from kdx_desktop.views.style.fonts import scaled
from kdx_desktop.views.style.tokens import Tokens
from kdx_desktop.views.style.type_scale import TextRole

_TICKS = 12 / 14  # ticks and labels, as a part of body text

#: How much a band covers of what is behind it.
_BAND = 0.16

_COLOURS = {
    Role.US: "accent",
    Role.BASELINE: "baseline",
    Role.TARGET: "target",
    Role.PACE: "quiet_text",
    Role.FORECAST: "accent",
    Role.FORECAST_LOW: "accent",
    Role.FORECAST_HIGH: "accent",
}


@dataclass(frozen=True)
class EndLabel:
    """What stands at the end of a line or beside the last bar, in place of a legend."""

    text: str
    y: float
    colour: str
    bold: bool = False


class Canvas:
    """A painter, the look, and a few strokes that all charts are made of.

    ``font`` is the widget's body font; everything is measured from it.
    """

    def __init__(self, painter: QPainter, tokens: Tokens, font: QFont) -> None:
        if painter.isActive():  # else the canvas only measures
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter = painter
        self.tokens = tokens
        self.font, self.bold, self.metrics = _measured(font.pointSizeF())
        self.line_height = self.metrics.height()
        #: One step of the grid, in proportion to the text.
        self.step = self.metrics.height() / 4

    def colour(self, role: Role) -> str:
        """Return the colour of what a series stands for."""
        return str(getattr(self.tokens, _COLOURS[role]))

    def width(self, text: str, *, bold: bool = False) -> float:
        """Return the width of a text."""
        return (
            QFontMetricsF(self.bold).horizontalAdvance(text)
            if bold
            else (self.metrics.horizontalAdvance(text))
        )

    def text(
        self,
        rect: QRectF,
        text: str,
        colour: str,
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        *,
        bold: bool = False,
    ) -> None:
        """Write one line, shortened with … where it does not fit."""
        font = self.bold if bold else self.font
        self.painter.setFont(font)
        self.painter.setPen(QColor(colour))
        shown = QFontMetricsF(font).elidedText(
            text, Qt.TextElideMode.ElideRight, rect.width() + 0.5
        )
        flags = alignment | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        self.painter.drawText(rect, flags, shown)

    def line(
        self, start: QPointF, end: QPointF, colour: str, width: float = 1.0, *, dashed: bool = False
    ) -> None:
        """Draw a straight line; one that is one pixel wide stays sharp."""
        pen = QPen(QColor(colour), width)
        if dashed:
            pen.setDashPattern([4, 3])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self.painter.setPen(pen)
        if width <= 1:
            start, end = _sharp(start), _sharp(end)
        self.painter.drawLine(start, end)

    def fill(self, rect: QRectF, colour: str, radius: float = 0.0) -> None:
        """Fill a rectangle."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(colour))
        self.painter.drawRoundedRect(rect, radius, radius)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)

    def outline(self, rect: QRectF, colour: str) -> None:
        """Draw a thin frame inside a rectangle."""
        self.painter.setPen(QPen(QColor(colour), 1))
        inside = rect.adjusted(0.5, 0.5, -0.5, -0.5)
        self.painter.drawRect(inside)

    def polyline(
        self,
        points: Iterable[QPointF | None],
        colour: str,
        width: float,
        *,
        dashed: bool = False,
    ) -> None:
        """Draw a line through the points; it is broken where one is missing."""
        pen = QPen(QColor(colour), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if dashed:
            pen.setDashPattern([4, 3])
        self.painter.setPen(pen)
        part: list[QPointF] = []
        for point in (*points, None):
            if point is not None:
                part.append(point)
                continue
            if len(part) > 1:
                self.painter.drawPolyline(QPolygonF(part))
            part = []

    def band(
        self, low: Sequence[QPointF | None], high: Sequence[QPointF | None], colour: str
    ) -> None:
        """Fill what lies between two lines, faintly: what is behind it stays in sight."""
        lows = [point for point in low if point is not None]
        highs = [point for point in high if point is not None]
        if len(lows) > 1:
            ground = QColor(colour)
            ground.setAlphaF(_BAND)
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(ground)
            self.painter.drawPolygon(QPolygonF([*lows, *reversed(highs)]))
            self.painter.setBrush(Qt.BrushStyle.NoBrush)

    def dot(self, centre: QPointF, radius: float, colour: str) -> None:
        """Draw a dot with a rim of the ground, so that it stands out from its line."""
        self.painter.setPen(QPen(QColor(self.tokens.surface), radius / 2))
        self.painter.setBrush(QColor(colour))
        self.painter.drawEllipse(centre, radius, radius)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)

    def end_labels(self, x: float, room: QRectF, labels: Sequence[EndLabel]) -> None:
        """Write labels at x, near their height, without one covering another."""
        height = self.line_height * 1.25
        places = spread([label.y for label in labels], height, room.top(), room.bottom())
        for label, y in zip(labels, places, strict=True):
            width = min(self.width(label.text, bold=label.bold), room.right() - x)
            rect = QRectF(x, y - height / 2, width + 1, height)
            self.fill(rect.adjusted(-self.step / 2, 0, self.step, 0), self.tokens.surface)
            self.text(rect, label.text, label.colour, bold=label.bold)


def spread(wanted: Sequence[float], height: float, top: float, bottom: float) -> list[float]:
    """Move heights apart so that lines of text do not overlap, and keep them within the room."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = list(wanted)
    least = top + height / 2
    for index in order:
        placed[index] = max(placed[index], least)
        least = placed[index] + height
    most = bottom - height / 2
    for index in reversed(order):
        placed[index] = min(placed[index], most)
        most = placed[index] - height
    return placed


def labelled(name: str, value: Fraction | None, spec: ChartSpec) -> str:
    """Return a series' name and value, as they stand beside it."""
    return f"{name} {with_unit(value, spec.value_format, spec.unit)}"


def last_known(values: Sequence[Fraction | None]) -> int:
    """Return the position of the last value there is; -1 when there is none."""
    return max((index for index, value in enumerate(values) if value is not None), default=-1)


@lru_cache(maxsize=32)
def _measured(body_points: float) -> tuple[QFont, QFont, QFontMetricsF]:
    """Measure once for each size of text: every small chart in a cell has a canvas of its own."""
    body = QFont()
    body.setPointSizeF(body_points)
    font = scaled(body, TextRole.BODY)
    font.setPointSizeF(body_points * _TICKS)
    bold = QFont(font)
    bold.setBold(True)
    return font, bold, QFontMetricsF(font)


def _sharp(point: QPointF) -> QPointF:
    return QPointF(int(point.x()) + 0.5, int(point.y()) + 0.5)
