"""People and their assignments from files: a 人事異動 as the personnel office keeps it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from kdx_desktop.imports import cells
from kdx_desktop.imports.columns import Layout
from kdx_desktop.imports.files import AccountLine, Findings
from kdx_desktop.imports.rows import Row, Rows, Unique
from kdx_desktop.metrics.days import parse_day

RETIRED: Final = "retired"
#: What may stand in the column of roles, beside nothing; the same as services/rights.py.
ROLES: Final[Mapping[str, str]] = {
    "chief": "chief",
    "課長": "chief",
    "clerk": "clerk",
    "入力担当者": "clerk",
    "manager": "manager",
    "管理者": "manager",
    "team": "team",
    "推進担当": "team",
    "accounts": "accounts",
    "アカウント管理": "accounts",
    RETIRED: RETIRED,
    "退職": RETIRED,
}
_TASKS: Final[Mapping[str, str]] = {
    word: code for word, code in ROLES.items() if code in {"chief", "clerk"}
}
_MAX_LOGIN: Final = 100
_ENDS_EARLY: Final = (
    "終了日が開始日より前です。開始日以後の日付にするか、空欄（期限なし）にしてください。"
)


def accounts(layout: Layout, rows: Rows, findings: Findings) -> list[AccountLine]:
    """Read ``login,name,role,department,kind,from,until``; all but the login may be blank."""
    unique = Unique[AccountLine]("利用者名・部署・担当", findings)
    column = layout.header("login")
    for line, texts in rows:
        row = Row(layout, line, texts, findings)
        login = row.take("login", _login)
        name = row.take("name", _name)
        role = row.take("role", _one_of(ROLES, "役割"))
        department = row.take("department", _department)
        task = row.take("kind", _one_of(_TASKS, "担当"))
        first = row.take("from", _optional_day)
        last = row.take("until", _optional_day)
        if first is not None and last is not None and last < first and role != RETIRED:
            row.refuse("until", _ENDS_EARLY)
        if row.sound:
            words = (login or "", name or "", role or "", department or "", task or "")
            record = AccountLine(line, *words, first, last)
            unique.add((record.login, record.department, record.task), record, line, column)
    return unique.listed()


def _login(text: str) -> str:
    login = cells.plain(cells.unguarded(text))
    if not login:
        raise ValueError("利用者名が空です。サインインに使う名前を入力してください。")
    if len(login) > _MAX_LOGIN or _has_controls(login):
        raise ValueError(
            f"「{cells.shortened(text)}」：利用者名は改行を含まない{_MAX_LOGIN}文字までで入力してください。"
        )
    return login


def _name(text: str) -> str:
    name = cells.optional_name(text)
    if _has_controls(name):
        raise ValueError(f"「{cells.shortened(text)}」：氏名に使えない文字があります。")
    return name


def _department(text: str) -> str:
    return cells.code(text) if text.strip() else ""


def _one_of(words: Mapping[str, str], what: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        plain = cells.plain(text).casefold()
        if not plain:
            return ""
        if plain not in words:
            known = "・".join(word for word in words if not word.isascii())
            raise ValueError(
                f"「{cells.shortened(text)}」という{what}はありません。"
                f"{known}のどれかにしてください。"
            )
        return words[plain]

    return read


def _optional_day(text: str) -> date | None:
    return parse_day(text) if text.strip() else None


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(char).startswith("C") for char in text)
