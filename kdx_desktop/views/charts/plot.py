"""Plot: the axes of a chart with categories — zero-based values upward, categories from the left."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt

from kdx_desktop.reports.charts import ChartSpec, axis
from kdx_desktop.reports.number_text import value_text
from kdx_desktop.views.charts.canvas import Canvas

_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class Plot:
    """Where values and categories lie within a rectangle.

    ``label_width`` is what the labels at the right need, beginning after ``label_after``, the
    position of the last category that is filled: empty months at the end give room to them.
    """

    def __init__(
        self,
        canvas: Canvas,
        rect: QRectF,
        spec: ChartSpec,
        label_width: float = 0.0,
        label_after: int = 0,
    ) -> None:
        self.canvas = canvas
        self.spec = spec
        self.axis = axis(spec)
        self._ticks = [value_text(tick, spec.value_format) for tick in self.axis.ticks]
        gap = canvas.step * 2
        left = rect.left() + max(canvas.width(text) for text in self._ticks) + gap
        top = rect.top() + canvas.line_height * 1.6
        bottom = rect.bottom() - canvas.line_height * 1.5
        count = max(len(spec.categories), 1)
        width = rect.right() - left
        free = (count - 1 - label_after) / count
        right_margin = max(0.0, (label_width + gap - free * width) / (1 - free))
        self.area = QRectF(left, top, max(width - right_margin, 1.0), max(bottom - top, 1.0))
        self.slot = self.area.width() / count

    def x(self, position: int) -> float:
        """Return the middle of a category."""
        return self.area.left() + self.slot * (position + 0.5)

    def y(self, value: Fraction) -> float:
        """Return the height of a value."""
        return self.area.bottom() - self.axis.position(value) * self.area.height()

    def points(self, values: Sequence[Fraction | None]) -> list[QPointF | None]:
        """Return the places of a series' values."""
        return [
            None if value is None else QPointF(self.x(position), self.y(value))
            for position, value in enumerate(values)
        ]

    def draw_grid(self) -> None:
        """Draw quiet lines at round values, a clear one at zero, the unit above, categories below."""
        canvas, tokens = self.canvas, self.canvas.tokens
        height = canvas.line_height
        for tick, text in zip(self.axis.ticks, self._ticks, strict=True):
            y = self.y(tick)
            colour = tokens.field_line if tick == 0 else tokens.grid
            canvas.line(QPointF(self.area.left(), y), QPointF(self.area.right(), y), colour)
            place = QRectF(0, y - height / 2, self.area.left() - canvas.step * 1.5, height)
            canvas.text(place, text, tokens.quiet_text, _RIGHT)
        if self.spec.unit != "%":
            place = QRectF(
                0, self.area.top() - height * 1.6, self.area.left() - canvas.step * 1.5, height
            )
            canvas.text(place, self.spec.unit, tokens.quiet_text, _RIGHT)
        widest = max(map(canvas.width, self.spec.categories), default=0.0)
        every = max(ceil(widest / max(self.slot, 1.0)), 1)  # names that would touch: some of them
        for position, name in enumerate(self.spec.categories):
            if position % every == 0:
                width = self.slot * every
                left, top = self.x(position) - width / 2, self.area.bottom() + height * 0.4
                canvas.text(QRectF(left, top, width, height), name, tokens.quiet_text, _CENTRE)

    def category_at(self, x: float) -> int | None:
        """Return the category at a place; None beside the area."""
        position = int((x - self.area.left()) // self.slot)
        return position if 0 <= position < len(self.spec.categories) else None
