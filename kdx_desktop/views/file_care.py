"""Looks after the file of one PC once the first screen is there: is it sound, and kept elsewhere?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kdx_desktop.errors import KdxError
from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.plain_text import question_box
from kdx_desktop.workspace import Job, Workspace

if TYPE_CHECKING:  # loaded on the worker
    from kdx_desktop.services.office import Office
    from kdx_desktop.services.soundness import Soundness


class FileCare(QObject):
    """Before anything is saved the file is looked at; a sound one is then backed up beside the work."""

    #: A Notice for the status line.
    noticed = Signal(object)

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._window = window
        self._url = ""

    def begin(self) -> None:
        """Look at the file, on the worker: a save that is asked for meanwhile comes after it."""
        self._workspace.attend(self._examined, self._on_examined, self._on_failed)

    def _examined(self, office: Office) -> Soundness:
        self._url = office.url
        return office.examine()

    def _on_examined(self, found: Soundness) -> None:
        if found.sound:
            self._workspace.job(partial(_kept, url=self._url), self._on_kept, self._on_failed)
            return
        # It stays until it was read: saving is refused from now on.
        question_box(self._window, "データベースに問題があります", found.japanese).open()

    def _on_kept(self, warning: str) -> None:
        if warning:
            self.noticed.emit(Notice(NoticeKind.WARNING, warning))

    def _on_failed(self, failure: KdxError) -> None:
        self.noticed.emit(Notice(NoticeKind.WARNING, failure.message))


def _kept(_job: Job, url: str) -> str:
    """Keep a backup unless nothing is new since the last; return what went wrong."""
    # Imported here: the first screen does without backups.
    from kdx_desktop.services.addresses import database_file
    from kdx_desktop.services.kept_backups import Occasion, keep

    return keep(database_file(url), Occasion.START).warning
