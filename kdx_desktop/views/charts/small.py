"""Small charts for table cells and lists: a bar, and a sparkline."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF

from kdx_desktop.reports.charts import ChartSpec, Role
from kdx_desktop.views.charts.canvas import Canvas, last_known

_ZERO = Fraction(0)


def draw_bar(canvas: Canvas, rect: QRectF, value: Fraction, low: Fraction, high: Fraction) -> None:
    """Draw a bar from zero to the value, on a scale from low ≤ 0 to high ≥ 0; left for a loss."""
    span = (high - low) or Fraction(1)
    zero = rect.left() + float((_ZERO - low) / span) * rect.width()
    end = rect.left() + float((value - low) / span) * rect.width()
    bar = QRectF(min(zero, end), rect.top(), max(abs(end - zero), 1.0), rect.height())
    canvas.fill(bar, canvas.tokens.accent if value >= 0 else canvas.tokens.grade_c)
    if low < 0:
        canvas.line(
            QPointF(zero, rect.top() - canvas.step),
            QPointF(zero, rect.bottom() + canvas.step),
            canvas.tokens.field_line,
        )


def draw_sparkline(
    canvas: Canvas, rect: QRectF, values: Sequence[Fraction | None], slots: int = 0
) -> None:
    """Draw a line through the values and a dot at the last; gaps where there is none.

    ``slots`` is the number of places on the time axis, as many as there are values when 0.
    """
    lasting = last_known(values)
    if lasting < 0:
        return
    heights = [None if value is None else float(value) for value in values]  # pixels, no numbers
    known = [value for value in heights if value is not None]
    low, high = min(known), max(known)
    span = high - low
    room = rect.adjusted(canvas.step, canvas.step, -canvas.step, -canvas.step)
    last_slot = max(max(slots, len(values)) - 1, 1)

    def place(position: int, value: float) -> QPointF:
        height = (value - low) / span if span else 0.5
        return QPointF(
            room.left() + room.width() * position / last_slot,
            room.bottom() - height * room.height(),
        )

    points = [
        None if value is None else place(position, value) for position, value in enumerate(heights)
    ]
    canvas.polyline(points, canvas.tokens.accent, 1.5)
    end = points[lasting]
    if end is not None:
        canvas.dot(end, canvas.step * 0.7, canvas.tokens.accent)


def draw_spec(canvas: Canvas, rect: QRectF, spec: ChartSpec) -> None:
    """Draw a ChartSpec of kind SPARKLINE."""
    series = spec.of(Role.US)
    if series is not None:
        draw_sparkline(canvas, rect, series.values)
