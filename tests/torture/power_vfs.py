"""The simulated disk under the product: SQLite writes to it, SQLAlchemy finds it by its file name.

APSW brings a SQLite of its own, whose file system can be written in Python. The engine, its
pragmas and the services above are the product's: they get a connection to this SQLite in place of
one of the standard library's, which is why that connection is dressed up as one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import apsw
from sqlalchemy import Engine, event

from tests.torture.power_disk import Disk, Inode, PowerCut, Truncation, Write

_JOURNALS = apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_SUPER_JOURNAL | apsw.SQLITE_OPEN_WAL


@contextmanager
def mounted(disk: Disk, weakened: Mapping[str, str]) -> Iterator[None]:
    """Let every engine find its file on the disk.

    ``weakened`` names pragmas that are set otherwise than the product sets them.
    """
    file_system = _FileSystem(disk)
    connections = []

    def connect(_dialect: Any, _record: Any, arguments: Sequence[Any], _options: Any) -> Any:
        connections.append(_Connection(arguments[0], disk, weakened))
        return connections[-1]

    event.listen(Engine, "do_connect", connect)
    try:
        yield
    finally:
        event.remove(Engine, "do_connect", connect)
        for connection in connections:
            connection.close()
        file_system.unregister()


class _FileSystem(apsw.VFS):
    """What SQLite asks of a file system, as its own for Unix answers it."""

    def __init__(self, disk: Disk) -> None:
        super().__init__("power", "")
        self._disk = disk

    def excepthook(self, *_about: Any) -> bool:
        return True  # the power is off: nobody is there to be told

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        self._disk.require_power()
        flags[1] = flags[0]
        if name is None or flags[0] & apsw.SQLITE_OPEN_DELETEONCLOSE:
            return _File(self._disk, Inode(), None)
        path = name if isinstance(name, str) else name.filename()
        inode = self._disk.files.get(path)
        if inode is None:
            if not flags[0] & apsw.SQLITE_OPEN_CREATE:
                raise apsw.CantOpenError(path)
            inode = self._disk.create(path)
        return _File(self._disk, inode, path if flags[0] & _JOURNALS else "")

    def xAccess(self, pathname: str, flags: int) -> bool:
        self._disk.require_power()
        inode = self._disk.files.get(pathname)
        return inode is not None and (flags != apsw.SQLITE_ACCESS_EXISTS or len(inode.live) > 0)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        if self._disk.files.pop(filename, None) is None:
            raise apsw.IOError
        self._disk.operate()
        if syncdir:
            self._disk.sync_name(filename)
            self._disk.operate()

    def xFullPathname(self, name: str) -> str:
        return name


class _File:
    """An open file; ``name`` is that of a journal, whose name is made safe with its content.

    None is a temporary file, which no accident can matter to. Nobody else is at the disk: locks
    are always granted.
    """

    def __init__(self, disk: Disk, inode: Inode, name: str | None) -> None:
        self._disk = disk
        self._inode = inode
        self._name = name

    def excepthook(self, *_about: Any) -> bool:
        return True

    def xRead(self, amount: int, offset: int) -> bytes:
        self._disk.require_power()
        return bytes(self._inode.live[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        self._change(Write(offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:
        self._change(Truncation(newsize))

    def _change(self, change: Write | Truncation) -> None:
        self._disk.require_power()
        self._inode.apply(change)
        if self._name is not None:
            self._disk.operate()

    def xSync(self, _flags: int) -> None:
        self._disk.operate()  # cut now, nothing of it is safe
        self._inode.sync()
        if self._name:
            self._disk.sync_name(self._name)

    def xFileSize(self) -> int:
        self._disk.require_power()
        return len(self._inode.live)

    def xClose(self) -> None:
        pass

    def xLock(self, _level: int) -> None:
        self._disk.require_power()

    def xUnlock(self, _level: int) -> None:
        pass

    def xCheckReservedLock(self) -> bool:
        return False

    def xFileControl(self, _op: int, _ptr: int) -> bool:
        return False

    def xSectorSize(self) -> int:
        return 4096

    def xDeviceCharacteristics(self) -> int:
        return apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE


class _Connection:
    """A connection of APSW in the clothes of one of ``sqlite3``, as far as SQLAlchemy looks."""

    isolation_level = None

    def __init__(self, name: str, disk: Disk, weakened: Mapping[str, str]) -> None:
        self._connection = apsw.Connection(name, vfs="power")
        self._disk = disk
        self._weakened = weakened

    def cursor(self) -> _Cursor:
        return _Cursor(self._connection, self._weakened)

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> _Cursor:
        return self.cursor().execute(statement, parameters)

    def commit(self) -> None:
        if self._connection.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self._connection.in_transaction and not self._disk.is_off:
            self.execute("ROLLBACK")

    def close(self) -> None:
        with suppress(PowerCut):
            self._connection.close(force=True)

    def create_function(
        self, name: str, arguments: int, function: Callable[..., Any], *, deterministic: bool
    ) -> None:
        self._connection.create_scalar_function(
            name, function, arguments, deterministic=deterministic
        )


class _Cursor:
    """All rows are fetched at once."""

    arraysize = 1

    def __init__(self, connection: apsw.Connection, weakened: Mapping[str, str]) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._cursor.exec_trace = self._note_columns
        self._weakened = weakened
        self._rows: list[Any] = []
        self.description: Sequence[Any] | None = None
        self.rowcount = -1
        self.lastrowid = 0

    def _note_columns(self, cursor: apsw.Cursor, *_statement: Any) -> bool:
        self.description = cursor.get_description() or None
        return True

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> _Cursor:
        words = self._weakened.get(statement.partition("=")[0], statement)
        return self._done(lambda: self._cursor.execute(words, parameters))

    def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> _Cursor:
        return self._done(lambda: self._cursor.executemany(statement, parameters))

    def _done(self, work: Callable[[], apsw.Cursor]) -> _Cursor:
        before = self._connection.total_changes()
        try:
            self._rows = list(work())
        except apsw.Error as error:
            raise _translated(error) from error
        self.rowcount = self._connection.total_changes() - before
        self.lastrowid = self._connection.last_insert_rowid()
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall())

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[Any]:
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    def close(self) -> None:
        self._cursor.close(force=True)


def _translated(error: apsw.Error) -> sqlite3.Error:
    """Return what the standard library would have raised."""
    kind = sqlite3.DatabaseError
    if isinstance(error, apsw.ConstraintError):
        kind = sqlite3.IntegrityError
    elif not isinstance(error, apsw.CorruptError | apsw.NotADBError):
        kind = sqlite3.OperationalError
    translated = kind(str(error))
    translated.sqlite_errorcode = getattr(error, "extendedresult", apsw.SQLITE_ERROR)
    return translated
