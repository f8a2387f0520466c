"""CellsTableModel: a department's months beside the metrics of a KPI; each cell can be opened."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from kdx_desktop.metrics.amounts import SCALE, grouped, round_half_up
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services.evidence import Cell, DepartmentCells
from kdx_desktop.views.plain_text import tool_tip
from kdx_desktop.views.widgets.data_table import LEFT, RIGHT, number_font

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SIGNS = {State.NOT_REPORTED: "…", State.NOT_APPLICABLE: "－"}


class CellsTableModel(QAbstractTableModel):
    """The newest month on top; the first column names the month."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: DepartmentCells | None = None

    def show_cells(self, found: DepartmentCells) -> None:
        """Show another department's cells."""
        self.beginResetModel()
        self._found = found
        self.endResetModel()

    def cell(self, index: _Index) -> Cell | None:
        """Return the cell at a place; None beside the cells."""
        if self._found is None or not index.isValid() or index.column() == 0:
            return None
        return self._line(index.row())[1][index.column() - 1]

    @override
    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self._found is None else len(self._found.rows)

    @override
    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self._found is None else len(self._found.columns) + 1

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        cell = self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._line(index.row())[0].japanese if cell is None else cell_text(cell)
        if role == Qt.ItemDataRole.ToolTipRole and cell is not None:
            return tool_tip(state_text(cell))
        if role == Qt.ItemDataRole.AccessibleTextRole and cell is not None:
            return f"{cell_text(cell)} {state_text(cell)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if cell is None else RIGHT
        if role == Qt.ItemDataRole.FontRole and cell is not None:
            return number_font()
        return None

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or self._found is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            if section == 0:
                return "月"
            column = self._found.columns[section - 1]
            return f"{column.title}（{column.unit}）"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section else LEFT
        return None

    def _line(self, row: int) -> tuple[Month, tuple[Cell, ...]]:
        if self._found is None:
            raise IndexError(row)
        return self._found.rows[-1 - row]


def cell_text(cell: Cell) -> str:
    """Write a cell as everywhere: ``…`` 未提出, ``－`` 対象外, ``*`` with an estimate."""
    if cell.state is None:
        return ""
    if cell.amount is None:
        return _SIGNS[cell.state]
    amount = cell.amount * SCALE
    # A part of a divided department's figure has no end of decimals: one is enough to see.
    text = grouped(amount, 1) if amount.denominator > 1 else grouped(round_half_up(amount))
    return f"{text}*" if cell.state is State.ESTIMATE else text


def state_text(cell: Cell) -> str:
    """Say in words what state a cell is in, and what it is made of."""
    if cell.state is None:
        return "部署がまだない、またはなくなった月です"
    texts = [cell.state.japanese]
    if cell.annual:
        texts.append("年額を月割りした値")
    if len(cell.places) > 1:
        texts.append(f"{len(cell.places)}部署の数値から")
    return "、".join(texts)
