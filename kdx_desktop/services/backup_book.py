"""What the screen of the backups shows, and how a database is put back while the window is open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kdx_desktop.errors import EnvironmentFailure
from kdx_desktop.models.formats import UpgradeDueError
from kdx_desktop.services import kept_backups, ledger
from kdx_desktop.services.addresses import database_file
from kdx_desktop.services.kept_backups import Kept
from kdx_desktop.services.office import Office


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A kept backup and its size in bytes."""

    kept: Kept
    size: int

    @property
    def change(self) -> int:
        """The last change that it holds; 0 for none."""
        return 0 if self.kept.head is None else self.kept.head.number


@dataclass(frozen=True, slots=True)
class BackupBook:
    """Where the data of one PC lie, and their kept backups, the newest first.

    ``file`` None: a server has the data, whose administrator makes the backups.
    """

    url: str
    file: Path | None
    size: int
    last_change: int
    folder: Path | None
    kept: tuple[KeptLine, ...]


def backup_book(office: Office) -> BackupBook:
    """Return what there is of backups."""
    head = office.read(ledger.head)
    number = 0 if head is None else head.number
    if office.on_server:
        return BackupBook(office.url, None, 0, number, None, ())
    file = database_file(office.url)
    lines = tuple(KeptLine(one, _size(one.file)) for one in kept_backups.kept(file))
    return BackupBook(office.url, file, _size(file), number, kept_backups.folder(file), lines)


def reopened(url: str) -> Office:
    """Open a database that was put in place, in an older format, too: then it is upgraded first."""
    try:
        return Office.open(url)
    except UpgradeDueError:
        # Imported here: after one restore out of hundreds.
        from kdx_desktop.services import upgrading

        upgrading.upgrade(database_file(url))
        return Office.open(url)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError as error:
        message = f"ファイルを読めません：{file}（{error.strerror}）"
        raise EnvironmentFailure(message) from error
