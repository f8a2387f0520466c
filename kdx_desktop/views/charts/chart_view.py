"""ChartView: a chart on screen — focusable, readable aloud, copied with Ctrl+C."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from kdx_desktop.reports.charts import ChartKind, ChartSpec
from kdx_desktop.reports.number_text import value_text, with_unit
from kdx_desktop.views.charts.canvas import Canvas
from kdx_desktop.views.charts.drawing import category_at, draw
from kdx_desktop.views.plain_text import name_for_readers, tool_tip
from kdx_desktop.views.style.shown import tokens
from kdx_desktop.views.widgets.reader_roles import read_as
from kdx_desktop.views.widgets.table_copy import html_table, in_three_forms

#: Heights in lines of body text, and the least width in ems, by kind.
_LINES = {ChartKind.BULLET: 2.4, ChartKind.SPARKLINE: 1.6}
_USUAL_LINES, _EMS = 15.0, 10


class ChartView(QWidget):
    """Shows one ChartSpec; its values appear as a tooltip, and as text and picture when copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec: ChartSpec | None = None
        read_as(self, QAccessible.Role.Chart)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_chart(self, spec: ChartSpec) -> None:
        """Show another chart."""
        self._spec = spec
        policy = Qt.FocusPolicy.NoFocus if self._is_small() else Qt.FocusPolicy.StrongFocus
        self.setFocusPolicy(policy)
        name_for_readers(self, spec.title, spec.description)
        self.updateGeometry()
        self.update()

    def as_text(self) -> str:
        """Return the chart's values as a table, as a spreadsheet pastes them."""
        if self._spec is None:
            return ""
        spec = self._spec
        lines = [["", *(series.name for series in spec.series)]]
        for position, category in enumerate(spec.categories):
            values = (
                value_text(series.values[position], series.value_format or spec.value_format)
                for series in spec.series
            )
            lines.append([category, *values])
        return "\n".join("\t".join(line) for line in lines)

    def as_picture(self) -> QPixmap:
        """Return the chart as it is seen, on its ground."""
        scale = 2.0
        picture = QPixmap(self.size() * scale)
        picture.setDevicePixelRatio(scale)
        picture.fill(QColor(tokens().surface))
        painter = QPainter(picture)
        self._draw(painter)
        painter.end()
        return picture

    def copy(self) -> None:
        """Put the chart on the clipboard: as a picture, and its values as text."""
        text = self.as_text()
        cells = [line.split("\t") for line in text.split("\n")]
        html = html_table(cells, frozenset(range(1, len(cells[0]))))
        picture = self.as_picture().toImage()
        QGuiApplication.clipboard().setMimeData(in_three_forms(text, html, picture))

    @override
    def sizeHint(self) -> QSize:
        kind = self._spec.kind if self._spec is not None else ChartKind.BARS
        metrics = QFontMetricsF(self.font())
        height = metrics.height() * _LINES.get(kind, _USUAL_LINES)
        return QSize(round(metrics.height() * _EMS * 2), round(height))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width() // 2, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._draw(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens().focus), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self._spec is not None:
            self.copy()
            event.accept()
            return
        super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), tool_tip(self._told_at(event.pos().x())), self)
            return True
        return super().event(event)

    def _draw(self, painter: QPainter) -> None:
        if self._spec is not None:
            draw(painter, self._room(), self._spec, tokens(), self.font())

    def _is_small(self) -> bool:
        return self._spec is None or self._spec.kind in _LINES

    def _room(self) -> QRectF:
        room = QRectF(self.rect())
        return room if self._is_small() else room.adjusted(3, 3, -3, -3)  # the frame of the focus

    def _told_at(self, x: int) -> str:
        if self._spec is None:
            return ""
        spec = self._spec
        canvas = Canvas(QPainter(), tokens(), self.font())  # to measure with, not to draw on
        position = category_at(canvas, self._room(), spec, x)
        if position is None:
            return spec.description
        values = (
            f"{series.name}　{with_unit(series.values[position], spec.value_format, spec.unit)}"
            for series in spec.series
        )
        return "\n".join((spec.categories[position], *values))
