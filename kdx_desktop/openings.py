"""Openings: which data a window shows, and how it comes to them.

This PC's own file, a named file, a server where one signs in, or a sample city of its own.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kdx_desktop import paths
from kdx_desktop.errors import KdxError
from kdx_desktop.services.person import system_login
from kdx_desktop.settings import Settings
from kdx_desktop.views.opening import FirstChoice, Opening, Secret, Server

if TYPE_CHECKING:
    from kdx_desktop.services.office import Office
    from kdx_desktop.views.sign_in.server_url import ServerUrl

_FILE_SCHEME = "sqlite:///"
_SERVER_SCHEMES = ("postgresql:", "postgresql+", "postgres:")


def place_of(database: str | None, settings: Settings) -> str:
    """Return what stands for the data, whoever signs in there."""
    named = _named(database, settings)
    if named is None or not named.startswith(_SERVER_SCHEMES):
        return named or str(paths.default_database())
    # Imported here: on one PC nobody signs in.
    from kdx_desktop.views.sign_in.server_url import ServerUrl

    return ServerUrl(named).of("")


def opening_of(database: str | None, settings: Settings) -> Opening:
    """Open the named database, the server that was used last, or this PC's own."""
    named = _named(database, settings)
    if named is not None and named.startswith(_SERVER_SCHEMES):
        # Imported here: on one PC nobody signs in.
        from kdx_desktop.views.sign_in.server_url import ServerUrl

        remembered = not (database or os.environ.get("KDX_DATABASE"))
        return _server(ServerUrl(named), settings, can_leave=remembered)
    return _own_data(named, settings)


def sample_city() -> Opening:
    """Make a sample city that lives as long as the window."""
    # Imported here: other data have a place of their own, and it takes a while to load.
    import tempfile

    # The window removes it; should that fail (a virus scanner holds the file), nobody is bothered.
    folder = tempfile.TemporaryDirectory(prefix="kdx_sample_", ignore_cleanup_errors=True)
    return Opening(
        open=partial(_make_sample_city, Path(folder.name)),
        waiting="サンプルの市を用意しています。",
        throw_away=True,
        forget=folder.cleanup,
    )


def keep_backup(database: str | None, settings: Settings) -> None:
    """Keep a backup of a file after the last window is gone; should it fail, the next start will."""
    # Imported here: nobody waits any more.
    from kdx_desktop.services.addresses import database_file, database_url, is_server
    from kdx_desktop.services.kept_backups import Occasion, keep

    with suppress(KdxError):
        url = database_url(_named(database, settings))
        if not is_server(url) and database_file(url).is_file():
            keep(database_file(url), Occasion.EXIT)


def _named(database: str | None, settings: Settings) -> str | None:
    """Return the database that is named: now, by the environment, or as the server last used."""
    return database or os.environ.get("KDX_DATABASE") or settings.database or None


def _server(url: ServerUrl, settings: Settings, *, can_leave: bool) -> Opening:
    """Open a server's database: without a password where none is needed, else ask for it."""
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
    if choice.server:
        from kdx_desktop.views.sign_in.server_url import ServerUrl

        return _server(ServerUrl(choice.server), settings, can_leave=True)
    if choice.sample:
        settings.role = choice.role
        return sample_city()
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


def _create(database: str | None) -> Office:
    from kdx_desktop.services.addresses import database_url
    from kdx_desktop.services.office import Office

    return Office.create(database_url(database))


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
