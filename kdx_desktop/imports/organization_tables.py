"""Departments, headcounts and successions from files."""

from __future__ import annotations

from typing import Final

from kdx_desktop.imports import cells
from kdx_desktop.imports.columns import Layout
from kdx_desktop.imports.files import DepartmentLine, Findings, HeadcountLine, SuccessionLine
from kdx_desktop.imports.rows import Row, Rows, Unique
from kdx_desktop.metrics.amounts import parse_share
from kdx_desktop.metrics.months import parse_fiscal_year
from kdx_desktop.metrics.organization import Department, Headcount, Succession

_ENDS_EARLY: Final = (
    "終了月が開始月より前です。開始月以後の年月にするか、空欄（存続中）にしてください。"
)


def departments(layout: Layout, rows: Rows, findings: Findings) -> list[DepartmentLine]:
    """Read ``code,name,bureau,valid_from,valid_to``; a blank last month is: it still exists."""
    unique = Unique[DepartmentLine]("部署コード", findings)
    column = layout.header("code")
    for line, texts in rows:
        row = Row(layout, line, texts, findings)
        code = row.take("code", cells.code)
        name = row.take("name", cells.name)
        bureau = row.take("bureau", cells.optional_name)
        first = row.take("valid_from", cells.month)
        last = row.take("valid_to", cells.optional_month)
        if first is not None and last is not None and last < first:
            row.refuse("valid_to", _ENDS_EARLY)
        if row.sound and code is not None and name is not None and first is not None:
            department = Department(code, name, bureau or "", first, last)
            unique.add(code, DepartmentLine(line, department), line, column)
    return unique.listed()


def headcounts(layout: Layout, rows: Rows, findings: Findings) -> list[HeadcountLine]:
    """Read ``department,fiscal_year,headcount,telework_eligible``; blank numbers are unknown."""
    unique = Unique[HeadcountLine]("部署・年度", findings)
    column = layout.header("department")
    for line, texts in rows:
        row = Row(layout, line, texts, findings)
        department = row.take("department", cells.code)
        fiscal_year = row.take("fiscal_year", parse_fiscal_year)
        persons = row.take("headcount", cells.optional_persons)
        eligible = row.take("telework_eligible", cells.optional_persons)
        if row.sound and department is not None and fiscal_year is not None:
            headcount = Headcount(department, fiscal_year, persons, eligible)
            unique.add((department, fiscal_year), HeadcountLine(line, headcount), line, column)
    return unique.listed()


def successions(layout: Layout, rows: Rows, findings: Findings) -> list[SuccessionLine]:
    """Read ``predecessor,successor,effective_month,share``; a blank share is 按分できない."""
    unique = Unique[SuccessionLine]("前部署・後部署・施行月", findings)
    column = layout.header("predecessor")
    for line, texts in rows:
        row = Row(layout, line, texts, findings)
        predecessor = row.take("predecessor", cells.code)
        successor = row.take("successor", cells.code)
        month = row.take("effective_month", cells.month)
        share = row.take("share", parse_share)
        if row.sound and predecessor is not None and successor is not None and month is not None:
            succession = Succession(predecessor, successor, month, share)
            key = (predecessor, successor, month)
            unique.add(key, SuccessionLine(line, succession), line, column)
    return unique.listed()
