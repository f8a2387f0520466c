"""The printed sheets of the monthly workbook, one function each."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.formatting.rule import DataBar, FormatObject, Rule
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from kdx_desktop.metrics.amounts import units
from kdx_desktop.reports import grades, style
from kdx_desktop.reports.charts import ValueFormat
from kdx_desktop.reports.definitions import theme_definition
from kdx_desktop.reports.excel_charts import native_chart, place
from kdx_desktop.reports.excel_data import course_rows
from kdx_desktop.reports.excel_sheets import Column, Formatted, PrintSheet, Running, Shown
from kdx_desktop.reports.monthly import KpiSection, MonthlyReport, PaperSection, RankingTable
from kdx_desktop.reports.monthly_texts import (
    cover,
    forecast_lines,
    grades_text,
    missing_lines,
    months_text,
    paper_gap_text,
    paper_lines,
    required_text,
    sheets,
)
from kdx_desktop.reports.number_text import NONE, change_text, format_of, theme_format, theme_unit

_COUNT, _PERCENT = ValueFormat.COUNT, ValueFormat.PERCENT
_CHART_ROWS = 14


def add_overview(workbook: Workbook, report: MonthlyReport, running: Running) -> None:
    """概要: what the report is, and all KPIs in one table."""
    page = PrintSheet(workbook, "概要", (32, 11, 6, 11, 9, 13, 8, 9, 6, 7, 11))
    page.title(f"{report.title}　{report.as_of.japanese}")
    page.fact("市", report.city_name)
    for label, text in cover(report):
        page.fact(label, text)
    page.heading("指標の状況")
    page.table(
        (
            Column("指標"),
            Column("値", _COUNT),
            Column("単位"),
            Column("年度の目標", _COUNT),
            Column("達成率", _PERCENT),
            Column("現時点の目標", _COUNT),
            Column("評価", centred=True),
            Column("提出率", _PERCENT),
            Column("推計", _COUNT),
            Column("暫定", centred=True),
            Column("年度末見込", _COUNT),
        ),
        [_kpi_row(section) for section in report.kpis],
    )
    page.note(f"{grades_text(report)}。評価は現時点の目標に対する区分です。")
    page.note("暫定は、未提出または推計があり、後で変わることがある値です。")
    page.note("年度末見込は3月の値の見込みです。その幅は「指標別」にあります。")
    page.heading("この報告の記録")
    page.fact("台帳の先頭", report.ledger_head)
    page.finish(running)


def add_kpi_charts(
    workbook: Workbook, report: MonthlyReport, running: Running, courses: Worksheet
) -> None:
    """指標別: a native chart per KPI with its definition and notes."""
    page = PrintSheet(workbook, "指標別", (12,) * 8)
    for number, (section, rows) in enumerate(zip(report.kpis, course_rows(report), strict=True)):
        if number and number % 3 == 0:
            page.break_page()
        grade = section.result.grade
        page.heading(section.result.kpi.name)
        page.note(
            f"{section.chart.title}（{section.chart.unit}）　"
            f"評価 {grades.mark_and_letter(grade.letter)}（{grade.name}）　{section.chart.note}"
        )
        chart = native_chart(section.chart, courses, rows)
        place(chart, page.sheet, page.row, _CHART_ROWS, columns=8)
        page.skip(_CHART_ROWS)
        page.note("　".join(forecast_lines(section)))
        page.note("　".join((section.definition, *section.notes)))
    page.finish(running)


def add_paper(
    workbook: Workbook, report: MonthlyReport, running: Running, paper: PaperSection
) -> None:
    """紙の内訳: like with like, everything reported, and what was left out."""
    page = PrintSheet(workbook, "コピー用紙", (34, 22, 18, 13, 13))
    value = next((s.result.value for s in report.kpis if s.result.detail is paper.detail), None)
    page.heading("コピー用紙の内訳")
    planned = f"計画の注記は「{paper.plan_note}」です。" if paper.plan_note else ""
    page.note(f"削減枚数は{sheets(paper.detail.reduced)}です。{planned}")
    page.table(
        (
            Column("比べ方"),
            Column("当年度（枚）", _COUNT),
            Column("基準年度（枚）", _COUNT),
            Column("削減（枚）", _COUNT),
            Column("削減率", _PERCENT),
        ),
        [
            (line.name, line.actual, line.baseline, line.reduced, line.value)
            for line in paper_lines(paper, value)
        ],
    )
    page.heading("比較から除いた部署")
    if paper.left_out:
        page.table(
            (
                Column("部署"),
                Column("局"),
                Column("理由"),
                Column("当年度（枚）", _COUNT),
                Column("基準年度（枚）", _COUNT),
            ),
            [
                (row.place.name, row.place.bureau, row.reason.japanese, row.actual, row.baseline)
                for row in paper.left_out
            ],
        )
    else:
        page.note("除いた部署はありません。")
    page.finish(running)


def add_required(workbook: Workbook, report: MonthlyReport, running: Running) -> None:
    """必要量: what it takes to reach the targets."""
    page = PrintSheet(workbook, "必要量", (40, 22, 14, 26))
    page.heading("目標達成までの必要量")
    rows = [
        (
            section.result.kpi.name,
            Formatted(section.result.value, format_of(section.result.kpi)),
            Formatted(section.result.target, format_of(section.result.kpi)),
            text,
        )
        for section in report.kpis
        if (text := required_text(section))
    ]
    if rows:
        columns = (Column("指標"), Column("値", _COUNT), Column("目標", _COUNT), Column("必要量"))
        page.table(columns, rows)
    else:
        page.note("必要量を示せる指標はありません。")
    if report.paper is not None and report.paper.gap is not None:
        page.heading("コピー用紙")
        page.note(paper_gap_text(report.paper.gap, report.as_of))
    titles = None
    if report.meetings_gap:
        page.heading("ペーパーレス会議：基準の率に届いていない部署")
        page.note("今後の会議をすべてペーパーレスで開いた場合に、基準の率に届く回数です。")
        first, _ = page.table(
            (
                Column("部署"),
                Column("局"),
                Column("実施率", _PERCENT),
                Column("あと必要な回数（回）", _COUNT),
            ),
            [
                (row.place.name, row.place.bureau, row.rate, row.further_paperless_meetings)
                for row in report.meetings_gap
            ],
        )
        titles = (first - 1, first - 1)
    page.finish(running, titles)


def add_ranking(workbook: Workbook, board: RankingTable, running: Running) -> None:
    """ランキング: one whole board, then those without a place."""
    page = PrintSheet(workbook, f"順位_{board.theme.japanese}", (7, 8, 32, 22, 26, 9, 9))
    value_format, unit = theme_format(board.theme), theme_unit(board.theme)
    page.heading(board.theme.japanese)
    page.note(theme_definition(board.theme))
    titles = None
    if board.rows:
        first, _ = page.table(
            (
                Column("順位", _COUNT),
                Column("前月比", centred=True),
                Column("部署"),
                Column("局"),
                Column("値" if unit == "%" else f"値（{unit}）", value_format),
                Column("報告欄数", _COUNT),
                Column("対象欄数", _COUNT),
            ),
            [
                (
                    row.rank,
                    change_text(row.change),
                    row.place.name,
                    row.place.bureau,
                    row.value,
                    row.coverage.reported,
                    row.coverage.expected,
                )
                for row in board.rows
            ],
        )
        titles = (first - 1, first - 1)
        gains = sum(row.value > 0 for row in board.rows)
        if gains:
            page.sheet.conditional_formatting.add(f"E{first}:E{first + gains - 1}", _bars())
    else:
        page.note("順位の付く部署はありません。")
    if board.unranked:
        page.skip(1)
        page.table(
            (
                Column("順位", centred=True),
                Column(""),
                Column("部署"),
                Column("局"),
                Column("順位がない理由"),
                Column(""),
                Column(""),
            ),
            [
                (NONE, None, row.place.name, row.place.bureau, row.reason.japanese, None, None)
                for row in board.unranked
            ],
        )
    page.finish(running, titles)


def _bars() -> Rule:
    """Return bars in the cells, from zero."""
    ends = [FormatObject("num", 0), FormatObject("max")]
    return Rule("dataBar", dataBar=DataBar(cfvo=ends, color=Color(f"FF{style.BLUE_SOFT[1:]}")))


def add_missing(workbook: Workbook, report: MonthlyReport, running: Running) -> None:
    """未提出一覧: who owes what in the fiscal year to date."""
    page = PrintSheet(workbook, "未提出一覧", (34, 24, 16, 40, 8))
    page.heading("未提出一覧")
    lines = missing_lines(report)
    if not lines:
        page.note("未提出はありません。")
        page.finish(running)
        return
    columns = (
        Column("部署"),
        Column("局"),
        Column("月"),
        Column("指標"),
        Column("欄数", _COUNT),
    )
    first, _ = page.table(
        columns,
        [
            (
                line.place.name,
                line.place.bureau,
                months_text(line.months),
                line.metrics_text,
                line.cells,
            )
            for line in lines
        ],
    )
    page.finish(running, title_rows=(first - 1, first - 1))


def add_estimates(workbook: Workbook, report: MonthlyReport, running: Running) -> None:
    """推計: the estimated figures of the fiscal year to date, all of them."""
    page = PrintSheet(workbook, "推計", (34, 24, 14, 28, 14, 8))
    page.heading("推計の一覧")
    if not report.estimates:
        page.note("推計はありません。")
        page.finish(running)
        return
    columns = (
        Column("部署"),
        Column("局"),
        Column("年月"),
        Column("指標"),
        Column("値", ValueFormat.HOURS),
        Column("単位"),
    )
    first, _ = page.table(columns, _estimate_rows(report))
    page.finish(running, title_rows=(first - 1, first - 1))


def _estimate_rows(report: MonthlyReport) -> Iterator[tuple[Shown, ...]]:
    for row in report.estimates:
        value = units(row.amount or 0)
        value_format = _COUNT if value.denominator == 1 else ValueFormat.HOURS
        yield (
            row.place.name,
            row.place.bureau,
            str(row.month),
            row.metric_name,
            Formatted(value, value_format),
            row.unit,
        )


def add_definitions(workbook: Workbook, report: MonthlyReport, running: Running) -> None:
    """定義: the terms and what they mean."""
    page = PrintSheet(workbook, "定義", (36, 84))
    page.heading("用語と定義")
    page.table(
        (Column("用語"), Column("意味")), [(row.term, row.text) for row in report.definitions]
    )
    page.finish(running)


def _kpi_row(section: KpiSection) -> tuple[Shown, ...]:
    result, expected = section.result, section.forecast
    value_format, coverage = format_of(result.kpi), result.coverage
    ratio = result.kpi.rule.is_ratio
    share = Fraction(coverage.reported, coverage.expected) if coverage.expected else None
    return (
        result.kpi.name,
        Formatted(result.value, value_format),
        "" if ratio else result.kpi.unit,
        Formatted(result.target, value_format),
        result.attainment,
        Formatted(result.expected, value_format),
        grades.mark_and_letter(result.grade.letter),
        share,
        result.estimates,
        "暫定" if result.provisional else None,
        Formatted(None if expected is None else expected.value, value_format),
    )
