"""水準: the columns of a board by value — rank, change, value, bar, trend, coverage."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.reports.number_text import (
    change_text,
    coverage_rate,
    coverage_text,
    theme_format,
    theme_unit,
    value_text,
)
from kdx_desktop.services.boards import Board, BoardRow
from kdx_desktop.views.ranking.board_columns import BoardColumn, Look, bar_column, name_columns
from kdx_desktop.views.widgets.rank_change import change_said

#: What the value of each board is called.
VALUES = {
    Theme.PAPER: "削減率",
    Theme.MEETINGS: "実施率",
    Theme.TELEWORK: theme_unit(Theme.TELEWORK),
    Theme.AUTOMATION: theme_unit(Theme.AUTOMATION),
    Theme.OVERALL: "達成度",
}
_CHANGE_HINT = "前月からの順位の変化。クリックすると、上がった順に並びます"
_BAND_HINT = "会議の数のわりに、市全体の率との差が偶然では説明しにくいかどうか"


def level_columns(board: Board) -> tuple[BoardColumn, ...]:
    """Return the columns for a board's rows."""
    columns = (
        BoardColumn("順位", 16, _rank, _by_rank, Look.NUMBER, bold=True),
        BoardColumn(
            "前月比",
            17,
            _change,
            _by_change,
            Look.NUMBER,
            largest_first=True,
            quiet=True,
            hint=_CHANGE_HINT,
            tip=_change_tip,
            spoken=_change_spoken,
        ),
        *name_columns(bureau_spare=4),
        value_column(VALUES[board.theme], board.theme, _value),
        bar_column(_value, board.rows, spare=2),
        BoardColumn(
            "4月からの推移",
            34,
            _nothing,
            _by_gain,
            Look.TREND,
            spare=3,
            largest_first=True,
            copied=_trend_text(board.theme),
            drawn=_trend,
        ),
        BoardColumn(
            "提出率",
            20,
            _coverage,
            _by_coverage,
            Look.NUMBER,
            spare=5,
            quiet=True,
            tip=_coverage_tip,
        ),
    )
    if not any(row.band for row in board.rows):
        return columns
    band = BoardColumn("市の率との差", 28, _band, _by_band, hint=_BAND_HINT, spare=1)
    return (*columns[:5], band, *columns[5:])


def value_column(title: str, theme: Theme, value_of: Callable[..., Fraction | None]) -> BoardColumn:
    """Return a column of a theme's values."""

    def text(row: object) -> str:
        return value_text(value_of(row), theme_format(theme))

    def sort(row: object) -> tuple[bool, Fraction]:
        value = value_of(row)
        return value is None, -(value or Fraction(0))

    return BoardColumn(title, 30, text, sort, Look.NUMBER, largest_first=True)


def _value(row: BoardRow) -> Fraction:
    return row.value


def _rank(row: BoardRow) -> str:
    return str(row.rank)


def _by_rank(row: BoardRow) -> tuple[int, str]:
    return row.rank, row.department


def _gained(row: BoardRow) -> int | None:
    return None if row.previous_rank is None else row.previous_rank - row.rank


def _change(row: BoardRow) -> str:
    return change_text(_gained(row))


def _by_change(row: BoardRow) -> tuple[bool, int]:
    """A department without an earlier place comes after the others."""
    change = _gained(row)
    return change is None, -(change or 0)


def _change_tip(row: BoardRow) -> str:
    return "" if row.previous_rank is None else f"前月は{row.previous_rank}位"


def _change_spoken(row: BoardRow) -> str:
    return change_said(_gained(row))


def _by_gain(row: BoardRow) -> Fraction:
    known = [value for value in row.trend if value is not None]
    return known[0] - known[-1] if known else Fraction(0)


def _trend(row: BoardRow) -> tuple[Fraction | None, ...]:
    return row.trend


def _trend_text(theme: Theme) -> Callable[[BoardRow], str]:
    def text(row: BoardRow) -> str:
        return "／".join(value_text(value, theme_format(theme)) for value in row.trend)

    return text


def _nothing(_row: BoardRow) -> str:
    return ""


def _coverage(row: BoardRow) -> str:
    return coverage_rate(row.coverage)


def _by_coverage(row: BoardRow) -> Fraction:
    return Fraction(row.coverage.reported, row.coverage.expected or 1)


def _coverage_tip(row: BoardRow) -> str:
    return coverage_text(row.coverage)


def _band(row: BoardRow) -> str:
    return row.band.japanese if row.band else ""


def _by_band(row: BoardRow) -> int:
    return -list(type(row.band)).index(row.band) if row.band else 0
