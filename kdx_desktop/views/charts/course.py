"""Course: how a value has come along since April, beside the pace and the target."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF

from kdx_desktop.reports.charts import BOUNDS, ChartSpec, Role, Series
from kdx_desktop.views.charts.canvas import Canvas, EndLabel, labelled, last_known
from kdx_desktop.views.charts.plot import Plot

#: The edges of a band, which have no lines of their own; and lines of what has not happened.
_DASHED = frozenset({Role.PACE, Role.FORECAST})


def plot(canvas: Canvas, rect: QRectF, spec: ChartSpec) -> Plot:
    """Return the axes; the labels stand after the last category, where the lines end."""
    shown = [series for series in spec.series if series.role not in BOUNDS]
    widths = [canvas.width(_label(series, spec), bold=True) for series in shown]
    return Plot(canvas, rect, spec, max(widths, default=0.0), len(spec.categories) - 1)


def draw(canvas: Canvas, rect: QRectF, spec: ChartSpec) -> None:
    """Draw target and pace, then our line with a dot where it stands now."""
    axes = plot(canvas, rect, spec)
    axes.draw_grid()
    labels = []
    low, high = spec.of(Role.FORECAST_LOW), spec.of(Role.FORECAST_HIGH)
    if low is not None and high is not None:
        canvas.band(axes.points(low.values), axes.points(high.values), canvas.colour(low.role))
    for series in sorted(spec.series, key=lambda one: one.role is Role.US):
        if series.role in BOUNDS:
            continue
        last = last_known(series.values)
        value = series.values[last] if last >= 0 else None
        if value is None:
            continue
        if series.role is Role.TARGET:
            _draw_target(axes, value)
        else:
            _draw_line(axes, series)
        colour, ours = canvas.colour(series.role), series.role is Role.US
        if ours:
            canvas.dot(QPointF(axes.x(last), axes.y(value)), canvas.step, colour)
        if series.role is Role.BASELINE:
            colour = canvas.tokens.quiet_text
        if series.role is not Role.PACE or _differs(spec, value):
            labels.append(EndLabel(_label(series, spec), axes.y(value), colour, bold=ours))
    x = axes.area.right() + canvas.step * 2
    canvas.end_labels(x, QRectF(x, rect.top(), rect.right() - x, axes.area.bottom()), labels)


def _draw_target(axes: Plot, value: Fraction) -> None:
    y = axes.y(value)
    left, right = QPointF(axes.area.left(), y), QPointF(axes.area.right(), y)
    axes.canvas.line(left, right, axes.canvas.colour(Role.TARGET), 2)


def _draw_line(axes: Plot, series: Series) -> None:
    ours = series.role is Role.US
    points = axes.points(series.values)
    colour = axes.canvas.colour(series.role)
    dashed = series.role in _DASHED
    axes.canvas.polyline(points, colour, 2.5 if ours else 1.5, dashed=dashed)
    if ours:
        for point in points:
            if point is not None:
                axes.canvas.dot(point, axes.canvas.step * 0.6, colour)


def _differs(spec: ChartSpec, pace: Fraction) -> bool:
    """Tell whether the pace ends elsewhere than the target, and needs a label of its own."""
    target = spec.of(Role.TARGET)
    return target is None or pace not in target.values


def _label(series: Series, spec: ChartSpec) -> str:
    last = last_known(series.values)
    name = spec.categories[last] if series.role is Role.US and last >= 0 else series.name
    return labelled(name, series.values[last] if last >= 0 else None, spec)
