"""The table on one of the sheets of an Excel book, as headers and rows of texts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Final, TypeAlias

from kdx_desktop.imports.columns import Layout, UnknownHeadersError, recognise
from kdx_desktop.imports.files import Findings, Progress, UnreadableFileError
from kdx_desktop.imports.rows import Rows
from kdx_desktop.imports.workbook_cells import MAX_ROWS
from kdx_desktop.imports.workbook_process import workbook_events

_Events: TypeAlias = Iterator[list[Any]]
_Merged: TypeAlias = tuple[int, int, int, int, str]

_EMPTY: Final = "ブックに表がありません。最初の行に見出しを、その下にデータを入れてください。"
_DATE: Final = (
    "日付として入力されています。セルの書式を「文字列」か「標準」にして、入力し直してください。"
)
_NO_HEADER: Final = "見出しのない列に値があります。見出しを付けるか、値を消してください。"
_HIDDEN: Final = "非表示のシートにデータがありますが、読んでいません。必要なら再表示してください"


@contextmanager
def sheet_table(
    data: bytes, findings: Findings, progress: Progress | None
) -> Iterator[tuple[Layout, Rows]]:
    """Find the first visible sheet with known headers; raises UnreadableFileError."""
    with closing(workbook_events(data, progress)) as events:
        book = _Book(events, findings)
        layout = book.find_table()
        yield layout, book.rows(layout)


class _Book:
    """Follows the events of a book up to the end of the sheet that is read."""

    def __init__(self, events: _Events, findings: Findings) -> None:
        self._events = events
        self._findings = findings
        self._merged: list[_Merged] = []

    def find_table(self) -> Layout:
        """Go to the first sheet whose first row names the columns of a known kind of file."""
        sheets: list[tuple[str, bool, bool]] = []
        nearest: UnknownHeadersError | None = None
        current = -1
        awaiting_header = False
        for kind, *values in self._events:
            if kind == "sheets":
                sheets = values[0]
            elif kind == "sheet":
                current, self._merged = values
                awaiting_header = True
            elif awaiting_header:
                awaiting_header = False
                try:
                    layout = recognise([_header(cell) for cell in values[1]], values[0])
                except UnknownHeadersError as error:
                    if nearest is None or (nearest.kind is None and error.kind is not None):
                        nearest = error
                    continue
                self._merged = [area for area in self._merged if area[2] > values[0]]
                self._note_others(sheets, current)
                self._findings.ignored(layout.ignored)
                return layout
        self._note_others(sheets, -1)
        raise nearest or UnreadableFileError(_EMPTY)

    def rows(self, layout: Layout) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows below the headers; a row with a cell that cannot be used is named."""
        merged = self._rows_with_merged_cells(layout)
        for kind, *values in self._events:
            if kind != "row":
                return  # the next sheet
            line, cells = values
            self._findings.lines += 1
            row, usable = self._texts(layout, line, cells)
            if usable and line not in merged and any(text.strip() for text in row):
                yield line, row

    def _texts(self, layout: Layout, line: int, cells: list[Any]) -> tuple[list[str], bool]:
        """Return as many texts as there are headers, and whether all of them can be used."""
        width = len(layout.headers)
        row = [""] * width
        usable = True
        for position, cell in enumerate(cells):
            reason = None
            if position >= width:
                reason = _NO_HEADER if cell else None
            elif isinstance(cell, str):
                row[position] = cell
            elif position in layout.used:
                kind, text = cell
                if kind == "date" and position in layout.month_columns:
                    row[position] = text[:7]
                elif kind == "date" and position in layout.day_columns:
                    row[position] = text
                else:
                    reason = _DATE if kind == "date" else text
            if reason is not None:
                header = layout.headers[position] if position < width else None
                self._findings.add(line, header, reason)
                usable = False
        return row, usable

    def _rows_with_merged_cells(self, layout: Layout) -> set[int]:
        """Name the merged cells among the input: Excel keeps a value in the first of them only."""
        rows: set[int] = set()
        for top, left, bottom, right, area in self._merged:
            columns = sorted(layout.used & set(range(left - 1, right)))
            if columns:
                rows.update(range(top, min(bottom, MAX_ROWS) + 1))
                self._findings.add(top, layout.headers[columns[0]], _merged(area))
        return rows

    def _note_others(self, sheets: list[tuple[str, bool, bool]], current: int) -> None:
        """Note the sheets with data that are not read, above all those that nobody sees."""
        others = [sheet for index, sheet in enumerate(sheets) if sheet[2] and index != current]
        for visible, words in ((True, "読んでいないシートがあります"), (False, _HIDDEN)):
            names = "".join(f"「{sheet[0]}」" for sheet in others if sheet[1] is visible)
            if names and (current >= 0 or not visible):
                self._findings.notes.append(f"{words}：{names}。")


def _header(cell: str | list[str]) -> str:
    return cell if isinstance(cell, str) else ""


def _merged(area: str) -> str:
    return f"セル{area}が結合されています。結合を解除して、すべてのセルに値を入れてください。"
