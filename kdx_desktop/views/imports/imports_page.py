"""ImportsPage: choose → read → look → store; nothing is stored before it was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QStackedLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.services.import_preview import (
    Imported,
    ImportsSoFar,
    Preview,
    PreviewOutdated,
    imports_so_far,
    store,
)
from kdx_desktop.services.importing import Contents
from kdx_desktop.settings import Settings
from kdx_desktop.views.imports.import_work import Look, Reading, keep_backup, look, read_paths
from kdx_desktop.views.imports.preview_view import PreviewView
from kdx_desktop.views.imports.result_view import ResultView
from kdx_desktop.views.imports.start_view import StartView
from kdx_desktop.views.imports.working_view import WorkingView
from kdx_desktop.views.notices import NoticeKind
from kdx_desktop.views.plain_text import explain
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.workspace import Job, JobCancelledError, NotReadError, Workspace

_FILTER = "表のファイル (*.csv *.tsv *.txt *.xlsx);;すべてのファイル (*)"
_BUSY = "取り込みの途中です。終わってから、もう一度ファイルを置いてください。"


class ImportsPage(Page):
    """Four faces: where it begins, the work, what would change, and what came of it."""

    uses_month: ClassVar[bool] = False

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self.start = StartView()
        self.working = WorkingView()
        self.preview = PreviewView()
        self.result = ResultView()
        self._paths: list[Path] = []
        self._contents: Contents | None = None
        self._seen: Preview | None = None
        self._job: Job | None = None
        self._is_storing = False
        self._warning = ""
        self._faces = QStackedLayout(self)
        for face in (self.start, self.working, self.preview, self.result):
            self._faces.addWidget(face)
        self._connect()
        self.add_command("取り込むファイルを選ぶ", self._on_choose_requested, "Ctrl+O")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # and hands it on: to no proxy, behind
        # which Tab would never come to what stands before it
        explain(
            self,
            "部署や数値のファイルを取り込みます。何が変わるかを先に確かめてから登録します。",
        )

    def take_files(self, paths: Sequence[Path]) -> None:
        """Read files, beside those that are looked at already; refused while some are stored."""
        if self._is_storing:
            self.tell(NoticeKind.WARNING, _BUSY)
            return
        if self._contents is None and self._job is None:
            self._paths = []
            self.preview.forget()
        self._paths += [path for path in paths if path not in self._paths]
        self._read()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._face().first.setFocus(event.reason())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        opened = {self.preview, self.working} if not self._is_storing else set()
        if event.key() == Qt.Key.Key_Escape and self._faces.currentWidget() in opened:
            self._on_cancelled()
            return
        super().keyPressEvent(event)

    @override
    def reload(self) -> None:
        self.workspace.run(imports_so_far, self._on_so_far_read, self._on_reading_failed)
        if self._contents is not None and not self._is_storing:
            self._look()  # what is stored changed: so may what the files would change

    # --- reading ----------------------------------------------------------------------------------

    def _read(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._contents = self._seen = None
        self._show_work("ファイルを読んでいます", may_cancel=True)
        work = partial(read_paths, paths=tuple(self._paths))
        self._job = self.workspace.job(work, self._on_read, self._on_read_failed)
        self._job.progressed.connect(self.working.show_progress)

    def _on_read(self, found: Reading) -> None:
        if found.paths != tuple(self._paths):
            return  # other files are wanted by now
        self._job = None
        self._contents = found.contents
        self.working.show_work("登録されている内容と照らしています", may_cancel=True)
        self._look()

    def _look(self) -> None:
        if self._contents is not None:
            work = partial(look, contents=self._contents)
            self.workspace.run(work, self._on_previewed, self._on_look_failed)

    def _on_previewed(self, found: Look) -> None:
        if self._contents is None or self._is_storing:
            return
        self._seen = found.preview
        self.preview.show_preview(found)
        self._show(self.preview)

    # --- storing ----------------------------------------------------------------------------------

    def _on_import_requested(self) -> None:
        if self._seen is None or self._is_storing:
            return
        self._is_storing = True
        self._show_work("取り込んでいます。そのままお待ちください", may_cancel=False)
        self.workspace.attend(keep_backup, self._on_backed_up, self._on_store_failed)

    def _on_backed_up(self, warning: str) -> None:
        self._warning = warning
        if self._contents is None or self._seen is None:
            return
        work = partial(
            store,
            contents=self._contents,
            seen=self._seen,
            reason=self.preview.reason.text().strip(),
            skip_invalid=self.preview.skip.isChecked(),
        )
        self.workspace.change(work, self._on_stored, self._on_store_failed)

    def _on_stored(self, found: Imported) -> None:
        self._is_storing = False
        self._contents = self._seen = None
        self._paths = []
        self.preview.forget()
        self.result.show_result(found, self._warning)
        self._show(self.result)
        self.tell(NoticeKind.SUCCESS, self.result.title)

    def _on_store_failed(self, failure: KdxError) -> None:
        self._is_storing = False
        self._show(self.preview)
        self.tell_failure(failure)
        if isinstance(failure, PreviewOutdated):
            self._look()

    # --- around it --------------------------------------------------------------------------------

    def _connect(self) -> None:
        for signal in (
            self.start.choose_requested,
            self.preview.more_requested,
            self.result.again_requested,
        ):
            signal.connect(self._on_choose_requested)
        self.working.cancelled.connect(self._on_cancelled)
        self.preview.cancelled.connect(self._on_cancelled)
        self.preview.file_removed.connect(self._on_file_removed)
        self.preview.import_requested.connect(self._on_import_requested)
        self.result.ledger_requested.connect(self._on_ledger_requested)

    def _on_choose_requested(self) -> None:
        dialog = QFileDialog(self, "取り込むファイルを選ぶ", self.settings.import_folder, _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._on_files_selected)
        dialog.open()

    def _on_files_selected(self, names: Sequence[str]) -> None:
        paths = [Path(name) for name in names]
        self.settings.import_folder = str(paths[0].parent)
        self.settings.save()
        self.take_files(paths)

    def _on_file_removed(self, place: int) -> None:
        del self._paths[place]
        if self._paths:
            self._read()
        else:
            self._on_cancelled()

    def _on_cancelled(self) -> None:
        """Put the files away; nothing of them was stored."""
        if self._job is not None:
            self._job.cancel()
        self._contents = self._seen = None
        self._paths = []
        self.preview.forget()
        self._show(self.start)
        self.tell(NoticeKind.INFO, "取り込みをやめました。何も保存していません。")

    def _on_read_failed(self, failure: KdxError) -> None:
        if not isinstance(failure, JobCancelledError):
            self._on_failed(failure)

    def _on_failed(self, failure: KdxError) -> None:
        self._job = self._contents = None
        self._show(self.start)
        self.tell_failure(failure)

    def _on_look_failed(self, failure: KdxError) -> None:
        if not isinstance(failure, NotReadError):  # that is looked at again when the server is back
            self._on_failed(failure)

    def _on_so_far_read(self, found: ImportsSoFar) -> None:
        self.start.show_so_far(found)
        self.filled.emit()

    def _on_reading_failed(self, failure: KdxError) -> None:
        self.tell_failure(failure)
        self.filled.emit()

    def _on_ledger_requested(self) -> None:
        self.page_requested.emit("ledger:changes")

    def _show_work(self, text: str, *, may_cancel: bool) -> None:
        self.working.show_work(text, may_cancel=may_cancel)
        self._show(self.working)

    def _face(self) -> StartView | WorkingView | PreviewView | ResultView:
        return (self.start, self.working, self.preview, self.result)[self._faces.currentIndex()]

    def _show(self, face: StartView | WorkingView | PreviewView | ResultView) -> None:
        """Show a face; who worked with the keyboard goes on in it."""
        if face is self._faces.currentWidget():
            return  # whoever types a reason goes on typing
        focus = QApplication.focusWidget()
        had_focus = focus is not None and (focus is self or self.isAncestorOf(focus))
        self._faces.setCurrentWidget(face)
        if had_focus:
            face.first.setFocus(Qt.FocusReason.OtherFocusReason)
