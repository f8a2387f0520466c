"""FilterLine: state, version and a part of a name, by which the list is filtered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QWidget

from kdx_desktop.services.initiative_states import InitiativeState
from kdx_desktop.views.initiatives.state_look import state_text
from kdx_desktop.views.plain_text import PlainLabel, explain, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.choice_box import ChoiceBox, ChoiceLine
from kdx_desktop.views.widgets.search_glass import add_glass


class FilterLine(QWidget):
    """Stands in one line where there is room, else below each other."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText("取組・項目・メモ")
        self.search.setClearButtonEnabled(True)
        add_glass(self.search)
        name_for_readers(self.search, "取組・項目・メモで絞り込む")
        self.states = ChoiceBox("状態で絞り込む")
        self.states.addItem("すべての状態", None)
        for state in InitiativeState:
            self.states.addItem(state_text(state), state)
        self.versions = ChoiceBox("版で絞り込む")
        self.versions.addItem("すべての版", "")
        self._count = PlainLabel("", TextRole.QUIET)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(space(2))
        self._line.addWidget(self.search, 2)
        for box in (self.states, self.versions):
            box.setItemDelegate(ChoiceLine(box))
            self._line.addWidget(box)
        self._line.addWidget(self._count)
        self.search.textChanged.connect(self._on_changed)
        self.states.currentIndexChanged.connect(self._on_changed)
        self.versions.currentIndexChanged.connect(self._on_changed)
        explain(self, "取組の一覧を、状態・版（戦略に加わった版）・文字で絞り込みます。")

    @property
    def state(self) -> InitiativeState | None:
        """The state that is kept; None: all."""
        found: InitiativeState | None = self.states.currentData()
        return None if found is None else InitiativeState(found)

    @property
    def version(self) -> str:
        """The version that is kept; empty: all."""
        return str(self.versions.currentData())

    def offer_versions(self, versions: Sequence[str]) -> None:
        """Offer the versions of a plan; the chosen one stays where it is among them."""
        if [self.versions.itemData(n) for n in range(1, self.versions.count())] == list(versions):
            return
        chosen = self.version
        self.versions.blockSignals(True)
        while self.versions.count() > 1:
            self.versions.removeItem(1)
        for version in versions:
            self.versions.addItem(f"{version}版", version)
        self.versions.setCurrentIndex(max(self.versions.findData(chosen), 0))
        self.versions.blockSignals(False)

    def clear(self) -> None:
        """Keep everything."""
        self.blockSignals(True)
        self.search.clear()
        self.states.setCurrentIndex(0)
        self.versions.setCurrentIndex(0)
        self.blockSignals(False)
        self.changed.emit()

    def show_count(self, seen: int, known: int) -> None:
        """Say how many are seen."""
        self._count.setText(f"{known:,}件" if seen == known else f"{seen:,}／{known:,}件")

    def stand(self, direction: QBoxLayout.Direction) -> None:
        """Stand side by side, or below each other."""
        self._line.setDirection(direction)

    def _on_changed(self) -> None:
        self.changed.emit()
