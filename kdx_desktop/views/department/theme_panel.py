"""ThemePanel: a department's place in one theme — value, rank, change, trend, the city's middle."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kdx_desktop.metrics.months import Month, fiscal_year_to_date
from kdx_desktop.reports.kpi_charts import sparkline
from kdx_desktop.reports.number_text import theme_format, theme_unit, value_text
from kdx_desktop.services.department_sheet import ThemeTile
from kdx_desktop.views.charts.chart_view import ChartView
from kdx_desktop.views.plain_text import ElidedLabel, Paragraph, PlainLabel, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.figure_line import FigureLine
from kdx_desktop.views.widgets.rank_change import change_shown


class ThemePanel(QFrame):
    """Reads like a tile; says in words what the sparkline shows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._theme = ElidedLabel("", TextRole.STRONG)
        self._value = FigureLine()
        self._rank = Paragraph("")
        self._change = PlainLabel("", TextRole.QUIET)
        self._trend = ChartView()
        self._median = ElidedLabel("", TextRole.QUIET)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(4), space(3), space(4), space(3))
        column.setSpacing(space(1))
        column.addWidget(self._theme)
        column.addLayout(self._value)
        for part in (self._rank, self._change, self._trend, self._median):
            column.addWidget(part)

    def show_tile(self, tile: ThemeTile, as_of: Month) -> None:
        """Show a theme as of a month."""
        written, unit = theme_format(tile.theme), theme_unit(tile.theme)
        self._theme.setText(tile.theme.japanese)
        number = value_text(tile.value, written)
        shown_unit = unit if tile.value is not None else ""
        self._value.show_texts(number.removesuffix("%"), shown_unit)
        self._rank.setText(_rank(tile))
        self._change.setText(
            "" if tile.rank is None else change_shown(tile.rank, tile.previous_rank)
        )
        months = fiscal_year_to_date(as_of)
        spec = sparkline(tile.theme.japanese, months, tile.trend, written, unit)
        self._trend.show_chart(spec)
        self._median.setText(f"市の中央値 {value_text(tile.median, written)}")
        said = (number, shown_unit, self._rank.text(), self._change.text())
        name_for_readers(self, f"{tile.theme.japanese}　{'　'.join(said)}", self._median.text())


def _rank(tile: ThemeTile) -> str:
    if tile.rank is not None:
        return f"{tile.rank}位／{tile.ranked}部署"
    return f"順位なし（{tile.reason.japanese}）" if tile.reason else "順位なし"
