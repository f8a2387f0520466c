"""Sheets that are made to be printed (A4) and sheets that are made to be read by machines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kdx_desktop.reports import cells, excel_style, style
from kdx_desktop.reports.cells import Value
from kdx_desktop.reports.charts import ValueFormat

_A4 = 9
_LINE = 14.0  # points, for a line of 10-point text


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a printed table; ``value_format`` None holds text."""

    header: str
    value_format: ValueFormat | None = None
    centred: bool = False

    @property
    def style(self) -> str:
        """The named style of its cells."""
        if self.value_format is not None:
            return excel_style.number_style(self.value_format)
        return excel_style.CELL_CENTRED if self.centred else excel_style.CELL

    @property
    def header_style(self) -> str:
        """The named style of its header."""
        right = self.value_format is not None
        return excel_style.HEADER_NUMBER if right else excel_style.HEADER


@dataclass(frozen=True, slots=True)
class Formatted:
    """A number that is written otherwise than its column."""

    value: Value
    value_format: ValueFormat


Shown = Value | Formatted


@dataclass(frozen=True, slots=True)
class Running:
    """What every printed sheet has at its head and foot."""

    head: str
    phase: str
    foot: str
    sample: str


class PrintSheet:
    """A sheet written from top to bottom and set up for A4 portrait, one page wide."""

    def __init__(self, workbook: Workbook, name: str, widths: Sequence[float]) -> None:
        self.sheet: Worksheet = workbook.create_sheet(name)
        self.row = 1
        self._widths = tuple(widths)
        self.sheet.sheet_view.showGridLines = False
        for index, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(index)].width = width

    def title(self, text: str) -> None:
        """Write the title of the sheet."""
        self._write(1, text, excel_style.TITLE)
        self.sheet.row_dimensions[self.row].height = 28
        self.row += 1

    def heading(self, text: str) -> None:
        """Write a heading, with a free row above it unless it comes first."""
        if self.row > 1:
            self.row += 1
        self._write(1, text, excel_style.HEADING)
        self.sheet.row_dimensions[self.row].height = 20
        self.row += 1

    def fact(self, label: str, text: str) -> None:
        """Write a label and its text; the text runs over the columns that follow."""
        self._write(1, label, excel_style.LABEL)
        self._write(2, text, excel_style.LABEL)
        self.row += 1

    def note(self, text: str, look: str = excel_style.NOTE) -> None:
        """Write a text over the whole width, in as many lines as it needs."""
        if not text:
            return
        self._write(1, text, look)
        self.sheet.merge_cells(
            start_row=self.row, end_row=self.row, start_column=1, end_column=len(self._widths)
        )
        lines = _lines(text, sum(self._widths) - 1)
        self.sheet.row_dimensions[self.row].height = lines * _LINE
        self.row += 1

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Shown]]) -> tuple[int, int]:
        """Write a table; return its first and last row of values."""
        for index, column in enumerate(columns, start=1):
            self._write(index, column.header, column.header_style)
        styles = tuple(column.style for column in columns)
        first = self.row = self.row + 1
        for values in rows:
            lines = 1
            for index, value in enumerate(values, start=1):
                if isinstance(value, Formatted):
                    look = excel_style.number_style(value.value_format)
                    self._write(index, value.value, look)
                    continue
                self._write(index, value, styles[index - 1])
                if isinstance(value, str):
                    lines = max(lines, _lines(value, self._widths[index - 1] - 2))
            self.sheet.row_dimensions[self.row].height = lines * _LINE + 3
            self.row += 1
        return first, self.row - 1

    def skip(self, rows: int) -> None:
        """Leave rows free, for a chart."""
        self.row += rows

    def break_page(self) -> None:
        """Begin a new printed page with the next row."""
        self.sheet.row_breaks.append(Break(id=self.row - 1))

    def finish(self, running: Running, title_rows: tuple[int, int] | None = None) -> None:
        """Set the page up; ``title_rows`` repeat on every page."""
        sheet = self.sheet
        last = get_column_letter(len(self._widths))
        sheet.print_area = f"A1:{last}{max(self.row - 1, 1)}"
        if title_rows is not None:
            sheet.print_title_rows = f"{title_rows[0]}:{title_rows[1]}"
        set_up_page(sheet, running)

    def _write(self, column: int, value: Value, look: str) -> None:
        cell = self.sheet.cell(self.row, column)
        cell.style = look
        if value is not None:
            cells.write(cell, value)


def data_sheet(
    workbook: Workbook,
    name: str,
    columns: Sequence[tuple[str, float]],
    rows: Iterable[tuple[Value, ...]],
) -> Worksheet:
    """Add a machine-readable sheet: header row first, one value per cell, no merged cells."""
    sheet: Worksheet = workbook.create_sheet(name)
    cells.append(sheet, 1, tuple(header for header, _ in columns))
    for number, values in enumerate(rows, start=2):
        cells.append(sheet, number, values)
    for index, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(sheet.max_row, 1)}"
    sheet.sheet_properties.tabColor = style.GREY_LINE[1:]
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"
    _fit_width(sheet)
    return sheet


def set_up_page(sheet: Worksheet, running: Running) -> None:
    """Set A4 portrait, one page wide, with running head and foot."""
    sheet.page_setup.orientation = "portrait"
    _fit_width(sheet)
    margins = sheet.page_margins
    margins.left = margins.right = 0.6
    margins.top = margins.bottom = 0.75
    margins.header = margins.footer = 0.35
    header, footer = HeaderFooterItem(), HeaderFooterItem()
    for part, text in (
        (header.left, running.head),
        (header.center, running.sample),
        (header.right, running.phase),
        (footer.left, running.foot),
    ):
        part.text = text.replace("&", "&&")
        part.size = 8
    footer.right.text = "&P／&N頁"
    footer.right.size = 8
    sheet.HeaderFooter.scaleWithDoc = False
    sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter = header, footer


def _fit_width(sheet: Worksheet) -> None:
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _lines(text: str, room: float) -> int:
    """Guess how many lines a text takes; column widths count half-width characters."""
    wide = sum(unicodedata.east_asian_width(char) in "FWA" for char in text)
    # 0.92: the proportional font sets kana and Latin letters closer than its full width.
    return max(1, ceil((len(text) + wide) * 0.92 / room))
