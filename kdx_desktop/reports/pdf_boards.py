"""The rankings of the monthly report: the top of each board, and who has no place."""

from __future__ import annotations

from fractions import Fraction

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer

from kdx_desktop.reports import pdf_tables, pdf_text, style
from kdx_desktop.reports.definitions import theme_definition
from kdx_desktop.reports.monthly import MonthlyReport, RankingRow, RankingTable
from kdx_desktop.reports.monthly_texts import unranked_text
from kdx_desktop.reports.number_text import (
    change_text,
    coverage_rate,
    theme_format,
    theme_unit,
    value_text,
)
from kdx_desktop.reports.pdf_fonts import TEXT_BOLD
from kdx_desktop.reports.pdf_tables import Column
from kdx_desktop.reports.pdf_text import BODY, NOTE, Look

MANY_DEPARTMENTS = 20
SHOWN = 10

_BAR_WIDTH = 31 * mm


class Bar(Flowable):
    """A bar in a table cell; share is 0.0…1.0 of its width."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.width, self.height = _BAR_WIDTH, 6.0
        self.share = share

    def draw(self) -> None:
        """Draw the bar from the left."""
        if self.share <= 0:
            return
        self.canv.setFillColor(HexColor(style.BLUE))
        self.canv.rect(0, 0, self.width * self.share, self.height, stroke=0, fill=1)


def boards_section(report: MonthlyReport) -> list[Flowable]:
    """Return the boards, each kept on one page where it fits."""
    flowables: list[Flowable] = []
    for board in report.boards:
        flowables += [KeepTogether(_board(board)), Spacer(0, style.SECTION_GAP)]
    return flowables


def _board(board: RankingTable) -> list[Flowable]:
    few = len(board.rows) + len(board.unranked) <= MANY_DEPARTMENTS
    rows = board.rows if few else _top(board.rows)
    parts: list[Flowable] = [
        pdf_text.paragraph(board.theme.japanese, Look(style.SUBHEADING, font=TEXT_BOLD)),
        pdf_text.paragraph(theme_definition(board.theme), NOTE),
        Spacer(0, style.GAP),
    ]
    if rows:
        parts.append(pdf_tables.table(_columns(board), [_cells(board, row) for row in rows]))
    else:
        parts.append(pdf_text.paragraph("順位の付く部署はありません。", BODY))
    hidden = len(board.rows) - len(rows)
    notes = [f"ほか{hidden}部署の順位はExcel版に記載。"] if hidden else []
    notes.append(unranked_text(board, named=few))
    text = "　".join(note for note in notes if note)
    return [*parts, Spacer(0, style.GAP), pdf_text.paragraph(text, NOTE)] if text else parts


def _top(rows: tuple[RankingRow, ...]) -> tuple[RankingRow, ...]:
    """Return the first ten places; a tie at the tenth is cut by code, as everywhere."""
    return rows[:SHOWN]


def _columns(board: RankingTable) -> tuple[Column, ...]:
    unit = theme_unit(board.theme)
    value = "値" if unit == "%" else f"値（{unit}）"
    return (
        Column("順位", 11, number=True),
        Column("前月比", 13, centred=True),
        Column("部署", 46),
        Column("局", 32),
        Column(value, 25, number=True),
        Column("", 35),
        Column("提出率", 16, number=True),
    )


def _cells(board: RankingTable, row: RankingRow) -> list[str | Flowable]:
    best = max(board.rows[0].value, Fraction(0))
    share = float(max(row.value, Fraction(0)) / best) if best else 0.0
    return [
        str(row.rank),
        change_text(row.change),
        row.place.name,
        row.place.bureau,
        value_text(row.value, theme_format(board.theme)),
        Bar(share),
        coverage_rate(row.coverage),
    ]
