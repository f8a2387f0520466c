"""ChartBox: a chart with its title, a button that copies it, and its values as a table on request."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdx_desktop.reports.charts import ChartSpec
from kdx_desktop.views.charts.chart_view import ChartView
from kdx_desktop.views.plain_text import ElidedLabel, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import icon_button
from kdx_desktop.views.widgets.data_table import DataTable
from kdx_desktop.views.widgets.text_table_model import TextTableModel


class ChartBox(QWidget):
    """Chart and table say the same; the table takes the chart's place, not more room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ElidedLabel("", TextRole.STRONG)
        self.copy_button = icon_button("copy", "図と数値をコピー")
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.chart = ChartView()
        #: Made when it is first asked for.
        self.table: DataTable | None = None
        self._spec: ChartSpec | None = None
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.copy_button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(1))
        self._column.addLayout(head)
        self._column.addWidget(self.chart)

    def show_chart(self, spec: ChartSpec) -> None:
        """Show another chart, and its values."""
        self._spec = spec
        self._title.setText(spec.title)
        self.chart.show_chart(spec)
        name_for_readers(self.copy_button, f"「{spec.title}」の図と数値をコピー")
        self._fill_table()

    def show_table(self, *, shown: bool) -> None:
        """Show the values in the place of the chart, or the chart again."""
        if self.table is None:
            self.table = DataTable("図の数値")
            self._column.addWidget(self.table)
            self._fill_table()
        self.table.setMinimumHeight(self.chart.minimumSizeHint().height())
        self.chart.setVisible(not shown)
        self.table.setVisible(shown)

    def _fill_table(self) -> None:
        if self.table is None or self._spec is None:
            return
        lines = [tuple(line.split("\t")) for line in self.chart.as_text().split("\n")]
        header = ("月", *lines[0][1:])
        model = TextTableModel(header, range(1, len(header)), self.table)
        model.show_rows(lines[1:])
        self.table.setModel(model)
        self.table.stretch_column(0)
        name_for_readers(self.table, f"{self._spec.title}の数値", self._spec.description)

    def _on_copy_clicked(self) -> None:
        self.chart.copy()
