"""HeatMapTableModel: departments down, months across; a letter in each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from kdx_desktop.metrics.months import Month
from kdx_desktop.services.board import DepartmentMonth, MonthBoard
from kdx_desktop.services.reminders import day_text
from kdx_desktop.views.plain_text import tool_tip
from kdx_desktop.views.submissions.place_texts import spoken
from kdx_desktop.views.submissions.year_lines import Line, Place
from kdx_desktop.views.widgets.data_table import COPY_ROLE
from kdx_desktop.views.widgets.standing_look import CLOSED, letters

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
#: A DepartmentMonth, or None where there is none; of a header section the Line or the MonthBoard.
CELL_ROLE = COPY_ROLE + 1
#: Made once: a map asks for them hundreds of times when it is painted.
_BLANK = Qt.ItemFlag.NoItemFlags
_THERE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class HeatMapTableModel(QAbstractTableModel):
    """Shows lines made beforehand; lines of bureaus and blank cells cannot be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.boards: tuple[MonthBoard, ...] = ()
        self.lines: tuple[Line, ...] = ()
        self.month: Month | None = None
        self._names: Mapping[str, str] = {}
        self._rows: dict[str, int] = {}

    def show(
        self,
        boards: Sequence[MonthBoard],
        lines: Sequence[Line],
        month: Month,
        names: Mapping[str, str],
    ) -> None:
        """Show other lines under these months, of which ``month`` is the chosen one."""
        self.beginResetModel()
        self.boards, self.lines = tuple(boards), tuple(lines)
        self.month, self._names = month, names
        self._rows = {
            line.department.code: row
            for row, line in enumerate(self.lines)
            if line.department is not None
        }
        self.endResetModel()

    @property
    def chosen_column(self) -> int:
        """The column of the chosen month."""
        months = [found.month for found in self.boards]
        return months.index(self.month) if self.month in months else 0

    def cell(self, index: Index) -> DepartmentMonth | None:
        """Return what is in a cell; None where nothing is."""
        if not index.isValid():
            return None
        cells = self.lines[index.row()].cells
        return cells[index.column()] if cells else None

    def find(self, place: Place) -> QModelIndex:
        """Return the cell of a department's month; invalid when it is not shown."""
        code, month = place
        months = [found.month for found in self.boards]
        if month not in months or code not in self._rows:
            return QModelIndex()
        return self.index(self._rows[code], months.index(month))

    def spoken(self, index: Index) -> str:
        """Return all about a cell in words."""
        row = self.cell(index)
        if row is not None:
            return spoken(row, self._names, closed=self.boards[index.column()].closed)
        line, month = self.lines[index.row()], self.boards[index.column()].month
        if line.department is not None:
            return f"{line.department.name} {month.japanese} この月にはない部署です"
        approved, existing = line.approved[index.column()]
        return f"{line.bureau} {month.japanese} {existing}部署のうち{approved}部署を承認"

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.boards)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.cell(index) is None:
            return _BLANK
        return _THERE

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._letters(index, row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(self.spoken(index))
        if role == CELL_ROLE:
            return row
        if role == COPY_ROLE and row is not None:
            return row.standing.japanese + ("（期限超過）" if row.late else "")
        return None

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            return self._line_header(self.lines[section], role)
        return self._month_header(self.boards[section], role)

    def _letters(self, index: Index, row: DepartmentMonth | None) -> str:
        if row is not None:
            return letters(row.standing, late=row.late)
        line = self.lines[index.row()]
        if line.department is not None:
            return ""
        approved, existing = line.approved[index.column()]
        return f"{approved}/{existing}" if existing else ""

    def _line_header(self, line: Line, role: int) -> object:
        if role == CELL_ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.department.name if line.department else line.bureau
        if role == Qt.ItemDataRole.ToolTipRole:
            if line.department is None:
                return tool_tip(line.bureau)
            return tool_tip(f"{line.department.code}　{line.department.name}　{line.bureau}")
        return None

    def _month_header(self, found: MonthBoard, role: int) -> object:
        if role == CELL_ROLE:
            return found
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{found.month.month}月" + (CLOSED if found.closed else "")
        if role == Qt.ItemDataRole.ToolTipRole:
            state = "締切済み（確定）" if found.closed else f"提出期限 {day_text(found.due)}"
            return tool_tip(
                f"{found.month.japanese}　{state}\nクリックすると、この月を表示します。"
            )
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return found.month.japanese + (" 締切済み" if found.closed else "")
        return None
