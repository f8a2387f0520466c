"""Course: how a value has come along since April, beside the pace and the target."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF

from kdx_desktop.reports.charts import ChartSpec, Role, Series
from kdx_desktop.views.charts.canvas import Canvas, EndLabel, labelled, last_known
from kdx_desktop.views.charts.plot import Plot


def plot(canvas: Canvas, rect: QRectF, spec: ChartSpec) -> Plot:
    """Return the axes; the labels stand after the last category, where the lines end."""
    widths = [canvas.width(_label(series, spec), bold=True) for series in spec.series]
    return Plot(canvas, rect, spec, max(widths, default=0.0), len(spec.categories) - 1)


def draw(canvas: Canvas, rect: QRectF, spec: ChartSpec) -> None:
    """Draw target and pace, then our line with a dot where it stands now."""
    axes = plot(canvas, rect, spec)
    axes.draw_grid()
    labels = []
    for series in sorted(spec.series, key=lambda one: one.role is Role.US):
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
    axes.canvas.polyline(points, colour, 2.5 if ours else 1.5, dashed=not ours)
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
