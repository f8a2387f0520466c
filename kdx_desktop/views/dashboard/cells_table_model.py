"""CellsTableModel: a department's months beside the metrics of a KPI; each cell can be opened."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from typing_extensions import override

from kdx_desktop.metrics.amounts import SCALE, grouped, round_half_up
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services.evidence import Cell, DepartmentCells
from kdx_desktop.views.plain_text import tool_tip
from kdx_desktop.views.widgets.headed_table_model import HeadedTableModel, Index

_SIGNS = {State.NOT_REPORTED: "…", State.NOT_APPLICABLE: "－"}


class CellsTableModel(HeadedTableModel):
    """The newest month on top; the first column names the month."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent=parent)
        self._rows: tuple[tuple[Month, tuple[Cell, ...]], ...] = ()

    def show_cells(self, found: DepartmentCells) -> None:
        """Show another department's cells."""
        self.beginResetModel()
        self._rows = found.rows[::-1]
        self._header = ("月", *(f"{one.title}（{one.unit}）" for one in found.columns))
        self._numbers = frozenset(range(1, len(self._header)))
        self.endResetModel()

    def cell(self, index: Index) -> Cell | None:
        """Return the cell at a place; None beside the cells."""
        if not index.isValid() or index.column() == 0:
            return None
        return self._rows[index.row()][1][index.column() - 1]

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        cell = self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][0].japanese if cell is None else cell_text(cell)
        if role == Qt.ItemDataRole.ToolTipRole and cell is not None:
            return tool_tip(state_text(cell))
        if role == Qt.ItemDataRole.AccessibleTextRole and cell is not None:
            return f"{cell_text(cell)} {state_text(cell)}"
        return super().data(index, role)


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
