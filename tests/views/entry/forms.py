"""Month forms written by hand: plain values, as services/entries hands them out."""

from __future__ import annotations

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.metrics.months import Month, months_between
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services.month_form import NOTHING, CellValue, FormCell, MonthForm

MONTH = Month(202212)
DEPARTMENT = Department("D001", "総務課", "総務局", Month(201904))
METRICS = (
    Metric("copy_paper_sheets", "コピー用紙使用量", "枚", whole=True, expected_monthly=True),
    Metric("meetings_held", "会議開催数", "回", whole=True, expected_monthly=True),
    Metric("meetings_paperless", "うちペーパーレス会議", "回", whole=True, expected_monthly=True),
    Metric("telework_sessions", "テレワーク利用回数", "回", whole=True, expected_monthly=True),
    Metric("byod_sessions", "BYOD端末利用回数", "回", whole=True, expected_monthly=True),
    Metric(
        "automation_hours", "最新技術による削減時間", "時間", whole=False, expected_monthly=True
    ),
)
PAPER, HELD, PAPERLESS, TELEWORK, BYOD, HOURS = range(6)
USUAL = (12000, 10, 6, 40, 20, 8)


def value(number: int, state: State = State.ACTUAL, note: str = "") -> CellValue:
    return CellValue(state, number * SCALE, note)


def cell(row: int, current: CellValue = NOTHING, revision: int = 0) -> FormCell:
    """A row whose past is quiet: the usual value, a little up and down."""
    months = tuple(months_between(MONTH.plus(-24), MONTH.plus(-1)))
    step = max(USUAL[row] // 20, 1)
    past = tuple(
        (month, (USUAL[row] + step * (index % 3 - 1)) * SCALE) for index, month in enumerate(months)
    )
    last_year = CellValue(State.ACTUAL, past[12][1])
    last_month = CellValue(State.ACTUAL, past[-1][1])
    return FormCell(METRICS[row], current, revision, last_month, last_year, past[12:], past[:12])


def form(*, locked_reason: str = "", **current: CellValue) -> MonthForm:
    """A month of 総務課; keywords are stored values by metric code, each of revision 1."""
    cells = tuple(
        cell(row, current[metric.code], 1) if metric.code in current else cell(row)
        for row, metric in enumerate(METRICS)
    )
    closed = bool(locked_reason)
    return MonthForm(DEPARTMENT, MONTH, closed, locked_reason, cells, "", None)
