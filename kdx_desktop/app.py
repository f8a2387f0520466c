"""Composition root: decides between window and commands, and puts the window together."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kdx_desktop import paths
from kdx_desktop.errors import KdxError
from kdx_desktop.services.person import system_login
from kdx_desktop.settings import Settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from kdx_desktop.services.office import Office
    from kdx_desktop.views.main_window import MainWindow
    from kdx_desktop.views.one_instance import OneInstance
    from kdx_desktop.views.opening import FirstChoice, Opening, Secret
    from kdx_desktop.views.sign_in.server_url import ServerUrl

_NO_DISPLAY = 3
#: Seconds for which a worker keeps the interpreter while the window waits for it, which it does
#: hundreds of times for one picture: a tenth of Python's own.
_TURN = 0.0005
#: Milliseconds after the window has appeared before it can be raised by a second start.
_LISTENING = 1000
_FILE_SCHEME = "sqlite:///"
_SERVER_SCHEMES = ("postgresql:", "postgresql+", "postgres:")
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
    from kdx_desktop.views.collector import GuiCollector
    from kdx_desktop.views.main_window import MainWindow
    from kdx_desktop.views.style.look import Look, Scheme
    from kdx_desktop.workspace import Workspace

    settings = settings or _settings(demo=demo)
    scheme = Scheme(settings.scheme) if settings.scheme in list(Scheme) else Scheme.SYSTEM
    look = Look(_application(), scheme, settings.text_percent)
    opening = _sample_city() if demo else _data(database, settings)
    window = MainWindow(Workspace(), settings, look, opening, lock_after)
    GuiCollector(window)
    return window


def _settings(*, demo: bool) -> Settings:
    return Settings.load(paths.config_dir() / ("sample.ini" if demo else "settings.ini"))


def _run(wish: _Wish) -> int:
    """Show the window and stay until it is closed."""
    # Imported here: the commands do without Qt.
    from PySide6.QtCore import QTimer

    from kdx_desktop.views.collector import GuiCollector
    from kdx_desktop.views.crash import CrashHandler

    application = _application()
    crashes = CrashHandler(application)
    crashes.install()
    settings = _settings(demo=wish.demo)
    instance = None
    if not wish.demo:
        instance = _first_instance(_shown(_named(wish.database, settings)))
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
        _keep_backup(_named(wish.database, settings))
    return status


def _shown(named: str | None) -> str:
    """Return what stands for a database, whoever signs in there."""
    if named is None or not named.startswith(_SERVER_SCHEMES):
        return named or str(paths.default_database())
    # Imported here: on one PC nobody signs in.
    from kdx_desktop.views.sign_in.server_url import ServerUrl

    return ServerUrl(named).of("")


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


def _named(database: str | None, settings: Settings) -> str | None:
    """Return the database that is named: now, by the environment, or as the server last used."""
    return database or os.environ.get("KDX_DATABASE") or settings.database or None


def _data(database: str | None, settings: Settings) -> Opening:
    """Open the named database, the server that was used last, or this PC's own."""
    named = _named(database, settings)
    if named is not None and named.startswith(_SERVER_SCHEMES):
        # Imported here: on one PC nobody signs in.
        from kdx_desktop.views.sign_in.server_url import ServerUrl

        remembered = not (database or os.environ.get("KDX_DATABASE"))
        return _server(ServerUrl(named), settings, can_leave=remembered)
    return _own_data(named, settings)


def _server(url: ServerUrl, settings: Settings, *, can_leave: bool) -> Opening:
    """Open a server's database: without a password where none is needed, else ask for it."""
    # Imported here: the commands do without Qt.
    from kdx_desktop.views.opening import Opening, Server

    login = url.login or settings.login or system_login().lower()
    server = Server(
        place=url.place,
        database=url.database,
        login=login,
        sign_in=partial(_sign_in, url),
        reopen=partial(_reopen, url),
        signed_in=partial(_remember, url, settings),
        leave=partial(_leave, settings) if can_leave else None,
    )
    return Opening(
        open=partial(_sign_in, url, login, None),
        waiting="サーバーに接続しています。",
        server=server,
    )


