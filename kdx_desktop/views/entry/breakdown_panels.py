"""The panels below the table of 月次入力, one at a time, and their way into the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.metrics.amounts import Amount
from kdx_desktop.services.automations import Automation
from kdx_desktop.services.breakdowns import HOURS, PAPER
from kdx_desktop.views.entry.breakdown_panel import BreakdownPanel
from kdx_desktop.views.entry.entry_columns import MAKING_NAMES, MAKINGS
from kdx_desktop.views.entry.entry_table_model import EntryTableModel
from kdx_desktop.views.entry.paper_panel import PaperPanel
from kdx_desktop.views.entry.typed_cells import TypedCell
from kdx_desktop.views.entry.works_panel import WorksPanel


class BreakdownPanels(QWidget):
    """Shows what a figure is made from, and puts into the table what it comes to.

    The table's rows are what counts: undo there is undo here.
    """

    #: Keys in an open field: the TypedCells as they would stand.
    typing = Signal(object)
    #: A panel was opened and must be seen.
    opened = Signal(object)
    #: The panel of a row was closed; Enter was pressed on its last field.
    closed = Signal(int)
    finished = Signal(int)

    def __init__(self, model: EntryTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._automations: tuple[Automation, ...] = ()
        self.paper = PaperPanel()
        self.works = WorksPanel()
        self._panels: Mapping[str, BreakdownPanel] = {PAPER: self.paper, HOURS: self.works}
        self._open = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for panel in self._panels.values():
            column.addWidget(panel)
            panel.typing.connect(self._on_typing)
            panel.typed.connect(self._on_typed)
            panel.closed.connect(self._on_closed)
            panel.finished.connect(self._on_finished)
        self.hide()
        model.modelReset.connect(self._forget)
        model.dataChanged.connect(self.refresh)

    def show_sources(
        self, factors: Mapping[str, Amount], automations: Sequence[Automation]
    ) -> None:
        """Take what counts in the month: the A4 factors, and the department's 業務."""
        if self._automations != tuple(automations):
            self.finish_typing()  # the rows are made anew
        self._automations = tuple(automations)
        self.paper.show_factors(factors)
        self.refresh()

    def open(self, metric: str) -> bool:
        """Show the panel of a metric and put the cursor there; False where there is none."""
        if metric not in self._panels or self._model.row_of(metric) is None:
            return False
        self.finish_typing()
        self._open = metric
        for code, panel in self._panels.items():
            panel.setVisible(code == metric)
        self.show()
        self.refresh()
        self.opened.emit(self)
        self._panels[metric].start()
        return True

    @property
    def open_metric(self) -> str:
        """The metric whose panel is open; empty while none is."""
        return self._open

    def put_away(self) -> None:
        """Hide what is open; nothing that was typed goes with it."""
        self.finish_typing()
        self._open = ""
        self.hide()

    def finish_typing(self) -> None:
        """Hand over what is typed in an open field, as leaving it does."""
        if self._open:
            self._panels[self._open].finish_typing()

    def refresh(self) -> None:
        """Show what the row says now."""
        row = self._model.row_of(self._open)
        form = self._model.form
        if row is None or form is None:
            return
        breakdown = self._model.typed[row].breakdown
        if self._open == PAPER:
            self.paper.show_breakdown(breakdown, editable=form.editable)
        else:
            self.works.show_breakdown(
                breakdown, self._automations, form.month, editable=form.editable
            )

    def _forget(self) -> None:
        """Another month is in the table: what is open here is none of its business."""
        self._open = ""
        self.hide()

    def _on_typing(self, breakdown: str, amount: Amount | None) -> None:
        rows: list[TypedCell] = list(self._model.typed)
        for row, cell in self._made(breakdown, amount).items():
            rows[row] = cell
        self.typing.emit(tuple(rows))

    def _on_typed(self, breakdown: str, amount: Amount | None) -> None:
        if cells := self._made(breakdown, amount):
            self._model.type_cells(cells, MAKING_NAMES[MAKINGS[self._open]])

    def _made(self, breakdown: str, amount: Amount | None) -> dict[int, TypedCell]:
        """Return the row as it would be; a number typed by hand is not emptied by empty fields."""
        row = self._model.row_of(self._open)
        if row is None or not (breakdown or self._model.typed[row].breakdown):
            return {}
        return {row: self._model.typed_from(row, breakdown, amount)}

    def _on_closed(self) -> None:
        self._leave(self.closed)

    def _on_finished(self) -> None:
        self._leave(self.finished)

    def _leave(self, told: SignalInstance) -> None:
        row = self._model.row_of(self._open)
        self.put_away()
        if row is not None:
            told.emit(row)
