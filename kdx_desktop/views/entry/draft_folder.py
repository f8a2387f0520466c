"""Where drafts live: one small file per department and month, written whole or not at all."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from kdx_desktop.metrics.months import Month
from kdx_desktop.views.entry.draft import Draft, draft_text, read_draft

_log = logging.getLogger(__name__)


class DraftFolder:
    """Keeps the drafts of one user; ``store`` tells databases apart.

    Writing happens on a thread of its own, in order: a slow disk must not hold a keystroke.
    """

    def __init__(self, folder: Path, failed: Callable[[], object]) -> None:
        """``failed`` is called, on the writer's thread, when a draft could not be kept."""
        self._folder = folder
        self._failed = failed
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="drafts")
        self._pending: list[Future[None]] = []

    def keep(self, draft: Draft) -> None:
        """Write a draft in place of the one before; a draft without cells is forgotten."""
        path = self._path(draft.store, draft.department, draft.month)
        if draft.cells:
            self._submit(_write, path, draft_text(draft))
        else:
            self._submit(_remove, path, "")

    def find(self, store: str, department: str, month: Month) -> Draft | None:
        """Return the draft of a department's month; None when there is none."""
        self.wait()
        return _read(self._path(store, department, month))

    def all(self, store: str) -> tuple[Draft, ...]:
        """Return all drafts of a database, the latest first."""
        self.wait()
        if not self._folder.is_dir():
            return ()
        found = [_read(path) for path in sorted(self._folder.glob("entry-*.json"))]
        mine = [draft for draft in found if draft is not None and draft.store == store]
        return tuple(sorted(mine, key=lambda draft: draft.typed_at, reverse=True))

    def wait(self) -> None:
        """Return when everything asked for is on disk."""
        while self._pending:
            self._pending.pop(0).result()

    def _submit(self, work: Callable[[Path, str], None], path: Path, text: str) -> None:
        self._pending = [job for job in self._pending if not job.done()]
        self._pending.append(self._writer.submit(self._attempt, work, path, text))

    def _attempt(self, work: Callable[[Path, str], None], path: Path, text: str) -> None:
        """Do the work; a folder that cannot be written costs the draft, not the typing."""
        try:
            work(path, text)
        except OSError as failure:
            _log.warning("a draft could not be kept: %s", type(failure).__name__)
            self._failed()

    def _path(self, store: str, department: str, month: Month) -> Path:
        """Name the file by a digest: a department's code may hold anything."""
        named = "\n".join((store, department, str(month)))
        digest = hashlib.sha256(named.encode()).hexdigest()[:24]
        return self._folder / f"entry-{digest}.json"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    if os.name != "nt":  # Windows has no folders to open; its rename is journalled
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _remove(path: Path, _text: str) -> None:
    path.unlink(missing_ok=True)


def _read(path: Path) -> Draft | None:
    """Read a draft; one that cannot be read is put aside, not thrown away."""
    try:
        return read_draft(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as failure:
        _log.warning("a draft could not be read: %s", type(failure).__name__)
    except ValueError:
        _log.warning("a draft is damaged and was put aside")
        with suppress(OSError):
            path.replace(path.with_suffix(".unreadable"))
    return None
