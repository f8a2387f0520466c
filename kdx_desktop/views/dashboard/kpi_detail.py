"""KpiDetail: an opened card — its course, what it means, what it takes, what stands behind it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.metrics.rules.measured import ReductionDetail, ShareDetail
from kdx_desktop.reports.definitions import definition, notes
from kdx_desktop.reports.kpi_charts import kpi_chart
from kdx_desktop.services.standings import Particulars
from kdx_desktop.views.charts.chart_view import ChartView
from kdx_desktop.views.dashboard import facts
from kdx_desktop.views.plain_text import Paragraph, PlainLabel
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card, rule
from kdx_desktop.views.widgets.evidence_table import EvidenceTable
from kdx_desktop.views.widgets.fact_list import FactList

_NARROW = 200  # steps of the grid below which the facts stand under the chart
_SUMS = ("コピー用紙（枚）", "今年度", "基準年度", "削減", "削減率")
_LEFT_OUT = ("コード", "部署", "理由", "今年度（枚）", "基準年度（枚）")
_MEETINGS = ("コード", "部署", "実施率", "あと何回のペーパーレス会議で届くか")


class KpiDetail(Card):
    """Filled twice: with the result at once, with the particulars when they have been read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._result: KpiResult | None = None
        self._definition = Paragraph("", TextRole.QUIET)
        self._chart_title = PlainLabel("", TextRole.STRONG)
        self._chart = ChartView()
        self._standing = FactList()
        self._required_rule = rule()
        self._required = FactList()
        self._notes = Paragraph("", TextRole.QUIET)
        self._sums = EvidenceTable("比較の内訳", _SUMS, numbers=(1, 2, 3, 4))
        self._left_out = EvidenceTable("比較から除いた部署", _LEFT_OUT, numbers=(3, 4))
        self._meetings = EvidenceTable("目安に届いていない部署", _MEETINGS, numbers=(2, 3))
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._arrange()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(space(_NARROW) // 2, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= space(_NARROW)
        self._sides.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )

    def show_result(self, result: KpiResult) -> None:
        """Show a KPI; what has to be read first is shown by `show_particulars`."""
        self._result = result
        self.set_title(result.kpi.name)
        self._definition.setText(definition(result.kpi))
        self._standing.show_facts(facts.standing(result))
        texts = [text for text in notes(result) if not text.startswith("暫定")]  # a fact above
        self._notes.setText("\n".join(texts))
        self._notes.setVisible(bool(texts))
        self._sums.show_rows(facts.paper_sums(result))
        for part in (self._required, self._required_rule, self._left_out, self._meetings):
            part.hide()

    def show_particulars(self, found: Particulars) -> None:
        """Show 必要量, and the departments behind the number."""
        result = self._result
        if result is None:
            return
        spec = kpi_chart(result, found.courses.get(result.kpi.code, ()))
        self._chart_title.setText(spec.title)
        self._chart.show_chart(spec)
        required = facts.required(result, found.gaps.paper)
        self._required.show_facts(required)
        self._required.setVisible(bool(required))
        self._required_rule.setVisible(bool(required))
        if isinstance(result.detail, ReductionDetail):
            rows = facts.left_out_rows(result.detail.left_out, found.departments)
            self._left_out.show_rows(rows)
        if isinstance(result.detail, ShareDetail):
            self._meetings.show_rows(facts.meetings_rows(found.gaps.meetings, found.departments))

    def _arrange(self) -> None:
        self.body.addWidget(self._definition)
        row = self._sides
        row.setSpacing(space(8))
        left = QVBoxLayout()
        left.setSpacing(space(2))
        left.addWidget(self._chart_title)
        left.addWidget(self._chart)
        left.addStretch()
        right = QVBoxLayout()
        right.setSpacing(space(3))
        for part in (self._standing, self._required_rule, self._required):
            right.addWidget(part)
        right.addStretch()
        row.addLayout(left, 5)
        row.addLayout(right, 3)
        self.body.addLayout(row)
        self.body.addWidget(self._notes)
        for table in (self._sums, self._left_out, self._meetings):
            self.body.addWidget(table, alignment=Qt.AlignmentFlag.AlignTop)
