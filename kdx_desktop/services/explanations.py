"""What a store refuses, said in a sentence that a person can act on; defects stay defects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from kdx_desktop.errors import (
    ConnectionLost,
    DataError,
    EnvironmentFailure,
    KdxError,
    NotAllowed,
    SignInFailed,
)

LOST = "サーバーとの接続が切れました。入力した内容は保たれています。"
_UNREACHABLE = "サーバーにつながりません。ネットワークとサーバーの名前をご確認ください。"
_SIGN_IN = "サインインできません。利用者名とパスワードをご確認ください。"
_NOT_ALLOWED = "この操作をする権限がありません。"
_BUSY = "ほかの処理がデータベースを使用中です。少し待ってからやり直してください。"

#: Words of SQLite, and what a person can do about it.
_SQLITE = (
    ("database is locked", _BUSY),
    ("disk is full", "ディスクの空きがありません。空きを作ってからやり直してください。"),
    ("readonly", "データベースに書き込めません。ファイルの権限をご確認ください。"),
    ("unable to open", "データベースを開けません。場所と権限をご確認ください。"),
    ("file is not a database", "このファイルは kdx_desktop のデータベースではありません。"),
    ("malformed", "データベースが壊れています。バックアップからの復元をご検討ください。"),
    ("no such table", "データベースが壊れています。バックアップからの復元をご検討ください。"),
    ("could not decode", "データベースが壊れています。バックアップからの復元をご検討ください。"),
    ("disk i/o", "ディスクの読み書きに失敗しました。保存先をご確認ください。"),
)
#: SQLSTATEs of PostgreSQL; those that begin with KD are our own (models/postgresql.sql).
_SQLSTATES: dict[str, tuple[type[KdxError], str]] = {
    "KD001": (DataError, "この月は締め切られています。変更には訂正が必要です。"),
    "KD002": (DataError, "ほかの人が先に保存しました。開き直してからやり直してください。"),
    "KD003": (DataError, "台帳は追記だけができます。"),
    "KD004": (NotAllowed, _NOT_ALLOWED),
    "KD005": (
        NotAllowed,
        "このパスワードは庁内の認証などで管理されています。サーバーの管理者へご連絡ください。",
    ),
    "42501": (NotAllowed, _NOT_ALLOWED),
    "23505": (DataError, "ほかの人が先に保存しました。開き直してからやり直してください。"),
    "42P01": (EnvironmentFailure, "このデータベースは kdx_desktop のものではありません。"),
    "42883": (
        EnvironmentFailure,
        "データベースの仕組みが欠けています。管理者が「kdx-desktop database upgrade」を実行してください。",
    ),
    "53100": (EnvironmentFailure, "サーバーのディスクに空きがありません。管理者へご連絡ください。"),
    "53300": (ConnectionLost, "サーバーが混み合っています。少し待ってからやり直してください。"),
    "55P03": (EnvironmentFailure, _BUSY),
    "57014": (EnvironmentFailure, "時間がかかりすぎたため中止しました。もう一度お試しください。"),
    "25P03": (ConnectionLost, LOST),
    "25006": (EnvironmentFailure, "サーバーは読み取り専用です。管理者へご連絡ください。"),
}
#: Classes and codes after which the connection is gone, or the transaction may be tried again.
_GONE = ("08", "57P0")
_AGAIN = ("40001", "40P01")
_OVERTAKEN = ("KD002", "23505")
#: What libpq and the server say while connecting, where no SQLSTATE comes along.
_CONNECTING: tuple[tuple[str, type[KdxError], str], ...] = (
    ("no password supplied", SignInFailed, "パスワードが必要です。"),
    (
        "pg_hba",
        EnvironmentFailure,
        "サーバーがこのPCからの接続を許可していません。管理者へご連絡ください。",
    ),
    ("too many", ConnectionLost, "サーバーが混み合っています。少し待ってからやり直してください。"),
    ("starting up", ConnectionLost, "サーバーが起動中です。少し待ってからやり直してください。"),
    (
        "accepting connections",
        ConnectionLost,
        "サーバーが起動中です。少し待ってからやり直してください。",
    ),
    ("shutting down", ConnectionLost, LOST),
    ("recovery mode", ConnectionLost, LOST),
    (
        "certificate",
        EnvironmentFailure,
        "サーバーの証明書を確認できません。管理者へご連絡ください。",
    ),
    ("ssl", EnvironmentFailure, "サーバーと暗号化した接続ができません。管理者へご連絡ください。"),
    ("permission denied", SignInFailed, _SIGN_IN),
    ('database "', EnvironmentFailure, "サーバーにそのデータベースがありません。"),
    ("fatal", SignInFailed, _SIGN_IN),
    ("致命的", SignInFailed, _SIGN_IN),
)


@contextmanager
def explained(*, opened: bool = False) -> Iterator[None]:
    """Turn what the store or the network refuses into a KdxError with a sentence.

    Once ``opened``, a server that cannot be reached is one that was lost.
    """
    try:
        yield
    except DBAPIError as error:
        failure = _sentence(error, opened=opened)
        if failure is None:
            raise
        raise failure from error
    except PoolTimeout as error:
        raise EnvironmentFailure(_BUSY) from error


def is_gone(error: DBAPIError) -> bool:
    """Tell whether the connection to a server is gone (classes 08 and 57P0x, a cut socket)."""
    state = _state(error)
    if state is not None:
        return state.startswith(_GONE)
    return _on_server(error) and (error.connection_invalidated or _is_operational(error))


def may_be_repeated(error: DBAPIError) -> bool:
    """Tell whether the transaction may simply be run again: only for these classes (trust.md).

    Where not even a connection was made, nothing is different a moment later.
    """
    return (is_gone(error) and not _is_of_connecting(error)) or _state(error) in _AGAIN


def was_overtaken(error: DBAPIError) -> bool:
    """Tell whether somebody else wrote between a writer's reading and its turn."""
    return _state(error) in _OVERTAKEN


def _sentence(error: DBAPIError, *, opened: bool) -> KdxError | None:
    if not _on_server(error):
        said = str(error.orig).lower()
        return next((EnvironmentFailure(text) for words, text in _SQLITE if words in said), None)
    state = _state(error)
    if state in _SQLSTATES:
        kind, sentence = _SQLSTATES[state]
        return kind(sentence)
    if state is not None:
        return ConnectionLost(LOST) if is_gone(error) or state in _AGAIN else None
    if _is_of_connecting(error):
        said = str(error.orig).lower()
        for words, kind, sentence in _CONNECTING:
            if words in said:
                # Where it went well before, it may go well again.
                lost = opened and kind is EnvironmentFailure
                return ConnectionLost(sentence) if lost else kind(sentence)
        return ConnectionLost(LOST if opened else _UNREACHABLE)
    return ConnectionLost(LOST) if is_gone(error) else None


def _state(error: DBAPIError) -> str | None:
    """Return the SQLSTATE; None on SQLite and where the server said nothing."""
    return getattr(error.orig, "sqlstate", None)


def _on_server(error: DBAPIError) -> bool:
    return type(error.orig).__module__.startswith("psycopg")


def _is_of_connecting(error: DBAPIError) -> bool:
    said = str(error.orig).lower()
    return any(
        words in said for words in ("connection failed", "connection to server", "timeout expired")
    )


def _is_operational(error: DBAPIError) -> bool:
    return any(kind.__name__ == "OperationalError" for kind in type(error.orig).__mro__)
