"""CoursePart: 推移 — month by month and since April, what is to come, and 必要量."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.metrics.rules.measured import ReductionDetail, ShareDetail
from kdx_desktop.reports.definitions import notes
from kdx_desktop.reports.kpi_charts import course_chart, month_chart
from kdx_desktop.services.standings import Particulars
from kdx_desktop.views.dashboard import facts
from kdx_desktop.views.dashboard.chart_box import ChartBox
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.evidence_table import EvidenceTable
from kdx_desktop.views.widgets.fact_list import FactList
from kdx_desktop.views.widgets.tick_box import TickBox

_SUMS = ("コピー用紙（枚）", "今年度", "基準年度", "削減", "削減率")
_LEFT_OUT = ("コード", "部署", "理由", "今年度（枚）", "基準年度（枚）")
_MEETINGS = ("コード", "部署", "実施率", "あと何回のペーパーレス会議で届くか")
_NARROW = 200  # steps of the grid below which things stand under each other


class CoursePart(QWidget):
    """Two charts, and what they come to: where it stands, what is needed, what is expected."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.months = ChartBox()
        self.course = ChartBox()
        self._tabled = TickBox("図を表で表示する(&T)")
        explain(self._tabled, "図の代わりに、その数値を表で示します。表はCtrl+Cで写せます。")
        self._tabled.toggled.connect(self._on_tabled)
        self._standing, self._required, self._expected = FactList(), FactList(), FactList()
        self._required_title = PlainLabel("必要量", TextRole.STRONG)
        self._method = Paragraph("", TextRole.QUIET)
        self._notes = Paragraph("", TextRole.QUIET)
        self._tables: dict[str, EvidenceTable] = {}
        self._evidence = QVBoxLayout()
        self._charts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._facts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._arrange()

    def show_kpi(self, result: KpiResult, found: Particulars | None) -> None:
        """Show a KPI; its particulars come a little later than the result (None)."""
        self._standing.show_facts(facts.standing(result))
        texts = [text for text in notes(result) if not text.startswith("暫定")]  # a fact above
        self._notes.setText("\n".join(texts))
        self._notes.setVisible(bool(texts))
        self._show_rows("比較の内訳", _SUMS, facts.paper_sums(result), (1, 2, 3, 4))
        if found is None:
            return
        left_out = result.detail.left_out if isinstance(result.detail, ReductionDetail) else ()
        rows = facts.left_out_rows(left_out, found.departments)
        self._show_rows("比較から除いた部署", _LEFT_OUT, rows, (3, 4))
        below = found.gaps.meetings if isinstance(result.detail, ShareDetail) else ()
        rows = facts.meetings_rows(below, found.departments)
        self._show_rows("目安に届いていない部署", _MEETINGS, rows, (2, 3))
        code = result.kpi.code
        expected, before = found.forecasts[code], found.before[code]
        months = month_chart(result, found.courses[code], before)
        self.months.setVisible(months is not None)
        if months is not None:
            self.months.show_chart(months)
        self.course.show_chart(course_chart(result, found.courses[code], expected, before))
        required = facts.required(result, found.gaps.paper)
        self._required.show_facts(required)
        self._required.setVisible(bool(required))
        self._required_title.setVisible(bool(required))
        self._expected.show_facts(facts.forecast(result, expected))
        self._method.setText(facts.method(expected))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= space(_NARROW)
        for row in (self._charts, self._facts):
            row.setDirection(
                QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
            )

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(space(_NARROW) // 3, super().minimumSizeHint().height())

    def _on_tabled(self, checked: bool) -> None:  # noqa: FBT001 - a slot takes what it is told
        for box in (self.months, self.course):
            box.show_table(shown=checked)

    def _show_rows(
        self, title: str, header: tuple[str, ...], rows: Sequence[facts.Row], numbers: Sequence[int]
    ) -> None:
        """Show a table of evidence; most KPIs have none, and those are never made."""
        if title not in self._tables:
            if not rows:
                return
            self._tables[title] = EvidenceTable(title, header, numbers=numbers)
            self._evidence.addWidget(self._tables[title], alignment=Qt.AlignmentFlag.AlignTop)
        self._tables[title].show_rows(rows)

    def _arrange(self) -> None:
        charts = Card()
        self._charts.setSpacing(space(8))
        for box in (self.months, self.course):
            self._charts.addWidget(box, 1)
        charts.body.addLayout(self._charts)
        foot = QHBoxLayout()
        foot.addWidget(self._tabled)
        foot.addStretch()
        charts.body.addLayout(foot)
        numbers = Card()
        self._facts.setSpacing(space(10))
        self._facts.addLayout(_titled(PlainLabel("現在", TextRole.STRONG), self._standing), 1)
        right = _titled(self._required_title, self._required)
        right.insertSpacing(2, space(2))
        right.insertWidget(3, PlainLabel("年度末見込", TextRole.STRONG))
        right.insertWidget(4, self._expected)
        right.insertWidget(5, self._method)
        self._facts.addLayout(right, 1)
        numbers.body.addLayout(self._facts)
        numbers.body.addWidget(self._notes)
        numbers.body.addLayout(self._evidence)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(4))
        column.addWidget(charts)
        column.addWidget(numbers)
        column.addStretch()


def _titled(title: PlainLabel, facts: FactList) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(space(2))
    column.addWidget(title)
    column.addWidget(facts)
    column.addStretch()
    return column
