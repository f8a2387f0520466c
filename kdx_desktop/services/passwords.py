"""Passwords of an office's server: made, judged and turned into verifiers here, kept nowhere.

The clear text never leaves this process: the server gets a SCRAM verifier (RFC 7677). A store on
one PC has no passwords.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.services.number_settings import NumberSetting
from kdx_desktop.services.recording import on_server

DEFAULT_MIN_LENGTH = 12
MIN_LENGTH = NumberSetting(
    "password_min_length", "パスワードの最短の文字数", DEFAULT_MIN_LENGTH, range(8, 65)
)
_MOST = 200
#: Read aloud and copied from paper: without 0 o, 1 i l.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUP = 4
_GROUPS = 4
_SHORT_LOGIN = 3


def min_length(session: Session) -> int:
    """Return the least number of characters that the city asks for; the default where none is set.

    Also for those who may not read the city's settings.
    """
    if on_server(session):
        return MIN_LENGTH.of(session.scalar(select(func.password_min_length())) or "")
    return MIN_LENGTH.read(session)


def temporary_password(least: int = DEFAULT_MIN_LENGTH) -> str:
    """Return a random password in groups of four letters, at least ``least`` characters long.

    79 bits: nobody guesses it, and whoever reads it aloud does not stumble.
    """
    groups = max(_GROUPS, -(-(least + 1) // (_GROUP + 1)))
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(groups))


def require_good(login: str, password: str, current: str | None, least: int) -> None:
    """Refuse a new password that breaks the rules, with DataError naming the rule."""
    if reason := _fault(login, password, current, least):
        raise DataError(reason)


def _fault(login: str, password: str, current: str | None, least: int) -> str:
    if len(password) < least:
        return f"パスワードは{least}文字以上にしてください。"
    if len(password) > _MOST:
        return f"パスワードは{_MOST}文字までにしてください。"
    if password != password.strip() or any(
        unicodedata.category(char).startswith("C") for char in password
    ):
        return "パスワードの前後の空白と、改行などの制御文字は使えません。"
    if len(login) >= _SHORT_LOGIN and _folded(login) in _folded(password):
        return "パスワードに利用者名を含めないでください。"
    if current is not None and password == current:
        return "いまのパスワード（仮のパスワードを含む）とは別のものにしてください。"
    return ""


def known_password(session: Session) -> str | None:
    """Return the password with which this session signed in; None without one (Kerberos, LDAP…)."""
    known = _connection(session).password
    return known.decode() if known else None


def verifier(session: Session, login: str, password: str) -> str:
    """Return what the server keeps of a password: salted and hashed, made on this computer."""
    made: bytes = _connection(session).encrypt_password(
        password.encode(), login.encode(), b"scram-sha-256"
    )
    return made.decode()


def _connection(session: Session) -> Any:
    """Return the driver's own connection, which alone knows about passwords."""
    driver: Any = session.connection().connection.driver_connection
    return driver.pgconn


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
