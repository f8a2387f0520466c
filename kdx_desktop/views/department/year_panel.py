"""YearPanel: one chart of a department's months, its title above and its sums below."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.reports.charts import ChartSpec
from kdx_desktop.views.charts.chart_view import ChartView
from kdx_desktop.views.plain_text import Paragraph
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole


class YearPanel(QWidget):
    """The chart is focusable and copied by Ctrl+C like all charts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Paragraph("", TextRole.STRONG)
        self._chart = ChartView()
        self._summary = Paragraph("", TextRole.QUIET)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        for part in (self._title, self._chart, self._summary):
            column.addWidget(part)
        column.addStretch()

    def show_chart(self, title: str, spec: ChartSpec | None, summary: str) -> None:
        """Show a chart and what stands below it; without a chart only that."""
        self._title.setText(title)
        self._chart.setVisible(spec is not None)
        if spec is not None:
            self._chart.show_chart(spec)
        self._summary.setText(summary)
        self._summary.setVisible(bool(summary))
