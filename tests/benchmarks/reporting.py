"""report-monthly: our workbook and PDF against bare writers of as many cells, charts and pages."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from pypdf import PdfReader
from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.platypus import Flowable, PageBreak, SimpleDocTemplate, Table

from kdx_desktop.metrics.months import Month
from kdx_desktop.reports.files import write_monthly
from kdx_desktop.services.reporting import monthly_report
from tests.benchmarks.cities import office
from tests.benchmarks.timing import Result, compare

_AS_OF = Month(202212)


def run(folder: Path) -> Result:
    """A city of 110 departments; the reports are built from the database each time."""
    source = office(folder, 110, 4)

    def ours() -> None:
        report = source.read(partial(monthly_report, as_of=_AS_OF))
        write_monthly(report, folder / "reports", ("xlsx", "pdf"))

    ours()
    book = next((folder / "reports").glob("*.xlsx"))
    pdf = next((folder / "reports").glob("*.pdf"))
    sheets, charts = _counted(book)
    pages = [page.extract_text().split("\n") for page in PdfReader(pdf).pages]

    def reference() -> None:
        _bare_workbook(sheets, charts, folder / "bare.xlsx")
        _bare_pdf(pages, charts, folder / "bare.pdf")

    return compare("report-monthly", ours, reference, goal=2.0)


def _counted(book: Path) -> tuple[list[list[tuple[Any, ...]]], int]:
    """Return the filled cells of each sheet, row by row, and the number of charts."""
    workbook = load_workbook(book)
    sheets = [
        [tuple(cell.value for cell in row if cell.value is not None) for row in sheet.iter_rows()]
        for sheet in workbook.worksheets
    ]
    charts = sum(len(getattr(sheet, "_charts", ())) for sheet in workbook.worksheets)
    return sheets, charts


def _bare_workbook(sheets: list[list[tuple[Any, ...]]], charts: int, path: Path) -> None:
    workbook = Workbook()
    for rows in sheets:
        sheet = workbook.create_sheet()
        for row in rows:
            sheet.append(row)
    first = workbook.worksheets[0]
    for number in range(charts):
        chart = BarChart()
        chart.add_data(Reference(first, min_col=1, min_row=1, max_row=12))
        first.add_chart(chart, f"A{number * 20 + 1}")
    workbook.save(path)


def _bare_pdf(pages: list[list[str]], charts: int, path: Path) -> None:
    story: list[Flowable] = []
    for number, lines in enumerate(pages):
        story.append(Table([line.split(" ") or [""] for line in map(str.strip, lines) if line]))
        if number < charts:
            drawing = Drawing(400, 120)
            chart = VerticalBarChart()
            chart.data = [tuple(range(12))]
            drawing.add(chart)
            story.append(drawing)
        story.append(PageBreak())
    SimpleDocTemplate(str(path), pagesize=A4).build(story)
