"""What stands behind the KPIs in the monthly report: paper in both views, and 必要量."""

from __future__ import annotations

from fractions import Fraction

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from kdx_desktop.reports import pdf_tables, pdf_text, style
from kdx_desktop.reports.charts import ValueFormat
from kdx_desktop.reports.monthly import LeftOutRow, MeetingsGapRow, MonthlyReport, PaperSection
from kdx_desktop.reports.monthly_texts import (
    left_out_counts,
    paper_gap_text,
    paper_lines,
    required_text,
    sheets,
)
from kdx_desktop.reports.number_text import format_of, further_text, value_text, with_unit
from kdx_desktop.reports.pdf_fonts import TEXT_BOLD
from kdx_desktop.reports.pdf_tables import Column
from kdx_desktop.reports.pdf_text import BODY, NOTE, Look

LONGEST_LIST = 30  # rows on paper; the workbook has them all

_PAPER = (
    Column("比べ方", 62),
    Column("当年度（枚）", 30, number=True),
    Column("基準年度（枚）", 30, number=True),
    Column("削減枚数（枚）", 32, number=True),
    Column("削減率", 24, number=True),
)
_LEFT_OUT = (
    Column("部署", 54),
    Column("局", 40),
    Column("理由", 36),
    Column("当年度（枚）", 24, number=True),
    Column("基準年度（枚）", 24, number=True),
)
_REQUIRED = (
    Column("指標", 64),
    Column("値", 28, number=True),
    Column("年度の目標", 28, number=True),
    Column("", 6),
    Column("必要量", 52),
)
_MEETINGS = (
    Column("部署", 62),
    Column("局", 52),
    Column("実施率", 26, number=True),
    Column("あと必要な回数（回）", 38, number=True),
)


def subheading(text: str) -> list[Flowable]:
    """Return a small heading that never stands alone at the foot of a page."""
    return [
        CondPageBreak(30 * mm),
        Spacer(0, style.GAP * 2),
        pdf_text.paragraph(text, Look(style.SUBHEADING, font=TEXT_BOLD)),
        Spacer(0, style.GAP / 2),
    ]


def paper_section(report: MonthlyReport, paper: PaperSection) -> list[Flowable]:
    """Return both comparisons of paper, and what was left out of the first."""
    kpi = next((s.result for s in report.kpis if s.result.detail is paper.detail), None)
    lines = paper_lines(paper, None if kpi is None else kpi.value)
    rows = [
        [
            line.name,
            *(value_text(v, ValueFormat.COUNT) for v in (line.actual, line.baseline, line.reduced)),
            value_text(line.value, ValueFormat.PERCENT),
        ]
        for line in lines
    ]
    planned = f"計画の注記は「{paper.plan_note}」です。" if paper.plan_note else ""
    text = f"削減枚数は{sheets(paper.detail.reduced)}です。{planned}"
    return [
        pdf_text.paragraph(text, BODY),
        Spacer(0, style.GAP),
        pdf_tables.table(_PAPER, rows, total=True),
        *_left_out(paper.left_out),
    ]


def _left_out(rows: tuple[LeftOutRow, ...]) -> list[Flowable]:
    if not rows:
        return []
    counts = "、".join(f"{reason.japanese} {n}行" for reason, n in left_out_counts(rows))
    largest = set(sorted(rows, key=lambda row: -max(row.actual, row.baseline))[:LONGEST_LIST])
    cells = [_left_out_cells(row) for row in rows if row in largest]
    hidden = [row for row in rows if row not in largest]
    if hidden:
        sums = (
            sum((row.actual for row in hidden), Fraction(0)),
            sum((row.baseline for row in hidden), Fraction(0)),
        )
        texts = (value_text(value, ValueFormat.COUNT) for value in sums)
        cells.append([f"ほか{len(hidden)}行（Excel版に記載）", "", "", *texts])
    return [
        *subheading("比較から除いた部署"),
        pdf_text.paragraph(f"{counts}。合計は上の表の「除いた分」に一致します。", NOTE),
        Spacer(0, style.GAP),
        pdf_tables.table(_LEFT_OUT, cells),
    ]


def _left_out_cells(row: LeftOutRow) -> list[str]:
    return [
        row.place.name,
        row.place.bureau,
        row.reason.japanese,
        value_text(row.actual, ValueFormat.COUNT),
        value_text(row.baseline, ValueFormat.COUNT),
    ]


def required_section(report: MonthlyReport) -> list[Flowable]:
    """Return what it takes to reach the targets."""
    rows = [
        [
            section.result.kpi.name,
            with_unit(section.result.value, format_of(section.result.kpi), section.result.kpi.unit),
            with_unit(
                section.result.target, format_of(section.result.kpi), section.result.kpi.unit
            ),
            "",
            text,
        ]
        for section in report.kpis
        if (text := required_text(section))
    ]
    parts: list[Flowable] = []
    if rows:
        parts.append(pdf_tables.table(_REQUIRED, rows))
    parts += _paper_gap(report)
    parts += _meetings(report.meetings_gap)
    return parts or [pdf_text.paragraph("必要量を示せる指標はありません。", BODY)]


def _paper_gap(report: MonthlyReport) -> list[Flowable]:
    gap = None if report.paper is None else report.paper.gap
    if gap is None:
        return []
    text = paper_gap_text(gap, report.as_of)
    return [*subheading("コピー用紙"), pdf_text.paragraph(text, BODY)]


def _meetings(rows: tuple[MeetingsGapRow, ...]) -> list[Flowable]:
    if not rows:
        return []
    fewest = sorted(rows, key=lambda row: (row.further_paperless_meetings or 0, row.place.code))
    cells = [
        [
            row.place.name,
            row.place.bureau,
            value_text(row.rate, ValueFormat.PERCENT),
            further_text(row.further_paperless_meetings),
        ]
        for row in fewest[:LONGEST_LIST]
    ]
    rest = len(rows) - len(cells)
    more = (
        f"少ない順に{len(cells)}部署を示します（全{len(rows)}部署はExcel版に記載）。"
        if rest
        else ""
    )
    note = f"今後の会議をすべてペーパーレスで開いた場合に、基準の率に届く回数です。{more}"
    return [
        *subheading("ペーパーレス会議：基準の率に届いていない部署"),
        pdf_text.paragraph(note, NOTE),
        Spacer(0, style.GAP),
        pdf_tables.table(_MEETINGS, cells),
    ]
