"""VerifyWatch: how far a verification is, told from the worker to the screen; and a way to end it."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Signal

from kdx_desktop.errors import KdxError


class VerificationStopped(KdxError):
    """The person at the screen ended the verification; nothing was changed by it anyway."""

    def __init__(self) -> None:
        super().__init__("検証を中止しました。台帳はそのままです。")


class VerifyWatch(QObject):
    """Made on the GUI thread for one verification; `tell` is called on the worker."""

    #: What is looked at, how much is done, how much there is.
    moved = Signal(str, int, int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End the verification at its next step."""
        self._stopped.set()

    def tell(self, what: str, done: int, total: int) -> None:
        """Say how far it is; raises VerificationStopped when it shall end."""
        if self._stopped.is_set():
            raise VerificationStopped
        self.moved.emit(what, done, total)
