"""Bars: this year's months in front of the baseline year's, and what the target would leave."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF

from kdx_desktop.reports.charts import ChartSpec, Role, Series
from kdx_desktop.views.charts.canvas import Canvas, EndLabel, labelled, last_known
from kdx_desktop.views.charts.plot import Plot

#: Widths of the bars and of the target's line, as parts of a category.
_WIDTHS = {Role.BASELINE: 0.72, Role.US: 0.4, Role.TARGET: 0.84}


def plot(canvas: Canvas, rect: QRectF, spec: ChartSpec) -> Plot:
    """Return the axes, with room for the labels after the last month."""
    last = max((last_known(series.values) for series in spec.series), default=-1)
    widths = [canvas.width(_label(series, spec), bold=True) for series in spec.series]
    return Plot(canvas, rect, spec, max(widths, default=0.0), max(last, 0))


def draw(canvas: Canvas, rect: QRectF, spec: ChartSpec) -> None:
    """Draw baseline bars, our bars and the target's lines, each labelled beside its last value."""
    axes = plot(canvas, rect, spec)
    axes.draw_grid()
    labels = []
    for role in (Role.BASELINE, Role.US, Role.TARGET):
        series = spec.of(role)
        if series is None:
            continue
        for position, value in enumerate(series.values):
            if value is not None:
                _draw_value(axes, role, position, value)
        last = last_known(series.values)
        value = series.values[last] if last >= 0 else None
        if value is not None:
            colour = canvas.tokens.quiet_text if role is Role.BASELINE else canvas.colour(role)
            text = _label(series, spec)
            labels.append(EndLabel(text, axes.y(value), colour, bold=role is Role.US))
    if labels:
        last = max(last_known(series.values) for series in spec.series)
        x = axes.x(last) + axes.slot / 2 + canvas.step
        canvas.end_labels(x, QRectF(x, rect.top(), rect.right() - x, axes.area.bottom()), labels)


def _draw_value(axes: Plot, role: Role, position: int, value: Fraction) -> None:
    canvas = axes.canvas
    width = axes.slot * _WIDTHS[role]
    left, y, zero = axes.x(position) - width / 2, axes.y(value), axes.y(Fraction(0))
    if role is Role.TARGET:
        canvas.line(QPointF(left, y), QPointF(left + width, y), canvas.colour(role), 2)
    else:
        bar = QRectF(left, min(y, zero), width, abs(zero - y))
        canvas.fill(bar, canvas.tokens.grid if role is Role.BASELINE else canvas.colour(role))
        if role is Role.BASELINE:
            canvas.outline(bar, canvas.colour(role))


def _label(series: Series, spec: ChartSpec) -> str:
    last = last_known(series.values)
    return labelled(series.name, series.values[last] if last >= 0 else None, spec)
