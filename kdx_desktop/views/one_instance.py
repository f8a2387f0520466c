"""One window per user and database: a second start brings the first to the front, and ends.

A lock file says who is first, since only a lock goes by itself when its process dies, however it
dies. A local socket carries the request to come to the front.
"""

from __future__ import annotations

import os
import sys
import time
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QCryptographicHash, QLockFile, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from kdx_desktop import paths

_PATIENCE = 5.0
_DONE = b"done\n"


class Claim(Enum):
    """What came of claiming: we are first; the first was asked and came; it does not answer."""

    FIRST = auto()
    RAISED = auto()
    SILENT = auto()


class OneInstance(QObject):
    """The claim of this process to be the one that shows a database to this user."""

    #: Somebody started the program a second time: come to the front.
    asked = Signal()

    def __init__(self, database: str, parent: QObject | None = None) -> None:
        """``database``: a URL or a file name, as the user named it."""
        super().__init__(parent)
        self._name = name_for(database)
        self._lock = QLockFile(str(paths.data_dir() / f"{self._name}.lock"))
        self._lock.setStaleLockTime(0)  # however long it runs; a dead owner is noticed all the same

    def claim(self, patience: float = _PATIENCE) -> Claim:
        """Become the first, or ask the first to come to the front; waits so many seconds at most.

        Where no lock can be made (a full disk), the program starts without one.
        """
        deadline = time.monotonic() + patience
        while not self._lock.tryLock(0):
            if self._lock.error() is not QLockFile.LockError.LockFailedError:
                return Claim.FIRST
            self._let_the_first_come_forward()
            if self._ask_first(deadline - time.monotonic()):
                return Claim.RAISED
            if time.monotonic() > deadline:
                return Claim.SILENT
            time.sleep(0.1)  # it may be starting, or ending
        return Claim.FIRST

    def listen(self) -> None:
        """Be ready to come to the front. Only the first may; best once the window is painted."""
        # Imported here: QtNetwork is not needed before the window has appeared.
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)  # what a killed process left
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._server.listen(self._name)  # should it fail, a second start says it is running

    def release(self) -> None:
        """Let the next start be the first."""
        server = getattr(self, "_server", None)
        if server is not None:
            server.close()
        self._lock.unlock()

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.write(_DONE)
            socket.flush()
            self.asked.emit()

    def _ask_first(self, seconds: float) -> bool:
        """Ask the first process to come to the front; tell whether it says that it has."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        milliseconds = max(1, int(seconds * 1000))
        if not socket.waitForConnected(min(milliseconds, 500)):
            return False
        came = socket.waitForReadyRead(milliseconds) and _DONE in bytes(socket.readAll().data())
        socket.abort()
        return came

    def _let_the_first_come_forward(self) -> None:
        """Pass on the right to come to the front, which Windows gives to the latest started."""
        if sys.platform == "win32":
            import ctypes  # only Windows needs it

            ctypes.windll.user32.AllowSetForegroundWindow(self._lock.getLockInfo()[0])


def name_for(database: str) -> str:
    """Return a name for this user and a database, the same however its file is named."""
    place = database.removeprefix("sqlite:///")
    if "://" not in place:
        place = str(Path(place).resolve())
    if sys.platform == "win32":
        place = place.casefold()
    both = f"{paths.data_dir()}\n{place}"  # the folder is the user's own
    sha256 = QCryptographicHash.hash(os.fsencode(both), QCryptographicHash.Algorithm.Sha256)
    return f"kdx_desktop-{bytes(sha256.toHex().data()).decode()[:16]}"


def bring_to_front(window: QWidget) -> None:
    """Show a window in front of the others, also when it was minimised."""
    state = window.windowState() & ~Qt.WindowState.WindowMinimized
    window.setWindowState(state | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()
