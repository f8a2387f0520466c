"""KpiCard: one KPI at a glance — value, grade, bullet chart, and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent
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
    with_unit,
)
from kdx_desktop.views.charts.chart_view import ChartView
from kdx_desktop.views.plain_text import (
    ElidedLabel,
    PlainLabel,
    explain,
    name_for_readers,
    restyle,
    set_tool_tip,
)
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import rule
from kdx_desktop.views.widgets.reader_roles import read_as

if TYPE_CHECKING:  # foretold after the cards have been shown
    from kdx_desktop.metrics.forecast import Forecast

_ABOUT = (
    "KPIの現在の値です。棒は値、細い印は現時点の目標、太い線は年度の目標です。"
    "年度末見込は、3月にいくらになるかの見込みと、10回に8回はその中に入る幅です。"
    "Enterキーで開くと、推移・内訳・根拠・定義を表示します。"
)
_PRESS = "押すと詳しく表示します"
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
        read_as(self, QAccessible.Role.Button)
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
        self._forecast = ElidedLabel("", TextRole.QUIET)
        self._outlook = PlainLabel("", TextRole.QUIET)
        self._interval = ElidedLabel("", TextRole.QUIET)
        explain(self, _ABOUT)
        self._told = ""
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
        self._told = spec.description
        self._say("", "", "")

    def show_forecast(self, result: KpiResult, expected: Forecast | None) -> None:
        """Show 年度末見込, which is known a little later than the value; None: not yet."""
        if expected is None:
            self._say("年度末見込は3か月分がそろうと出ます", "", "")
            return
        value_format, unit = format_of(result.kpi), result.kpi.unit
        low, high = (value_text(end, value_format) for end in (expected.low, expected.high))
        self._say(
            f"年度末見込 {with_unit(expected.value, value_format, unit)}",
            "" if expected.outlook is None else expected.outlook.japanese,
            f"80%の幅 {low.removesuffix('%')}～{high}" if low != high else "",
        )
        set_tool_tip(self._outlook, expected.method)

    def _say(self, forecast: str, outlook: str, interval: str) -> None:
        self._forecast.setText(forecast or "年度末見込 …")
        self._outlook.setText(outlook)
        self._interval.setText(interval or " ")
        said = "、".join(part for part in (forecast, interval, outlook) if part)
        name_for_readers(self, self._told, f"{said}。押すと詳しく表示します" if said else _PRESS)

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
        later = QHBoxLayout()
        later.setSpacing(space(2))
        later.addWidget(self._forecast, 1)
        later.addWidget(self._outlook)
        for row in (head, figure):
            column.addLayout(row)
        column.addWidget(self._chart)
        column.addLayout(foot)
        column.addWidget(rule())
        column.addLayout(later)
        column.addWidget(self._interval)


def _sureness(result: KpiResult) -> str:
    parts = [f"提出率 {coverage_rate(result.coverage)}"] if result.coverage.expected else []
    if result.estimates:
        parts.append(f"推計 {result.estimates:,}件")
    return "　".join(parts)
