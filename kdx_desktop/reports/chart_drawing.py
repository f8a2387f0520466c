"""Draws a ChartSpec on a PDF canvas: white paper, one blue, direct labels, zero-based bars.

Bars and courses are drawn here, the small kinds in small_charts.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from kdx_desktop.metrics.amounts import SCALE, grouped
from kdx_desktop.reports import pdf_text, small_charts, style
from kdx_desktop.reports.charts import (
    BOUNDS,
    Axis,
    ChartKind,
    ChartSpec,
    Role,
    Series,
    ValueFormat,
    axis,
)
from kdx_desktop.reports.label_places import spread
from kdx_desktop.reports.number_text import NEGATIVE, with_unit
from kdx_desktop.reports.pdf_fonts import NUMBER, TEXT, TEXT_BOLD
from kdx_desktop.reports.pdf_text import Look
from kdx_desktop.reports.small_charts import Box

_LABEL = 7.0
_TITLE = Look(7.5, style.TEXT, TEXT_BOLD)
_TICK = Look(6.5, style.GREY_TEXT, NUMBER)
_MONTH = Look(6.5, style.TEXT_QUIET)
_LINE_HEIGHT = 9.0
#: The least margins, so that charts below one another have their months below one another.
_LEFT, _RIGHT = 36.0, 92.0
_COLOURS = {
    Role.US: style.BLUE,
    Role.BASELINE: style.GREY_TEXT,
    Role.TARGET: style.TEXT,
    Role.PACE: style.TEXT_QUIET,
    Role.FORECAST: style.BLUE_LIGHT,
}
_BASELINE_WIDTH, _US_WIDTH = 0.72, 0.40  # of a category's slot


@dataclass(frozen=True, slots=True)
class _Label:
    """A direct label: text beside the point where its series ends."""

    x: float
    y: float
    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where values lie on the page, in points."""

    left: float
    bottom: float
    width: float
    height: float
    slots: int
    axis: Axis

    @property
    def right(self) -> float:
        return self.left + self.width

    def y(self, value: Fraction) -> float:
        return self.bottom + self.height * self.axis.position(value)

    def slot(self, index: int) -> float:
        return self.left + self.width * index / self.slots

    def middle(self, index: int) -> float:
        return self.left + self.width * (index + 0.5) / self.slots


class ChartFlowable(Flowable):
    """A chart of a given size between paragraphs and in table cells."""

    def __init__(self, spec: ChartSpec, width: float, height: float) -> None:
        super().__init__()
        self.spec = spec
        self.width = width
        self.height = height

    def draw(self) -> None:
        """Draw the chart at the origin, as platypus expects."""
        draw(self.canv, self.spec, Box(0, 0, self.width, self.height))


def draw(canvas: Canvas, spec: ChartSpec, box: Box) -> None:
    """Draw the chart into a rectangle of the page."""
    canvas.saveState()
    small = small_charts.DRAWINGS.get(spec.kind)
    if small is not None:
        small(canvas, spec, box)
    else:
        _draw_over_time(canvas, spec, box)
    canvas.restoreState()


def _draw_over_time(canvas: Canvas, spec: ChartSpec, box: Box) -> None:
    """Draw bars or a course over the months, with title, axis and direct labels."""
    x, y, width, height = box
    _draw_title(canvas, spec, x, y + height - _LABEL)
    scale = axis(spec)
    ticks = [tick_text(value, spec.value_format) for value in scale.ticks]
    left = max(_LEFT, *(pdf_text.width(text, _TICK) + 5 for text in ticks))
    margin = _label_margin(spec, width - left)
    top, foot = 2 * _LINE_HEIGHT, 11
    plot = _Plot(
        x + left, y + foot, width - left - margin, height - foot - top, len(spec.categories), scale
    )
    _draw_grid(canvas, plot, ticks)
    _draw_categories(canvas, spec, plot, y)
    if not spec.values:
        _draw_empty(canvas, plot)
        return
    labels = _draw_bars(canvas, spec, plot) if spec.kind is ChartKind.BARS else []
    _draw_band(canvas, spec, plot)
    labels += _draw_lines(canvas, spec, plot)
    _draw_labels(canvas, labels, plot)


def _draw_title(canvas: Canvas, spec: ChartSpec, x: float, y: float) -> None:
    pdf_text.draw(canvas, x, y, spec.title, _TITLE)
    after = x + pdf_text.width(spec.title, _TITLE) + 3
    look = Look(_LABEL, style.GREY_TEXT)
    unit = f"（{spec.unit}）"
    pdf_text.draw(canvas, after, y, unit, look)
    if spec.note:  # beside the title: the labels of a full year reach up to the right corner
        after += pdf_text.width(unit, look) + 4
        pdf_text.draw(canvas, after, y, spec.note, Look(_LABEL, style.TEXT_QUIET))


