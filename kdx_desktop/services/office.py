"""The door to a database: opens the store and runs one function in one transaction.

The window's workspace and the commands both come in here; nobody else makes sessions.
"""

from __future__ import annotations

import getpass
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from kdx_desktop.errors import EnvironmentFailure
from kdx_desktop.models import sqlite_store
from kdx_desktop.paths import default_database
from kdx_desktop.services import strategy

T = TypeVar("T")
DATABASE_VARIABLE = "KDX_DATABASE"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from which computer; on SQLite the login of the operating system."""

    name: str
    computer: str


def current_actor() -> Actor:
    """Return the person logged in to this computer."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # no such user in the system's list: its number is a name too
        name = str(os.getuid()) if hasattr(os, "getuid") else "unknown"
    return Actor(name, socket.gethostname())


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


class Office:
    """An opened database. Thread-safe: each call runs in a session of its own."""

    def __init__(self, url: URL, engine: Engine, actor: Actor) -> None:
        self.url = url.render_as_string()
        self.actor = actor
        self._reading = engine
        self._writing = engine.execution_options(**{sqlite_store.WRITE_OPTION: True})

    @staticmethod
    def exists(url: str) -> bool:
        """Tell whether there is anything where the URL points to."""
        return database_file(url).exists()

    @classmethod
    def open(cls, url: str, actor: Actor | None = None) -> Office:
        """Open an existing database; EnvironmentFailure when there is none or it is not ours."""
        parsed = _parsed(url)
        file = sqlite_store.file_of(parsed)
        if not file.is_file():
            message = (
                f"データベースがありません：{file}\n"
                "「kdx-desktop database create」で作成するか、場所をご確認ください。"
            )
            raise EnvironmentFailure(message)
        engine = sqlite_store.open_engine(parsed)
        with _explained():
            sqlite_store.require_ours(engine)
        return cls(parsed, engine, actor or current_actor())

    @classmethod
    def create(cls, url: str, actor: Actor | None = None) -> Office:
        """Create a database with the plan of the strategy; never touches an existing file.

        It appears whole or not at all: a half-made one could be neither used nor created anew.
        """
        parsed = _parsed(url)
        file = sqlite_store.file_of(parsed)
        if file.exists():
            message = f"すでにファイルがあります：{file}\n既存のデータベースは上書きしません。"
            raise EnvironmentFailure(message)
        journal = Path(f"{file}-journal")
        if journal.is_file() and journal.stat().st_size:  # would be played back into the new file
            message = (
                f"以前のデータベースの書きかけが残っています：{journal}\n別の場所に移してください。"
            )
            raise EnvironmentFailure(message)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"フォルダーを作成できません：{file.parent}（{error.strerror}）"
            raise EnvironmentFailure(message) from error
        new = file.with_name(file.name + ".part")
        try:
            new.unlink(missing_ok=True)
            cls._make(parsed.set(database=str(new)), actor or current_actor())
            new.replace(file)
        except OSError as error:
            message = f"データベースを作成できません：{file}（{error.strerror}）"
            raise EnvironmentFailure(message) from error
        finally:
            for rest in (new, Path(f"{new}-journal")):
                rest.unlink(missing_ok=True)
        return cls.open(url, actor)

    @classmethod
    def _make(cls, url: URL, actor: Actor) -> None:
        engine = sqlite_store.open_engine(url)
        office = cls(url, engine, actor)
        try:
            with _explained():
                sqlite_store.create(engine)
            office.write(partial(strategy.load))
        finally:
            office.close()

    def read(self, work: Callable[[Session], T]) -> T:
        """Run a function on one consistent view of the data; what it changes is discarded."""
        with _explained(), Session(self._reading, info={"actor": self.actor}) as session:
            return work(session)

    def write(self, work: Callable[[Session], T]) -> T:
        """Run a function in one transaction: all of it is stored, or nothing."""
        with (
            _explained(),
            Session(self._writing, info={"actor": self.actor}) as session,
            session.begin(),
        ):
            return work(session)

    def check(self) -> list[str]:
        """Return what the store itself finds wrong with its file; nothing when it is sound."""
        with _explained():
            return sqlite_store.check(self._reading)

    def close(self) -> None:
        """Let go of all connections."""
        self._reading.dispose()


#: What SQLite says, and what a person can do about it.
_EXPLANATIONS = (
    (
        "database is locked",
        "ほかの処理がデータベースを使用中です。少し待ってからやり直してください。",
    ),
    ("disk is full", "ディスクの空きがありません。空きを作ってからやり直してください。"),
    ("readonly", "データベースに書き込めません。ファイルの権限をご確認ください。"),
    ("unable to open", "データベースを開けません。場所と権限をご確認ください。"),
    ("file is not a database", "このファイルは kdx_desktop のデータベースではありません。"),
    ("malformed", "データベースが壊れています。バックアップからの復元をご検討ください。"),
    ("no such table", "データベースが壊れています。バックアップからの復元をご検討ください。"),
    ("could not decode", "データベースが壊れています。バックアップからの復元をご検討ください。"),
    ("disk i/o", "ディスクの読み書きに失敗しました。保存先をご確認ください。"),
)


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what the surroundings refuse into a sentence; defects stay defects."""
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig).lower()
        for words, sentence in _EXPLANATIONS:
            if words in said:
                raise EnvironmentFailure(sentence) from error
        raise


def _parsed(url: str) -> URL:
    unreadable = "データベースの指定を読み取れません（例：sqlite:///C:/kdx/kdx.sqlite3）。"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise EnvironmentFailure(unreadable) from error
    if parsed.get_backend_name() != "sqlite":
        message = (
            f"この版で使えるデータベースはSQLiteだけです（指定：{parsed.get_backend_name()}）。"
        )
        raise EnvironmentFailure(message)
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite"} or parsed.query:
        # Options could undo what the store promises.
        raise EnvironmentFailure(unreadable)
    return parsed


def database_file(url: str) -> Path:
    """Return the file that a URL names; EnvironmentFailure when it names none."""
    return sqlite_store.file_of(_parsed(url))


def _sqlite_url(file: str) -> str:
    return URL.create("sqlite", database=file).render_as_string()
