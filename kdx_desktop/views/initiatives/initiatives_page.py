"""InitiativesPage: the strategy's initiatives by measure, state and version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.services.initiative_states import (
    Initiative,
    InitiativeState,
    InitiativeText,
)
from kdx_desktop.services.initiatives import (
    HistoryEntry,
    Overview,
    history,
    overview,
)
from kdx_desktop.settings import Settings
from kdx_desktop.views.initiatives.desk import Desk
from kdx_desktop.views.initiatives.initiative_acts import InitiativeActs
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.workspace import Workspace


class InitiativesPage(Page):
    """Reads the plan as it is today; the month in the header is of no account."""

    uses_month: ClassVar[bool] = False
    reads_ahead: ClassVar[bool] = True

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self.desk = Desk()
        self.acts = InitiativeActs(workspace, self)
        self._plan = ""
        self._found: Overview | None = None
        self._added = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.desk)
        self._connect()
        self.add_command("取組を追加", self._begin_adding)
        self.add_command("選んだ取組の文言を編集", self._begin_editing, "Ctrl+E")
        self.add_command("選んだ取組の状態を変更", self.desk.go_to_form)
        self.add_command("編集中の文言を保存", self._save_words, "Ctrl+S")
        self.add_command("取組を探す", self.desk.filters.search.setFocus, "Ctrl+F")
        self.add_command("絞り込みを解除", self.desk.let_all)
        self.undo_command = self.add_command("元に戻す", self.acts.undo, "Ctrl+Z")
        self.undo_command.setEnabled(False)
        self.begin_at(self.desk.table)

    @override
    def reload(self) -> None:
        self.workspace.run(partial(overview, plan=self._plan), self._on_read, self._on_failed)

    @property
    @override
    def unsaved(self) -> bool:
        side = self.desk.side
        return side.editing and any(line.isModified() for line in side.text.lines.values())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.desk.side.editing:
            self._end_editing()
            return
        super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.desk.fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.desk.fit()

    def _connect(self) -> None:
        desk, side, acts = self.desk, self.desk.side, self.acts
        desk.chosen.connect(self._on_chosen)
        desk.plan_chosen.connect(self._on_plan_chosen)
        desk.add_requested.connect(self._begin_adding)
        side.state.form.decided.connect(self._on_decided)
        side.state.edit_requested.connect(self._begin_editing)
        side.text.edited.connect(self._on_text_edited)
        side.text.added.connect(self._on_text_added)
        side.text.cancelled.connect(self._end_editing)
        acts.told.connect(self.noticed)
        acts.refused.connect(self._on_refused)
        acts.recorded.connect(self._on_recorded)
        acts.saved.connect(self._on_saved)
        acts.undo_changed.connect(self._on_undo_changed)

    # --- reading ------------------------------------------------------------------------------

    def _on_read(self, found: Overview) -> None:
        if found != self._found:
            self._found = found
            self.desk.show_overview(found)
        if self._added and self.desk.table.choose(self._added):
            self._added = 0
        self.filled.emit()

    def _on_failed(self, failure: KdxError) -> None:
        if self._found is None:
            self.desk.say_failed(failure.message)
        self.tell_failure(failure)
        self.filled.emit()

    def _on_chosen(self, one: Initiative | None) -> None:
        self.desk.side.show_state(there=one is not None)
        if one is None or self._found is None or self._found.plan is None:
            return
        self.desk.side.state.show_initiative(one, self._found.day)
        work = partial(history, plan=self._found.plan.code, position=one.position)
        self.workspace.run(work, self._on_history_read, self.tell_failure)

    def _on_history_read(self, entries: Sequence[HistoryEntry]) -> None:
        self.desk.side.state.show_history(entries)

    def _on_plan_chosen(self, code: str) -> None:
        self._plan = code
        self.reload()

    # --- acts ---------------------------------------------------------------------------------

    def _on_decided(self, state: InitiativeState, day: date, note: str) -> None:
        one = self.desk.current
        if self._found is not None and one is not None:
            self.acts.record(self._found, one, state, day, note)

    def _on_recorded(self) -> None:
        if self._found is not None:
            self.desk.side.state.form.begin(self._found.day)
        self.desk.table.setFocus()

    def _on_refused(self, failure: KdxError) -> None:
        form = self.desk.side.text if self.desk.side.editing else self.desk.side.state.form
        form.show_failure(failure)
        self.tell_failure(failure)

    def _on_undo_changed(self, able: bool) -> None:  # noqa: FBT001 - a signal's argument
        self.undo_command.setEnabled(able)

    def _begin_editing(self) -> None:
        if (one := self.desk.current) is not None:
            self.desk.side.text.edit(one)
            self.desk.begin_editing()

    def _begin_adding(self) -> None:
        if self._found is None or self._found.plan is None:
            return
        one, progress = self.desk.current, self._found.progress
        chosen = self.desk.tiles.chosen
        if chosen is None and one is not None:
            chosen = (one.text.pillar, one.text.measure)
        if chosen is None:
            chosen = (progress[0].pillar, progress[0].measure) if progress else ("", "")
        self.desk.side.text.add(progress, chosen, self._found.day)
        self.desk.begin_editing()

    def _end_editing(self) -> None:
        self.desk.end_editing()

    def _save_words(self) -> None:
        if self.desk.side.editing:
            self.desk.side.text.save.click()

    def _on_text_edited(self, text: InitiativeText) -> None:
        one = self.desk.current
        if self._found is not None and one is not None:
            self.acts.edit(self._found, one, text)

    def _on_text_added(self, text: InitiativeText, state: InitiativeState, day: date) -> None:
        if self._found is not None:
            self.acts.add(self._found, text, state, day)

    def _on_saved(self, position: int) -> None:
        self._added = position
        self._end_editing()
