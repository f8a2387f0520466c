"""Keeps what is typed safe while it is typed: a draft at most half a second behind the last key."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from kdx_desktop.metrics.months import Month
from kdx_desktop.services.entries import Entry
from kdx_desktop.services.month_form import MonthForm
from kdx_desktop.views.entry.draft import Draft, draft_of, without_saved
from kdx_desktop.views.entry.draft_folder import DraftFolder
from kdx_desktop.views.entry.typed_cells import TypedCell

#: Milliseconds from a key to the disk; a running clock is not put off by further keys.
_DELAY = 300


class DraftKeeper(QObject):
    """Collects keystrokes for a moment and hands the latest state to the folder."""

    #: A draft could not be written: a full disk, a folder without rights.
    failed = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = DraftFolder(folder, self.failed.emit)
        self._next: tuple[str, MonthForm, tuple[TypedCell, ...]] | None = None
        self._clock = QTimer(self, singleShot=True, interval=_DELAY)
        self._clock.timeout.connect(self.flush)

    def keep(self, store: str, form: MonthForm, typed: tuple[TypedCell, ...]) -> None:
        """Remember the rows as they stand; without changes, the draft goes."""
        self._next = (store, form, typed)
        if not self._clock.isActive():
            self._clock.start()

    def flush(self) -> None:
        """Write now what has not been written yet."""
        self._clock.stop()
        if self._next is not None:
            store, form, typed = self._next
            self._next = None
            self._folder.keep(draft_of(store, form, typed, datetime.now(UTC)))

    def finish(self) -> None:
        """Write now, and return when it is on disk: the window is about to go."""
        self.flush()
        self._folder.wait()

    def acknowledge(self, store: str, entry: Entry) -> None:
        """Take out of a draft what has been saved; keys typed since then stay in it."""
        draft = self.find(store, entry.department, entry.month)
        if draft is not None:
            self._folder.keep(without_saved(draft, entry))

    def find(self, store: str, department: str, month: Month) -> Draft | None:
        """Return the draft of a department's month, the latest keys included."""
        self.flush()
        return self._folder.find(store, department, month)

    def all(self, store: str) -> tuple[Draft, ...]:
        """Return all drafts of a database, the latest first."""
        self.flush()
        return self._folder.all(store)
