"""The one way for values into workbook cells: text stays text, numbers stay numbers."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from functools import lru_cache

from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet

MAX_TEXT = 32_767  # Excel's limit for one cell

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_SURROGATES = re.compile("[\ud800-\udfff]")

Value = str | int | Fraction | date | None


def write(cell: Cell | MergedCell, value: Value) -> None:
    """Put a value into a cell; a text never becomes a formula, a number or an error.

    Texts that look like a formula also get the apostrophe mark (quotePrefix), so that they stay
    texts when somebody edits the cell.
    """
    if isinstance(value, str):
        text = _storable(value)
        cell.value = text
        cell.data_type = "s"
        if text.startswith(_FORMULA_STARTS):
            cell.quotePrefix = True
    elif isinstance(value, Fraction):
        cell.value = number(value)
    else:
        cell.value = value


@lru_cache(maxsize=16384)
def _storable(text: str) -> str:
    """Return the text without what no workbook may hold."""
    return _SURROGATES.sub("", ILLEGAL_CHARACTERS_RE.sub("", text))[:MAX_TEXT]


def append(sheet: Worksheet, row: int, values: tuple[Value, ...]) -> None:
    """Write a row of values from the first column on; None leaves its cell out."""
    for column, value in enumerate(values, start=1):
        if value is not None:
            write(sheet.cell(row, column), value)


def number(value: Fraction) -> int | float:
    """Return a number for a cell: exact where it is whole, else the nearest double."""
    return value.numerator if value.denominator == 1 else float(value)