def _draw_grid(canvas: Canvas, plot: _Plot, ticks: list[str]) -> None:
    for value, text in zip(plot.axis.ticks, ticks, strict=True):
        y = plot.y(value)
        canvas.setStrokeColor(style.GREY_LINE if value == 0 else style.GREY_FILL)
        canvas.setLineWidth(0.6 if value == 0 else 0.4)
        canvas.line(plot.left, y, plot.right, y)
        pdf_text.draw(canvas, plot.left - 4, y - _TICK.size * 0.35, text, _TICK, 1.0)


def _draw_categories(canvas: Canvas, spec: ChartSpec, plot: _Plot, y: float) -> None:
    for index, text in enumerate(spec.categories):
        pdf_text.draw(canvas, plot.middle(index), y + 2, text, _MONTH, 0.5)


def _draw_empty(canvas: Canvas, plot: _Plot) -> None:
    x, y = plot.left + plot.width / 2, plot.bottom + plot.height / 2
    pdf_text.draw(canvas, x, y, "値がありません", Look(_LABEL + 1, style.GREY_TEXT), 0.5)


def _draw_bars(canvas: Canvas, spec: ChartSpec, plot: _Plot) -> list[_Label]:
    """Draw the grey baseline behind and our bars in front; label both at the last month."""
    labels = []
    looks = ((Role.BASELINE, style.GREY_RULE, _BASELINE_WIDTH), (Role.US, style.BLUE, _US_WIDTH))
    for role, colour, part in looks:
        series = spec.of(role)
        if series is None:
            continue
        canvas.setFillColor(colour)
        width = plot.width / plot.slots * part
        zero = plot.y(Fraction(0))
        for index, value in enumerate(series.values):
            if value is not None:
                height = plot.y(value) - zero
                canvas.rect(plot.middle(index) - width / 2, zero, width, height, stroke=0, fill=1)
        last = _last(series)
        if last is not None:
            index, value = last
            text = _bar_label(spec, series, index, value)
            labels.append(_Label(plot.slot(index + 1) + 3, plot.y(value), text, role))
    return labels


def _bar_label(spec: ChartSpec, series: Series, index: int, value: Fraction) -> str:
    """Name series and month: a month's value beside 2019年度 would be read as the year's."""
    return f"{series.name}{spec.categories[index]} " + with_unit(
        value, spec.value_format, spec.unit
    )


def _draw_lines(canvas: Canvas, spec: ChartSpec, plot: _Plot) -> list[_Label]:
    """Draw the year before, target, pace, forecast and our course, ours last and on top."""
    ours = spec.of(Role.US)
    now = _last(ours) if ours is not None else None
    labels = []
    for role in (Role.BASELINE, Role.TARGET, Role.PACE, Role.FORECAST, Role.US):
        series = spec.of(role)
        as_bar = role in {Role.BASELINE, Role.US} and spec.kind is ChartKind.BARS
        if series is None or as_bar:
            continue
        if role is Role.TARGET and spec.kind is ChartKind.BARS:
            labels += _draw_allowance(canvas, spec, series, plot)
            continue
        _set_stroke(canvas, role)
        level = role is Role.TARGET
        _draw_line(canvas, plot, series, level=level)
        point = now if role is Role.PACE and now is not None else _last(series)
        if point is None:
            continue
        index, value = point
        value = series.values[index] or value
        if role in {Role.US, Role.PACE}:
            _draw_dot(canvas, plot, index, value, role)
        x = plot.right + 4 if level else min(plot.middle(index) + 5, plot.right + 4)
        if spec.of(Role.FORECAST) is not None:  # which goes on where they would stand
            x = plot.right + 4
        labels.append(_Label(x, plot.y(value), _line_label(spec, series, value), role))
    return labels


def _line_label(spec: ChartSpec, series: Series, value: Fraction) -> str:
    """Name a line and its value; ours needs no name but its month, if more lines go on."""
    text = with_unit(value, spec.value_format, spec.unit)
    if series.role is not Role.US:
        return f"{series.name} {text}"
    last = _last(series)
    goes_on = spec.of(Role.FORECAST) is not None
    return f"{spec.categories[last[0]]} {text}" if last is not None and goes_on else text


