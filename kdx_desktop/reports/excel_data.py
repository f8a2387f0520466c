"""The workbook's machine-readable sheets (総務省「機械判読可能なデータの表記方法」)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.months import fiscal_year_months
from kdx_desktop.metrics.plan import Kpi
from kdx_desktop.reports import excel_style
from kdx_desktop.reports.cells import Value
from kdx_desktop.reports.excel_sheets import data_sheet
from kdx_desktop.reports.monthly import MonthlyReport
from kdx_desktop.reports.number_text import theme_unit

KPI, COURSES, FIGURES, RANKINGS = "データ_KPI", "データ_推移", "データ_数値", "データ_ランキング"
RATIO = "比率"  # a fraction of 1: 0.5 is 50 %

_KPI_COLUMNS = (
    ("年月", 10), ("年度", 8), ("KPIコード", 20), ("KPI", 40), ("単位", 8), ("値", 14), ("目標", 12),
    ("達成率", 12), ("現時点の目標", 14), ("評価", 6), ("報告欄数", 10), ("対象欄数", 10),
    ("推計件数", 10), ("毎月の必要量", 14), ("年度末見込", 14), ("見込みの下限", 14), ("見込みの上限", 14),
    ("達成見込み", 16),
)  # fmt: skip
_COURSE_COLUMNS = (
    ("年月", 10), ("月", 6), ("KPIコード", 20), ("KPI", 40), ("系列", 20), ("値", 14), ("単位", 8),
)  # fmt: skip
_FIGURE_COLUMNS = (
    ("部署コード", 12), ("部署", 28), ("局", 20), ("年月", 10), ("指標コード", 22), ("指標", 28),
    ("値", 14), ("単位", 8), ("状態", 8),
)  # fmt: skip
_RANKING_COLUMNS = (
    ("年月", 10), ("テーマコード", 14), ("テーマ", 20), ("部署コード", 12), ("部署", 28), ("局", 20),
    ("順位", 8), ("前月の順位", 12), ("値", 14), ("単位", 14), ("報告欄数", 10), ("対象欄数", 10),
    ("順位なしの理由", 24),
)  # fmt: skip


def add_data_sheets(workbook: Workbook, report: MonthlyReport) -> Worksheet:
    """Add all data sheets; return the one with the courses, which charts refer to."""
    data_sheet(workbook, KPI, _KPI_COLUMNS, _kpis(report))
    courses = data_sheet(workbook, COURSES, _COURSE_COLUMNS, _courses(report))
    _format_courses(courses, report)
    data_sheet(workbook, RANKINGS, _RANKING_COLUMNS, _rankings(report))
    data_sheet(workbook, FIGURES, _FIGURE_COLUMNS, _figures(report))
    return courses


def course_rows(report: MonthlyReport) -> list[dict[int, int]]:
    """Return, for each KPI, the row of データ_推移 at which each series of its chart begins."""
    row = 2
    rows = []
    for section in report.kpis:
        length = len(section.chart.categories)
        rows.append({index: row + index * length for index in range(len(section.chart.series))})
        row += length * len(section.chart.series)
    return rows


def _kpis(report: MonthlyReport) -> Iterator[tuple[Value, ...]]:
    for section in report.kpis:
        result, expected = section.result, section.forecast
        outlook = None if expected is None else expected.outlook
        yield (
            str(result.as_of),
            result.as_of.fiscal_year,
            result.kpi.code,
            result.kpi.name,
            _unit(result.kpi),
            result.value,
            result.target,
            result.attainment,
            result.expected,
            result.grade.letter,
            result.coverage.reported,
            result.coverage.expected,
            result.estimates,
            result.required_per_month,
            *((None,) * 3 if expected is None else (expected.value, expected.low, expected.high)),
            None if outlook is None else outlook.japanese,
        )


def _courses(report: MonthlyReport) -> Iterator[tuple[Value, ...]]:
    months = fiscal_year_months(report.as_of.fiscal_year)
    for section in report.kpis:
        kpi, chart = section.result.kpi, section.chart
        unit = RATIO if chart.unit == "%" else chart.unit
        for series in chart.series:
            for month, label, value in zip(months, chart.categories, series.values, strict=True):
                yield str(month), label, kpi.code, kpi.name, series.name, value, unit


def _format_courses(sheet: Worksheet, report: MonthlyReport) -> None:
    """Give the values their number format, which the labels of the charts take over."""
    column = next(n for n, (name, _) in enumerate(_COURSE_COLUMNS, start=1) if name == "値")
    row = 2
    for section in report.kpis:
        number_format = excel_style.NUMBER_FORMATS[section.chart.value_format]
        for _ in range(len(section.chart.series) * len(section.chart.categories)):
            sheet.cell(row, column).number_format = number_format
            row += 1


def _figures(report: MonthlyReport) -> Iterator[tuple[Value, ...]]:
    month_texts = {row.month: str(row.month) for row in report.figures}
    for row in report.figures:
        place = row.place
        value = None if row.amount is None else Fraction(row.amount, SCALE)
        yield (
            place.code,
            place.name,
            place.bureau,
            month_texts[row.month],
            row.metric,
            row.metric_name,
            value,
            row.unit,
            row.state.japanese,
        )


def _rankings(report: MonthlyReport) -> Iterator[tuple[Value, ...]]:
    month = str(report.as_of)
    for board in report.boards:
        theme, unit = board.theme, theme_unit(board.theme)
        head = (month, theme.value, theme.japanese)
        for row in board.rows:
            yield (
                *head,
                row.place.code,
                row.place.name,
                row.place.bureau,
                row.rank,
                row.previous_rank,
                row.value,
                RATIO if unit == "%" else unit,
                row.coverage.reported,
                row.coverage.expected,
                None,
            )
        for left in board.unranked:
            place = left.place
            yield (
                *head,
                *(place.code, place.name, place.bureau),
                *(None,) * 6,
                left.reason.japanese,
            )


def _unit(kpi: Kpi) -> str:
    return RATIO if kpi.rule.is_ratio else kpi.unit
