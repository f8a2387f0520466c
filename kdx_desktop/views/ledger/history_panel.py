"""HistoryPanel: a department's month — what counts now, and all that each figure ever said."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.services.entries import Conflict
from kdx_desktop.services.month_history import CellHistory, MonthHistory, month_history
from kdx_desktop.views.ledger import ledger_texts as texts
from kdx_desktop.views.ledger.correction_card import CorrectionCard
from kdx_desktop.views.ledger.ledger_panel import LedgerPanel
from kdx_desktop.views.ledger.life_card import LifeCard
from kdx_desktop.views.notices import NoticeKind
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.roomy_table import RoomyTable
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.views.widgets.text_table_model import TextTableModel
from kdx_desktop.workspace import Workspace

#: Steps of the grid: with less room the life of a cell stands below the cells.
_WIDE = 300


class HistoryPanel(LedgerPanel):
    """The chosen figure stays chosen when month or department change."""

    #: Show the screen where figures of an open month are entered; take files in.
    entry_requested = Signal()
    imports_requested = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self._found: MonthHistory | None = None
        self._metric = ""
        self.model = TextTableModel(texts.CELLS, texts.CELLS_NUMBERS, self)
        self.cells = RoomyTable("この月の数値", 0, 40)
        self.cells.setModel(self.model)
        self.life = LifeCard()
        self.correction = CorrectionCard(workspace)
        self.empty = EmptyState("", action="部署一覧を取り込む(&O)")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._faces = QStackedLayout(self)
        self._build()
        self._connect()

    @property
    def cell(self) -> CellHistory | None:
        """The chosen figure."""
        row = self.cells.currentIndex().row()
        return self._found.cells[row] if self._found and row >= 0 else None

    def choose(self, metric: str) -> None:
        """Choose a figure, now or as soon as the month is read."""
        self._metric = metric
        self._choose_row()

    @override
    def look_at(self, scope: Scope) -> None:
        if not scope.department:
            self._found = None
            self.empty.say(
                "この月に部署がありません",
                "部署一覧を取り込むか、対象月を変えると、数値の履歴が表示されます。",
            )
            self._faces.setCurrentWidget(self._nothing)
            self.filled.emit()
            return
        work = partial(month_history, department=scope.department, month=scope.month)
        self.workspace.run(work, self._on_read, self.on_failed)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= space(_WIDE)
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def _build(self) -> None:
        whole = ScrollColumn()
        whole.column.setContentsMargins(space(6), space(3), space(6), space(6))
        card = Card("この月の数値")
        card.body.addWidget(self.cells)
        self._row.setSpacing(space(4))
        self._row.addWidget(card, 2, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self.life, 3, Qt.AlignmentFlag.AlignTop)
        whole.column.addWidget(self.correction)
        whole.column.addLayout(self._row)
        whole.column.addStretch()
        nothing = ScrollColumn()  # with large letters it is taller than a low window
        nothing.column.addWidget(self.empty, 1)
        for face in (QWidget(), whole, nothing):
            self._faces.addWidget(face)
        self._whole, self._nothing = whole, nothing

    def _connect(self) -> None:
        self.cells.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.cells.row_opened.connect(self._on_row_opened)
        self.life.correct_requested.connect(self._on_correct_requested)
        self.life.entry_requested.connect(self.entry_requested)
        self.correction.saved.connect(self._on_saved)
        self.correction.refused.connect(self._on_refused)
        self.correction.closed.connect(self._on_correction_closed)
        self.empty.action_triggered.connect(self.imports_requested)

    def _on_read(self, found: MonthHistory) -> None:
        elsewhere = self._found is not None and (
            (found.department.code, found.month) != (self._found.department.code, self._found.month)
        )
        self._found = found
        if elsewhere:
            self.correction.close_card()
        self.phase_read.emit(found.phase)
        self.model.show_rows(texts.cell_rows(found.cells))
        header = self.cells.horizontalHeader()
        header.ensurePolished()
        rows = len(found.cells) * space(8)
        self.cells.setFixedHeight(header.sizeHint().height() + rows + 2)
        self._faces.setCurrentWidget(self._whole)
        self._choose_row()
        if self.cell is not None:
            self.correction.follow(self.cell)
        self.filled.emit()

    def _choose_row(self) -> None:
        if self._found is None:
            return
        codes = [cell.metric.code for cell in self._found.cells]
        row = codes.index(self._metric) if self._metric in codes else 0
        if codes:
            self.cells.selectRow(row)
            self._show_life()

    def _on_row_changed(self, row: QModelIndex) -> None:
        if self._found is not None and row.isValid():
            self._metric = self._found.cells[row.row()].metric.code
            self._show_life()
            if self.correction.code not in {"", self._metric}:
                self.correction.close_card()

    def _show_life(self) -> None:
        if self._found is not None and self.cell is not None:
            self.life.show_cell(self.cell, closed=self._found.phase.closed)

    def _on_row_opened(self, _row: int) -> None:
        """Go on to the revisions."""
        self.life.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_correct_requested(self) -> None:
        if self._found is not None and self.cell is not None:
            self.correction.open_card(self._found, self.cell)
            self._whole.ensureWidgetVisible(self.correction)

    def _on_saved(self, change: int) -> None:
        self.tell(NoticeKind.SUCCESS, f"訂正しました（変更番号 {change:,}）。")
        self.cells.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_refused(self) -> None:
        """Let what stands against it be seen, once it is laid out."""
        QTimer.singleShot(
            0, partial(self._whole.ensureWidgetVisible, self.correction.fields.buttons)
        )

    def _on_correction_closed(self) -> None:
        self.life.correct_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def on_failed(self, failure: KdxError) -> None:
        if not isinstance(failure, Conflict):
            super().on_failed(failure)
