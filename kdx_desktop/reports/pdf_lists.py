"""The last pages of the monthly report: 未提出, 推計, definitions, and how it can be verified."""

from __future__ import annotations

from reportlab.platypus import Flowable, Spacer

from kdx_desktop.metrics.amounts import grouped
from kdx_desktop.reports import pdf_tables, pdf_text, style
from kdx_desktop.reports.monthly import MonthlyReport
from kdx_desktop.reports.monthly_texts import missing_lines, months_text
from kdx_desktop.reports.number_text import NEGATIVE
from kdx_desktop.reports.pdf_details import LONGEST_LIST
from kdx_desktop.reports.pdf_fonts import GETA, NUMBER, lacking
from kdx_desktop.reports.pdf_tables import Column
from kdx_desktop.reports.pdf_text import BODY, NOTE, Look

_MISSING = (
    Column("部署", 48),
    Column("局", 34),
    Column("月", 30),
    Column("指標", 54),
    Column("欄数", 12, number=True),
)
_ESTIMATES = (
    Column("部署", 48),
    Column("局", 36),
    Column("年月", 24),
    Column("指標", 44),
    Column("値", 26, number=True),
)
_DEFINITIONS = (Column("用語", 52), Column("意味", 126))


def missing_section(report: MonthlyReport) -> list[Flowable]:
    """Return who owes what in the fiscal year to date; all of it, since somebody has to ask."""
    lines = missing_lines(report)
    if not lines:
        return [pdf_text.paragraph("未提出はありません。", BODY)]
    places = len({line.place for line in lines})
    cells = sum(line.cells for line in lines)
    rows = [
        [
            line.place.name,
            line.place.bureau,
            months_text(line.months),
            line.metrics_text,
            f"{line.cells:,}",
        ]
        for line in lines
    ]
    text = f"{places}部署、{cells:,}欄が未提出です。0とはみなさず、比較の両側から除いています。"
    return [
        pdf_text.paragraph(text, BODY),
        Spacer(0, style.GAP),
        pdf_tables.table(_MISSING, rows),
    ]


def estimates_section(report: MonthlyReport) -> list[Flowable]:
    """Return the estimates of the fiscal year to date, so that they are not hidden in totals."""
    rows = [
        [
            row.place.name,
            row.place.bureau,
            row.month.japanese,
            row.metric_name,
            _amount(row.amount or 0) + row.unit,
        ]
        for row in report.estimates
    ]
    if not rows:
        return [pdf_text.paragraph("推計はありません。", BODY)]
    more = f"はじめの{LONGEST_LIST}件を示します（全件はExcel版に記載）。"
    text = (
        f"年度初めからの推計は{len(rows):,}件です。"
        "指標ごとの推計の件数には、これより前の月や基準年度の推計も含まれます。"
    )
    return [
        pdf_text.paragraph(text + (more if len(rows) > LONGEST_LIST else ""), BODY),
        Spacer(0, style.GAP),
        pdf_tables.table(_ESTIMATES, rows[:LONGEST_LIST]),
    ]


def definitions_section(report: MonthlyReport) -> list[Flowable]:
    """Return the terms and what they mean."""
    rows = [[row.term, row.text] for row in report.definitions]
    return [pdf_tables.table(_DEFINITIONS, rows)] if rows else []


def record_section(report: MonthlyReport) -> list[Flowable]:
    """Return the ledger's head: with it anybody can verify what the report was made from."""
    if not report.ledger_head:
        return [pdf_text.paragraph("台帳にはまだ記録がありません。", BODY)]
    number = report.ledger_head.partition(":")[0]
    text = (
        f"この報告は、台帳の変更番号{number}までの内容から作成しました。"
        "この番号とハッシュ値（各頁の下にも記載）で、台帳の検証と報告の再現ができます。"
    )
    parts: list[Flowable] = [
        pdf_text.paragraph(text, BODY),
        Spacer(0, style.GAP / 2),
        pdf_text.paragraph(report.ledger_head, Look(style.TABLE, font=NUMBER)),
    ]
    if any(lacking(name) for name in _names(report)):
        note = f"名称のうち、書体にない文字は「{GETA}」で表しています。"
        parts += [Spacer(0, style.GAP), pdf_text.paragraph(note, NOTE)]
    return parts


def _amount(amount: int) -> str:
    return f"{NEGATIVE if amount < 0 else ''}{grouped(abs(amount))}"


def _names(report: MonthlyReport) -> set[str]:
    places = {row.place for board in report.boards for row in board.rows}
    places |= {row.place for board in report.boards for row in board.unranked}
    places |= {row.place for row in report.missing}
    names = {report.city_name, report.plan_name}
    return names | {text for place in places for text in (place.name, place.bureau)}
