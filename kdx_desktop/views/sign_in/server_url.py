"""ServerUrl: which server and database, for the person at the screen, and as whom."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit


class ServerUrl:
    """A URL ``postgresql://login@host:port/database?option=…``; what is wrong shows on opening."""

    def __init__(self, text: str) -> None:
        self._scheme, _, rest = text.partition("://")
        parts = urlsplit(f"//{rest}")
        self._at, _, self._host = parts.netloc.rpartition("@")
        self._path = parts.path
        self._query = f"?{parts.query}" if parts.query else ""

    @property
    def login(self) -> str:
        """The name in the URL, empty when it has none."""
        return unquote(self._at.partition(":")[0])

    @property
    def place(self) -> str:
        """The server, as a person would say it."""
        return self._host.removesuffix(":5432") or "このPC"

    @property
    def database(self) -> str:
        """The name of the database."""
        return unquote(self._path.removeprefix("/"))

    def of(self, login: str) -> str:
        """Return the URL for another login; a password in it stays, and is refused on opening."""
        _, colon, password = self._at.partition(":")
        at = f"{quote(login, safe='')}{colon}{password}"
        if at:
            at += "@"
        return f"{self._scheme}://{at}{self._host}{self._path}{self._query}"
