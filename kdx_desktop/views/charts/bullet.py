"""Bullet: one bar against its target, with a mark for what is expected to date."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, Qt

from kdx_desktop.reports.charts import ChartSpec, Role
from kdx_desktop.views.charts.canvas import Canvas, labelled

_ZERO = Fraction(0)


def height(canvas: Canvas) -> float:
    """Return the height that the bar and the labels below it need."""
    return canvas.line_height * 2.6


def draw(canvas: Canvas, rect: QRectF, spec: ChartSpec) -> None:
    """Draw ground, bar, mark and target; below them the mark's and the target's value."""
    value, pace, target = (_value(spec, role) for role in (Role.US, Role.PACE, Role.TARGET))
    known = [one for one in (value, pace, target, _ZERO) if one is not None]
    low, high = min(known), max(known)
    if target is None and pace is None:
        high *= Fraction(5, 4)  # without a target a full bar would look like success
    span = (high - low) or Fraction(1)
    width = rect.width() - 2

    def x(at: Fraction) -> float:
        return rect.left() + 1 + float((at - low) / span) * width

    tall = canvas.line_height
    track = QRectF(rect.left(), rect.top() + tall * 0.2, rect.width(), tall)
    canvas.fill(track, canvas.tokens.bar_ground)
    if canvas.tokens.is_outlined:  # it has no ground of its own
        canvas.outline(track, canvas.tokens.field_line)
    if value is not None:
        left, right = sorted((x(_ZERO), x(value)))
        bar = QRectF(left, track.top() + tall * 0.25, right - left, tall * 0.5)
        canvas.fill(bar, canvas.colour(Role.US))
    if low < 0:
        _mark(canvas, x(_ZERO), track, canvas.tokens.field_line, 1)
    if pace is not None:
        _mark(canvas, x(pace), track.adjusted(0, -tall * 0.2, 0, tall * 0.2), canvas.tokens.text, 2)
    if target is not None:
        _mark(canvas, x(target) - 1, track, canvas.colour(Role.TARGET), 3)
    _draw_labels(canvas, rect, spec, pace)


def _draw_labels(canvas: Canvas, rect: QRectF, spec: ChartSpec, pace: Fraction | None) -> None:
    row = QRectF(
        rect.left(), rect.top() + canvas.line_height * 1.5, rect.width(), canvas.line_height
    )
    target = spec.of(Role.TARGET)
    text = labelled("年度の目標", target.values[0], spec) if target is not None else "目標なし"
    colour = canvas.tokens.quiet_text
    canvas.text(row, text, colour, Qt.AlignmentFlag.AlignRight)
    if pace is not None:
        free = row.adjusted(0, 0, -canvas.width(text) - canvas.step * 2, 0)
        canvas.text(free, labelled("現時点の目標", pace, spec), colour)


def _mark(canvas: Canvas, x: float, track: QRectF, colour: str, width: float) -> None:
    canvas.line(QPointF(x, track.top()), QPointF(x, track.bottom()), colour, width)


def _value(spec: ChartSpec, role: Role) -> Fraction | None:
    series = spec.of(role)
    return series.values[0] if series is not None else None
