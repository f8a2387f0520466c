"""InitiativeActs: records states and words, takes the last state back, and says what came of it."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal

from kdx_desktop.errors import KdxError
from kdx_desktop.services import initiative_changes
from kdx_desktop.services.initiative_changes import NewInitiative, NewState, Recorded
from kdx_desktop.services.initiative_states import (
    Initiative,
    InitiativeState,
    InitiativeText,
)
from kdx_desktop.services.initiatives import (
    Overview,
)
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.workspace import Workspace


class InitiativeActs(QObject):
    """One state change is remembered for Ctrl+Z: the last."""

    #: A Notice on what was done.
    told = Signal(object)
    #: A KdxError: why nothing was done.
    refused = Signal(object)
    #: A state was recorded.
    recorded = Signal()
    #: Words were stored; of a new initiative its position, else 0.
    saved = Signal(int)
    #: The last change can be taken back, or not any more.
    undo_changed = Signal(bool)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._last: Recorded | None = None
        self._busy = False

    def record(
        self, found: Overview, one: Initiative, state: InitiativeState, day: date, note: str
    ) -> None:
        """Record a state on top of what is seen."""
        assert found.plan is not None  # noqa: S101 - there is no initiative without one
        new = NewState(found.plan.code, one.position, state.value, day, note, found.known_at)
        self._do(partial(initiative_changes.record_state, new=new), self._on_recorded)

    def undo(self) -> None:
        """Take the last state change back."""
        if self._last is not None:
            work = partial(initiative_changes.take_back, recorded=self._last)
            self._do(work, self._on_taken_back)

    def edit(self, found: Overview, one: Initiative, text: InitiativeText) -> None:
        """Store other words."""
        assert found.plan is not None  # noqa: S101 - there is no initiative without one
        work = partial(
            initiative_changes.edit,
            plan=found.plan.code,
            position=one.position,
            text=text,
            based_on=found.known_at,
        )
        self._do(work, self._on_edited)

    def add(self, found: Overview, text: InitiativeText, state: InitiativeState, day: date) -> None:
        """Add an initiative."""
        assert found.plan is not None  # noqa: S101 - otherwise nothing is offered
        new = NewInitiative(found.plan.code, text, state.value, day)
        self._do(partial(initiative_changes.add, new=new), self._on_added)

    def _do(self, work: object, done: object) -> None:
        if not self._busy:
            self._busy = True
            self._workspace.change(work, done, self._on_failed)  # type: ignore[arg-type]

    def _on_recorded(self, recorded: Recorded) -> None:
        self._busy = False
        self._remember(recorded)
        self._tell(
            f"「{recorded.name}」を「{recorded.state.japanese}」にしました。Ctrl+Zで元に戻せます。"
        )
        self.recorded.emit()

    def _on_taken_back(self, _change: int) -> None:
        self._busy = False
        if self._last is not None:
            self._tell(f"「{self._last.name}」の状態の変更を取り消しました。")
        self._remember(None)

    def _on_edited(self, change: int | None) -> None:
        self._busy = False
        self._tell("取組の文言を保存しました。" if change else "変更はありませんでした。")
        self.saved.emit(0)

    def _on_added(self, position: int) -> None:
        self._busy = False
        self._tell("取組を追加しました。")
        self.saved.emit(position)

    def _on_failed(self, failure: KdxError) -> None:
        self._busy = False
        self.refused.emit(failure)

    def _remember(self, recorded: Recorded | None) -> None:
        self._last = recorded
        self.undo_changed.emit(recorded is not None)

    def _tell(self, text: str) -> None:
        self.told.emit(Notice(NoticeKind.SUCCESS, text))
