"""Funnel: each department a point, how much it did to the right, its rate upward, chance between.

Which side of the limits a point lies on is told by its shape — circle inside, triangle outside,
filled where it is far outside — and by its name beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF

from kdx_desktop.metrics.funnel import Band, Limits
from kdx_desktop.reports.charts import Axis, ChartSpec, Role, ValueFormat, axis
from kdx_desktop.reports.number_text import value_text
from kdx_desktop.views.charts.canvas import Canvas, EndLabel

_TENTH = Fraction(1, 10)
_CURVES = (
    (Role.OUTER_LOW, False),
    (Role.INNER_LOW, True),
    (Role.INNER_HIGH, True),
    (Role.OUTER_HIGH, False),
)
_MOST_LINES = 6
_NAME_EMS = 9  # the most that a name beside a point may take
_ABOVE = {Band.ABOVE, Band.FAR_ABOVE}
_FAR = {Band.FAR_BELOW, Band.FAR_ABOVE}


class FunnelPlot:
    """Where the points, the limits and the axes of a funnel lie within a rectangle."""

    def __init__(self, canvas: Canvas, rect: QRectF, spec: ChartSpec) -> None:
        self.canvas = canvas
        self.spec = spec
        self.sizes = _known(spec, Role.SIZE)
        self.rates = _known(spec, Role.US)
        self.centre = _known(spec, Role.TARGET)[0]
        self.limits = [
            Limits(*row) for row in zip(*(_known(spec, r) for r, _ in _CURVES), strict=True)
        ]
        self.bands = [
            limits.judge(rate) for limits, rate in zip(self.limits, self.rates, strict=True)
        ]
        size_series = tuple(one for one in spec.series if one.role is Role.SIZE)
        self.across = axis(replace(spec, value_format=ValueFormat.COUNT, series=size_series))
        self.upward = _rates_axis(self.rates)
        ticks = [self.tick(tick) for tick in self.upward.ticks]
        left = rect.left() + max(map(canvas.width, ticks)) + canvas.step * 2
        self._right = rect.right()
        self._labelled: list[QRectF] = []
        centre = canvas.width(self._centre_text(), bold=True)
        self.area = QRectF(
            left,
            rect.top() + canvas.line_height * 0.6,
            max(rect.right() - left - centre - canvas.step * 3, 1.0),
            max(rect.height() - canvas.line_height * 3.4, 1.0),
        )

    def tick(self, value: Fraction) -> str:
        """Write a rate beside the axis."""
        return value_text(value, ValueFormat.PERCENT).replace(".0%", "%")

    def x(self, size: Fraction) -> float:
        """Return the place of a number of things."""
        return self.area.left() + self.across.position(size) * self.area.width()

    def y(self, rate: Fraction) -> float:
        """Return the height of a rate."""
        return self.area.bottom() - self.upward.position(rate) * self.area.height()

    def point(self, position: int) -> QPointF:
        """Return the place of a department."""
        return QPointF(self.x(self.sizes[position]), self.y(self.rates[position]))

    def nearest(self, place: QPointF, reach: float) -> int | None:
        """Return the department next to a place; None when there is none within reach."""
        found = [
            ((self.point(one) - place).manhattanLength(), one) for one in range(len(self.sizes))
        ]
        distance, position = min(found, default=(reach, 0))
        return position if distance < reach else None

    def draw_axes(self) -> None:
        """Draw quiet lines at round rates, and numbers below."""
        canvas, tokens, area = self.canvas, self.canvas.tokens, self.area
        height = canvas.line_height
        for tick in self.upward.ticks:
            y = self.y(tick)
            canvas.line(QPointF(area.left(), y), QPointF(area.right(), y), tokens.grid)
            place = QRectF(0, y - height / 2, area.left() - canvas.step * 1.5, height)
            canvas.text(place, self.tick(tick), tokens.quiet_text, Qt.AlignmentFlag.AlignRight)
        canvas.line(area.bottomLeft(), area.bottomRight(), tokens.field_line)
        for tick in self.across.ticks:
            text = value_text(tick, ValueFormat.COUNT)
            place = QRectF(
                self.x(tick) - height * 2, area.bottom() + height * 0.4, height * 4, height
            )
            canvas.text(place, text, tokens.quiet_text, Qt.AlignmentFlag.AlignHCenter)
        name = next(one.name for one in self.spec.series if one.role is Role.SIZE)
        place = QRectF(area.left(), area.bottom() + height * 1.5, area.width(), height)
        canvas.text(place, f"{name} →", tokens.quiet_text, Qt.AlignmentFlag.AlignRight)

    def draw_limits(self) -> None:
        """Draw the curves of the limits and the city's line, each named at its right end."""
        canvas = self.canvas
        order = sorted(range(len(self.sizes)), key=lambda position: self.sizes[position])
        last = self.area.right()
        canvas.painter.save()
        canvas.painter.setClipRect(self.area.adjusted(0, -1, 0, 1))
        labels = []
        for role, inner in _CURVES:
            values = _known(self.spec, role)
            points = [QPointF(self.x(self.sizes[one]), self.y(values[one])) for one in order]
            colour = canvas.tokens.field_line
            canvas.polyline(points, colour, 1.5, dashed=inner)
            if self.area.top() < points[-1].y() < self.area.bottom():
                text = "95%の線" if inner else "99.8%の線"
                labels.append(EndLabel(text, points[-1].y(), canvas.tokens.quiet_text))
        y = self.y(self.centre)
        canvas.line(QPointF(self.area.left(), y), QPointF(last, y), canvas.colour(Role.TARGET), 2)
        canvas.painter.restore()
        end = self.x(max(self.sizes)) + canvas.step * 2
        canvas.end_labels(end, QRectF(end, 0, self._right - end, self.area.bottom()), labels)
        height = canvas.line_height
        self._labelled = [
            QRectF(end, one.y - height, canvas.width(one.text), height * 2) for one in labels
        ]
        centre = EndLabel(self._centre_text(), y, canvas.colour(Role.TARGET), bold=True)
        room = QRectF(last + canvas.step, 0, self._right - last, self.area.bottom())
        canvas.end_labels(room.left(), room, [centre])

    def draw_point(self, position: int, *, own: bool = False) -> None:
        """Draw a department: a circle inside, a triangle that points to where it lies outside."""
        canvas, band = self.canvas, self.bands[position]
        tokens = canvas.tokens
        colour = tokens.quiet_text
        if band is not Band.INSIDE:
            colour = tokens.accent if band in _ABOVE else tokens.grade_c
        filled = band in _FAR
        painter = canvas.painter
        painter.setPen(QPen(QColor(colour), 1.5))
        painter.setBrush(QColor(colour if filled else tokens.surface))
        reach, middle = canvas.step * (1.5 if own else 1.0), self.point(position)
        if band is Band.INSIDE:
            painter.drawEllipse(middle, reach * 0.8, reach * 0.8)
        else:
            tip = -reach if band in _ABOVE else reach
            painter.drawPolygon(
                QPolygonF(
                    [
                        middle + QPointF(0, tip),
                        middle + QPointF(reach, -tip * 0.8),
                        middle + QPointF(-reach, -tip * 0.8),
                    ]
                )
            )
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def draw_ring(self, position: int) -> None:
        """Draw around the chosen department."""
        painter = self.canvas.painter
        painter.setPen(QPen(QColor(self.canvas.tokens.focus), 2))
        painter.drawEllipse(self.point(position), self.canvas.step * 2.6, self.canvas.step * 2.6)

    def draw_names(self, first: Sequence[int]) -> None:
        """Name these, then those outside, the farthest first, wherever there is room for a name."""
        taken = [self._around(position) for position in range(len(self.sizes))]
        outside = [one for one, band in enumerate(self.bands) if band is not Band.INSIDE]
        outside.sort(key=self._distance, reverse=True)
        for position in dict.fromkeys((*first, *outside)):
            must = position in first
            name = self.spec.categories[position]
            width = min(self.canvas.width(name, bold=must) + 2, self.canvas.line_height * _NAME_EMS)
            others = [*(rect for one, rect in enumerate(taken) if one != position), *self._labelled]
            free = (
                place
                for place in self._places(position, width)
                if self.area.contains(place) and not any(map(place.intersects, others))
            )
            chosen = next(free, next(self._places(position, width)) if must else None)
            if chosen is not None:
                if must:
                    self.canvas.fill(chosen, self.canvas.tokens.surface)
                self.canvas.text(chosen, name, self.canvas.tokens.text, bold=must)
                taken.append(chosen)

    def _places(self, position: int, width: float) -> Iterator[QRectF]:
        point, height = self.point(position), self.canvas.line_height
        away = self.canvas.step * 1.6
        for x, y in (
            (point.x() + away, point.y() - height / 2),
            (point.x() - away - width, point.y() - height / 2),
            (point.x() - width / 2, point.y() - away - height),
            (point.x() - width / 2, point.y() + away),
        ):
            yield QRectF(x, y, width, height)

    def _around(self, position: int) -> QRectF:
        reach, point = self.canvas.step, self.point(position)
        return QRectF(point.x() - reach, point.y() - reach, reach * 2, reach * 2)

    def _distance(self, position: int) -> float:
        """Return how far a rate is from the city's, in terms of its own limits."""
        limits, rate, centre = self.limits[position], self.rates[position], self.centre
        edge = limits.inner_high if rate > centre else limits.inner_low
        return float(abs(rate - centre) / (abs(edge - centre) or 1))

    def _centre_text(self) -> str:
        return f"市の率 {value_text(self.centre, ValueFormat.PERCENT)}"


