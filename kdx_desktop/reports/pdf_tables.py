"""Tables of printed pages: few lines, numbers to the right, headers repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table, TableStyle

from kdx_desktop.reports import pdf_text, style
from kdx_desktop.reports.pdf_fonts import NUMBER, TEXT, TEXT_BOLD
from kdx_desktop.reports.pdf_text import CENTRE, LEFT, RIGHT, Look

CELL_SPACING = 1.25
_PADDING = 3.0
_ALIGNMENTS = {LEFT: "LEFT", CENTRE: "CENTER", RIGHT: "RIGHT"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, width in mm, and whether it holds numbers."""

    header: str
    width: float
    number: bool = False
    centred: bool = False

    @property
    def anchor(self) -> float:
        """Numbers stand to the right, so that their digits stand below one another."""
        return RIGHT if self.number else CENTRE if self.centred else LEFT

    @property
    def look(self) -> Look:
        """The look of the column's cells."""
        font = NUMBER if self.number else TEXT
        return Look(style.TABLE, style.TEXT, font, self.anchor, CELL_SPACING)

    @property
    def header_look(self) -> Look:
        """The look of the column's header."""
        return Look(style.SMALL, style.TEXT_QUIET, TEXT, self.anchor, CELL_SPACING)

    @property
    def room(self) -> float:
        """The width that its text may take, in points."""
        return self.width * mm - 2 * _PADDING


Cell = str | Flowable


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, total: bool = False
) -> Table:
    """Return a table with a header that repeats on every page; ``total`` sets the last row off."""
    cells: list[list[Any]] = [
        [pdf_text.cell(column.header, column.header_look, column.room) for column in columns]
    ]
    looks = [(column.look, column.room) for column in columns]
    cells += [
        [
            pdf_text.cell(value, look, room) if isinstance(value, str) else value
            for value, (look, room) in zip(row, looks, strict=True)
        ]
        for row in rows
    ]
    made = Table(
        cells, colWidths=[column.width * mm for column in columns], repeatRows=1, hAlign="LEFT"
    )
    made.setStyle(TableStyle([*_frame(total=total), *_column_commands(columns)]))
    return made


def side_by_side(rows: Sequence[list[Any]], widths: Sequence[float], gap: float) -> Table:
    """Return flowables in columns, without lines; ``gap`` is the space below each row."""
    made = Table(rows, colWidths=widths, hAlign="LEFT")
    made.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), TEXT, style.BODY),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), gap),
            ]
        )
    )
    return made


def _column_commands(columns: Sequence[Column]) -> list[tuple[Any, ...]]:
    commands: list[tuple[Any, ...]] = []
    for index, column in enumerate(columns):
        area = (index, 1), (index, -1)
        commands.append(("FONT", *area, NUMBER if column.number else TEXT, style.TABLE))
        commands.append(("ALIGN", (index, 0), (index, -1), _ALIGNMENTS[column.anchor]))
    return commands


def _frame(*, total: bool) -> list[tuple[Any, ...]]:
    rule, pale = HexColor(style.GREY_RULE), HexColor(style.GREY_PALE)
    commands: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, 0), TEXT, style.SMALL),
        ("TEXTCOLOR", (0, 0), (-1, 0), HexColor(style.TEXT_QUIET)),
        ("TEXTCOLOR", (0, 1), (-1, -1), HexColor(style.TEXT)),
        ("BACKGROUND", (0, 0), (-1, 0), pale),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, rule),
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, HexColor(style.GREY_LINE)),
        ("LINEBELOW", (0, -1), (-1, -1), 0.8, HexColor(style.GREY_LINE)),
        ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 1.8),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.8),
    ]
    if total:
        commands.append(("FONT", (0, -1), (0, -1), TEXT_BOLD, style.TABLE))
        commands.append(("LINEABOVE", (0, -1), (-1, -1), 0.8, HexColor(style.GREY_LINE)))
    return commands