def _sign_in(url: ServerUrl, login: str, secret: Secret | None) -> Office:
    """Open a server's database as a person, and put that on record in the city's audit log."""
    office = _reopen(url, login, secret)
    # Imported here, on the worker, like the store itself.
    from kdx_desktop.services.audit import EventKind, record_event

    # That it could not be put on record keeps nobody out.
    with suppress(KdxError):
        office.write(partial(record_event, kind=EventKind.SIGN_IN))
    return office


def _reopen(url: ServerUrl, login: str, secret: Secret | None) -> Office:
    # Imported here, on the worker: the store takes longer to load than the window to appear.
    from kdx_desktop.services.office import Office

    return Office.open(url.of(login), password=None if secret is None else secret.reveal())


def _remember(url: ServerUrl, settings: Settings, login: str) -> None:
    settings.database, settings.login = url.of(""), login
    settings.save()


def _leave(settings: Settings) -> Opening:
    """Go back to this PC's own data, also at the next start."""
    settings.database = ""
    settings.save()
    return _own_data(None, settings)


def _own_data(named: str | None, settings: Settings) -> Opening:
    """Open the named file, or this PC's own; where that is missing, ask before making it."""
    from kdx_desktop.views.opening import Opening

    own = paths.default_database()
    first_start = not named and not own.exists()
    return Opening(
        open=partial(_open, named),
        choose=partial(_chosen, settings) if first_start else None,
        place=str(own),
        login=system_login().lower() if first_start else "",
        file=own if not named else Path(named.removeprefix(_FILE_SCHEME)).absolute(),
    )


def _chosen(settings: Settings, choice: FirstChoice) -> Opening:
    """Open what was chosen on a first start."""
    # Imported here: the commands do without Qt.
    from kdx_desktop.views.opening import Opening

    if choice.server:
        from kdx_desktop.views.sign_in.server_url import ServerUrl

        return _server(ServerUrl(choice.server), settings, can_leave=True)
    if choice.sample:
        settings.role = choice.role
        return _sample_city()
    settings.own_role = choice.role
    settings.save()
    return Opening(
        open=partial(_create, None),
        waiting="データベースを作成しています。",
        place=str(paths.default_database()),
        file=paths.default_database(),
    )


def _open(database: str | None) -> Office:
    # Imported here, on the worker: the store takes longer to load than the window to appear.
    from kdx_desktop.models.formats import UpgradeDueError
    from kdx_desktop.services.addresses import database_file, database_url
    from kdx_desktop.services.office import Office

    url = database_url(database)
    try:
        return Office.open(url)
    except UpgradeDueError:
        # Imported here: after one start out of hundreds.
        from kdx_desktop.services import upgrading

        upgrading.upgrade(database_file(url))
        return Office.open(url)


def _keep_backup(named: str | None) -> None:
    """Keep a backup of a file after the last window is gone; should it fail, the next start will."""
    # Imported here: nobody waits any more.
    from kdx_desktop.services.addresses import database_file, database_url, is_server
    from kdx_desktop.services.kept_backups import Occasion, keep

    with suppress(KdxError):
        url = database_url(named)
        if not is_server(url) and database_file(url).is_file():
            keep(database_file(url), Occasion.EXIT)


def _create(database: str | None) -> Office:
    from kdx_desktop.services.addresses import database_url
    from kdx_desktop.services.office import Office

    return Office.create(database_url(database))


def _sample_city() -> Opening:
    """Make a sample city that lives as long as the window."""
    # Imported here: other data have a place of their own, and it takes a while to load.
    import tempfile

    from kdx_desktop.views.opening import Opening

    # The window removes it; should that fail (a virus scanner holds the file), nobody is bothered.
    folder = tempfile.TemporaryDirectory(prefix="kdx_sample_", ignore_cleanup_errors=True)
    return Opening(
        open=partial(_make_sample_city, Path(folder.name)),
        waiting="サンプルの市を用意しています。",
        throw_away=True,
        forget=folder.cleanup,
    )


def _make_sample_city(folder: Path) -> Office:
    # Imported here, on the worker, like the store itself.
    from kdx_desktop.services import demo
    from kdx_desktop.services.addresses import database_url
    from kdx_desktop.services.office import Office

    file = folder / "sample.sqlite3"
    url = database_url(str(file))
    if file.exists():  # the person at the screen tries again
        return Office.open(url)
    office = Office.create(url)
    office.write(demo.load)
    return office


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
