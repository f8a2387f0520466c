"""Opening, making and upgrading an office's database on a server, for `Office`.

Loaded for a server only: one PC does without the server's driver.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy.engine import URL

from kdx_desktop.errors import EnvironmentFailure, NotAllowed
from kdx_desktop.models import formats, postgres_check, postgres_store
from kdx_desktop.models.postgres_watch import Watch
from kdx_desktop.services.explanations import explained
from kdx_desktop.services.soundness import Soundness


class ServerStore:
    """A PostgreSQL database, which itself judges who may do what; ``login`` is who it knows us as.

    ``superuser``: the server's administrator is at work, and it judges nothing.
    """

    on_server = True

    def __init__(self, url: URL, password: str | None) -> None:
        engine = postgres_store.open_engine(postgres_store.checked_url(url), password)
        self._watch = Watch(engine)
        self.reading = postgres_store.reading(engine)
        self.writing = postgres_store.writing(engine)
        self.writing_first = postgres_store.writing(engine, turn=True)
        with explained(), self._watch.over():
            self.login, self.superuser = postgres_store.session_login(engine)

    def watched(self, *, patient: bool = False) -> AbstractContextManager[None]:
        """Have somebody look, for the time of a call, whether the network is still there."""
        return self._watch.over(patient=patient)

    def on_lost(self, told: Callable[[], object]) -> None:
        """Have a function called, on another thread, when a call finds the network gone."""
        self._watch.on_lost = told

    def check(self) -> list[str]:
        """Return which guards are not as the program made them."""
        return postgres_check.check(self.reading)

    def examine(self) -> Soundness:
        """A server looks after its own files."""
        return Soundness()

    def close(self) -> None:
        """Let go of the connection."""
        self.reading.dispose()
        self._watch.close()


def opened(url: URL, password: str | None, *, administration: bool) -> ServerStore:
    """Sign in; a superuser is let in for ``administration`` only.

    SignInFailed, ConnectionLost, or EnvironmentFailure where there is no city, or an older format.
    """
    store = ServerStore(url, password)
    with explained(), store.watched():
        if store.superuser and not administration:
            message = (
                f"「{store.login}」はサーバーの管理用のロールのため、業務には使えません。"
                "ご自身の利用者名でサインインしてください。"
            )
            raise EnvironmentFailure(message)
        if not postgres_store.has_tables(store.reading):
            message = (
                "このデータベースは空です。"
                "サーバーの管理者が「kdx-desktop database create」で作成します。"
            )
            raise EnvironmentFailure(message)
        postgres_store.require_usable(store.reading)
    return store


def make(url: URL, password: str | None) -> None:
    """Make the database where it is not there, and the store in it, as the server's superuser."""
    checked = postgres_store.checked_url(url)
    with explained():
        postgres_store.create_database(checked, password)
        engine = postgres_store.open_engine(checked, password)
        try:
            if not postgres_store.session_login(engine)[1]:
                message = "データベースの作成は、サーバーの管理者（スーパーユーザー）が行います。"
                raise NotAllowed(message)
            if postgres_store.has_tables(engine):
                message = "すでにデータベースがあります。既存のデータベースは上書きしません。"
                raise EnvironmentFailure(message)
            postgres_store.create(engine)
        finally:
            engine.dispose()


def upgrade(url: URL, password: str | None = None) -> bool:
    """Bring the store up to this program's format, as the server's superuser; tell whether it was due.

    The administrator has a backup of it (pg_dump).
    """
    engine = postgres_store.open_engine(postgres_store.checked_url(url), password)
    with explained():
        try:
            if not postgres_store.session_login(engine)[1]:
                message = "データベースの更新は、サーバーの管理者（スーパーユーザー）が行います。"
                raise NotAllowed(message)
            return postgres_store.upgrade(engine) < formats.SCHEMA_VERSION
        finally:
            engine.dispose()
