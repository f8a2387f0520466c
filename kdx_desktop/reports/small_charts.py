"""Draws the small kinds of ChartSpec on a PDF canvas: bullet, ranking bars, sparkline, heat map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from reportlab.lib.colors import Color, HexColor, linearlyInterpolatedColor
from reportlab.pdfgen.canvas import Canvas

from kdx_desktop.reports import pdf_text, style
from kdx_desktop.reports.charts import ChartKind, ChartSpec, Role, axis
from kdx_desktop.reports.number_text import value_text
from kdx_desktop.reports.pdf_fonts import NUMBER
from kdx_desktop.reports.pdf_text import Look

_LABEL = Look(7.0, style.TEXT)
_CATEGORY = Look(7.0, style.TEXT_QUIET)
_NAME = Look(7.5, style.TEXT)
_VALUE = Look(7.5, style.TEXT, NUMBER)


class Box(NamedTuple):
    """A rectangle on the page: lower left corner and size, in points."""

    x: float
    y: float
    width: float
    height: float


def draw_bullet(canvas: Canvas, spec: ChartSpec, box: Box) -> None:
    """Draw value (bar), expected to date (short mark) and target (long line) on a grey track."""
    x, y, width, height = box
    scale = axis(spec)
    canvas.setFillColor(style.GREY_PALE)
    canvas.rect(x, y, width, height, stroke=0, fill=1)
    zero = x + width * scale.position(Fraction(0))
    value = _only(spec, Role.US)
    if value is not None:
        end = x + width * scale.position(value)
        canvas.setFillColor(style.BLUE)
        canvas.rect(zero, y + height * 0.25, end - zero, height * 0.5, stroke=0, fill=1)
    for role, part, stroke in ((Role.PACE, 0.6, 1.4), (Role.TARGET, 1.0, 2.0)):
        mark = _only(spec, role)
        if mark is not None:
            at = x + width * scale.position(mark)
            canvas.setStrokeColor(style.TEXT)
            canvas.setLineWidth(stroke)
            canvas.line(at, y + height * (1 - part) / 2, at, y + height * (1 + part) / 2)


def draw_ranking(canvas: Canvas, spec: ChartSpec, box: Box) -> None:
    """Draw one bar per category, the first on top, with name before and value after it."""
    x, y, width, height = box
    series = spec.of(Role.US)
    if series is None or not spec.categories:
        return
    scale = axis(spec)
    texts = [value_text(value, spec.value_format) for value in series.values]
    names = max(pdf_text.width(name, _NAME) for name in spec.categories) + 4
    numbers = max(pdf_text.width(text, _VALUE) for text in texts) + 4
    row = height / len(spec.categories)
    room = width - names - numbers
    zero = x + names + room * scale.position(Fraction(0))
    for index, (name, value) in enumerate(zip(spec.categories, series.values, strict=True)):
        bottom = y + height - row * (index + 1)
        text_y = bottom + row / 2 - _NAME.size * 0.35
        pdf_text.draw(canvas, x + names - 4, text_y, name, _NAME, 1.0)
        end = x + names + room * scale.position(value or Fraction(0))
        canvas.setFillColor(style.BLUE)
        canvas.rect(zero, bottom + row * 0.2, end - zero, row * 0.6, stroke=0, fill=1)
        pdf_text.draw(canvas, max(end, zero) + 4, text_y, texts[index], _VALUE)


def draw_sparkline(canvas: Canvas, spec: ChartSpec, box: Box) -> None:
    """Draw a thin line with a dot at its last value; gaps stay gaps."""
    x, y, width, height = box
    series = spec.of(Role.US)
    if series is None or not spec.values:
        return
    scale = axis(spec)
    step = width / max(len(spec.categories) - 1, 1)
    points = [
        None if value is None else (x + step * index, y + height * scale.position(value))
        for index, value in enumerate(series.values)
    ]
    canvas.setStrokeColor(style.BLUE)
    canvas.setLineWidth(0.9)
    for one, other in pairwise(points):
        if one is not None and other is not None:
            canvas.line(*one, *other)
    last = [point for point in points if point is not None][-1]
    canvas.setFillColor(style.BLUE)
    canvas.circle(*last, 1.5, stroke=0, fill=1)


def draw_heat_map(canvas: Canvas, spec: ChartSpec, box: Box) -> None:
    """Draw one row per series: the more, the darker; None stays white with its border."""
    x, y, width, height = box
    if not spec.series or not spec.categories:
        return
    scale = axis(spec)
    names = max(pdf_text.width(series.name, _LABEL) for series in spec.series) + 4
    row = (height - _LABEL.size - 3) / len(spec.series)
    column = (width - names) / len(spec.categories)
    for index, name in enumerate(spec.categories):
        middle = x + names + column * (index + 0.5)
        pdf_text.draw(canvas, middle, y + height - _LABEL.size, name, _CATEGORY, 0.5)
    canvas.setStrokeColor(style.GREY_RULE)
    canvas.setLineWidth(0.3)
    for line, series in enumerate(spec.series):
        bottom = y + row * (len(spec.series) - line - 1)
        text_y = bottom + row / 2 - _LABEL.size * 0.35
        pdf_text.draw(canvas, x, text_y, series.name, _LABEL)
        for index, value in enumerate(series.values):
            canvas.setFillColor(_shade(None if value is None else scale.position(value)))
            canvas.rect(x + names + column * index, bottom, column, row, stroke=1, fill=1)


def _shade(part: float | None) -> Color:
    if part is None:
        return HexColor(style.WHITE)
    pale, blue = HexColor(style.BLUE_PALE), HexColor(style.BLUE)
    return linearlyInterpolatedColor(pale, blue, 0, 1, part)


def _only(spec: ChartSpec, role: Role) -> Fraction | None:
    series = spec.of(role)
    return None if series is None else series.values[0]


Drawing = Callable[[Canvas, ChartSpec, Box], None]

DRAWINGS: Mapping[ChartKind, Drawing] = {
    ChartKind.BULLET: draw_bullet,
    ChartKind.RANKING: draw_ranking,
    ChartKind.SPARKLINE: draw_sparkline,
    ChartKind.HEAT_MAP: draw_heat_map,
}
