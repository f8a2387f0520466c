"""Opening a window on a city, waiting until it rests, and taking its picture."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget

from kdx_desktop import app
from kdx_desktop.services.person import Role
from kdx_desktop.settings import Settings
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.style.look import Scheme

OUTPUT = Path(__file__).resolve().parents[2] / "build" / "screens"
_PATIENCE = 60


def opened(url: str, role: Role, page: str, month: int) -> MainWindow:
    """Open a city as a role sees it, and wait until it can be used; month 0: its own."""
    window = app.build(url, settings=Settings(page=page, month=month))
    window.select_role(role)
    filled: list[bool] = []
    window.usable.connect(partial(filled.append, True))
    window.show()
    window.activateWindow()
    wait(lambda: bool(filled), page)
    return window


def dress(window: MainWindow, scheme: str, percent: int) -> None:
    """Change the look, where it is another."""
    if window.look.text_percent != percent:
        window.look.choose_text_percent(percent)
    if window.look.scheme != Scheme(scheme):
        window.look.choose_scheme(Scheme(scheme))


def rest(window: MainWindow, page: str, name: str) -> None:
    """Wait until a screen is seen and nothing is under way, answers to answers included."""
    for _ in range(2):
        wait(lambda: window.page is not None and window.page.objectName() == f"{page}_page", name)
        wait(lambda: not window.workspace.busy, name)


def take(window: QWidget, name: str) -> None:
    """Take a window, with what is open over it, to a file of this name."""
    settle(0.03)
    picture = window.grab()
    painter = QPainter(picture)
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible():
            place = window.mapFromGlobal(other.mapToGlobal(QPoint()))
            painter.drawPixmap(place, other.grab())
    painter.end()
    picture.save(str(OUTPUT / f"{name}.png"))


def close(window: QWidget) -> None:
    """Close a window and forget it."""
    window.close()
    window.deleteLater()
    settle(0.05)
    # Qt forgets it in its own loop only; a window that stays is dressed anew with every look.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def wait(ready: Callable[[], bool], name: str) -> None:
    """Wait for something; TimeoutError with the picture's name where it does not come."""
    end = time.monotonic() + _PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(name)
        settle(0.01)
    settle(0.02)


def settle(seconds: float) -> None:
    """Let the window work for a moment."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
