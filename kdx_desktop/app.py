"""Composition root: decides between window and commands, and puts the window together."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kdx_desktop import paths
from kdx_desktop.settings import Settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from kdx_desktop.views.main_window import MainWindow
    from kdx_desktop.views.one_instance import OneInstance

_NO_DISPLAY = 3
#: Seconds for which a worker keeps the interpreter while the window waits for it, which it does
#: hundreds of times for one picture: a tenth of Python's own.
_TURN = 0.0005
#: Milliseconds after the window has appeared before it can be raised by a second start.
_LISTENING = 1000
_NO_DISPLAY_TEXT = (
    "画面（ディスプレイ）がないため、ウィンドウを開けません。"
    "画面のある PC で起動するか、コマンドをお使いください（kdx-desktop --help）。"
)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the command line asks of the window."""

    database: str | None = None
    demo: bool = False


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window, or run the command that is named. Return the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    wish = _window_wish(words)
    if wish is None:
        # Imported here: the window does without the commands, and the commands without Qt.
        from kdx_desktop import commands

        return int(commands.main(words))
    if not _has_display():
        sys.stderr.write(f"{_NO_DISPLAY_TEXT}\n")
        return _NO_DISPLAY
    return _run(wish)


def build(
    database: str | None = None,
    *,
    demo: bool = False,
    settings: Settings | None = None,
    lock_after: float | None = None,
) -> MainWindow:
    """Put the window together, without showing it; a QApplication is made where there is none.

    ``demo`` makes a throw-away sample city when the window is shown. ``lock_after`` are the seconds
    without a key or a click before the window locks; None: as the city and the person have set.
    """
    # Imported here: the commands do without Qt.
    from kdx_desktop import openings
    from kdx_desktop.views.collector import GuiCollector
    from kdx_desktop.views.main_window import MainWindow
    from kdx_desktop.views.style.look import Look, Scheme
    from kdx_desktop.workspace import Workspace

    settings = settings or _settings(demo=demo)
    scheme = Scheme(settings.scheme) if settings.scheme in list(Scheme) else Scheme.SYSTEM
    look = Look(_application(), scheme, settings.text_percent)
    opening = openings.sample_city() if demo else openings.opening_of(database, settings)
    window = MainWindow(Workspace(), settings, look, opening, lock_after)
    GuiCollector(window)
    return window


def _settings(*, demo: bool) -> Settings:
    return Settings.load(paths.config_dir() / ("sample.ini" if demo else "settings.ini"))


def _run(wish: _Wish) -> int:
    """Show the window and stay until it is closed."""
    # Imported here: the commands do without Qt.
    from PySide6.QtCore import QTimer

    from kdx_desktop import openings
    from kdx_desktop.views.collector import GuiCollector
    from kdx_desktop.views.crash import CrashHandler

    application = _application()
    crashes = CrashHandler(application)
    crashes.install()
    settings = _settings(demo=wish.demo)
    instance = None
    if not wish.demo:
        instance = _first_instance(openings.place_of(wish.database, settings))
        if instance is None:
            return 0
    window = build(wish.database, demo=wish.demo, settings=settings)
    if instance is not None:
        instance.asked.connect(partial(_bring_to_front, window))
        # Later, since it loads QtNetwork while the first screen is on its way.
        window.painted.connect(partial(QTimer.singleShot, _LISTENING, instance.listen))
    window.painted.connect(crashes.watch_for_faults)
    trace = _StartupTrace(os.environ.get("KDX_STARTUP_TRACE", ""))
    window.painted.connect(trace.painted)
    window.usable.connect(trace.usable)
    window.usable.connect(GuiCollector.forget_start)
    if os.environ.get("KDX_STARTUP_EXIT") == "1":
        window.usable.connect(window.close)
    window.show()
    status = int(application.exec())
    if instance is not None:
        instance.release()
        openings.keep_backup(wish.database, settings)
    return status


def _first_instance(database: str) -> OneInstance | None:
    """Return the claim to show this database; None when a window that does has come forward."""
    # Imported here: the commands do without Qt.
    from kdx_desktop.views.one_instance import Claim, OneInstance

    instance = OneInstance(database)
    claim = instance.claim()
    if claim is Claim.SILENT:
        _tell_running()
    return instance if claim is Claim.FIRST else None


def _tell_running() -> None:
    """Say that the program is running already but does not come forward."""
    # Imported here: the commands do without Qt.
    from kdx_desktop.views.plain_text import question_box

    question_box(
        None,
        "起動しています",
        "すでに起動していますが、応答がありません。\n"
        "少し待ってからもう一度起動するか、PC を再起動してください。",
    ).exec()


def _bring_to_front(window: MainWindow) -> None:
    # Imported here: the commands do without Qt.
    from kdx_desktop.views.one_instance import bring_to_front

    bring_to_front(window)


class _StartupTrace:
    """Writes down when the window was painted and usable, for the benchmark of the start."""

    def __init__(self, file: str) -> None:
        self._file = file

    def painted(self) -> None:
        self._append("painted")

    def usable(self) -> None:
        self._append("usable")

    def _append(self, what: str) -> None:
        if self._file:
            with Path(self._file).open("a", encoding="utf-8") as stream:
                stream.write(f"{what} {time.monotonic_ns()}\n")


def _application() -> QApplication:
    """Return the QApplication, made when there is none, speaking Japanese."""
    # Imported here: the commands do without Qt.
    from PySide6.QtCore import QLibraryInfo, QTranslator
    from PySide6.QtWidgets import QApplication

    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    sys.setswitchinterval(_TURN)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("kdx_desktop")
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_ja", folder):
        application.installTranslator(translator)
    return application


def _window_wish(words: Sequence[str]) -> _Wish | None:
    """Return what to open; None when the words are for the commands (also to explain misuse)."""
    database: str | None = None
    demo = False
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--demo":
            demo = True
        elif word == "--database" and rest:
            database = rest.pop(0)
        elif word.startswith("--database="):
            database = word.partition("=")[2]
        else:
            return None
    return _Wish(database, demo)


def _has_display() -> bool:
    """Tell whether a window can open; Qt itself would end the program without a word of ours."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in names)
