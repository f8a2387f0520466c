"""EvidencePart: 根拠 — every revision of a cell, who made it, and the file it came from."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.services.evidence import CellEvidence, evidence
from kdx_desktop.services.standings import Standings
from kdx_desktop.views.dashboard import evidence_texts
from kdx_desktop.views.dashboard.cell_place import CellPlace, LedgerCell
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, explain, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import link_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.evidence_table import EvidenceTable
from kdx_desktop.workspace import Workspace

_ABOUT = (
    "この数値がいつ、誰によって、どの端末とファイルから記録されたかの全記録です。"
    "一番上の版が、いま集計に使われている値です。台帳の記録は消えません。"
)
_NONE = "この月の数値はまだ記録されていません。"


class EvidencePart(QWidget):
    """Without a cell it says where to find one."""

    #: Somebody wants to choose a cell in 内訳.
    breakdown_requested = Signal()
    #: A LedgerCell shall be shown in 台帳.
    ledger_requested = Signal(object)
    failed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        explain(self, _ABOUT)
        self._workspace = workspace
        self._known_at: int | None = None
        self._stale = self._enters = False
        #: Whether the person has 台帳.
        self.offers_ledger = False
        #: The cell that is shown; None while none is chosen.
        self.place: CellPlace | None = None
        self._blocks: list[_CellBlock] = []
        self._about = Paragraph(_ABOUT, TextRole.QUIET)
        self._empty = EmptyState(
            "数値を選ぶと、根拠を表示します",
            "内訳で局・部署・月の順に開き、数値を選んでください。",
            "内訳を開く(&B)",
        )
        self._empty.action_triggered.connect(self.breakdown_requested)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(4))
        self._column.addWidget(self._about)
        self._column.addWidget(self._empty, 1)
        self._column.addStretch()
        self.forget()

    def show_standings(self, found: Standings) -> None:
        """Read again what is shown: the month or the data may have changed."""
        self._known_at = found.known_at
        self._read()

    def show_place(self, place: CellPlace) -> None:
        """Show the evidence of a cell."""
        self.place = place
        self._read()

    def forget(self) -> None:
        """Show no cell."""
        self.place = None
        self._empty.show()
        for part in (self._about, *self._blocks):
            part.hide()

    def enter(self) -> None:
        """Take the focus as soon as the revisions are there."""
        self._enters = True

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def _read(self) -> None:
        if self.place is None:
            return
        self._stale = not self.isVisible()
        if self._stale:
            return
        work = partial(
            evidence,
            metric=self.place.metric,
            places=self.place.places,
            known_at=self._known_at,
            annual=self.place.annual,
        )
        self._workspace.run(work, self._on_read, self._on_failed)

    def _on_read(self, found: tuple[CellEvidence, ...]) -> None:
        if self.place is None:
            return
        while len(self._blocks) < len(found):
            block = _CellBlock()
            block.ledger_requested.connect(self._on_ledger_requested)
            self._column.insertWidget(1 + len(self._blocks), block)
            self._blocks.append(block)
        for number, block in enumerate(self._blocks):
            block.setVisible(number < len(found))
            if number < len(found):
                block.show_cell(found[number], self.place.unit, ledger=self.offers_ledger)
        self._about.show()
        self._empty.hide()
        if self._enters and self._blocks:
            self._enters = False
            self._blocks[0].enter()

    def _on_ledger_requested(self, cell: CellEvidence) -> None:
        if self.place is not None:
            self.ledger_requested.emit(LedgerCell(cell.department, cell.month, self.place.metric))

    def _on_failed(self, failure: KdxError) -> None:
        self.failed.emit(failure)


class _CellBlock(Card):
    """One cell of the ledger."""

    #: The CellEvidence, to be seen in 台帳.
    ledger_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._none = PlainLabel(_NONE, TextRole.QUIET)
        self._revisions = EvidenceTable(
            "記録", evidence_texts.REVISIONS, evidence_texts.REVISION_NUMBERS
        )
        self._files = EvidenceTable(
            "元のファイル", evidence_texts.FILES, evidence_texts.FILE_NUMBERS
        )
        self.ledger = link_button("台帳で見る")
        self.ledger.clicked.connect(self._on_ledger_clicked)
        self._cell: CellEvidence | None = None
        for part in (self._none, self._revisions, self._files):
            self.body.addWidget(part, alignment=Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.ledger, alignment=Qt.AlignmentFlag.AlignLeft)

    def show_cell(self, cell: CellEvidence, unit: str, *, ledger: bool) -> None:
        """Show a cell's revisions and files; ``ledger``: and the way to 台帳."""
        self._cell = cell
        self.ledger.setVisible(ledger and not cell.annual)
        name_for_readers(self.ledger, f"{evidence_texts.title(cell)}を台帳で見る")
        self.set_title(evidence_texts.title(cell))
        self._none.setVisible(not cell.revisions)
        self._revisions.show_rows(evidence_texts.revision_rows(cell, unit))
        self._files.show_rows(evidence_texts.file_rows(cell))

    def _on_ledger_clicked(self) -> None:
        self.ledger_requested.emit(self._cell)

    def enter(self) -> None:
        """Take the focus."""
        self._revisions.setFocus(Qt.FocusReason.OtherFocusReason)
