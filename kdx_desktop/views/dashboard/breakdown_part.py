"""BreakdownPart: 内訳 — bureaus, in them departments, in these months; each step opens the next."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHeaderView, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.metrics.plan import Rule
from kdx_desktop.services.contributions import Contributions, contributions
from kdx_desktop.services.evidence import DepartmentCells, department_cells
from kdx_desktop.services.standings import Standings
from kdx_desktop.views.dashboard.breakdown_lines import Lines, bureau_lines, department_lines
from kdx_desktop.views.dashboard.breakdown_table_model import (
    BreakdownBarDelegate,
    BreakdownTableModel,
)
from kdx_desktop.views.dashboard.cell_place import CellPlace
from kdx_desktop.views.dashboard.cells_table import CellsTable
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.opening_table import OpeningTable
from kdx_desktop.workspace import Workspace

_LEAST_HEIGHT = 56  # steps of the grid: a header and six rows
_WIDEST_NAME = 70
_WHOLE = "全庁"
_ROWS = "行を選んでEnterキーを押すと、中を表示します。"
_CELLS = (
    "数値を選んでEnterキーを押すと、その根拠を表示します。* は推計、… は未提出、－ は対象外です。"
)


class BreakdownPart(QWidget):
    """Reads when it is first seen; the place within it is kept while the month changes."""

    #: Another step is shown.
    moved = Signal()
    #: A CellPlace.
    cell_opened = Signal(object)
    failed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._asked: tuple[Standings, str, OrganizationView] | None = None
        self._stale = False
        self._found: Contributions | None = None
        self._cells: DepartmentCells | None = None
        self._group = self._department = ""
        self._enters = False
        self.rows = OpeningTable("内訳")
        explain(self.rows, f"値・構成比・前年同期との差・提出率を、局と部署ごとに示します。{_ROWS}")
        self._model = BreakdownTableModel(self)
        self.rows.setModel(self._model)
        self.rows.setItemDelegate(BreakdownBarDelegate(self.rows))
        self.rows.row_opened.connect(self._on_row_opened)
        self.cells = CellsTable()
        explain(self.cells, f"部署の月ごとの数値です。{_CELLS}")
        self.cells.cell_opened.connect(self._on_cell_opened)
        self._note = Paragraph("", TextRole.QUIET)
        self._stack = QStackedLayout()
        card = Card()
        card.body.addLayout(self._stack, 1)  # before its tables: else the first opened as a window
        for table in (self.rows, self.cells):
            table.setMinimumHeight(space(_LEAST_HEIGHT))
            self._stack.addWidget(table)
        card.body.addWidget(self._note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    @property
    def steps(self) -> list[str]:
        """The names of the steps to what is shown: 全庁, the bureau, the department."""
        names = [_WHOLE, self._group, self._name_of(self._department)]
        return [name for name in names if name]

    def start_anew(self) -> None:
        """Begin with the bureaus: another KPI is shown."""
        self._group = self._department = ""
        self._found = self._cells = None

    def show_kpi(self, found: Standings, result: KpiResult, view: OrganizationView) -> None:
        """Show a KPI as it is known now, at the same place where it still has it."""
        asked = (found, result.kpi.code, view)
        if asked != self._asked:
            self._asked, self._stale = asked, True
            self._read_when_seen()

    def enter(self) -> None:
        """Take the focus, as soon as there is something to choose from."""
        self._enters = True
        if self._found is not None and not self._stale:
            self._take_focus()

    def step_back(self) -> bool:
        """Show the step above; False where there is none."""
        if not self._group:
            return False
        self.step_to(1 if self._department else 0)
        return True

    def step_to(self, step: int) -> None:
        """Show 全庁 (0), the bureau (1) or the department (2)."""
        left = self._department if step == 1 else self._group
        if step < 2:
            self._department = ""
        if step < 1:
            self._group = ""
        self._enters = True
        self._show(left)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read_when_seen()

    def _read_when_seen(self) -> None:
        if not self._stale or self._asked is None or not self.isVisible():
            return
        self._stale = False
        found, code, view = self._asked
        work = partial(
            contributions, as_of=found.as_of, kpi_code=code, view=view, known_at=found.known_at
        )
        self._workspace.run(work, self._on_read, self._on_failed)

    def _on_read(self, found: Contributions) -> None:
        self._found = found
        self._show(self._department or self._group)

    def _show(self, current: str = "") -> None:
        """Show the step that is chosen; ``current`` is the row to stand on."""
        found = self._found
        if found is None:
            return
        if self._group and self._department:
            view = found.view
            if found.kpi.rule is Rule.SHARE_OF_DEPARTMENTS:
                view = OrganizationView.NOW  # the rule's own view
            elif any(row.reason and row.reason.japanese == self._group for row in found.rows):
                view = OrganizationView.THEN  # what is left over is nobody's of now
            work = partial(
                department_cells,
                found=replace(found, view=view),
                department=self._department,
                known_at=self._asked[0].known_at if self._asked else None,
            )
            self._workspace.run(work, self._on_cells_read, self._on_failed)
            return
        lines = department_lines(found, self._group) if self._group else bureau_lines(found)
        if self._group and not lines.rows:  # the bureau is gone in this month or view
            self._group = ""
            lines = bureau_lines(found)
        self._show_lines(lines, current)

    def _show_lines(self, lines: Lines, current: str) -> None:
        self._model.show_lines(lines)
        header = self.rows.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(lines.name, QHeaderView.ResizeMode.Interactive)
        width = self.rows.sizeHintForColumn(lines.name) + space(2)
        header.resizeSection(lines.name, min(width, space(_WIDEST_NAME)))
        header.setSectionResizeMode(lines.bar, QHeaderView.ResizeMode.Stretch)
        self._note.setText(f"{_ROWS}{lines.note}")
        self._stack.setCurrentWidget(self.rows)
        self.rows.setCurrentIndex(self._model.index(self._model.row_of(current), 0))
        self._arrived()

    def _on_cells_read(self, found: DepartmentCells) -> None:
        again = self._cells is not None and self._cells.department == found.department
        place = self.cells.currentIndex() if again else QModelIndex()
        row, column = place.row(), place.column()
        self._cells = found
        self.cells.shown.show_cells(found)
        if row >= 0:
            self.cells.setCurrentIndex(self.cells.shown.index(row, column))
        self._note.setText(_CELLS)
        self._stack.setCurrentWidget(self.cells)
        self._arrived()

    def _arrived(self) -> None:
        self.moved.emit()
        if self._enters:
            self._take_focus()

    def _take_focus(self) -> None:
        self._enters = False
        if self._stack.currentWidget() is self.cells:
            self.cells.enter()
        else:
            self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_row_opened(self, row: int) -> None:
        line = self._model.line(row)
        if line is None or not line.key:
            return
        if self._group:
            self._department = line.key
        else:
            self._group = line.key
        self._enters = True
        self._show()

    def _on_cell_opened(self, index: QModelIndex) -> None:
        index = self.cells.first_of(index)
        cell = self.cells.shown.cell(index)
        if cell is None or self._cells is None or not cell.places:
            return
        column = self._cells.columns[index.column() - 1]
        self.cell_opened.emit(
            CellPlace(
                metric=cell.metric,
                unit=column.unit,
                title=f"{Month(cell.places[0][1]).japanese} {column.name}",
                places=cell.places,
                annual=cell.annual,
            )
        )

    def _on_failed(self, failure: KdxError) -> None:
        self.failed.emit(failure)

    def _name_of(self, department: str) -> str:
        if not department or self._found is None:
            return ""
        rows = (row.name for row in self._found.rows if row.department == department)
        return next(rows, department)
