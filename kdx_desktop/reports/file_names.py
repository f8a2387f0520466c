"""The one way from a title to a file name that Windows, macOS and Linux take."""

from __future__ import annotations

import re

#: UTF-16 units, extension included: leaves room for long folders within Windows' 260.
MAX_UNITS = 80

_FORBIDDEN = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f\u0080-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]'
)
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])", re.IGNORECASE)


def report_file_name(kind: str, subject: str, moment: str, extension: str) -> str:
    """Return ``種類_対象_時点.拡張子``; a long subject is cut, kind and moment never are."""
    room = MAX_UNITS - _units(f"{kind}__{moment}.{extension}")
    return safe_file_name(f"{kind}_{_cut(_replaced(subject), room)}_{moment}.{extension}")


def safe_file_name(name: str) -> str:
    """Return the name with everything that a file system refuses replaced, at most 80 units."""
    stem, dot, extension = _replaced(name).rpartition(".")
    if not dot:
        stem, extension = extension, ""
    stem = _cut(stem.strip(" ."), MAX_UNITS - _units(dot + extension)).strip(" .") or "_"
    first = stem.partition(".")[0].rstrip()
    if _RESERVED.fullmatch(first):
        stem = f"_{stem}"
    return f"{stem}{dot}{extension}".rstrip(" .")


def _replaced(text: str) -> str:
    surrogates_gone = text.encode("utf-16-le", "ignore").decode("utf-16-le")
    return _FORBIDDEN.sub("_", surrogates_gone).strip(" .")


def _cut(text: str, units: int) -> str:
    while _units(text) > max(units, 0):
        text = text[:-1]
    return text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
