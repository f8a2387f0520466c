"""RankingTableModel: a board's rows as a table."""

from __future__ import annotations

from enum import IntEnum, auto
from fractions import Fraction

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication
from typing_extensions import override

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
from kdx_desktop.views.plain_text import tool_tip
from kdx_desktop.views.style.shown import tokens
from kdx_desktop.views.widgets.data_table import COPY_ROLE, LEFT, RIGHT, SORT_ROLE, number_font

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
#: What the delegates draw: (value, low, high) of a bar, and the values of a trend.
BAR_ROLE = COPY_ROLE + 1
TREND_ROLE = COPY_ROLE + 2


class Column(IntEnum):
    """The columns, from the left."""

    RANK = 0
    CHANGE = auto()
    NAME = auto()
    BUREAU = auto()
    VALUE = auto()
    BAR = auto()
    TREND = auto()
    COVERAGE = auto()


_COLUMNS = tuple(Column)  # a tuple answers faster than the enum, and Qt asks a thousand times
_HEADER = ("順位", "前月比", "部署", "局", "値", "", "4月からの推移", "提出率")
#: What the value of each board is called.
_VALUES = {
    Theme.PAPER: "削減率",
    Theme.MEETINGS: "実施率",
    Theme.TELEWORK: theme_unit(Theme.TELEWORK),
    Theme.AUTOMATION: theme_unit(Theme.AUTOMATION),
    Theme.OVERALL: "達成度",
}
_HINTS = {int(Column.CHANGE): "前月からの順位の変化。クリックすると、上がった順に並びます"}
#: Sorted upwards, these begin with the largest number: what is best comes first.
LARGEST_FIRST = frozenset({Column.CHANGE, Column.VALUE, Column.BAR, Column.TREND})
_NUMBERS = frozenset({Column.RANK, Column.CHANGE, Column.VALUE, Column.COVERAGE})


class RankingTableModel(QAbstractTableModel):
    """Shows one board; ``own`` is the department whose row is marked, empty for none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[BoardRow, ...] = ()
        self._theme = Theme.PAPER
        self._own = ""
        self._low = self._high = Fraction(0)
        self._base = QGuiApplication.font()
        self._fonts: dict[tuple[bool, bool], QFont] = {}

    def show_board(self, board: Board, own: str = "") -> None:
        """Show another board."""
        self.beginResetModel()
        self._rows, self._theme, self._own = board.rows, board.theme, own
        values = [row.value for row in board.rows]
        self._low, self._high = min((*values, Fraction(0))), max((*values, Fraction(0)))
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(_COLUMNS)

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _VALUES[self._theme] if section == Column.VALUE else _HEADER[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section in _NUMBERS else LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return _HINTS.get(section, "クリックすると並べ替えます")
        return None

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        answer = _ANSWERS.get(role)
        if answer is None:
            return None
        return answer(self, self._rows[index.row()], _COLUMNS[index.column()])

    def _display(self, row: BoardRow, column: Column) -> str:
        match column:
            case Column.RANK:
                return str(row.rank)
            case Column.CHANGE:
                return change_text(_change(row))
            case Column.NAME:
                return row.name
            case Column.BUREAU:
                return row.bureau
            case Column.VALUE:
                return value_text(row.value, theme_format(self._theme))
            case Column.COVERAGE:
                return coverage_rate(row.coverage)
        return ""

    def _sort(self, row: BoardRow, column: Column) -> object:
        """Return the raw value; a department without an earlier place comes after the others."""
        match column:
            case Column.RANK:
                return row.rank
            case Column.CHANGE:
                change = _change(row)
                return (change is None, -(change or 0))
            case Column.NAME:
                return row.department
            case Column.BUREAU:
                return (row.bureau, row.rank)
            case Column.TREND:
                known = [value for value in row.trend if value is not None]
                return known[0] - known[-1] if known else Fraction(0)
            case Column.COVERAGE:
                return Fraction(row.coverage.reported, row.coverage.expected or 1)
        return -row.value

    def _copied(self, row: BoardRow, column: Column) -> str:
        if column is Column.TREND:
            return "／".join(value_text(value, theme_format(self._theme)) for value in row.trend)
        return self._display(row, column)

    def _alignment(self, _row: BoardRow, column: Column) -> int:
        return RIGHT if column in _NUMBERS else LEFT

    def _font(self, row: BoardRow, column: Column) -> QFont:
        base = QGuiApplication.font()
        if base != self._base:  # the text size has changed
            self._base, self._fonts = base, {}
        look = (column in _NUMBERS, row.department == self._own or column is Column.RANK)
        if look not in self._fonts:
            number, bold = look
            font = number_font() if number else QFont(base)
            font.setBold(bold)
            self._fonts[look] = font
        return self._fonts[look]

    def _background(self, row: BoardRow, _column: Column) -> QColor | None:
        return QColor(tokens().accent_soft) if row.department == self._own else None

    def _foreground(self, _row: BoardRow, column: Column) -> QColor | None:
        quiet = column in {Column.BUREAU, Column.CHANGE, Column.COVERAGE}
        return QColor(tokens().quiet_text) if quiet else None

    def _tool_tip(self, row: BoardRow, column: Column) -> str:
        if column is Column.COVERAGE:
            return tool_tip(coverage_text(row.coverage))
        if column is Column.CHANGE and row.previous_rank is not None:
            return tool_tip(f"前月は{row.previous_rank}位")
        if column in {Column.NAME, Column.BUREAU}:
            return tool_tip(f"{row.bureau}　{row.name}（{row.department}）")
        return ""

    def _spoken(self, row: BoardRow, column: Column) -> str:
        if column is Column.CHANGE:
            change = _change(row)
            if not change:
                return "前月と同じ" if change == 0 else "前月の順位なし"
            return f"前月より{abs(change)}つ{'上' if change > 0 else '下'}"
        return self._copied(row, column)

    def _bar(self, row: BoardRow, _column: Column) -> tuple[Fraction, Fraction, Fraction]:
        return row.value, self._low, self._high

    def _trend(self, row: BoardRow, _column: Column) -> tuple[Fraction | None, ...]:
        return row.trend


def _change(row: BoardRow) -> int | None:
    return None if row.previous_rank is None else row.previous_rank - row.rank


_ANSWERS = {
    int(Qt.ItemDataRole.DisplayRole): RankingTableModel._display,  # noqa: SLF001 - its own table
    int(Qt.ItemDataRole.TextAlignmentRole): RankingTableModel._alignment,  # noqa: SLF001
    int(Qt.ItemDataRole.FontRole): RankingTableModel._font,  # noqa: SLF001
    int(Qt.ItemDataRole.BackgroundRole): RankingTableModel._background,  # noqa: SLF001
    int(Qt.ItemDataRole.ForegroundRole): RankingTableModel._foreground,  # noqa: SLF001
    int(Qt.ItemDataRole.ToolTipRole): RankingTableModel._tool_tip,  # noqa: SLF001
    int(Qt.ItemDataRole.AccessibleTextRole): RankingTableModel._spoken,  # noqa: SLF001
    SORT_ROLE: RankingTableModel._sort,  # noqa: SLF001
    COPY_ROLE: RankingTableModel._copied,  # noqa: SLF001
    BAR_ROLE: RankingTableModel._bar,  # noqa: SLF001
    TREND_ROLE: RankingTableModel._trend,  # noqa: SLF001
}