def draw(
    canvas: Canvas, rect: QRectF, spec: ChartSpec, own: int | None = None, chosen: int | None = None
) -> None:
    """Draw a funnel; ``own`` and ``chosen`` are positions that are marked."""
    if not spec.categories or len(_known(spec, Role.US)) < len(spec.categories):
        return
    plot = FunnelPlot(canvas, rect, spec)
    plot.draw_axes()
    plot.draw_limits()
    marked = [one for one in (chosen, own) if one is not None]
    for position in range(len(spec.categories)):
        if position not in marked:
            plot.draw_point(position)
    for position in marked:
        plot.draw_point(position, own=position == own)
    if chosen is not None:
        plot.draw_ring(chosen)
    plot.draw_names(marked)


def _known(spec: ChartSpec, role: Role) -> list[Fraction]:
    series = spec.of(role)
    return [] if series is None else [value for value in series.values if value is not None]


def _rates_axis(rates: Sequence[Fraction]) -> Axis:
    """Return an axis over round tenths; points, unlike bars, need no zero."""
    low = min(rates) // _TENTH * _TENTH
    high = -(-max(rates) // _TENTH) * _TENTH
    if high == low:
        low, high = max(low - _TENTH, Fraction(0)), min(high + _TENTH, Fraction(1))
    step = _TENTH if (high - low) / _TENTH <= _MOST_LINES else _TENTH * 2
    return Axis(low // step * step, -(-high // step) * step, step)
