"""Looks of workbook cells: a few named styles, shared by all cells, and number formats."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

from kdx_desktop.reports import style
from kdx_desktop.reports.charts import ValueFormat

#: Negatives are written with ▲ by the format; the cell keeps the number.
NUMBER_FORMATS = {
    ValueFormat.COUNT: "#,##0;▲#,##0",
    ValueFormat.HOURS: "#,##0.0;▲#,##0.0",
    ValueFormat.PER_HEAD: "#,##0.00;▲#,##0.00",
    ValueFormat.PERCENT: "0.0%;▲0.0%",
}

TITLE, HEADING, LABEL, BODY, NOTE = "表題", "節見出し", "項目名", "本文", "注"
HEADER, HEADER_NUMBER = "表見出し", "表見出し（数値）"
CELL, CELL_CENTRED = "表", "表（中央）"

_RULE = Side(style="thin", color=style.GREY_RULE[1:])
_TABLE_BORDER = Border(bottom=_RULE)
_HEADER_FILL = PatternFill("solid", fgColor=style.GREY_PALE[1:])


def number_style(value_format: ValueFormat) -> str:
    """Return the name of the style for a number in a table."""
    return f"表（{_NUMBER_NAMES[value_format]}）"


def add_styles(workbook: Workbook) -> None:
    """Make the styles known to a workbook, before any cell uses them."""
    text, quiet = _font(10), _font(9, colour=style.TEXT_QUIET)
    top = Alignment(vertical="top", wrap_text=True)
    middle = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
    centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
    right = Alignment(horizontal="right", vertical="center", wrap_text=True)
    number = Alignment(horizontal="right", vertical="center")
    styles = [
        NamedStyle(TITLE, font=_font(18, bold=True)),
        NamedStyle(HEADING, font=_font(12, bold=True, colour=style.BLUE)),
        NamedStyle(LABEL, font=quiet, alignment=Alignment(vertical="center")),
        NamedStyle(BODY, font=text, alignment=top),
        NamedStyle(NOTE, font=quiet, alignment=top),
        NamedStyle(HEADER, font=quiet, fill=_HEADER_FILL, border=_TABLE_BORDER, alignment=middle),
        NamedStyle(
            HEADER_NUMBER, font=quiet, fill=_HEADER_FILL, border=_TABLE_BORDER, alignment=right
        ),
        NamedStyle(CELL, font=text, border=_TABLE_BORDER, alignment=middle),
        NamedStyle(CELL_CENTRED, font=text, border=_TABLE_BORDER, alignment=centred),
    ]
    styles += [
        NamedStyle(
            number_style(value_format),
            font=_font(10, name=style.NUMBER_FONT),
            border=_TABLE_BORDER,
            alignment=number,
            number_format=number_format,
        )
        for value_format, number_format in NUMBER_FORMATS.items()
    ]
    for made in styles:
        workbook.add_named_style(made)


def _font(
    size: float, *, bold: bool = False, colour: str = style.TEXT, name: str = style.TEXT_FONT
) -> Font:
    return Font(name=name, size=size, bold=bold, color=colour[1:])


_NUMBER_NAMES = {
    ValueFormat.COUNT: "整数",
    ValueFormat.HOURS: "小数1桁",
    ValueFormat.PER_HEAD: "小数2桁",
    ValueFormat.PERCENT: "割合",
}
