"""Cells on the clipboard, as Excel writes and reads them: tab-separated text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

#: More than any month can hold; a whole column copied in Excel brings a million rows.
MAX_ROWS = 1000
MAX_COLUMNS = 64


def read_grid(text: str) -> list[list[str]]:
    """Split clipboard text into rows of cells.

    A quoted cell may hold line breaks and doubled quotes; the line break that Excel puts after the
    last row makes no row. Rows and columns beyond the limits are left out.
    """
    rows: list[list[str]] = [[]]
    position, end = 0, len(text)
    while position < end and len(rows) <= MAX_ROWS:
        cell, position = _read_cell(text, position)
        if len(rows[-1]) < MAX_COLUMNS:
            rows[-1].append(cell)
        if position >= end:
            break
        if text[position] == "\t":
            position += 1
            if position == end:
                rows[-1].append("")
            continue
        position += 2 if text.startswith("\r\n", position) else 1
        if position < end:
            rows.append([])
    return [row for row in rows[:MAX_ROWS] if row]


def write_grid(rows: Iterable[Sequence[str]]) -> str:
    """Join rows of cells into text that Excel takes apart again in the same way."""
    return "\r\n".join("\t".join(_written(cell) for cell in row) for row in rows)


def _read_cell(text: str, start: int) -> tuple[str, int]:
    """Return one cell and the position of the separator after it (the end after the last cell)."""
    if text.startswith('"', start):
        closing = start + 1
        while (closing := text.find('"', closing)) != -1:
            if text.startswith('""', closing):
                closing += 2
                continue
            if closing + 1 == len(text) or text[closing + 1] in "\t\r\n":
                return text[start + 1 : closing].replace('""', '"'), closing + 1
            break
    position = start
    while position < len(text) and text[position] not in "\t\r\n":
        position += 1
    return text[start:position], position


def _written(cell: str) -> str:
    if any(character in cell for character in '"\t\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
