"""FunnelView: a funnel on screen — the arrows go from department to department, a click chooses one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from kdx_desktop.reports.charts import ChartSpec, Role, Series
from kdx_desktop.reports.number_text import value_text, with_unit
from kdx_desktop.views.charts import funnel
from kdx_desktop.views.charts.canvas import Canvas
from kdx_desktop.views.charts.chart_view import ChartView
from kdx_desktop.views.plain_text import name_for_readers, tool_tip
from kdx_desktop.views.style.shown import space, tokens

_STEPS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
}


class FunnelView(ChartView):
    """Marks one's own department and the chosen one; screen readers hear the chosen one."""

    #: Somebody chose a department: its position in the chart.
    position_chosen = Signal(int)
    #: Enter or a double click on a department.
    position_opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own: int | None = None
        self._chosen: int | None = None

    def show_funnel(self, spec: ChartSpec, own: int | None) -> None:
        """Show another funnel; nothing is chosen."""
        self._own, self._chosen = own, None
        self.show_chart(spec)

    def choose(self, position: int | None) -> None:
        """Mark a department as chosen; says nothing."""
        self._chosen = position
        if self._spec is not None:
            told = self._spec.description if position is None else self._told(position)
            name_for_readers(self, self._spec.title, told)
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS and self._spec is not None and self._spec.categories:
            self._step(_STEPS[key])
            event.accept()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and (
            self._chosen is not None
        ):
            self.position_opened.emit(self._chosen)
            event.accept()
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        position = self._at(event.position())
        if position is not None:
            self.choose(position)
            self.position_chosen.emit(position)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        position = self._at(event.position())
        if position is not None:
            self.position_opened.emit(position)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            position = self._at(QPointF(event.pos()))
            told = "" if position is None else self._told(position)
            QToolTip.showText(event.globalPos(), tool_tip(told), self)
            return True
        return super().event(event)

    @override
    def _draw(self, painter: QPainter) -> None:
        if self._spec is not None:
            canvas = Canvas(painter, tokens(), self.font())
            funnel.draw(canvas, self._room(), self._spec, self._own, self._chosen)

    def _step(self, step: int) -> None:
        """Go to the next one by size."""
        order = self._by_size()
        here = order.index(self._chosen) + step if self._chosen in order else 0
        position = order[min(max(here, 0), len(order) - 1)]
        self.choose(position)
        self.position_chosen.emit(position)

    def _by_size(self) -> list[int]:
        sizes = self._spec.of(Role.SIZE) if self._spec is not None else None
        if sizes is None:
            return []
        return sorted(range(len(sizes.values)), key=lambda position: sizes.values[position] or 0)

    def _at(self, place: QPointF) -> int | None:
        if self._spec is None or not self._spec.categories:
            return None
        canvas = Canvas(QPainter(), tokens(), self.font())  # to measure with, not to draw on
        return funnel.FunnelPlot(canvas, self._room(), self._spec).nearest(place, space(4))

    def _told(self, position: int) -> str:
        if self._spec is None:
            return ""
        spec = self._spec
        values = (f"{one.name}　{_written(one, position, spec)}" for one in spec.series)
        return "\n".join((spec.categories[position], *values))


def _written(series: Series, position: int, spec: ChartSpec) -> str:
    """Write a value; a series of its own format has its unit in its name."""
    value = series.values[position]
    if series.value_format is not None:
        return value_text(value, series.value_format)
    return with_unit(value, spec.value_format, spec.unit)
