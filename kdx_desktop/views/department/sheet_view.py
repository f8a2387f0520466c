"""SheetView: the page on one department, from who it is down to what was noted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.reports.charts import ChartSpec
from kdx_desktop.services.department_sheet import DepartmentSheet
from kdx_desktop.views.department import sheet_texts
from kdx_desktop.views.department.kinship_picture import KinshipPicture
from kdx_desktop.views.department.month_marks import MonthMarks
from kdx_desktop.views.department.theme_panel import ThemePanel
from kdx_desktop.views.department.year_charts import summary, year_charts
from kdx_desktop.views.department.year_panel import YearPanel
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.card_grid import CardGrid
from kdx_desktop.views.widgets.evidence_table import EvidenceTable
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.views.widgets.standing_look import legend
from kdx_desktop.views.widgets.standing_mark import StandingMark


class SheetView(ScrollColumn):
    """Shows one DepartmentSheet after another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = Paragraph("", TextRole.TITLE)
        self._mark = StandingMark()
        self._standing = PlainLabel("", TextRole.STRONG)
        self._who = Paragraph("", TextRole.QUIET)
        self._kinship_card = Card("組織の変遷")
        self._kinship = KinshipPicture()
        self._panels = [ThemePanel() for _ in Theme]
        self._need = Paragraph("")
        self._marks = MonthMarks()
        self._years = CardGrid(most=2, least=120, gap=6)
        self._charts: list[YearPanel] = []
        self._remarks = EvidenceTable("備考と訂正", sheet_texts.REMARKS, (3,), most_rows=12)
        self._automations = EvidenceTable(
            "業務の自動化", sheet_texts.AUTOMATIONS, (1, 2), most_rows=12
        )
        self._notes = Card()
        self._arrange()

    def show_sheet(self, sheet: DepartmentSheet) -> None:
        """Show a department."""
        self._name.setText(sheet.department.name)
        self._who.setText(sheet_texts.who(sheet))
        month = sheet.months[-1]
        self._mark.show_row(month)
        late = "（期限超過）" if month.late else ""
        self._standing.setText(f"{month.month.month}月分は{month.standing.japanese}{late}")
        self._kinship.show_kinship(sheet.kinship, sheet.names)
        self._kinship_card.setVisible(bool(sheet.kinship.links))
        for panel, tile in zip(self._panels, sheet.tiles, strict=True):
            panel.show_tile(tile, sheet.as_of)
        self._need.setText(sheet_texts.need(sheet.meetings))
        self._need.setVisible(bool(self._need.text()))
        self._marks.show_months(sheet.as_of.fiscal_year, sheet.months)
        self._show_years(sheet)
        self._remarks.show_rows(sheet_texts.remark_rows(sheet.remarks))
        self._automations.show_rows(sheet_texts.automation_rows(sheet.automations))
        self._notes.setVisible(bool(sheet.remarks or sheet.automations))

    def _show_years(self, sheet: DepartmentSheet) -> None:
        specs: list[tuple[str, ChartSpec | None, str]] = []
        for year in sheet.years:
            charts = year_charts(year, sheet.as_of)
            if not charts:
                specs.append((year.metric.name, None, summary(year)))
            for number, spec in enumerate(charts):
                specs.append((spec.title, spec, "" if number else summary(year)))
        while len(self._charts) < len(specs):
            self._charts.append(YearPanel())
            self._years.add(self._charts[-1])
        for position, panel in enumerate(self._charts):
            panel.setVisible(position < len(specs))
            if position < len(specs):
                panel.show_chart(*specs[position])

    def _arrange(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(space(1))
        top = QHBoxLayout()
        top.setSpacing(space(2))
        top.addWidget(self._name, 1)
        top.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self._standing, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addLayout(top)
        head.addWidget(self._who)
        self.column.addLayout(head)
        tiles = CardGrid(most=len(self._panels), least=46, gap=3)
        for panel in self._panels:
            tiles.add(panel)
        self.column.addWidget(tiles)
        explain(tiles, "テーマごとの値と順位です。細い線は4月からの推移です。")
        work = Card("今年度の提出と必要量")
        work.body.addWidget(self._marks)
        work.body.addWidget(Paragraph(legend(), TextRole.QUIET))
        work.body.addWidget(self._need)
        self.column.addWidget(work)
        self._kinship_card.body.addWidget(self._kinship)
        self.column.addWidget(self._kinship_card)
        months = Card("月別の実績")
        months.body.addWidget(self._years)
        self.column.addWidget(months)
        self._notes.body.addWidget(self._remarks)
        self._notes.body.addWidget(self._automations)
        self.column.addWidget(self._notes)
        self.column.addStretch()
