"""Native Excel charts from ChartSpec, over the rows of the data sheet データ_推移."""

from __future__ import annotations

from typing import Literal

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series as ChartSeries
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.worksheet.worksheet import Worksheet

from kdx_desktop.reports import excel_style, style
from kdx_desktop.reports.charts import BOUNDS, ChartKind, ChartSpec, Role, Series, axis

_COLOURS = {
    Role.US: style.BLUE,
    Role.BASELINE: style.GREY_RULE,
    Role.TARGET: style.TEXT,
    Role.PACE: style.GREY_TEXT,
    Role.FORECAST: style.BLUE_LIGHT,
    Role.FORECAST_LOW: style.BLUE_SOFT,
    Role.FORECAST_HIGH: style.BLUE_SOFT,
}
_POINT = 12_700  # English Metric Units


#: Where a label stands: above (t), below (b) or right (r) of its point, or on top of its bar.
_POSITIONS: dict[tuple[ChartKind, Role], Literal["t", "b", "r", "outEnd"]] = {
    (ChartKind.BARS, Role.BASELINE): "outEnd",
    (ChartKind.BARS, Role.US): "outEnd",
    (ChartKind.BARS, Role.TARGET): "r",
    (ChartKind.COURSE, Role.US): "t",
    (ChartKind.COURSE, Role.BASELINE): "b",
    (ChartKind.COURSE, Role.TARGET): "b",
    (ChartKind.COURSE, Role.PACE): "b",
    (ChartKind.COURSE, Role.FORECAST): "r",
}


def place(chart: BarChart | LineChart, sheet: Worksheet, row: int, rows: int, columns: int) -> None:
    """Put a chart over whole cells, so that it fills the printed width in every program."""
    first, last = AnchorMarker(col=0, row=row - 1), AnchorMarker(col=columns, row=row - 1 + rows)
    # The type stubs know only the name of a cell.
    chart.anchor = TwoCellAnchor(_from=first, to=last)  # type: ignore[assignment]
    sheet.add_chart(chart)


def native_chart(spec: ChartSpec, data: Worksheet, rows: dict[int, int]) -> BarChart | LineChart:
    """Return a chart whose series begin at the given rows of the data sheet (by their position).

    Labels and values stand in the data sheet's columns LABEL_COLUMN and VALUE_COLUMN.
    """
    lines = LineChart()
    bars = BarChart() if spec.kind is ChartKind.BARS else None
    for index, series in enumerate(spec.series):
        first, last = rows[index], rows[index] + len(spec.categories) - 1
        made = SeriesFactory(
            Reference(data, min_col=VALUE_COLUMN, min_row=first, max_row=last), title=series.name
        )
        made.cat = _categories(data, first, last)
        as_bar = bars is not None and series.role in {Role.US, Role.BASELINE}
        _paint(made, series.role, as_bar=as_bar)
        _label(made, series, spec)
        (bars if as_bar and bars is not None else lines).series.append(made)
    chart = bars if bars is not None else lines
    if bars is not None:
        bars.gapWidth, bars.overlap = 50, 0
        if lines.series:
            bars += lines
    _set_up(chart, spec)
    return chart


#: Columns of データ_推移 that charts refer to.
LABEL_COLUMN, VALUE_COLUMN = 2, 6


def _categories(data: Worksheet, first: int, last: int) -> AxDataSource:
    reference = Reference(data, min_col=LABEL_COLUMN, min_row=first, max_row=last)
    return AxDataSource(strRef=StrRef(f=str(reference)))


def _paint(made: ChartSeries, role: Role, *, as_bar: bool) -> None:
    colour = _COLOURS[role][1:]
    if as_bar:
        made.graphicalProperties = GraphicalProperties(solidFill=colour)
        made.graphicalProperties.line.noFill = True
        return
    width = int((2.25 if role is Role.US else 1.25) * _POINT)
    line = LineProperties(w=width, solidFill=colour)
    if role in {Role.PACE, Role.FORECAST}:
        line.prstDash = "sysDash"
    made.graphicalProperties = GraphicalProperties(ln=line)
    made.marker = Marker(symbol="none")
    made.smooth = False


def _label(made: ChartSeries, series: Series, spec: ChartSpec) -> None:
    """Label one point of a series directly, instead of a legend."""
    bars = spec.kind is ChartKind.BARS
    known = [index for index, value in enumerate(series.values) if value is not None]
    if not known or series.role in BOUNDS:
        return
    over_bars = bars and series.role is Role.TARGET
    position = _POSITIONS[spec.kind, series.role]
    colour = style.GREY_TEXT if series.role is Role.BASELINE else _COLOURS[series.role]
    label = DataLabel(
        idx=_labelled_point(spec, series, known),
        dLblPos=position,
        numFmt=excel_style.NUMBER_FORMATS[spec.value_format],
        txPr=_text(8, colour, bold=series.role is Role.US),
        spPr=GraphicalProperties(solidFill="FFFFFF") if over_bars else None,
        separator=" ",
        showVal=not bars and series.role is not Role.PACE,
        showSerName=bars or series.role is not Role.US,
        showCatName=False,
        showLegendKey=False,
        showPercent=False,
    )
    made.dLbls = DataLabelList(
        dLbl=[label],
        showVal=False,
        showSerName=False,
        showCatName=False,
        showLegendKey=False,
        showPercent=False,
    )


def _labelled_point(spec: ChartSpec, series: Series, known: list[int]) -> int:
    """Return the point to label, so that labels rarely meet."""
    target = spec.of(Role.TARGET)
    if spec.kind is ChartKind.COURSE:
        if series.role is Role.PACE:
            return known[-2:][0]  # the last one meets the target
        return known[0] if series.role is Role.TARGET else known[-1]
    if series.role is Role.BASELINE:
        return known[0]
    if series.role is Role.US and target is not None:
        # Where our bar ends farthest from the target's line.
        apart = {
            index: abs(float(series.values[index] or 0) - float(target.values[index] or 0))
            for index in known[1:]
        }
        return max(apart, key=lambda index: apart[index], default=known[0])
    return known[-1]


def _set_up(chart: BarChart | LineChart, spec: ChartSpec) -> None:
    scale = axis(spec)
    chart.legend = None
    chart.title = None
    chart.display_blanks = "gap"
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    width = 0.86 if spec.of(Role.FORECAST) is None else 0.75  # the label stands beside March
    chart.layout = Layout(
        manualLayout=ManualLayout(
            layoutTarget="inner", xMode="edge", yMode="edge", x=0.1, y=0.06, w=width, h=0.8
        )
    )
    x, y = chart.x_axis, chart.y_axis
    x.delete = y.delete = False
    x.txPr = y.txPr = _text(8, style.TEXT_QUIET)
    x.majorTickMark = y.majorTickMark = "none"
    y.scaling.min, y.scaling.max = float(scale.low), float(scale.high)
    y.majorUnit = float(scale.step)
    y.number_format = excel_style.NUMBER_FORMATS[spec.value_format]
    y.majorGridlines = ChartLines(
        spPr=GraphicalProperties(
            ln=LineProperties(w=int(0.5 * _POINT), solidFill=style.GREY_FILL[1:])
        )
    )
    y.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    x.graphicalProperties = GraphicalProperties(
        ln=LineProperties(w=int(0.75 * _POINT), solidFill=style.GREY_LINE[1:])
    )


def _text(size: float, colour: str, *, bold: bool = False) -> RichText:
    look = CharacterProperties(sz=int(size * 100), b=bold, solidFill=colour[1:])
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])
