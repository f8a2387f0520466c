"""改善, ばらつき and 当時の組織: the columns of the other boards."""

from __future__ import annotations

from fractions import Fraction

from kdx_desktop.metrics.figures import Metric
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.reports.charts import ValueFormat
from kdx_desktop.reports.number_text import NONE, theme_format, value_text
from kdx_desktop.services.funnel_board import FunnelBoard, FunnelRow
from kdx_desktop.services.improvement_board import ImprovementBoard, ImprovementRow
from kdx_desktop.services.then_board import ThenBoard, ThenRow
from kdx_desktop.views.ranking.board_columns import (
    BoardColumn,
    Look,
    bar_column,
    largest,
    name_columns,
)
from kdx_desktop.views.ranking.level_columns import VALUES, value_column


def improvement_columns(board: ImprovementBoard) -> tuple[BoardColumn, ...]:
    """Return the columns for the gains on the year before."""
    percent = theme_format(board.theme) is ValueFormat.PERCENT

    def change(row: ImprovementRow) -> str:
        text = value_text(row.comparison.change, theme_format(board.theme)).removesuffix("%")
        return f"+{text}" if row.comparison.change > 0 else text

    year = board.as_of.fiscal_year
    columns = (
        BoardColumn("順位", 16, _rank, _by_rank, Look.NUMBER, bold=True),
        *name_columns(bureau_spare=3),
        value_column(f"{year - 1}年度", board.theme, _before),
        value_column(f"{year}年度", board.theme, _now),
        BoardColumn(
            "増減（ポイント）" if percent else "増減",
            32,
            change,
            largest(_gain),
            Look.NUMBER,
            largest_first=True,
            bold=True,
        ),
        bar_column(_gain, board.rows, spare=2),
    )
    if board.theme is Theme.OVERALL:
        return columns
    months = BoardColumn("比べた月", 22, _months, _by_months, Look.NUMBER, spare=4, quiet=True)
    return (*columns, months)


def funnel_columns(board: FunnelBoard) -> tuple[BoardColumn, ...]:
    """Return the columns for the list beside the funnel."""
    return (
        name_columns()[0],
        BoardColumn(
            "会議の数", 22, _size, largest(_whole), Look.NUMBER, largest_first=True, spare=1
        ),
        value_column(VALUES[board.theme], board.theme, _rate),
        BoardColumn("市の率との差", 28, _band, _by_band, tip=_limits),
    )


def then_columns(board: ThenBoard) -> tuple[BoardColumn, ...]:
    """Return the columns for the departments of then: what they counted, and their own value."""
    amounts = tuple(
        _amount_column(position, total.metric) for position, total in enumerate(board.totals.city)
    )
    ended = BoardColumn("廃止", 34, _ended, _by_end, quiet=True)
    why = BoardColumn("順位のない理由", 44, _why, _why, spare=1, quiet=True)
    return (
        BoardColumn("順位", 16, _then_rank, _by_then_rank, Look.NUMBER, bold=True),
        *name_columns(bureau_spare=4),
        *amounts,
        value_column(VALUES[board.theme], board.theme, _then_value),
        bar_column(_then_value, board.rows, spare=2),
        *((ended,) if any(row.ended for row in board.rows) else ()),
        *((why,) if any(row.reason for row in board.rows) else ()),
    )


def _amount_column(position: int, metric: Metric) -> BoardColumn:
    def amount(row: ThenRow) -> Fraction | None:
        return row.amounts[position]

    def text(row: ThenRow) -> str:
        return value_text(amount(row), amount_format(metric))

    return BoardColumn(
        f"{_SHORT.get(metric.code, metric.name)}（{metric.unit}）",
        42 if metric.code in _SHORT else 60,
        text,
        largest(amount),
        Look.NUMBER,
        largest_first=True,
    )


#: Names that fit over a column of numbers.
_SHORT = {
    "copy_paper_sheets": "使用量",
    "meetings_held": "会議",
    "meetings_paperless": "うちペーパーレス",
    "telework_sessions": "テレワーク",
    "byod_sessions": "BYOD",
    "automation_hours": "削減時間",
}


def amount_format(metric: Metric) -> ValueFormat:
    """Return how a metric's amounts are written."""
    return ValueFormat.HOURS if metric.unit == "時間" else ValueFormat.COUNT


def _rank(row: ImprovementRow) -> str:
    return str(row.rank)


def _by_rank(row: ImprovementRow) -> tuple[int, str]:
    return row.rank, row.department


def _gain(row: ImprovementRow) -> Fraction:
    return row.comparison.change


def _now(row: ImprovementRow) -> Fraction:
    return row.comparison.now


def _before(row: ImprovementRow) -> Fraction:
    return row.comparison.before


def _months(row: ImprovementRow) -> str:
    return f"{row.comparison.months}か月"


def _by_months(row: ImprovementRow) -> int:
    return row.comparison.months


def _whole(row: FunnelRow) -> Fraction:
    return row.whole


def _size(row: FunnelRow) -> str:
    return value_text(row.whole, ValueFormat.COUNT)


def _rate(row: FunnelRow) -> Fraction:
    return row.value


def _band(row: FunnelRow) -> str:
    return row.band.japanese


def _by_band(row: FunnelRow) -> tuple[int, Fraction]:
    return -list(type(row.band)).index(row.band), -row.value


def _limits(row: FunnelRow) -> str:
    low, high = (
        value_text(value, ValueFormat.PERCENT)
        for value in (row.limits.inner_low, row.limits.inner_high)
    )
    return f"会議{_size(row)}回なら、{low}～{high}は偶然の範囲です（95%）"


def _then_rank(row: ThenRow) -> str:
    return NONE if row.rank is None else str(row.rank)


def _by_then_rank(row: ThenRow) -> tuple[bool, int, str]:
    return row.rank is None, row.rank or 0, row.department


def _then_value(row: ThenRow) -> Fraction | None:
    return row.value


def _ended(row: ThenRow) -> str:
    return f"{row.ended.japanese}まで" if row.ended else ""


def _by_end(row: ThenRow) -> tuple[bool, int]:
    return row.ended is None, row.ended or 0


def _why(row: ThenRow) -> str:
    return row.reason.japanese if row.reason else ""