def _draw_band(canvas: Canvas, spec: ChartSpec, plot: _Plot) -> None:
    """Fill what lies between the bounds of a forecast, over the months that have both."""
    low, high = spec.of(Role.FORECAST_LOW), spec.of(Role.FORECAST_HIGH)
    if low is None or high is None:
        return
    edges = [
        (plot.middle(index), plot.y(least), plot.y(most))
        for index, (least, most) in enumerate(zip(low.values, high.values, strict=True))
        if least is not None and most is not None
    ]
    if len(edges) < 2:
        return
    outline = [(x, y) for x, y, _ in edges] + [(x, y) for x, _, y in reversed(edges)]
    path = canvas.beginPath()
    path.moveTo(*outline[0])
    for point in outline[1:]:
        path.lineTo(*point)
    path.close()
    canvas.setFillColor(style.BLUE_PALE)
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_allowance(canvas: Canvas, spec: ChartSpec, series: Series, plot: _Plot) -> list[_Label]:
    """Draw a bar chart's target as a stroke over each month's bars."""
    _set_stroke(canvas, Role.TARGET)
    half = plot.width / plot.slots * 0.44
    for index, value in enumerate(series.values):
        if value is not None:
            x, y = plot.middle(index), plot.y(value)
            canvas.line(x - half, y, x + half, y)
    last = _last(series)
    if last is None:
        return []
    index, value = last
    text = f"{series.name} {with_unit(value, spec.value_format, spec.unit)}"
    return [_Label(plot.slot(index + 1) + 3, plot.y(value), text, Role.TARGET)]


def _draw_line(canvas: Canvas, plot: _Plot, series: Series, *, level: bool) -> None:
    """Connect neighbouring months; a month without a value interrupts the line."""
    if level:
        value = next((value for value in series.values if value is not None), None)
        if value is not None:
            canvas.line(plot.left, plot.y(value), plot.right, plot.y(value))
        return
    for index, (one, other) in enumerate(pairwise(series.values)):
        if one is not None and other is not None:
            canvas.line(plot.middle(index), plot.y(one), plot.middle(index + 1), plot.y(other))


def _draw_dot(canvas: Canvas, plot: _Plot, index: int, value: Fraction, role: Role) -> None:
    ours = role is Role.US
    canvas.setDash()
    canvas.setFillColor(_COLOURS[role] if ours else style.WHITE)
    canvas.setLineWidth(0.8)
    canvas.circle(plot.middle(index), plot.y(value), 2.4 if ours else 1.8, stroke=1, fill=1)


def _set_stroke(canvas: Canvas, role: Role) -> None:
    canvas.setStrokeColor(_COLOURS[role])
    canvas.setLineWidth(1.8 if role is Role.US else 0.9)
    if role in {Role.PACE, Role.FORECAST}:
        canvas.setDash(3, 2)
    else:
        canvas.setDash()


def _draw_labels(canvas: Canvas, labels: list[_Label], plot: _Plot) -> None:
    """Write the labels, pushed apart where they would lie on one another."""
    canvas.setDash()
    wanted = [label.y - _LABEL * 0.35 for label in labels]
    places = spread(wanted, _LINE_HEIGHT, plot.bottom - 3, plot.bottom + plot.height + 3)
    for label, y in zip(labels, places, strict=True):
        font = TEXT_BOLD if label.role is Role.US else TEXT
        look = Look(_LABEL, _COLOURS[label.role], font)
        canvas.setFillColor(style.WHITE)
        width = pdf_text.width(label.text, look)
        canvas.rect(label.x - 1, y - 1.5, width + 2, _LINE_HEIGHT - 0.5, stroke=0, fill=1)
        pdf_text.draw(canvas, label.x, y, label.text, look)


def _label_margin(spec: ChartSpec, room: float) -> float:
    """Return the space that labels need right of the plot, of the room for both.

    Labels of bars begin at the last month that has one: months to come leave them space.
    """
    margin = _RIGHT
    for series in spec.series:
        last = _last(series)
        if last is None or series.role in BOUNDS:
            continue
        index, value = last
        if spec.kind is ChartKind.BARS:
            needed = pdf_text.width(_bar_label(spec, series, index, value), _TITLE) + 6
            margin = max(margin, room - (room - needed) * len(spec.categories) / (index + 1))
        else:
            text = _line_label(spec, series, value)
            margin = max(margin, pdf_text.width(text, _TITLE) + 6)
    return margin


def _last(series: Series) -> tuple[int, Fraction] | None:
    """Return the last value there is, and its position."""
    known = [(index, value) for index, value in enumerate(series.values) if value is not None]
    return known[-1] if known else None


def tick_text(value: Fraction, value_format: ValueFormat) -> str:
    """Write an axis value without needless decimals."""
    percent = value_format is ValueFormat.PERCENT
    number = grouped(abs(value) * (100 if percent else 1) * SCALE)
    return f"{NEGATIVE if value < 0 else ''}{number}{'%' if percent else ''}"
