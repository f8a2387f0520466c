"""月次入力: reads a department's month, keeps what is typed, saves it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import partial

from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget
from typing_extensions import override

from kdx_desktop import paths
from kdx_desktop.errors import ConnectionLost, DataError, KdxError
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import entries, months
from kdx_desktop.services.entries import Conflict, Entry, Saved
from kdx_desktop.services.month_form import MonthForm
from kdx_desktop.services.months import Moved
from kdx_desktop.settings import Settings
from kdx_desktop.views.entry.conflict_panel import ConflictPanel
from kdx_desktop.views.entry.draft import Draft, draft_onto
from kdx_desktop.views.entry.draft_keeper import DraftKeeper
from kdx_desktop.views.entry.draft_offer import DraftOffer
from kdx_desktop.views.entry.entry_sheet import EntrySheet
from kdx_desktop.views.entry.month_reading import MonthReading, read_month, what_is_missing
from kdx_desktop.views.entry.typed_cells import TypedCell, entries_of, typed_of
from kdx_desktop.views.notices import NoticeKind
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.workspace import Workspace

_KEPT = "入力した内容は下書きに残っています。"
_UNCONFIRMED = (
    f"接続が切れたため、保存を確認できませんでした。{_KEPT}つながったら、もう一度保存してください。"
)


class EntryPage(Page):
    """One month on one screen; nothing that was typed is ever lost on the way."""

    uses_department = True

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self.sheet = EntrySheet()
        self.conflict_panel = ConflictPanel()
        self.offer = DraftOffer()
        self.empty = EmptyState("部署がありません")
        self._drafts = DraftKeeper(paths.data_dir() / "drafts", self)
        self._store = ""
        self._conflict: Conflict | None = None
        self._unconfirmed: Entry | None = None
        self._saving = False
        self._was_filled = False
        self._build()
        self._connect()

    @override
    def reload(self) -> None:
        if not self._shows(self.scope.department, self.scope.month):
            self.sheet.view.finish_typing()
        self._drafts.flush()
        self.workspace.run(
            partial(read_month, scope=self.scope), self._on_read, self._on_read_failed
        )

    def save(self) -> None:
        """Save what has changed; a refusal or an open question shows where to look instead."""
        self.sheet.view.finish_typing()
        model, form = self.sheet.model, self.sheet.model.form
        if form is None or not form.editable or self._saving:
            return
        cells = entries_of(form, model.typed, model.verdicts)
        if not cells:
            self.tell(NoticeKind.INFO, "変更はありません。")
        elif (obstacle := self.sheet.go_to_obstacle()) is not None:
            self.noticed.emit(obstacle)
        else:
            reason = self.sheet.progress.reason.text().strip()
            entry = Entry(form.department.code, form.month, cells, uuid.uuid4().hex, reason)
            last = self._unconfirmed
            if last is not None and replace(entry, key=last.key) == last:
                entry = last  # should it be stored after all, it is not stored again
            self._saving = True
            self.workspace.change(
                partial(entries.save, entry=entry),
                partial(self._on_saved, entry),
                partial(self._on_save_failed, entry),
            )

    @override
    def settle(self) -> None:
        self.sheet.view.finish_typing()
        self._drafts.finish()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.settle()
        super().hideEvent(event)

    def _build(self) -> None:
        self._scroll = ScrollColumn()
        for widget in (self.offer, self.conflict_panel, self.sheet):
            self._scroll.column.addWidget(widget)
        self._scroll.column.addStretch()
        self._layers = QStackedLayout(self)
        for layer in (QWidget(), self._scroll, self.empty):
            self._layers.addWidget(layer)
        self.setFocusProxy(self.sheet.view)

    def _connect(self) -> None:
        self.sheet.typed.connect(self._on_typed)
        self.sheet.save_requested.connect(self.save)
        self.sheet.noticed.connect(self.noticed)
        self.sheet.progress.step_requested.connect(self._on_step_requested)
        self._drafts.failed.connect(self._on_draft_failed)
        self.conflict_panel.resolved.connect(self._on_conflict_resolved)
        self.conflict_panel.dismissed.connect(self._on_conflict_dismissed)
        self.offer.discarded.connect(self._on_draft_discarded)
        self.offer.opened.connect(self._on_draft_opened)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self).activated.connect(self.save)

    # --- reading ------------------------------------------------------------------------------

    def _on_read(self, reading: MonthReading) -> None:
        self._store = reading.store
        form = reading.form
        self._layers.setCurrentWidget(self.empty if form is None else self._scroll)
        if form is None:
            self.empty.say(*what_is_missing(reading))
        elif self._shows(form.department.code, form.month, len(form.cells)):
            self.sheet.model.renew(form)
            self.sheet.show_form(form)
            self._on_typed(self.sheet.model.typed)  # a save that was not confirmed may be here
        else:
            self._show(form)
        if not self._was_filled:
            self._was_filled = True
            self._tell_other_drafts()
            self.setFocus()  # the window gave it before there was anything to type in
        self.filled.emit()

    def _on_read_failed(self, failure: KdxError) -> None:
        if self.sheet.model.form is None:
            self.empty.say("表示できませんでした", failure.message)
            self._layers.setCurrentWidget(self.empty)
        self.tell_failure(failure)
        self.filled.emit()

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
        self.conflict_panel.hide()
        self.sheet.save_button.show()
        self.offer.hide_restored()
        draft = self._drafts.find(self._store, form.department.code, form.month)
        if draft is not None and form.editable:
            self.sheet.model.show(*draft_onto(draft, form))
        else:
            self.sheet.model.show(form)
        if draft is not None and (self.sheet.model.has_changes or not form.editable):
            self.offer.show_restored(draft, form)
        self.sheet.show_form(form)
        self.sheet.start()

    def _tell_other_drafts(self) -> None:
        """Say at the start which drafts are waiting elsewhere."""
        drafts = self._drafts.all(self._store)
        self.offer.show_waiting(
            [draft for draft in drafts if not self._shows(draft.department, draft.month)],
            self.scope,
        )

    # --- typing and saving --------------------------------------------------------------------

    def _on_typed(self, rows: tuple[TypedCell, ...]) -> None:
        form = self.sheet.model.form
        if form is not None:
            self._drafts.keep(self._store, form, rows)

    def _on_saved(self, entry: Entry, _saved: Saved) -> None:
        self._saving = False
        if self._shows(entry.department, entry.month):
            self.sheet.model.accept_saved(entry.cells)
            self.sheet.progress.reason.clear()
            self.offer.hide_restored()
            self._on_typed(self.sheet.model.typed)
        else:
            self._drafts.acknowledge(self._store, entry)
        self.tell(NoticeKind.SUCCESS, f"{entry.month.japanese}分を保存しました。")

    def _on_step_requested(self, state: str) -> None:
        form = self.sheet.model.form
        if form is not None:
            work = partial(
                months.set_state,
                month=form.month,
                departments=[form.department.code],
                state=state,
            )
            self.workspace.change(work, self._on_stepped, self.tell_failure)

    def _on_stepped(self, moved: Moved) -> None:
        missing = [metric.name for metrics in moved.unreported.values() for metric in metrics]
        left = f"（未提出の指標：{'、'.join(missing)}）" if missing else ""
        self.tell(NoticeKind.SUCCESS, f"提出の状態を変更しました。{left}")

    def _on_save_failed(self, entry: Entry, failure: KdxError) -> None:
        self._saving = False
        self._unconfirmed = entry if isinstance(failure, ConnectionLost) else None
        form = self.sheet.model.form
        if self._unconfirmed is not None:
            self.tell(NoticeKind.ERROR, _UNCONFIRMED)
        elif form is None or not self._shows(entry.department, entry.month):
            self.tell(NoticeKind.ERROR, f"{entry.month.japanese}分：{failure.message}{_KEPT}")
        elif isinstance(failure, Conflict):
            self._conflict = failure
            self.sheet.save_button.hide()
            self.conflict_panel.show_conflict(failure, form)
            self._scroll.ensureWidgetVisible(self.conflict_panel)
            self.tell(NoticeKind.WARNING, failure.message)
        else:
            reasons = failure.problems if isinstance(failure, DataError) else ()
            why = reasons[0].reason if reasons else failure.message
            self.tell(NoticeKind.ERROR, why + _KEPT)

    def _on_conflict_resolved(self, taken: frozenset[str]) -> None:
        self._on_conflict_dismissed()
        if self._conflict is not None:
            self.sheet.model.settle(self._conflict, taken)
            self._on_typed(self.sheet.model.typed)
            if self.sheet.model.has_changes:
                self.save()
            else:
                self.tell(NoticeKind.SUCCESS, "相手の値を採用しました。")
                self.reload()

    def _on_conflict_dismissed(self) -> None:
        self.sheet.save_button.show()
        self.sheet.view.setFocus()

    # --- drafts -------------------------------------------------------------------------------

    def _on_draft_discarded(self) -> None:
        form = self.sheet.model.form
        if form is None:
            return
        stored = {row: typed_of(cell.current) for row, cell in enumerate(form.cells)}
        self.sheet.model.type_cells(stored, "下書きの破棄")
        self._on_typed(self.sheet.model.typed)
        undo = "Ctrl+Zで元に戻せます。" if form.editable else ""
        self.tell(NoticeKind.INFO, f"下書きを破棄しました。{undo}")
        self.reload()

    def _on_draft_opened(self, draft: Draft) -> None:
        self.department_chosen.emit(draft.department)
        self.month_chosen.emit(draft.month)

    def _on_draft_failed(self) -> None:
        self.tell(NoticeKind.WARNING, "下書きを残せません。閉じる前に保存（Ctrl+S）してください。")
