"""CorrectionCard: a closed month's figure put right — what it becomes, why, and what that moves."""

from __future__ import annotations

import uuid
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.services import entries
from kdx_desktop.services.correction_effect import Effect, effects
from kdx_desktop.services.entries import Conflict, Entry, Saved
from kdx_desktop.services.month_history import CellHistory, MonthHistory
from kdx_desktop.views.ledger.correction_fields import CorrectionFields
from kdx_desktop.views.ledger.correction_words import conflict_text, preview_text, refusal_text
from kdx_desktop.views.ledger.ledger_texts import effect_row
from kdx_desktop.views.plain_text import Paragraph
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.evidence_table import EvidenceTable
from kdx_desktop.workspace import Workspace

#: Milliseconds after the last key before the KPIs are computed.
_QUIET = 400


class CorrectionCard(Card):
    """Hidden until a correction is asked for. What was typed is kept until it is stored."""

    #: The change that holds the correction.
    saved = Signal(int)
    #: It was not stored; why stands on the card.
    refused = Signal()
    closed = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("訂正", parent)
        self._workspace = workspace
        self._month: MonthHistory | None = None
        self._cell: CellHistory | None = None
        self._based_on = 0
        self._key = ""
        self.fields = CorrectionFields()
        self.preview = Paragraph("", TextRole.STRONG)
        self.refusal = Paragraph("", TextRole.ERROR)
        self.conflict = Paragraph("", TextRole.WARNING)
        self.effects = EvidenceTable(
            "この訂正で変わる数値", ("KPI", "訂正前", "訂正後", "時点"), (1, 2)
        )
        self._timer = QTimer(self, singleShot=True, interval=_QUIET)
        for widget in (self.fields, self.preview, self.effects, self.conflict, self.refusal):
            self.body.addWidget(widget)
        self.body.addWidget(self.fields.buttons)
        self.fields.changed.connect(self._on_changed)
        self.fields.save_requested.connect(self._on_save_requested)
        self.fields.cancelled.connect(self._on_cancelled)
        self._timer.timeout.connect(self._read_effects)
        self.hide()

    @property
    def code(self) -> str:
        """The code of the figure that is being corrected; empty while the card is closed."""
        return self._cell.metric.code if self._cell is not None and not self.isHidden() else ""

    @property
    def unsaved(self) -> bool:
        """Tell whether something else than what is stored was typed."""
        return bool(self.code) and self._cell is not None and self.fields.is_changed(self._cell)

    def open_card(self, month: MonthHistory, cell: CellHistory) -> None:
        """Begin a correction with what is stored."""
        self._month, self._cell = month, cell
        self._based_on = cell.current.number if cell.current else 0
        self._key = uuid.uuid4().hex
        self.set_title(f"{month.department.name}　{month.month.japanese}　{cell.metric.name}の訂正")
        self.refusal.setText("")
        self.conflict.setText("")
        self.fields.show_cell(cell)
        self.show()
        self._on_changed()
        self.fields.value.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_card(self) -> None:
        """Put the correction away."""
        self._timer.stop()
        self.hide()

    def follow(self, cell: CellHistory) -> None:
        """Learn what is stored by now; somebody else's correction is shown beside what is typed."""
        if self.code != cell.metric.code:
            return
        self._cell = cell
        now = cell.current
        if now is not None and now.number != self._based_on:
            self.conflict.setText(conflict_text(cell, self.fields.entry(cell, self._based_on)))
            self._based_on = now.number
            self._key = uuid.uuid4().hex
        self._show_state()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_cancelled()
            return
        super().keyPressEvent(event)

    def _entry(self) -> Entry | None:
        """Return what would be stored; None while it cannot be read or says nothing new."""
        if self._month is None or self._cell is None:
            return None
        cell = self.fields.entry(self._cell, self._based_on)
        if cell is None or not self.fields.is_changed(self._cell):
            return None
        return Entry(self._month.department.code, self._month.month, (cell,), self._key)

    def _on_changed(self) -> None:
        self.refusal.setText("")
        self._show_state()
        self._timer.start()

    def _show_state(self) -> None:
        if self._cell is None:
            return
        entry = self._entry()
        why = self.fields.what_is_missing(self._cell)
        self.preview.setText(preview_text(self._cell, None if entry is None else entry.cells[0]))
        self.fields.show_state(why)
        for label in (self.refusal, self.conflict):
            label.setVisible(bool(label.text()))

    def _read_effects(self) -> None:
        entry = self._entry()
        if entry is None:
            self.effects.show_rows([])
        else:
            self._workspace.run(
                partial(effects, entry=entry), self._on_effects_read, self._on_no_effects
            )

    def _on_effects_read(self, found: tuple[Effect, ...]) -> None:
        self.effects.show_rows([effect_row(effect) for effect in found])

    def _on_no_effects(self, _failure: KdxError) -> None:
        self.effects.show_rows([])  # the correction itself does not depend on them

    def _on_save_requested(self) -> None:
        entry = self._entry()
        if entry is None:
            return
        self.fields.buttons.setEnabled(False)
        work = partial(entries.correct, entry=entry, reason=self.fields.reason.text())
        self._workspace.change(work, self._on_stored, self._on_refused)

    def _on_stored(self, found: Saved) -> None:
        self.fields.buttons.setEnabled(True)
        self.close_card()
        if found.change is not None:
            self.saved.emit(found.change)

    def _on_refused(self, failure: KdxError) -> None:
        self.fields.buttons.setEnabled(True)
        if isinstance(failure, Conflict) and self._cell is not None:
            theirs = failure.cells[0]
            self.conflict.setText(conflict_text(self._cell, theirs))
            self._based_on = theirs.their_revision
            self._key = uuid.uuid4().hex
        else:
            self.refusal.setText(refusal_text(failure))
        self._show_state()
        self.refused.emit()

    def _on_cancelled(self) -> None:
        self.close_card()
        self.closed.emit()
