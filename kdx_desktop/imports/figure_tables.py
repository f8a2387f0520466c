"""Figures from files, tidy (one figure a line) and wide (one month a column)."""

from __future__ import annotations

from operator import itemgetter
from typing import Final

from kdx_desktop.imports import cells
from kdx_desktop.imports.cells import Parsed
from kdx_desktop.imports.columns import Layout
from kdx_desktop.imports.files import BaselineLine, FigureLine, Findings
from kdx_desktop.imports.rows import Row, Rows, Unique
from kdx_desktop.metrics.amounts import parse_amount
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import fiscal_year_months, parse_fiscal_year

_SAME_CELL: Final = "部署・年月・指標"
_SAME_BASELINE: Final = "部署・年度・指標"
_CELL: Final = itemgetter(1, 2, 3)
_EXCEPTED: Final = State.NOT_APPLICABLE
_NOT_BLANK: Final = "状態が「対象外」のときは、数値を空欄にしてください。"

#: What Japanese statistics write for 対象外: a dash alone, in any of the forms that people type.
_NOT_APPLICABLE: Final = frozenset({*"-―—–−‐ー─", State.NOT_APPLICABLE.japanese})
#: … and for 未提出; NFKC makes three full stops of an ellipsis.
_NOT_REPORTED: Final = frozenset({"", "...", "⋯", State.NOT_REPORTED.japanese})
_ESTIMATE_MARK: Final = "*"


def tidy_figures(layout: Layout, rows: Rows, findings: Findings) -> list[FigureLine]:
    """Read ``department,month,metric,value,state,note``; the last two columns may be missing."""
    departments, months, metrics = Parsed(cells.code), Parsed(cells.month), Parsed(cells.metric)
    amounts, states, notes = Parsed(cells.amount), Parsed(cells.state), Parsed(cells.note)
    blanks = Parsed(_blank)
    places, missing = layout.positions, len(layout.headers)
    at_department, at_month = places["department"], places["month"]
    at_metric, at_value = places["metric"], places["value"]
    at_state, at_note = places.get("state", missing), places.get("note", missing)
    column = layout.header("value")
    figures: list[FigureLine] = []
    add = figures.append
    new = tuple.__new__  # what FigureLine(…) ends in; this loop is the speed of an import
    for line, row in rows:
        row.append("")  # stands for the columns that are missing
        try:
            state = states[row[at_state]]
            value = row[at_value]
            figure = (
                line,
                departments[row[at_department]],
                months[row[at_month]],
                metrics[row[at_metric]],
                blanks[value] if state is _EXCEPTED else amounts[value],
                state,
                notes[row[at_note]],
                column,
            )
        except ValueError:
            _name_wrong_cells(Row(layout, line, row, findings))
        else:
            add(new(FigureLine, figure))
    return _without_repeated(figures, findings)


def wide_figures(layout: Layout, rows: Rows, findings: Findings) -> list[FigureLine]:
    """Read ``年度,部署コード,部署名,指標,4月,…,3月`` as Japanese offices keep it.

    Blank and ``…`` are no record, ``*`` behind a number is 推計, a dash alone is 対象外.
    """
    meanings = Parsed(_wide_cell)
    months = sorted(layout.months.items())
    figures: list[FigureLine] = []
    for line, texts in rows:
        row = Row(layout, line, texts, findings)
        fiscal_year = row.take("fiscal_year", parse_fiscal_year)
        department = row.take("department", cells.code)
        metric = row.take("metric", cells.metric)
        year = () if fiscal_year is None else fiscal_year_months(fiscal_year)
        for position, number in months:
            try:
                meaning = meanings[texts[position]]
            except ValueError as error:
                findings.add(line, layout.headers[position], str(error))
                continue
            if meaning is None or not year or department is None or metric is None:
                continue
            amount, state = meaning
            month = year[(number - 4) % 12]  # a fiscal year begins with April
            column = layout.headers[position]
            figures.append(FigureLine(line, department, month, metric, amount, state, "", column))
    return _without_repeated(figures, findings)


def baselines(layout: Layout, rows: Rows, findings: Findings) -> list[BaselineLine]:
    """Read ``department,fiscal_year,metric,value``: annual figures of a baseline year."""
    unique = Unique[BaselineLine](_SAME_BASELINE, findings)
    column = layout.header("value")
    for line, texts in rows:
        row = Row(layout, line, texts, findings)
        department = row.take("department", cells.code)
        fiscal_year = row.take("fiscal_year", parse_fiscal_year)
        metric = row.take("metric", cells.metric)
        amount = row.take("value", cells.baseline)
        if department is None or fiscal_year is None or metric is None or amount is None:
            continue
        record = BaselineLine(line, department, fiscal_year, metric, amount)
        unique.add(record[1:4], record, line, column)
    return unique.listed()


def _without_repeated(figures: list[FigureLine], findings: Findings) -> list[FigureLine]:
    """Refuse the figures whose cell (department, month, metric) is there more than once."""
    if len(set(map(_CELL, figures))) == len(figures):
        return figures
    unique = Unique[FigureLine](_SAME_CELL, findings)
    for figure in figures:
        unique.add(_CELL(figure), figure, figure.line, figure.column)
    return unique.listed()


def _blank(text: str) -> int | None:
    if text.strip():
        raise ValueError(_NOT_BLANK)
    return None


def _name_wrong_cells(row: Row) -> None:
    """Read a tidy row again, slowly: each wrong cell becomes a problem of its own."""
    row.take("department", cells.code)
    row.take("month", cells.month)
    row.take("metric", cells.metric)
    row.take("note", cells.note)
    state = row.take("state", cells.state)
    row.take("value", _blank if state is State.NOT_APPLICABLE else cells.amount)


def _wide_cell(text: str) -> tuple[int | None, State] | None:
    """Read a cell of a wide table; None is no record."""
    written = cells.plain(text)
    if written in _NOT_REPORTED:
        return None
    if written in _NOT_APPLICABLE:
        return None, State.NOT_APPLICABLE
    if written.endswith(_ESTIMATE_MARK):
        return parse_amount(written.removesuffix(_ESTIMATE_MARK)), State.ESTIMATE
    return parse_amount(text), State.ACTUAL
