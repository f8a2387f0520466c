"""Days as people write them, and as numbers yyyymmdd, which is how they are stored."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from datetime import date

from kdx_desktop.metrics.months import parse_month

_DAY = re.compile(r"(?P<month>.+?)(?:月\s*|[-/.])(?P<day>[0-9]{1,2})日?")
_DIGITS = re.compile(r"(?P<month>[0-9]{6})(?P<day>[0-9]{2})")


def parse_day(text: str) -> date:
    """Read ``2026-04-01``, ``2026/4/1``, ``20260401``, ``2026年4月1日``, ``R8.4.1``, in any width.

    Raises ValueError with a Japanese sentence (what is wrong, what is allowed).
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if digits := _DIGITS.fullmatch(plain):
        plain = f"{digits['month'][:4]}-{digits['month'][4:]}-{digits['day']}"
    if match := _DAY.fullmatch(plain):
        with contextlib.suppress(ValueError):
            month = parse_month(match["month"])
            return date(month.year, month.month, int(match["day"]))
    shown = " ".join(text.split())[:40]
    message = (
        f"「{shown}」は日付として読めません。"
        "「2026-04-01」「令和8年4月1日」のように入力してください。"
    )
    raise ValueError(message)


def day_number(day: date) -> int:
    """Return the day as the number yyyymmdd: ordered, and readable in a database."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date:
    """Return the day that a number yyyymmdd stands for."""
    return date(number // 10_000, number // 100 % 100, number % 100)
