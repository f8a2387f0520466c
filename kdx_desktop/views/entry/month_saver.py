"""Saves a month: at most once at a time, never twice, and with a choice where somebody was faster."""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from kdx_desktop.errors import ConnectionLost, DataError, KdxError
from kdx_desktop.services import entries
from kdx_desktop.services.entries import CellEntry, Conflict, Entry, Saved
from kdx_desktop.services.month_form import MonthForm
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.workspace import Workspace

_KEPT = "入力した内容は下書きに残っています。"
_UNCONFIRMED = (
    f"接続が切れたため、保存を確認できませんでした。{_KEPT}つながったら、もう一度保存してください。"
)


class MonthSaver(QObject):
    """Hands an entry to the workspace and tells what came of it."""

    #: The store has acknowledged an Entry.
    saved = Signal(object)
    #: Somebody was faster with the Entry's cells: the Entry and the Conflict.
    conflicted = Signal(object, object)
    #: A Notice for the status line.
    noticed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._unconfirmed: Entry | None = None
        self._saving = False

    @property
    def busy(self) -> bool:
        """Whether the answer to a save is still awaited."""
        return self._saving

    def save(self, form: MonthForm, cells: tuple[CellEntry, ...], reason: str) -> None:
        """Save cells of a month."""
        entry = Entry(form.department.code, form.month, cells, uuid.uuid4().hex, reason)
        last = self._unconfirmed
        if last is not None and replace(entry, key=last.key) == last:
            entry = last  # should it be stored after all, it is not stored again
        self._saving = True
        self._workspace.change(
            partial(entries.save, entry=entry),
            partial(self._on_saved, entry),
            partial(self._on_failed, entry),
        )

    def _on_saved(self, entry: Entry, _saved: Saved) -> None:
        self._saving = False
        self.saved.emit(entry)
        text = f"{entry.month.japanese}分を保存しました。"
        self.noticed.emit(Notice(NoticeKind.SUCCESS, text))

    def _on_failed(self, entry: Entry, failure: KdxError) -> None:
        self._saving = False
        self._unconfirmed = entry if isinstance(failure, ConnectionLost) else None
        if self._unconfirmed is not None:
            self.noticed.emit(Notice(NoticeKind.ERROR, _UNCONFIRMED))
        elif isinstance(failure, Conflict):
            self.conflicted.emit(entry, failure)
            text = f"{entry.month.japanese}分：{failure.message}"
            self.noticed.emit(Notice(NoticeKind.WARNING, text))
        else:
            reasons = failure.problems if isinstance(failure, DataError) else ()
            why = reasons[0].reason if reasons else failure.message
            text = f"{entry.month.japanese}分：{why}{_KEPT}"
            self.noticed.emit(Notice(NoticeKind.ERROR, text))
