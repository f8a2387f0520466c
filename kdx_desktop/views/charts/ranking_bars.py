"""Ranking bars: names at the left, bars from a common zero, values at the right."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, Qt

from kdx_desktop.reports.charts import ChartSpec, Role
from kdx_desktop.reports.number_text import value_text
from kdx_desktop.views.charts.canvas import Canvas
from kdx_desktop.views.charts.small import draw_bar

_ROW = 1.8  # lines per row
_NAMES = 0.4  # the part of the width that names may take


def height(canvas: Canvas, spec: ChartSpec) -> float:
    """Return the height that all rows need."""
    return canvas.line_height * _ROW * len(spec.categories)


def draw(canvas: Canvas, rect: QRectF, spec: ChartSpec) -> None:
    """Draw one row per category, as many as fit; the target as a line over all of them."""
    series, target = spec.of(Role.US), spec.of(Role.TARGET)
    if series is None or not spec.categories:
        return
    low, high = min((*spec.values, Fraction(0))), max((*spec.values, Fraction(0)))
    texts = [value_text(value, spec.value_format) for value in series.values]
    gap = canvas.step * 2
    names = min(max(map(canvas.width, spec.categories)), rect.width() * _NAMES)
    numbers = max(map(canvas.width, texts))
    bars = rect.adjusted(names + gap, 0, -numbers - gap, 0)
    tall = canvas.line_height * _ROW
    y = rect.top()
    for name, text, value in zip(spec.categories, texts, series.values, strict=True):
        if y + tall > rect.bottom() + 1:
            break
        canvas.text(QRectF(rect.left(), y, names, tall), name, canvas.tokens.text)
        right = Qt.AlignmentFlag.AlignRight
        canvas.text(QRectF(bars.right(), y, numbers + gap, tall), text, canvas.tokens.text, right)
        if value is not None:
            bar = QRectF(bars.left(), y + tall * 0.28, bars.width(), tall * 0.44)
            draw_bar(canvas, bar, value, low, high)
        y += tall
    line = target.values[0] if target is not None else None
    if line is not None and high > low:
        x = bars.left() + float((line - low) / (high - low)) * bars.width()
        canvas.line(QPointF(x, rect.top()), QPointF(x, y), canvas.colour(Role.TARGET), 2)
