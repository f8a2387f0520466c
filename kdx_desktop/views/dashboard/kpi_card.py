"""KpiCard: one KPI at a glance — value, grade, bullet chart, and how sure it is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.reports.charts import ValueFormat
from kdx_desktop.reports.grades import mark_and_letter
from kdx_desktop.reports.kpi_charts import bullet
from kdx_desktop.reports.number_text import (
    coverage_rate,
    coverage_text,
    format_of,
    unit_of,
    value_text,
)
from kdx_desktop.views.charts.chart_view import ChartView
from kdx_desktop.views.plain_text import (
    ElidedLabel,
    PlainLabel,
    name_for_readers,
    restyle,
    set_tool_tip,
)
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole

_PRESSES = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


class KpiCard(QFrame):
    """Click, Return or space opens it."""

    selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code = ""
        self.setProperty("surface", "card")
        self.setProperty("selectable", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name = ElidedLabel("", TextRole.STRONG)
        self._grade = PlainLabel("", TextRole.STRONG)
        self._value = PlainLabel("", TextRole.FIGURE)
        self._unit = PlainLabel("", TextRole.QUIET)
        self._provisional = PlainLabel("暫定")
        self._provisional.setProperty("chip", "open")
        self._chart = ChartView()
        self._attainment = PlainLabel("", TextRole.QUIET)
        self._coverage = PlainLabel("", TextRole.QUIET)
        self._arrange()

    def show_result(self, result: KpiResult) -> None:
        """Show a KPI as of a month."""
        kpi, grade = result.kpi, result.grade
        self.code = kpi.code
        self._name.setText(kpi.name)
        self._grade.setText(mark_and_letter(grade.letter))
        restyle(self._grade, "grade", grade.letter)
        set_tool_tip(self._grade, f"{grade.letter}：{grade.name}（{grade.reason}）")
        number = value_text(result.value, format_of(kpi))
        self._value.setText(number.removesuffix("%"))
        self._unit.setText(unit_of(kpi) if result.value is not None else "")
        self._provisional.setVisible(result.provisional)
        spec = bullet(result)
        self._chart.show_chart(spec)
        set_tool_tip(self._provisional, spec.note)
        self._attainment.setText(f"達成率 {value_text(result.attainment, ValueFormat.PERCENT)}")
        self._coverage.setText(_sureness(result))
        told = coverage_text(result.coverage) if result.coverage.expected else ""
        set_tool_tip(self._coverage, told)
        name_for_readers(self, spec.description, "押すと詳しく表示します")

    def mark(self, *, selected: bool) -> None:
        """Show whether this is the card that is opened."""
        restyle(self, "selected", "true" if selected else "false")

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(space(60), super().minimumSizeHint().height())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.rect().contains(event.position().toPoint()):
            self.selected.emit(self.code)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _PRESSES:
            self.selected.emit(self.code)
            return
        super().keyPressEvent(event)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(space(4), space(3), space(4), space(3))
        column.setSpacing(space(1.5))
        head = QHBoxLayout()
        head.setSpacing(space(3))
        head.addWidget(self._name, 1)
        head.addWidget(self._grade)
        figure = QHBoxLayout()
        figure.setSpacing(space(1))
        bottom = Qt.AlignmentFlag.AlignBottom
        figure.addWidget(self._value)
        figure.addWidget(self._unit, alignment=bottom)
        figure.addStretch()
        figure.addWidget(self._provisional, alignment=Qt.AlignmentFlag.AlignVCenter)
        self._unit.setContentsMargins(0, 0, 0, space(1))
        foot = QHBoxLayout()
        foot.addWidget(self._attainment)
        foot.addStretch()
        foot.addWidget(self._coverage)
        for row in (head, figure):
            column.addLayout(row)
        column.addWidget(self._chart)
        column.addLayout(foot)


def _sureness(result: KpiResult) -> str:
    parts = [f"提出率 {coverage_rate(result.coverage)}"] if result.coverage.expected else []
    if result.estimates:
        parts.append(f"推計 {result.estimates:,}件")
    return "　".join(parts)
