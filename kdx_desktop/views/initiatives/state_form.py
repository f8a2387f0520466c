"""StateForm: the new state of an initiative, the day from which it counts, and a note."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.days import parse_day
from kdx_desktop.services.initiative_changes import LONGEST
from kdx_desktop.services.initiative_states import InitiativeState
from kdx_desktop.views.initiatives.state_look import day_text, state_text
from kdx_desktop.views.plain_text import explain, set_tool_tip
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.choice_box import ChoiceBox, ChoiceLine
from kdx_desktop.views.widgets.labelled_field import LabelledField

_CHOOSE_FIRST = "新しい状態を選ぶと記録できます。"


class StateForm(QWidget):
    """Nothing is chosen at first; the day is today's. A refusal stands below what it is about."""

    #: InitiativeState, date and note are to be recorded.
    decided = Signal(object, object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = date.min
        self.state = ChoiceBox("新しい状態")
        self.state.setItemDelegate(ChoiceLine(self.state))
        self.state.setPlaceholderText("選んでください")
        for state in InitiativeState:
            if state is not InitiativeState.UNCONFIRMED:
                self.state.addItem(state_text(state), state)
        self.state.addItem(state_text(InitiativeState.UNCONFIRMED), InitiativeState.UNCONFIRMED)
        self.day = QLineEdit()
        self.note = QLineEdit()
        self.note.setMaxLength(LONGEST)
        self.record = action_button("状態を記録(&R)", primary=True)
        self._fields = {
            "state": LabelledField("新しい状態", self.state),
            "day": LabelledField("変更日", self.day),
            "note": LabelledField("メモ（任意）", self.note),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        first = QHBoxLayout()
        first.setSpacing(space(3))
        for name in ("state", "day"):
            first.addWidget(self._fields[name], 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(first)
        column.addWidget(self._fields["note"])
        column.addWidget(self.record)
        self.state.currentIndexChanged.connect(self._on_state_changed)
        self.day.textChanged.connect(self._on_day_changed)
        self.day.returnPressed.connect(self.decide)
        self.note.returnPressed.connect(self.decide)
        self.record.clicked.connect(self.decide)
        self.setFocusProxy(self.state)
        explain(
            self,
            "取組の状態を変更します。変更日からその状態になったものとして記録します。"
            "過ぎた日付も指定できます。前の状態は履歴に残り、Ctrl+Zで元に戻せます。",
        )
        self._show_ability()

    def begin(self, today: date) -> None:
        """Start anew, as for another initiative."""
        self._today = today
        self.state.setCurrentIndex(-1)
        self.day.setText(day_text(today))
        self.day.setCursorPosition(0)
        self.note.clear()
        for field in self._fields.values():
            field.show_fault("")
        self._on_day_changed()
        self._show_ability()

    def decide(self) -> None:
        """Hand over what was typed, if it can be read."""
        if self.state.currentIndex() < 0:
            self._fields["state"].show_fault(_CHOOSE_FIRST)
            return
        try:
            day = parse_day(self.day.text())
        except ValueError as error:
            self._fields["day"].show_fault(str(error))
            self.day.setFocus()
            return
        self.decided.emit(InitiativeState(self.state.currentData()), day, self.note.text())

    def show_failure(self, failure: KdxError) -> None:
        """Say what was refused, below the field that it is about."""
        for problem in failure.problems:
            if problem.column in self._fields:
                self._fields[problem.column].show_fault(problem.reason)

    def _on_state_changed(self) -> None:
        self._fields["state"].show_fault("")
        self._show_ability()

    def _on_day_changed(self) -> None:
        try:
            day = parse_day(self.day.text())
        except ValueError:
            said = "例：2022年7月1日、令和4年7月1日、2022-07-01"
        else:
            said = "" if day == self._today else day_text(day)
        self._fields["day"].show_hint(said)

    def _show_ability(self) -> None:
        able = self.state.currentIndex() >= 0
        self.record.setEnabled(able)
        set_tool_tip(self.record, "" if able else _CHOOSE_FIRST)
        self.record.setAccessibleDescription("" if able else _CHOOSE_FIRST)
