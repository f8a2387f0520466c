"""Opening and making the file of one PC, for `Office`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from kdx_desktop.errors import EnvironmentFailure
from kdx_desktop.models import sqlite_store
from kdx_desktop.services.explanations import explained

if TYPE_CHECKING:
    from kdx_desktop.services.soundness import Soundness


class FileStore:
    """A SQLite file: everything is judged by the program, and one writer waits for the other."""

    on_server = False
    superuser = False

    def __init__(self, url: URL) -> None:
        self._url = url
        #: A copy from before SQLite played a crash's journal back, if there was one.
        self.before: Path | None = None
        self.reading: Engine = sqlite_store.open_engine(url)
        self.writing = self.reading.execution_options(**{sqlite_store.WRITE_OPTION: True})
        self.writing_first = self.writing

    def watched(self, *, patient: bool = False) -> AbstractContextManager[None]:
        """Nothing can be cut between the program and its file."""
        del patient
        return nullcontext()

    def check(self) -> list[str]:
        """Return what SQLite finds wrong with the file and its guards."""
        return sqlite_store.check(self.reading)

    def examine(self) -> Soundness:
        """Look whether the file can be relied on; if not, it is only read from now on."""
        # Imported here: the window looks when its first screen is there.
        from kdx_desktop.services import soundness

        return soundness.examine(self.reading, sqlite_store.file_of(self._url), self.before)

    def close(self) -> None:
        """Let go of the file."""
        self.reading.dispose()


def opened(url: URL) -> FileStore:
    """Open an existing file; EnvironmentFailure when there is none or it is not ours."""
    file = sqlite_store.file_of(url)
    if not file.is_file():
        message = (
            f"データベースがありません：{file}\n"
            "「kdx-desktop database create」で作成するか、場所をご確認ください。"
        )
        raise EnvironmentFailure(message)
    store = FileStore(url)
    with explained():
        if not _is_ours(store, file):
            # Imported here: hardly any start finds a crash or damage.
            from kdx_desktop.services import soundness

            store.before = soundness.require_ours(store.reading, file)
    return store


def _is_ours(store: FileStore, file: Path) -> bool:
    """Tell whether a file is ours and at rest; for others there is more to do, and to say."""
    journals = [Path(f"{file}{part}") for part in ("-journal", "-wal")]
    if any(map(_size, journals)):
        return False
    try:
        sqlite_store.require_ours(store.reading)
    except (sqlite_store.NotOursError, DBAPIError):
        return False
    return True


def _size(file: Path) -> int:
    """Return how long a file is; 0 for one that is not there."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


@contextmanager
def made(url: URL) -> Iterator[FileStore]:
    """Make a new file under another name; it gets its own when all has gone well, or is not there.

    A half-made one could be neither used nor created anew. Never touches an existing file.
    """
    file = sqlite_store.file_of(url)
    _require_place(file)
    new = file.with_name(file.name + ".part")
    try:
        new.unlink(missing_ok=True)
        store = FileStore(url.set(database=str(new)))
        try:
            with explained():
                sqlite_store.create(store.reading)
            yield store
        finally:
            store.close()
        new.replace(file)
    except OSError as error:
        message = f"データベースを作成できません：{file}（{error.strerror}）"
        raise EnvironmentFailure(message) from error
    finally:
        for rest in (new, Path(f"{new}-journal")):
            rest.unlink(missing_ok=True)


def _require_place(file: Path) -> None:
    if file.exists():
        message = f"すでにファイルがあります：{file}\n既存のデータベースは上書きしません。"
        raise EnvironmentFailure(message)
    journal = Path(f"{file}-journal")
    if journal.is_file() and journal.stat().st_size:  # would be played back into the new file
        message = (
            f"以前のデータベースの書きかけが残っています：{journal}\n別の場所に移してください。"
        )
        raise EnvironmentFailure(message)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"フォルダーを作成できません：{file.parent}（{error.strerror}）"
        raise EnvironmentFailure(message) from error
