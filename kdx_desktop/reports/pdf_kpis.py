"""The KPI pages of the monthly report: the table of all, then one block with a chart for each."""

from __future__ import annotations

from fractions import Fraction

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer

from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.metrics.plan import Kpi
from kdx_desktop.reports import grades, pdf_tables, pdf_text, style
from kdx_desktop.reports.chart_drawing import ChartFlowable
from kdx_desktop.reports.charts import ValueFormat
from kdx_desktop.reports.kpi_charts import bullet, forecast_span
from kdx_desktop.reports.monthly import KpiSection, MonthlyReport
from kdx_desktop.reports.monthly_texts import forecast_lines
from kdx_desktop.reports.number_text import (
    NONE,
    coverage_rate,
    coverage_text,
    format_of,
    value_text,
    with_unit,
)
from kdx_desktop.reports.pdf_fonts import NUMBER, NUMBER_BOLD, TEXT_BOLD
from kdx_desktop.reports.pdf_tables import CELL_SPACING, Column
from kdx_desktop.reports.pdf_text import CENTRE, NOTE, RIGHT, Look, Part, TextBlock

PROVISIONAL = "暫定"

_COLUMNS = (
    Column("指標", 42),
    Column("値", 21, number=True),
    Column("年度の目標", 20, number=True),
    Column("達成率", 13, number=True),
    Column("現時点の目標", 20, number=True),
    Column("評価", 11, centred=True),
    Column("提出率", 20, number=True),
    Column("推計", 9, number=True),
    Column("年度末見込", 22, number=True),
)
_FACTS_WIDTH, _CHART_WIDTH = 54 * mm, 124 * mm
_CHART_HEIGHT = 44 * mm
_BIG = Look(18, font=TEXT_BOLD, spacing=1.35)
_RIGHT = Look(style.TABLE, font=NUMBER, anchor=RIGHT, spacing=CELL_SPACING)
_SMALLEST = Look(6.5, style.GREY_TEXT)
_SPAN = Look(6.5, style.GREY_TEXT, NUMBER)


def kpi_table(report: MonthlyReport) -> list[Flowable]:
    """Return the table of all KPIs, one row each."""
    rows = [_row(section) for section in report.kpis]
    return [pdf_tables.table(_COLUMNS, rows)]


def kpi_blocks(report: MonthlyReport) -> list[Flowable]:
    """Return a block per KPI: facts to the left, chart to the right, definition beneath."""
    blocks: list[Flowable] = []
    for section in report.kpis:  # the gap is outside: it need not fit on the page
        blocks += [KeepTogether(_block(section)), Spacer(0, style.SECTION_GAP)]
    return blocks


def _row(section: KpiSection) -> list[str | Flowable]:
    result, coverage = section.result, section.result.coverage
    rate = _stacked(coverage_rate(coverage), f"{coverage.reported:,}／{coverage.expected:,}")
    return [
        result.kpi.name,
        _quantity(result.kpi, result.value, NUMBER_BOLD),
        _quantity(result.kpi, result.target),
        value_text(result.attainment, ValueFormat.PERCENT),
        _quantity(result.kpi, result.expected),
        _grade_cell(result),
        rate if coverage.expected else NONE,
        f"{result.estimates:,}件",
        _forecast_cell(section),
    ]


def _forecast_cell(section: KpiSection) -> str | Flowable:
    kpi, expected = section.result.kpi, section.forecast
    if expected is None:
        return NONE
    value = [Part(value_text(expected.value, format_of(kpi)), Look(style.TABLE, font=NUMBER))]
    if not kpi.rule.is_ratio:
        value.append(Part(kpi.unit, _SMALLEST))
    span = forecast_span(section.result, expected).removesuffix(kpi.unit)
    return TextBlock([value, [Part(span, _SPAN)]] if span else [value], _RIGHT)


def _quantity(kpi: Kpi, value: Fraction | None, font: str = NUMBER) -> Flowable:
    """Return a value to the right of its column, its unit small and grey."""
    parts = [Part(value_text(value, format_of(kpi)), Look(style.TABLE, font=font))]
    if value is not None and not kpi.rule.is_ratio:
        parts.append(Part(kpi.unit, _SMALLEST))
    return TextBlock([parts], _RIGHT)


def _grade_cell(result: KpiResult) -> Flowable:
    letter = result.grade.letter
    look = Look(style.TABLE, grades.colour(letter), TEXT_BOLD)
    lines = [[Part(grades.mark_and_letter(letter), look)]]
    if result.provisional:
        lines.append([Part(PROVISIONAL, _SMALLEST)])
    return TextBlock(lines, Look(style.TABLE, anchor=CENTRE, spacing=CELL_SPACING))


def _stacked(upper: str, lower: str) -> Flowable:
    return TextBlock(
        [[Part(upper, Look(style.TABLE, font=NUMBER))], [Part(lower, _SMALLEST)]], _RIGHT
    )


def _block(section: KpiSection) -> list[Flowable]:
    chart = ChartFlowable(section.chart, _CHART_WIDTH, _CHART_HEIGHT)
    text = "　".join((section.definition, *section.notes))
    return [
        pdf_text.paragraph(section.result.kpi.name, Look(style.SUBHEADING, font=TEXT_BOLD)),
        pdf_tables.side_by_side(
            [[_facts(section), chart]], [_FACTS_WIDTH, _CHART_WIDTH], style.GAP
        ),
        pdf_text.paragraph(text, NOTE),
    ]


def _facts(section: KpiSection) -> list[Flowable]:
    """Return value, bullet and the few numbers that belong to it."""
    result = section.result
    value_format, unit, letter = format_of(result.kpi), result.kpi.unit, result.grade.letter
    big = [Part(value_text(result.value, value_format), _BIG)]
    if result.value is not None and not result.kpi.rule.is_ratio:
        big.append(Part(f" {unit}", Look(style.BODY, style.GREY_TEXT)))
    if result.provisional:
        big.append(Part(f"  {PROVISIONAL}", NOTE))
    grade = [
        Part(grades.mark_and_letter(letter), Look(style.BODY, grades.colour(letter), TEXT_BOLD)),
        Part(f"　{result.grade.name}", NOTE),
    ]
    target, expected = (
        with_unit(value, value_format, unit) for value in (result.target, result.expected)
    )
    attainment = value_text(result.attainment, ValueFormat.PERCENT)
    lines = [
        f"年度の目標　{target}（達成率 {attainment}）",
        f"現時点の目標　{expected}",
        f"提出率　{coverage_text(result.coverage)}",
        f"推計　{result.estimates:,}件",
        *forecast_lines(section),
    ]
    return [
        TextBlock([big], _BIG),
        ChartFlowable(bullet(result), 46 * mm, 9),
        Spacer(0, style.GAP),
        TextBlock([grade], pdf_text.BODY),
        TextBlock([[Part(line, NOTE)] for line in lines], NOTE),
    ]
