"""Lays the monthly report out as PDF: A4 portrait, embedded fonts, bookmarks, 頁 n／N."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    PageTemplate,
    Spacer,
)

from kdx_desktop.reports import pdf_fonts, pdf_tables, pdf_text, style
from kdx_desktop.reports.monthly import MonthlyReport
from kdx_desktop.reports.monthly_texts import cover, grades_text
from kdx_desktop.reports.pdf_boards import boards_section
from kdx_desktop.reports.pdf_canvas import MARGIN, Furniture, ReportCanvas
from kdx_desktop.reports.pdf_details import paper_section, required_section
from kdx_desktop.reports.pdf_fonts import TEXT, TEXT_BOLD
from kdx_desktop.reports.pdf_kpis import kpi_blocks, kpi_table
from kdx_desktop.reports.pdf_lists import (
    definitions_section,
    estimates_section,
    missing_section,
    record_section,
)
from kdx_desktop.reports.pdf_text import BODY, NOTE, Look

_TOP, _BOTTOM = 16 * mm, 16 * mm


class Bookmark(Flowable):
    """A place of no height that the outline leads to."""

    def __init__(self, key: str, title: str, level: int) -> None:
        super().__init__()
        self.width = self.height = 0.0
        self.key, self.title, self.level = key, title, level

    def draw(self) -> None:
        """Mark the place on the page."""
        canvas = self.canv
        if isinstance(canvas, ReportCanvas):
            _, top = canvas.absolutePosition(0, 0)
            canvas.mark(self.key, self.title, self.level, top)


def write(report: MonthlyReport, path: Path) -> None:
    """Write the report; the file is overwritten."""
    pdf_fonts.register()
    width, height = A4
    frame = Frame(
        MARGIN,
        _BOTTOM,
        width - 2 * MARGIN,
        height - _TOP - _BOTTOM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    title = f"{report.title}（{report.as_of.japanese}）"
    document = BaseDocTemplate(
        str(path),
        pagesize=A4,
        pageTemplates=[PageTemplate(frames=[frame])],
        title=pdf_text.clean(f"{report.city_name} {title}").strip(),
        author=pdf_text.clean(report.city_name),
        subject=pdf_text.clean(f"{report.plan_name} {report.phase}"),
        creator="kdx_desktop",
        lang="ja",
        initialFontName=TEXT,  # else reportlab adds its Helvetica, which is not embedded
    )
    furniture = Furniture(
        head=f"{report.city_name}　{title}".strip(),
        phase=report.phase,
        foot=f"{report.plan_name}　作成日 {report.created_on:%Y-%m-%d}",
        ledger_head=report.ledger_head,
        sample=report.sample,
    )
    document.build(list(_story(report)), canvasmaker=partial(ReportCanvas, furniture=furniture))


def _story(report: MonthlyReport) -> Iterator[Flowable]:
    """Yield the whole text: title, then numbered sections with their bookmarks."""
    yield from _title(report)
    for number, (title, flowables, need) in enumerate(_sections(report), start=1):
        yield CondPageBreak(need)
        yield Bookmark(f"section-{number}", f"{number} {title}", 0)
        yield Spacer(0, style.GAP)
        yield pdf_text.paragraph(
            f"{number}　{title}", Look(style.HEADING, font=TEXT_BOLD, colour=style.BLUE)
        )
        yield Spacer(0, style.GAP)
        yield from flowables
        yield Spacer(0, style.SECTION_GAP)


def _sections(report: MonthlyReport) -> Iterator[tuple[str, list[Flowable], float]]:
    """Yield title, content, and the height that must be free for a section to begin."""
    yield "指標の状況", [*kpi_table(report), *_under_kpis(report)], 40 * mm
    yield "指標別の推移", kpi_blocks(report), 75 * mm
    if report.paper is not None:
        yield "コピー用紙の内訳", paper_section(report, report.paper), 60 * mm
    yield "目標達成までの必要量", required_section(report), 50 * mm
    yield "部署別ランキング", boards_section(report), 90 * mm
    yield "未提出一覧", missing_section(report), 40 * mm
    yield "推計の一覧", estimates_section(report), 40 * mm
    yield "この報告の記録", record_section(report), 30 * mm
    yield "用語と定義", definitions_section(report), 40 * mm


def _title(report: MonthlyReport) -> list[Flowable]:
    """Return city, title, month and phase, then the particulars in two columns."""
    heading = Look(style.TITLE, font=TEXT_BOLD, spacing=1.3)
    label = Look(style.SMALL, style.TEXT_QUIET, spacing=style.BODY * 1.5 / style.SMALL)
    pairs = [
        [
            pdf_text.paragraph(name, label),
            pdf_text.paragraph(text, Look(font=TEXT_BOLD) if text == report.phase else BODY),
        ]
        for name, text in cover(report)
    ]
    rows = [
        pairs[i] + (pairs[i + 1] if i + 1 < len(pairs) else ["", ""])
        for i in range(0, len(pairs), 2)
    ]
    facts = pdf_tables.side_by_side(rows, [20 * mm, 74 * mm, 20 * mm, 64 * mm], 3.0)
    return [
        pdf_text.paragraph(report.city_name, Look(style.SUBHEADING)),
        pdf_text.paragraph(f"{report.title}　{report.as_of.japanese}", heading),
        Spacer(0, style.GAP * 2),
        facts,
        Spacer(0, style.GAP),
    ]


def _under_kpis(report: MonthlyReport) -> list[Flowable]:
    text = (
        f"{grades_text(report)}。評価は現時点の目標に対する区分です。"
        "暫定は、未提出または推計があり、後で変わることがある値です。"
        "年度末見込の下は、10回に8回入る幅です。"
    )
    return [Spacer(0, style.GAP), pdf_text.paragraph(text, NOTE)]
