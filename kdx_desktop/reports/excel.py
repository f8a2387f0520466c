"""Lays the monthly report out as a workbook: sheets to print, then sheets for machines."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from kdx_desktop.reports import excel_pages, excel_style
from kdx_desktop.reports.excel_data import add_data_sheets
from kdx_desktop.reports.excel_sheets import Running
from kdx_desktop.reports.monthly import MonthlyReport
from kdx_desktop.reports.monthly_texts import SAMPLE


def write(report: MonthlyReport, path: Path) -> None:
    """Write the workbook; the file is overwritten."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    excel_style.add_styles(workbook)
    workbook.properties.title = f"{report.city_name} {report.title}（{report.as_of.japanese}）"
    workbook.properties.creator = report.city_name
    workbook.properties.language = "ja"
    running = Running(
        head=f"{report.city_name}　{report.title}（{report.as_of.japanese}）",
        phase=report.phase,
        foot=f"{report.plan_name}　作成日 {report.created_on:%Y-%m-%d}",
        sample=SAMPLE if report.sample else "",
    )
    courses = add_data_sheets(workbook, report)
    excel_pages.add_overview(workbook, report, running)
    excel_pages.add_kpi_charts(workbook, report, running, courses)
    if report.paper is not None:
        excel_pages.add_paper(workbook, report, running, report.paper)
    excel_pages.add_required(workbook, report, running)
    for board in report.boards:
        excel_pages.add_ranking(workbook, board, running)
    excel_pages.add_missing(workbook, report, running)
    excel_pages.add_estimates(workbook, report, running)
    excel_pages.add_definitions(workbook, report, running)
    _put_data_last(workbook)
    workbook.save(path)


def _put_data_last(workbook: Workbook) -> None:
    """Move the data sheets, which charts need first, behind those that people read."""
    data = [sheet for sheet in workbook.worksheets if sheet.title.startswith("データ_")]
    for sheet in data:
        workbook.move_sheet(sheet, len(workbook.worksheets) - 1 - workbook.index(sheet))
    workbook.active = 0
