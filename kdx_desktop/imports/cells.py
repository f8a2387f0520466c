"""What may stand in one cell: codes, names, whole numbers, states.

Every function takes the text of a cell and raises ValueError with a Japanese sentence that says
what is wrong and what is allowed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from kdx_desktop.metrics.amounts import MAX_DIGITS, SCALE, is_whole, parse_amount
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month, parse_month

T = TypeVar("T")

_CODE: Final = re.compile(r"[^\s\x00-\x1f\x7f-\x9f]{1,32}")
_MAX_PERSONS: Final = 999_999
_MAX_NAME: Final = 100
_MAX_NOTE: Final = 2_000
_STATES: Final = {
    "": State.ACTUAL,
    State.ACTUAL.value: State.ACTUAL,
    State.ACTUAL.japanese: State.ACTUAL,
    State.ESTIMATE.value: State.ESTIMATE,
    State.ESTIMATE.japanese: State.ESTIMATE,
    State.NOT_APPLICABLE.value: State.NOT_APPLICABLE,
    State.NOT_APPLICABLE.japanese: State.NOT_APPLICABLE,
}


class Parsed(dict[str, T], Generic[T]):
    """Remembers what each distinct text means: columns of 66,000 cells hold few distinct ones."""

    def __init__(self, parse: Callable[[str], T]) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, text: str) -> T:
        value = self[text] = self._parse(text)
        return value


def plain(text: str) -> str:
    """Return the text for comparing and for numbers: NFKC, without surrounding blanks."""
    return unicodedata.normalize("NFKC", text).strip()


def code(text: str) -> str:
    """Read a department code, in one width (NFKC)."""
    written = plain(unguarded(text))
    if not written:
        raise ValueError("コードが空です。部署コードを入力してください。")
    if _CODE.fullmatch(written) is None or any(map(_is_invisible, written)):
        raise ValueError(
            f"「{shortened(text)}」：コードは空白や改行を含まない32文字までで入力してください。"
        )
    return written


def _is_invisible(character: str) -> bool:
    """Tell what nobody can see, and yet makes two codes that look the same."""
    return unicodedata.category(character) == "Cf"


def metric(text: str) -> str:
    """Read a metric's code or name, in one width; whether it exists is for the catalogue to say."""
    written = plain(unguarded(text))
    if not written:
        raise ValueError("指標が空です。指標のコードまたは名称を入力してください。")
    if len(written) > _MAX_NAME:
        raise ValueError(f"「{shortened(text)}」：指標は{_MAX_NAME}文字までで入力してください。")
    return written


def name(text: str) -> str:
    """Read a department's name, which is never changed: 𠮷 and （） stay as people write them."""
    written = optional_name(text)
    if not written:
        raise ValueError("部署名が空です。部署名を入力してください。")
    return written


def optional_name(text: str) -> str:
    """Read a name that may be blank, such as the bureau of a department that belongs to none."""
    written = unguarded(text.strip())
    if len(written) > _MAX_NAME or "\n" in written or "\r" in written:
        raise ValueError(
            f"「{shortened(text)}」：名称は改行を含まない{_MAX_NAME}文字までで入力してください。"
        )
    return written


def note(text: str) -> str:
    """Read a note, which is never changed; line breaks may be in it."""
    written = unguarded(text.strip())
    if len(written) > _MAX_NOTE:
        raise ValueError(f"備考が長すぎます。{_MAX_NOTE:,}文字までで入力してください。")
    return written


def amount(text: str) -> int:
    """Read a figure into ten-thousandths; a blank one is not a zero."""
    if len(text) <= MAX_DIGITS and text.isdigit() and text.isascii():
        return int(text) * SCALE  # nearly all figures are plain whole numbers
    if not text.strip():
        raise ValueError("数値が空です。数値を入力するか、状態を「対象外」にしてください。")
    return parse_amount(text)


def baseline(text: str) -> int:
    """Read an annual baseline into ten-thousandths."""
    if not text.strip():
        raise ValueError("数値が空です。年間の数値を入力してください。")
    return parse_amount(text)


def state(text: str) -> State:
    """Read a state; blank is 実績."""
    found = _STATES.get(plain(text).casefold())
    if found is None:
        raise ValueError(
            f"「{shortened(text)}」という状態はありません。"
            "「実績」「推計」「対象外」のどれかにするか、空欄（実績）にしてください。"
        )
    return found


def optional_month(text: str) -> Month | None:
    """Read a month, None when blank."""
    return parse_month(text) if text.strip() else None


def month(text: str) -> Month:
    """Read a month that must be there."""
    if not text.strip():
        raise ValueError("年月が空です。「2022-04」「令和4年4月」のように入力してください。")
    return parse_month(text)


def optional_persons(text: str) -> int | None:
    """Read a number of persons, None when blank."""
    if not text.strip():
        return None
    number = parse_amount(text)
    if not is_whole(number) or not 0 <= number <= _MAX_PERSONS * SCALE:
        raise ValueError(
            f"「{shortened(text)}」：人数は0から{_MAX_PERSONS:,}までの整数で入力してください。"
        )
    return number // SCALE


def unguarded(text: str) -> str:
    """Take off the apostrophe with which CSV exports keep spreadsheets from executing a text."""
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@", "\t", "\r"} else text


def shortened(text: str) -> str:
    """Return a text for a message: at most 40 characters, on one line."""
    limit = 40
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= limit else one_line[:limit] + "…"
