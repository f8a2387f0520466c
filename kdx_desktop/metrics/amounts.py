"""Exact numbers: an amount is an integer of ten-thousandths, read by a grammar of our own.

domain.md §3 (at most four decimals, never a binary float), trust.md (hostile input).
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

#: One unit (a sheet, an hour, a meeting) in ten-thousandths.
SCALE = 10_000
MAX_DECIMALS = 4
MAX_DIGITS = 12

#: Ten-thousandths of a unit.
Amount: TypeAlias = int
#: Ten-thousandths where a share or a division may have left a fraction behind.
Exact: TypeAlias = int | Fraction

_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<part>[0-9]+))?"
)
_SIGNS = str.maketrans({"△": "-", "▲": "-", "−": "-", "‐": "-", "–": "-"})


@lru_cache(maxsize=65536)
def parse_amount(text: str) -> Amount:
    """Read a number as people and spreadsheets write it, into ten-thousandths.

    Full-width digits, ``△▲－−`` as minus and thousands separators are read; percent signs, units,
    exponents, NaN and misplaced separators are refused. Raises ValueError with a Japanese sentence.
    """
    if len(text) > 64:
        raise ValueError(
            _refusal(text, "数字が長すぎます。整数12桁、小数4桁までで入力してください。")
        )
    plain = unicodedata.normalize("NFKC", text).strip().translate(_SIGNS)
    match = _NUMBER.fullmatch(plain)
    if match is None or not _digits_only_by_width(text):
        raise ValueError(
            _refusal(text, "数値として読めません。単位や記号を付けずに数字だけを入力してください。")
        )
    whole = match["whole"].replace(",", "")
    part = (match["part"] or "").rstrip("0")
    if len(whole.lstrip("0")) > MAX_DIGITS:
        raise ValueError(_refusal(text, "桁が多すぎます。整数は12桁までで入力してください。"))
    if len(part) > MAX_DECIMALS:
        raise ValueError(_refusal(text, "小数は4桁までで入力してください。"))
    amount = int(whole) * SCALE + int(part.ljust(MAX_DECIMALS, "0"))
    return -amount if match["sign"] == "-" else amount


def amount_text(amount: Amount) -> str:
    """Write an amount without separators or trailing zeros, so that parse_amount reads it back."""
    whole, part = divmod(abs(amount), SCALE)
    text = str(whole)
    if part:
        text += "." + f"{part:04d}".rstrip("0")
    return f"-{text}" if amount < 0 else text


def grouped(amount: Exact, decimals: int | None = None) -> str:
    """Write ten-thousandths for people: ``12,345.5``; rounded half up when decimals is given."""
    if decimals is None:
        value = as_decimal(round_half_up(amount))
        return f"{value:,f}"
    factor = 10**decimals
    units = round_half_up(Fraction(amount) * factor / SCALE)
    return f"{Decimal(units).scaleb(-decimals):,f}"


def as_decimal(amount: Amount) -> Decimal:
    """Return the amount in units, exactly, without trailing zeros."""
    return Decimal(amount_text(amount))


def units(amount: Exact) -> Fraction:
    """Return ten-thousandths as a fraction of whole units."""
    return Fraction(amount) / SCALE


def round_half_up(value: Exact) -> int:
    """Round to the nearest integer, halves away from zero (domain.md §3)."""
    if isinstance(value, int):
        return value
    rounded = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -rounded if value < 0 else rounded


def is_whole(amount: Amount) -> bool:
    """Tell whether the amount is a whole number of units."""
    return amount % SCALE == 0


def parse_share(text: str) -> Fraction | None:
    """Read a share of a succession: a decimal or ``n/d``, 0 < share ≤ 1; None when blank.

    Raises ValueError with a Japanese sentence.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    match = re.fullmatch(r"(?P<n>[0-9]{1,9})/(?P<d>[0-9]{1,9})|[0-9]{1,3}(?:\.[0-9]{1,12})?", plain)
    if match is not None and not (match["d"] and int(match["d"]) == 0):
        share = Fraction(plain)
        if 0 < share <= 1:
            return share
    raise ValueError(
        _refusal(text, "割合は0より大きく1以下の数（例：0.6、1/3）か、空欄にしてください。")
    )


def _digits_only_by_width(text: str) -> bool:
    """Tell whether NFKC changed no more than the width: 10² and ① are not digits to us."""
    return text.isascii() or not any(unicodedata.category(char) == "No" for char in text)


def _refusal(text: str, reason: str) -> str:
    limit = 40
    shown = text if len(text) <= limit else text[:limit] + "…"
    return f"「{shown}」：{reason}"
