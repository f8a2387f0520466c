"""The table of 年間表: where each month stands, then one row per metric with its total."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from kdx_desktop.metrics.amounts import grouped
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import MONTHS_PER_YEAR, Month
from kdx_desktop.services.board import Standing
from kdx_desktop.services.year_form import YearForm, YearMonth, YearRow
from kdx_desktop.views.entry.cell_texts import stored_text
from kdx_desktop.views.plain_text import tool_tip
from kdx_desktop.views.widgets.data_table import COPY_ROLE, LEFT, RIGHT

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
#: After the twelve months.
TOTAL, REPORTED = MONTHS_PER_YEAR, MONTHS_PER_YEAR + 1
_COLUMNS = MONTHS_PER_YEAR + 2
STANDING_ROW = 0
#: The Month of a column, None of the last two; whether it is 対象月; whether it is closed.
MONTH_ROLE = int(Qt.ItemDataRole.UserRole) + 10
PRESENT_ROLE = MONTH_ROLE + 1
CLOSED_ROLE = MONTH_ROLE + 2
#: Whether figures are missing from a total.
MISSING_ROLE = MONTH_ROLE + 3
#: Of a row's header: the metric's name, and its unit.
NAME_ROLE = MONTH_ROLE + 4
UNIT_ROLE = MONTH_ROLE + 5
_SHORT = {
    Standing.MISSING: "未提出",
    Standing.DRAFT: "下書き",
    Standing.SUBMITTED: "提出",
    Standing.RETURNED: "差戻し",
    Standing.APPROVED: "承認",
}


class YearTableModel(QAbstractTableModel):
    """Texts of a year; the names of the rows are its vertical header."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._form: YearForm | None = None
        self._present: Month | None = None
        self._roles: Mapping[int, Callable[[int, int], object]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.TextAlignmentRole: self._alignment,
            Qt.ItemDataRole.AccessibleTextRole: self._accessible_text,
            Qt.ItemDataRole.ToolTipRole: self._tool_tip,
            COPY_ROLE: self._copied,
            MONTH_ROLE: self._month_shown,
            PRESENT_ROLE: self._is_present,
            CLOSED_ROLE: self._is_closed,
            MISSING_ROLE: self._is_missing,
        }

    def show(self, form: YearForm, present: Month) -> None:
        """Show a year, and in it the month that the other screens look at."""
        self.beginResetModel()
        self._form, self._present = form, present
        self.endResetModel()

    def month_at(self, column: int) -> Month | None:
        """Return the month of a column in which the department existed."""
        one = self._month(column)
        return one.month if one is not None and one.exists else None

    def column_of(self, month: Month) -> int:
        """Return the column of a month of the year."""
        return month.fiscal_position - 1

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self._form is None else 1 + len(self._form.rows)

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else _COLUMNS

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            return self._row_header(section, role)
        if not 0 <= section < _COLUMNS:
            return None
        one = self._month(section)
        match role:
            case Qt.ItemDataRole.DisplayRole if section >= TOTAL:
                return "合計" if section == TOTAL else "報告"
            case Qt.ItemDataRole.DisplayRole:
                return "" if one is None else f"{one.month.month}月"
            case Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT
            case Qt.ItemDataRole.ToolTipRole if one is not None:
                return tool_tip(one.month.japanese)
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self._form is None:
            return None
        answer = self._roles.get(role)
        return None if answer is None else answer(index.row(), index.column())

    def _row_header(self, section: int, role: int) -> object:
        if self._form is None or not 0 <= section < self.rowCount():
            return None
        name, unit = self._name(section)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return f"{name}（{unit}）" if unit else name
            case _ if role == NAME_ROLE:
                return name
            case _ if role == UNIT_ROLE:
                return unit
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(name)
            case Qt.ItemDataRole.TextAlignmentRole:
                return LEFT
        return None

    def _name(self, row: int) -> tuple[str, str]:
        if row == STANDING_ROW:
            return "提出の状態", ""
        metric = self._row(row).metric
        return metric.name, metric.unit

    def _row(self, row: int) -> YearRow:
        assert self._form is not None  # noqa: S101 - there are no rows without a form
        return self._form.rows[row - 1]

    def _month(self, column: int) -> YearMonth | None:
        if self._form is None or not 0 <= column < MONTHS_PER_YEAR:
            return None
        return self._form.months[column]

    def _text(self, row: int, column: int) -> str:
        one = self._month(column)
        if row == STANDING_ROW:
            if one is None or one.standing is None:
                return ""
            return "締切" if one.closed else _SHORT[one.standing]
        shown = self._row(row)
        if one is not None:
            value = shown.values[column]
            missing = value.state is State.NOT_REPORTED
            if not one.exists or (missing and not one.due):
                return ""
            return stored_text(value, shown.metric)
        if column == REPORTED:
            return f"{shown.reported}/{shown.expected}" if shown.expected else ""
        if shown.total is None:
            return "…" if shown.metric.expected_monthly else "なし"
        return grouped(shown.total) + ("*" if shown.estimates else "")

    def _alignment(self, _row: int, _column: int) -> int:
        return RIGHT

    def _accessible_text(self, row: int, column: int) -> str:
        name, unit = self._name(row)
        one = self._month(column)
        when = "合計" if column == TOTAL else "報告" if one is None else one.month.japanese
        closed = "　締切り済み" if one is not None and one.closed else ""
        shown = self._text(row, column)
        return f"{name} {when} {shown}{unit}{closed}" if shown else f"{name} {when} 空欄{closed}"

    def _copied(self, row: int, column: int) -> str:
        return self._text(row, column).replace(",", "")

    def _month_shown(self, _row: int, column: int) -> Month | None:
        one = self._month(column)
        return None if one is None else one.month

    def _is_present(self, _row: int, column: int) -> bool:
        return self._month_shown(0, column) == self._present

    def _is_closed(self, _row: int, column: int) -> bool:
        one = self._month(column)
        return one is not None and one.closed

    def _is_missing(self, row: int, column: int) -> bool:
        return column >= TOTAL and row > STANDING_ROW and not self._row(row).complete

    def _tool_tip(self, row: int, column: int) -> str:
        """Return a figure's note; of a total, what is in it."""
        return tool_tip(self._note(row, column))

    def _note(self, row: int, column: int) -> str:
        if row == STANDING_ROW:
            return ""
        shown = self._row(row)
        if column < MONTHS_PER_YEAR:
            return shown.values[column].note
        parts = []
        if shown.expected:
            parts.append(f"{shown.expected}か月のうち{shown.reported}か月の報告があります。")
        if shown.estimates:
            parts.append(f"推計{shown.estimates}か月を含みます。")
        return "".join(parts)
