"""InactivityWatch: tells when nobody has touched keyboard or mouse for a while."""

from __future__ import annotations

import time
from math import ceil

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from typing_extensions import override

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
    }
)


def seconds_until_lock(city: int | None, own: int) -> float:
    """Return after how many seconds to lock, 0 for never.

    ``city`` and ``own`` are minutes. What the city has said is the most: a person may choose less,
    not more. 0 of the city, or None, leaves it to the person; 0 of the person means never.
    """
    if not city:
        return own * 60.0
    return min(own or city, city) * 60.0


class InactivityWatch(QObject):
    """Watches the windows of the program themselves, so that nothing is slowed down by it.

    A dialog or a list that opens is a window of its own and is watched from when it has the focus.
    """

    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seconds = 0.0
        self._touched = time.monotonic()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_timeout)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_focus_window_changed)
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)

    def start(self, seconds: float) -> None:
        """Tell it after so many seconds from now on; 0 never."""
        if seconds != self._seconds or not self._timer.isActive():
            self._seconds = seconds
            self._touched = time.monotonic()
            self._wait(seconds)

    def stop(self) -> None:
        """Tell nothing until started again."""
        self._timer.stop()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touched = time.monotonic()
        return False

    def _wait(self, seconds: float) -> None:
        self._timer.stop()
        if seconds > 0:
            self._timer.start(ceil(seconds * 1000))

    def _on_timeout(self) -> None:
        rest = self._seconds - (time.monotonic() - self._touched)
        if rest > 0:
            self._wait(rest)
        else:
            self.idle.emit()

    def _on_focus_window_changed(self, window: QWindow | None) -> None:
        if window is not None:  # a filter that is installed twice is moved to the front
            self._touched = time.monotonic()
            window.installEventFilter(self)
