"""TextPanel: what the strategy says of an initiative, to be put right or added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.days import parse_day
from kdx_desktop.services.initiative_changes import LONGEST
from kdx_desktop.services.initiative_states import (
    Initiative,
    InitiativeState,
    InitiativeText,
)
from kdx_desktop.services.initiatives import (
    MeasureProgress,
)
from kdx_desktop.views.initiatives.state_look import day_text, state_text
from kdx_desktop.views.plain_text import PlainLabel, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.choice_box import ChoiceBox, ChoiceLine
from kdx_desktop.views.widgets.labelled_field import LabelledField

_LABELS = {
    "pillar": "柱",
    "measure": "施策",
    "goal_image": "めざす姿",
    "initiative": "取組",
    "item": "項目（任意）",
    "version": "版",
    "note": "備考（任意）",
}


class TextPanel(QWidget):
    """For an initiative that is there, or for a new one, which has a first state, too."""

    #: An InitiativeText is to be stored; of a new initiative with its state and day.
    edited = Signal(object)
    added = Signal(object, object, object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_new = False
        self.title = PlainLabel("", TextRole.HEADING)
        self.lines = {name: QLineEdit() for name in _LABELS}
        self.state = ChoiceBox("状態")
        self.state.setItemDelegate(ChoiceLine(self.state))
        for state in InitiativeState:
            self.state.addItem(state_text(state), state)
        self.day = QLineEdit()
        self._fields = {
            name: LabelledField(_LABELS[name], line) for name, line in self.lines.items()
        }
        self._fields["state"] = LabelledField("状態", self.state)
        self._fields["day"] = LabelledField(
            "変更日", self.day, "この日からの状態として記録します。"
        )
        self.save = action_button("保存(&S)", primary=True)
        self._cancel = action_button("やめる(&C)")
        for line in self.lines.values():
            line.setMaxLength(LONGEST)
        self._arrange()
        self.save.clicked.connect(self._on_save)
        self._cancel.clicked.connect(self.cancelled)
        self.setFocusProxy(self.lines["initiative"])
        explain(
            self, "取組の文言を直します。状態と履歴は変わりません。以前の文言は台帳に残ります。"
        )

    def edit(self, one: Initiative) -> None:
        """Begin with the words of an initiative."""
        self._begin(one.text, is_new=False)

    def add(self, measures: Sequence[MeasureProgress], chosen: tuple[str, str], day: date) -> None:
        """Begin a new initiative in a measure."""
        goal = next((one.goal_image for one in measures if (one.pillar, one.measure) == chosen), "")
        self._begin(InitiativeText(*chosen, goal, "", "", ""), is_new=True)
        self.day.setText(day_text(day))
        self.state.setCurrentIndex(self.state.findData(InitiativeState.CONSIDERED))

    def show_failure(self, failure: KdxError) -> None:
        """Say what was refused, below the field that it is about."""
        for problem in failure.problems:
            if problem.column in self._fields:
                self._fields[problem.column].show_fault(problem.reason)

    def _begin(self, text: InitiativeText, *, is_new: bool) -> None:
        self._is_new = is_new
        self.title.setText("取組を追加" if is_new else "文言を編集")
        for name, line in self.lines.items():
            line.setText(getattr(text, name))
            line.setCursorPosition(0)
        for name, field in self._fields.items():
            field.show_fault("")
            field.setVisible(is_new or name not in {"state", "day"})

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addWidget(self.save)
        buttons.addWidget(self._cancel)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(self.title)
        for field in self._fields.values():
            column.addWidget(field)
        column.addSpacing(space(1))
        column.addLayout(buttons)
        column.addStretch()

    def _on_save(self) -> None:
        for field in self._fields.values():
            field.show_fault("")
        text = InitiativeText(**{name: line.text() for name, line in self.lines.items()})
        if not self._is_new:
            self.edited.emit(text)
            return
        try:
            day = parse_day(self.day.text())
        except ValueError as error:
            self._fields["day"].show_fault(str(error))
            return
        self.added.emit(text, InitiativeState(self.state.currentData()), day)
