"""Which database is meant: a file on this PC, or a server's database, by its URL."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from kdx_desktop.errors import EnvironmentFailure
from kdx_desktop.models import sqlite_store
from kdx_desktop.paths import default_database

DATABASE_VARIABLE = "KDX_DATABASE"


def database_url(text: str | None = None) -> str:
    """Return the URL that a text, the environment or the default names, in this order.

    A plain file name means a SQLite file. Raises EnvironmentFailure for what is no URL.
    """
    named = text or os.environ.get(DATABASE_VARIABLE) or ""
    if not named:
        return _sqlite_url(str(default_database()))
    if "://" not in named:
        return _sqlite_url(named)
    return named


def is_server(url: str) -> bool:
    """Tell whether a URL names a server; EnvironmentFailure for what is no URL."""
    return names_server(parsed(url))


def names_server(url: URL) -> bool:
    """Tell whether a URL names a server."""
    return url.get_backend_name() in {"postgresql", "postgres"}


def database_file(url: str) -> Path:
    """Return the file that a URL names; EnvironmentFailure when it names none."""
    found = parsed(url)
    if names_server(found):
        message = (
            "PostgreSQLの控えと復元は、サーバーの管理者が pg_dump で行います"
            "（docs/admin/backup.md）。"
        )
        raise EnvironmentFailure(message)
    return sqlite_store.file_of(found)


def parsed(url: str) -> URL:
    """Return the URL in its parts; EnvironmentFailure for what is none, or names no store of ours."""
    unreadable = "データベースの指定を読み取れません（例：sqlite:///C:/kdx/kdx.sqlite3）。"
    try:
        found = make_url(url)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise EnvironmentFailure(unreadable) from error
    if names_server(found):
        return found
    if found.get_backend_name() != "sqlite":
        message = (
            f"使えるデータベースはSQLiteとPostgreSQLです（指定：{found.get_backend_name()}）。"
        )
        raise EnvironmentFailure(message)
    if found.drivername not in {"sqlite", "sqlite+pysqlite"} or found.query:
        # Options could undo what the store promises.
        raise EnvironmentFailure(unreadable)
    return found


def _sqlite_url(file: str) -> str:
    return URL.create("sqlite", database=file).render_as_string()
