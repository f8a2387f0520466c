"""The store of one PC: a SQLite file, opened so that an acknowledged save survives a power cut.

The settings are argued in trust.md (SQLite, so that it really holds).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from kdx_desktop.errors import EnvironmentFailure
from kdx_desktop.models import drives, formats, migrations
from kdx_desktop.models.tables import VERSIONED, Base

#: "kdxd" in the file's header: tells the program's files from other SQLite files.
APPLICATION_ID = 0x6B647864
_PRAGMAS = (
    "PRAGMA journal_mode=TRUNCATE",
    "PRAGMA synchronous=EXTRA",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cache_spill=OFF",
    "PRAGMA busy_timeout=5000",
)
#: Set on the engine of writers: their transactions begin IMMEDIATE, so that none starves.
WRITE_OPTION = "kdx_write"
_NETWORK = (
    "データベースのファイルは、ネットワーク上のフォルダーやドライブには置けません"
    "（複数のPCから書き込むと壊れるためです）。このPCのフォルダーを指定してください。"
    "複数台で使う場合はPostgreSQLをお使いください（例：postgresql://利用者@サーバー/データベース）。"
)


class NotOursError(EnvironmentFailure):
    """The file is a SQLite file, or empty, but not a database of this program."""

    def __init__(self) -> None:
        super().__init__("このファイルは kdx_desktop のデータベースではありません。")


def open_engine(url: URL) -> Engine:
    """Return an engine on the file; nothing is opened before the first connection."""
    engine = create_engine(url, connect_args={"isolation_level": None})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def file_of(url: URL) -> Path:
    """Return the file that a URL names, or raise EnvironmentFailure where it may not live."""
    name = url.database or ""
    if not name or name == ":memory:":
        message = "SQLiteのファイル名を指定してください（例：sqlite:///C:/kdx/kdx.sqlite3）。"
        raise EnvironmentFailure(message)
    file = Path(name)
    if drives.is_unc(name):
        raise EnvironmentFailure(_NETWORK)
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (OSError, ValueError) as error:  # a name too long, a folder that is not ours to enter
        message = f"データベースの場所を読めません：{file}"
        raise EnvironmentFailure(message) from error
    if drives.is_remote(file):
        raise EnvironmentFailure(_NETWORK)
    return file


def create(engine: Engine) -> None:
    """Create tables and triggers in an empty file."""
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        _finish(connection)
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


def upgrade(connection: Connection) -> None:
    """Bring a file of an older format up to this program's, in the open writing transaction.

    Does nothing where the format is not older. All guards are made anew, whatever was there.
    """
    version = version_of(connection)
    if version >= formats.SCHEMA_VERSION:
        return
    for (name,) in connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).all():
        connection.exec_driver_sql(f"DROP TRIGGER {_quoted(name)}")
    migrations.upgrade(connection, version)
    _finish(connection)


def version_of(connection: Connection) -> int:
    """Return the format of the file, from 1; NotOursError when it is not one of ours."""
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if application != APPLICATION_ID or version < 1:
        raise NotOursError
    return int(version)


def _finish(connection: Connection) -> None:
    """Make the guards and state the format, after the tables."""
    create_triggers(connection)
    formats.stamp(connection)
    connection.exec_driver_sql(f"PRAGMA user_version={formats.SCHEMA_VERSION}")


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def create_triggers(connection: Connection) -> None:
    """Create what the store guards and derives by itself, from its one SQL file."""
    for statement in _guards():
        connection.exec_driver_sql(statement)


def _guards() -> Iterator[str]:
    """Yield the CREATE TRIGGER statements, those of versioned tables for each of them."""
    text = Path(__file__).with_name("sqlite.sql").read_text(encoding="utf-8")
    body = text[text.index("CREATE TRIGGER") :]
    for statement in filter(str.strip, body.split("\n;;\n")):
        if "{table}" in statement:
            yield from (statement.replace("{table}", m.__tablename__) for m in VERSIONED)
        else:
            yield statement


def require_ours(engine: Engine, *, or_older: bool = False) -> int:
    """Return the format; EnvironmentFailure when the file is not ours or too new for this program.

    UpgradeDueError when the format is older, unless that is welcome.
    """
    with engine.connect() as connection:
        version = version_of(connection)
        if or_older and version < formats.SCHEMA_VERSION:
            return version
        oldest_program = ""
        if version > formats.SCHEMA_VERSION:
            query = "SELECT oldest_program FROM store_format"
            oldest_program = connection.exec_driver_sql(query).scalars().first() or ""
    formats.require_usable(version, oldest_program)
    return version


def refuse_writing(engine: Engine, sentence: str) -> None:
    """Open the file for reading only from now on; whoever wants to write is told the sentence."""

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITE_OPTION, False):
            raise EnvironmentFailure(sentence)
        connection.exec_driver_sql("BEGIN")

    def only_query(connection: sqlite3.Connection, _record: Any) -> None:
        connection.execute("PRAGMA query_only=ON")

    if event.contains(engine, "begin", _begin):
        event.remove(engine, "begin", _begin)
        event.listen(engine, "begin", begin)
        event.listen(engine, "connect", only_query)
    engine.dispose()  # connections from before could write


def check(engine: Engine) -> list[str]:
    """Return what is wrong with the file: SQLite's own checks, and the guards of the ledger."""
    with engine.connect() as connection:
        return problems(connection)


def problems(connection: Connection) -> list[str]:
    """Return the same of what a connection sees, before its transaction is over."""
    lines = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
    found = [line for line in lines if line != "ok"]
    return [*found, *broken_keys(connection), *missing_guards(connection)]


def broken_keys(connection: Connection) -> list[str]:
    """Return the rows that refer to what is not there, by table."""
    return [f"外部キー：{row[0]}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]


def missing_guards(connection: Connection) -> list[str]:
    """Name the triggers that are gone or were altered: without them rows can be changed unseen.

    Only this program's own format is judged: the guards of another are not known here.
    """
    if version_of(connection) != formats.SCHEMA_VERSION:
        return []
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    there = {row.name: row.sql for row in connection.exec_driver_sql(query)}
    expected = {statement.split()[2]: statement for statement in _guards()}
    return [
        f"台帳を守る仕組み（{name}）がないか、変更されています。"
        for name, statement in expected.items()
        if there.get(name) != statement
    ] + [
        f"見覚えのない仕組み（{name}）が加えられています。"
        for name in there.keys() - expected.keys()
    ]


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITE_OPTION, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
