"""The desk for one month: what is typed is kept, saved, and never lost on the way."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop import paths
from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import months
from kdx_desktop.services.entries import Conflict, Entry
from kdx_desktop.services.month_form import MonthForm
from kdx_desktop.services.months import Moved
from kdx_desktop.views.entry.conflict_panel import ConflictPanel
from kdx_desktop.views.entry.draft import Draft, draft_onto
from kdx_desktop.views.entry.draft_keeper import DraftKeeper
from kdx_desktop.views.entry.draft_offer import DraftOffer
from kdx_desktop.views.entry.entry_sheet import EntrySheet
from kdx_desktop.views.entry.month_reading import MonthReading
from kdx_desktop.views.entry.month_saver import MonthSaver
from kdx_desktop.views.entry.returned_bar import ReturnedBar
from kdx_desktop.views.entry.typed_cells import TypedCell, entries_of, typed_of
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.style.shown import space
from kdx_desktop.workspace import NotReadError, Workspace


class MonthDesk(QWidget):
    """The sheet, what came back of it, and the drafts under it."""

    #: A Notice for the status line.
    noticed = Signal(object)
    #: What is stored shall be read again.
    reload_requested = Signal()
    #: A draft of another department (its code) or Month shall be shown.
    draft_opened = Signal(str, object)
    #: A widget that must be seen now.
    shown_to = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.returned = ReturnedBar()
        self.offer = DraftOffer()
        self.conflict_panel = ConflictPanel()
        self.sheet = EntrySheet()
        self.drafts = DraftKeeper(paths.data_dir() / "drafts", self)
        self._saver = MonthSaver(workspace, self)
        self._store = ""
        self._conflict: Conflict | None = None
        self._held_back = False  # what is stored by now of a metric that somebody is typing
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(4))
        for widget in (self.returned, self.offer, self.conflict_panel, self.sheet):
            column.addWidget(widget)
        self._connect()

    def leave_unless(self, department: str, month: Month) -> None:
        """Write down what is typed; another month than this one is left."""
        if not self._shows(department, month):
            self.sheet.finish_typing()
        self.drafts.flush()

    def settle(self) -> None:
        """Write down what is typed, and return when it is on disk."""
        self.sheet.finish_typing()
        self.drafts.finish()

    def show_reading(self, reading: MonthReading) -> None:
        """Show what is stored, under what is typed if it is the month that is typed in."""
        self._store = reading.store
        form = reading.form
        if form is None:
            return
        if self._shows(form.department.code, form.month, len(form.cells)):
            being_typed = self.sheet.being_typed
            self._held_back = bool(being_typed)
            self.sheet.model.renew(form, being_typed)
            self.sheet.show_form(form)
            self._on_typed(self.sheet.model.typed)  # a save that was not confirmed may be here
        else:
            self._show(form)
        self.sheet.panels.show_sources(reading.factors, reading.automations)
        self.returned.show_progress(form.progress)

    def tell_other_drafts(self, scope: Scope) -> None:
        """Say at the start which drafts are waiting elsewhere."""
        drafts = self.drafts.all(self._store)
        self.offer.show_waiting(
            [draft for draft in drafts if not self._shows(draft.department, draft.month)], scope
        )

    def save(self) -> None:
        """Save what has changed; a refusal or an open question shows where to look instead."""
        self.sheet.finish_typing()
        model, form = self.sheet.model, self.sheet.model.form
        if form is None or not form.editable or self._saver.busy:
            return
        cells = entries_of(form, model.typed, model.verdicts)
        if not cells:
            self._tell(NoticeKind.INFO, "変更はありません。")
        elif (obstacle := self.sheet.go_to_obstacle()) is not None:
            self.noticed.emit(obstacle)
        else:
            self._saver.save(form, cells, self.sheet.progress.reason.text().strip())

    def repeat_not_applicable(self) -> None:
        """Mark as 対象外 what was so last month; a department has no new printer every month."""
        self.sheet.finish_typing()
        rows = self.sheet.model.repeat_not_applicable()
        text = (
            f"{rows}項目を対象外にしました。"
            if rows
            else "前月に対象外で、今月が未提出の項目はありません。"
        )
        self._tell(NoticeKind.INFO, text)

    def _connect(self) -> None:
        self.sheet.typed.connect(self._on_typed)
        self.sheet.save_requested.connect(self.save)
        self.sheet.let_go.connect(self._on_let_go)
        self.sheet.noticed.connect(self.noticed)
        self.sheet.panels.opened.connect(self.shown_to)
        self.sheet.progress.step_requested.connect(self._on_step_requested)
        self._saver.saved.connect(self._on_saved)
        self._saver.conflicted.connect(self._on_conflicted)
        self._saver.noticed.connect(self.noticed)
        self.drafts.failed.connect(self._on_draft_failed)
        self.conflict_panel.resolved.connect(self._on_conflict_resolved)
        self.conflict_panel.dismissed.connect(self._on_conflict_dismissed)
        self.offer.discarded.connect(self._on_draft_discarded)
        self.offer.opened.connect(self._on_draft_opened)

    def _tell(self, kind: NoticeKind, text: str) -> None:
        self.noticed.emit(Notice(kind, text))

    def _shows(self, department: str, month: Month, rows: int | None = None) -> bool:
        """Tell whether this month is on screen, with so many rows."""
        form = self.sheet.model.form
        return (
            form is not None
            and (form.department.code, form.month) == (department, month)
            and rows in {None, len(form.cells)}
        )

    def _show(self, form: MonthForm) -> None:
        """Show another month, with its draft if there is one."""
        self.sheet.finish_typing()  # keys that came while it was read belong to the month before
        self.conflict_panel.hide()
        self.sheet.save_button.show()
        self.offer.hide_restored()
        draft = self.drafts.find(self._store, form.department.code, form.month)
        if draft is not None and form.editable:
            self.sheet.model.show(*draft_onto(draft, form))
        else:
            self.sheet.model.show(form)
        if draft is not None and (self.sheet.model.has_changes or not form.editable):
            self.offer.show_restored(draft, form)
        self.sheet.show_form(form)
        self.sheet.start()

    def _on_typed(self, rows: tuple[TypedCell, ...]) -> None:
        form = self.sheet.model.form
        if form is not None:
            self.drafts.keep(self._store, form, rows)

    def _on_let_go(self) -> None:
        """Nobody is typing any more: show what was held back meanwhile."""
        if self._held_back:
            self._held_back = False
            self.reload_requested.emit()

    # --- saving and handing in ------------------------------------------------------------------

    def _on_saved(self, entry: Entry) -> None:
        if self._shows(entry.department, entry.month):
            self.sheet.model.accept_saved(entry.cells)
            self.sheet.progress.reason.clear()
            self.offer.hide_restored()
            self._on_typed(self.sheet.model.typed)
        else:
            self.drafts.acknowledge(self._store, entry)

    def _on_conflicted(self, entry: Entry, conflict: Conflict) -> None:
        form = self.sheet.model.form
        if form is not None and self._shows(entry.department, entry.month):
            self._conflict = conflict
            self.sheet.save_button.hide()
            self.conflict_panel.show_conflict(conflict, form)
            self.shown_to.emit(self.conflict_panel)

    def _on_conflict_resolved(self, taken: frozenset[str]) -> None:
        self._on_conflict_dismissed()
        if self._conflict is not None:
            self.sheet.model.settle(self._conflict, taken)
            self._on_typed(self.sheet.model.typed)
            if self.sheet.model.has_changes:
                self.save()
            else:
                self._tell(NoticeKind.SUCCESS, "相手の値を採用しました。")
                self.reload_requested.emit()

    def _on_conflict_dismissed(self) -> None:
        self.sheet.save_button.show()
        self.sheet.view.setFocus()

    def _on_step_requested(self, state: str) -> None:
        form = self.sheet.model.form
        if form is not None:
            work = partial(
                months.set_state,
                month=form.month,
                departments=[form.department.code],
                state=state,
            )
            self._workspace.change(work, self._on_stepped, self._on_step_failed)

    def _on_stepped(self, moved: Moved) -> None:
        missing = [metric.name for metrics in moved.unreported.values() for metric in metrics]
        left = f"（未提出の指標：{'、'.join(missing)}）" if missing else ""
        self._tell(NoticeKind.SUCCESS, f"提出の状態を変更しました。{left}")

    def _on_step_failed(self, failure: KdxError) -> None:
        if not isinstance(failure, NotReadError):  # the banner says it
            self._tell(NoticeKind.ERROR, failure.message)

    # --- drafts -------------------------------------------------------------------------------

    def _on_draft_discarded(self) -> None:
        form = self.sheet.model.form
        if form is None:
            return
        stored = {row: typed_of(cell.current) for row, cell in enumerate(form.cells)}
        self.sheet.model.type_cells(stored, "下書きの破棄")
        self._on_typed(self.sheet.model.typed)
        undo = "Ctrl+Zで元に戻せます。" if form.editable else ""
        self._tell(NoticeKind.INFO, f"下書きを破棄しました。{undo}")
        self.reload_requested.emit()

    def _on_draft_opened(self, draft: Draft) -> None:
        self.draft_opened.emit(draft.department, draft.month)

    def _on_draft_failed(self) -> None:
        text = "下書きを残せません。閉じる前に保存（Ctrl+S）してください。"
        self._tell(NoticeKind.WARNING, text)
