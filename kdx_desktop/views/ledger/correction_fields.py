"""CorrectionFields: state, value, note and the reason that a correction has to have."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from kdx_desktop.metrics.amounts import amount_text, parse_amount
from kdx_desktop.metrics.checks import refusal
from kdx_desktop.metrics.figures import State
from kdx_desktop.services.entries import CellEntry
from kdx_desktop.services.month_history import CellHistory
from kdx_desktop.views.ledger.ledger_texts import state_text
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, explain, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.choice_box import ChoiceBox

_WITH_VALUE = (State.ACTUAL, State.ESTIMATE)
_STATES = tuple(State)


class CorrectionFields(QWidget):
    """Says what is missing beside the button; the buttons stand where the card puts them."""

    changed = Signal()
    save_requested = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = ChoiceBox("状態")
        self.value = QLineEdit()
        self.note = QLineEdit()
        self.reason = QLineEdit()
        self._unit = PlainLabel("", TextRole.QUIET)
        self.buttons = QWidget()
        self.missing = Paragraph("", TextRole.QUIET)
        self.save_button = action_button("訂正を登録(&S)", primary=True)
        self._cancel = action_button("やめる(&C)")
        self._build()
        self.state.currentIndexChanged.connect(self._on_state_changed)
        for line in (self.value, self.note, self.reason):
            line.textChanged.connect(self.changed)
        self.save_button.clicked.connect(self.save_requested)
        self._cancel.clicked.connect(self.cancelled)

    def show_cell(self, cell: CellHistory) -> None:
        """Fill in what is stored."""
        now = cell.current
        self.state.clear()
        for state in _STATES:
            self.state.addItem(state_text(state, cell.metric), state)
        self.state.setCurrentIndex(_STATES.index(now.state if now else State.ACTUAL))
        self.value.setText("" if now is None or now.amount is None else amount_text(now.amount))
        self.note.setText("" if now is None else now.note)
        self.reason.clear()
        self._unit.setText(cell.metric.unit)
        name_for_readers(self.value, f"値（{cell.metric.unit}）")
        self.value.selectAll()

    def entry(self, cell: CellHistory, based_on: int) -> CellEntry | None:
        """Return what is typed; None when the value cannot be read."""
        state, amount = _STATES[self.state.currentIndex()], None
        if state in _WITH_VALUE:
            try:
                amount = parse_amount(self.value.text())
            except ValueError:
                return None
        now = cell.current
        typed = now.typed if now is not None and now.amount == amount else ""
        note = " ".join(self.note.text().split())
        return CellEntry(cell.metric.code, state, amount, note, based_on, typed)

    def is_changed(self, cell: CellHistory) -> bool:
        """Tell whether what is typed differs from what is stored."""
        now, typed = cell.current, self.entry(cell, 0)
        if typed is None:
            return True
        stored = (
            (State.NOT_REPORTED, None, "") if now is None else (now.state, now.amount, now.note)
        )
        return (typed.state, typed.amount, typed.note) != stored

    def what_is_missing(self, cell: CellHistory) -> str:
        """Say what to do before the correction can be stored; empty when it can."""
        state = _STATES[self.state.currentIndex()]
        if state in _WITH_VALUE:
            if not self.value.text().strip():
                return f"{state.japanese}の数値を入力してください。"
            try:
                amount = parse_amount(self.value.text())
            except ValueError as unreadable:
                return str(unreadable)
            if (refused := refusal(cell.metric, amount)) is not None:
                return refused
        if not self.is_changed(cell):
            return "値、状態、備考のどれかを変えてください。"
        if not self.reason.text().strip():
            return "訂正の理由を入力してください。理由は訂正一覧に載ります。"
        return ""

    def show_state(self, missing: str) -> None:
        """Say what is missing, and let the button be pressed when nothing is."""
        self.missing.setText(missing)
        self.save_button.setEnabled(not missing)
        self.save_button.setAccessibleDescription(missing)

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(2))
        grid.setColumnStretch(1, 1)
        value = QHBoxLayout()
        value.setSpacing(space(2))
        self.value.setMaximumWidth(space(50))
        value.addWidget(self.state)
        value.addWidget(self.value, 1)
        value.addWidget(self._unit)
        value.addStretch()
        first = PlainLabel("値(&A)")
        first.setBuddy(self.value)
        grid.addWidget(first, 0, 0)
        grid.addLayout(value, 0, 1)
        rows = (("備考(&N)", self.note, "備考"), ("訂正の理由(&R)", self.reason, "訂正の理由"))
        for row, (text, line, name) in enumerate(rows, start=1):
            label = PlainLabel(text)
            label.setBuddy(line)
            line.setMaxLength(500)
            name_for_readers(line, name)
            grid.addWidget(label, row, 0)
            grid.addWidget(line, row, 1)
        explain(self.reason, "なぜ数値が変わるのかを書きます。訂正一覧と台帳に残ります。")
        foot = QHBoxLayout(self.buttons)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(space(3))
        foot.addWidget(self.missing, 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self.save_button)

    def _on_state_changed(self, index: int) -> None:
        self.value.setEnabled(index >= 0 and _STATES[index] in _WITH_VALUE)
        self.changed.emit()
