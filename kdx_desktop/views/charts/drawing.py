"""One door to all kinds of chart: `draw` onto any painter — screen, picture, printer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter

from kdx_desktop.reports.charts import ChartKind, ChartSpec
from kdx_desktop.views.charts import bars, bullet, course, funnel, ranking_bars, small
from kdx_desktop.views.charts.canvas import Canvas
from kdx_desktop.views.style.tokens import Tokens

_KINDS: dict[ChartKind, Callable[[Canvas, QRectF, ChartSpec], None]] = {
    ChartKind.BARS: bars.draw,
    ChartKind.COURSE: course.draw,
    ChartKind.BULLET: bullet.draw,
    ChartKind.RANKING: ranking_bars.draw,
    ChartKind.SPARKLINE: small.draw_spec,
    ChartKind.FUNNEL: funnel.draw,
}
_PLOTS = {ChartKind.BARS: bars.plot, ChartKind.COURSE: course.plot}


def draw(painter: QPainter, rect: QRectF, spec: ChartSpec, tokens: Tokens, font: QFont) -> None:
    """Draw a chart into a rectangle; ``font`` is the body font of what stands around it."""
    painter.save()
    _KINDS[spec.kind](Canvas(painter, tokens, font), rect, spec)
    painter.restore()


def category_at(canvas: Canvas, rect: QRectF, spec: ChartSpec, x: float) -> int | None:
    """Return the position of the category at x, for charts that have an axis of categories."""
    plot = _PLOTS.get(spec.kind)
    return None if plot is None else plot(canvas, rect, spec).category_at(x)
