"""The cells of one sheet, as texts, so that they meet the same grammar as those of a text file."""

from __future__ import annotations

import datetime as dt
import math
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, TypeAlias

from kdx_desktop.imports.files import UnreadableFileError
from kdx_desktop.imports.workbook_parts import Book, NumberStyle, Sheet, events

#: A text, or ``["date", "2022-04-01"]``, or ``["no", sentence]`` for what cannot be used.
Cell: TypeAlias = str | list[str]
#: First row, first column, last row, last column (from 1), and the range as Excel writes it.
MergedRange: TypeAlias = tuple[int, int, int, int, str]

MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 200
MAX_MERGED: Final = 5_000
_MAX_ROW_TEXT: Final = 500_000
_SCAN: Final = 256 * 1024

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MERGED: Final = re.compile(rf"{_REFERENCE.pattern}:{_REFERENCE.pattern}")
_WHOLE: Final = re.compile(r"-?[0-9]{1,15}")

_BOOLEAN: Final = "真偽値（TRUE・FALSE）が入っています。文字か数字を入力してください。"
_TIME: Final = (
    "時刻や時間の書式になっています。セルの書式を「標準」にして「1.5」のように入力してください。"
)
_NO_DATE: Final = "日付として読めない値です。「2022-04」のように入力してください。"


def rows(archive: zipfile.ZipFile, sheet: Sheet, book: Book) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the number of each row that is not blank, and its cells up to the last one.

    Raises UnreadableFileError beyond the limits, ValueError and others on broken XML.
    """
    reader = _SheetReader(book)
    for _ in events(archive, sheet.part, reader.start, reader.end, reader.text):
        yield from reader.rows
        reader.rows.clear()


def merged_ranges(archive: zipfile.ZipFile, sheet: Sheet) -> list[MergedRange]:
    """Return the merged cells of a sheet, which its XML names behind all rows."""
    found: list[MergedRange] = []
    if not _mentions(archive, sheet.part, b"mergeCell "):  # most have none: save a second parse
        return found

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "mergeCell":
            match = _MERGED.fullmatch(attributes["ref"])
            if match is None or len(found) >= MAX_MERGED:
                raise UnreadableFileError(
                    f"セルの結合が多すぎるか（{MAX_MERGED:,}か所まで）、壊れています。"
                    "結合を解除して保存してください。"
                )
            left, top, right, bottom = match.groups()
            area = (int(top), column_number(left), int(bottom), column_number(right))
            found.append((*area, match[0]))

    for _ in events(archive, sheet.part, start, lambda _: None, lambda _: None):
        pass
    return found


class _SheetReader:
    """Gathers rows while the XML of a sheet is parsed; a cell at a time, in order."""

    def __init__(self, book: Book) -> None:
        self.rows: list[tuple[int, list[Cell]]] = []
        self._book = book
        self._columns: dict[str, int] = {}
        self._within_data = False
        self._row = 0
        self._cells: list[Cell] = []
        self._size = 0
        self._column = 0  # of the cell that is read or was read last, from 1
        self._type = "n"
        self._style = 0
        self._formula = False
        self._value: str | None = None
        self._pieces: list[str] | None = None  # the texts of an element that is open
        self._within_reading = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an opening tag."""
        if not self._within_data:
            self._within_data = tag == "sheetData"
        elif tag == "c":
            self._column = self._place(attributes.get("r"))
            self._type = attributes.get("t", "n")
            self._style = int(attributes.get("s", "0"))
            self._formula = False
            self._value = None
        elif tag == "v" or (tag == "t" and not self._within_reading):
            self._pieces = []
        elif tag == "f":
            self._formula = True
        elif tag == "rPh":  # the reading of an inline text
            self._within_reading = True
        elif tag == "row":
            self._open_row(attributes.get("r"))

    def text(self, text: str) -> None:
        """Take a piece of text."""
        if self._pieces is not None:
            self._pieces.append(text)

    def end(self, tag: str) -> None:
        """Take a closing tag."""
        if tag in {"v", "t"} and self._pieces is not None:
            self._value = (self._value or "") + "".join(self._pieces)
            self._pieces = None
        elif not self._within_data:
            pass
        elif tag == "c":
            if self._value or self._formula:
                self._close_cell()
        elif tag == "row":
            if self._cells:
                self.rows.append((self._row, self._cells))
        elif tag == "rPh":
            self._within_reading = False
        elif tag == "sheetData":
            self._within_data = False

    def _open_row(self, reference: str | None) -> None:
        row = self._row + 1 if reference is None else int(reference)
        if row <= self._row:
            message = "the rows of a sheet are out of order"
            raise ValueError(message)
        self._row = row
        self._cells = []
        self._size = 0
        self._column = 0

    def _place(self, reference: str | None) -> int:
        """Return the column of a cell; cells out of order would overwrite one another."""
        if reference is None:
            return self._column + 1
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = column_number(letters)
        if column <= self._column or reference[len(letters) :] != str(self._row):
            message = "the cells of a sheet are out of order"
            raise ValueError(message)
        return column

    def _close_cell(self) -> None:
        cell = self._cell()
        if not cell:
            return
        if self._row > MAX_ROWS or self._column > MAX_COLUMNS:
            raise UnreadableFileError(
                f"表が大きすぎます。{MAX_ROWS:,}行、{MAX_COLUMNS}列までに分けてください。",
                self._row,
            )
        self._size += len(cell)
        if self._size > _MAX_ROW_TEXT:
            raise UnreadableFileError("1行の文字が多すぎます。表を分けてください。", self._row)
        blank = self._column - 1 - len(self._cells)
        if blank:
            self._cells.extend([""] * blank)
        self._cells.append(cell)

    def _cell(self) -> Cell:
        kind, value = self._type, self._value
        if self._formula and not value and (kind != "str" or value is None):
            place = f"{column_letters(self._column)}{self._row}"
            return ["no", _without_value(place)]
        if not value:
            return ""
        if kind == "n":
            return self._number(value)
        if kind == "s":
            return self._book.texts[int(value)]
        if kind == "b":
            return ["no", _BOOLEAN]
        if kind == "e":
            return [
                "no",
                f"エラー値（{value[:20]}）が入っています。計算式を直すか、値を入力してください。",
            ]
        if kind == "d":
            return ["date", dt.datetime.fromisoformat(value).date().isoformat()]
        return value

    def _number(self, value: str) -> Cell:
        styles = self._book.styles
        style = styles[self._style] if self._style < len(styles) else NumberStyle.NUMBER
        if style is NumberStyle.DATE:
            return _date(float(value), from_1904=self._book.from_1904)
        if style is NumberStyle.TIME:
            return ["no", _TIME]
        return value if _WHOLE.fullmatch(value) else number_text(float(value))


def number_text(value: float) -> str:
    """Write a number in decimal, without the noise of binary arithmetic.

    0.1 + 0.2 is 0.3; a number that a person typed with five decimals keeps them, to be refused.
    """
    if not math.isfinite(value):
        return str(value)
    rounded = round(value, 4)
    # What people type differs from four decimals by 0.00001 or more; noise is a millionth of a
    # millionth of the number.
    if abs(value - rounded) <= min(1e-6, max(1e-9, abs(value) * 1e-12)):
        value = rounded
    return format(Decimal(repr(value)).normalize() + 0, "f")


def column_number(letters: str) -> int:
    """Return 1 for A … 16384 for XFD; raises ValueError for anything else."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    if _REFERENCE.fullmatch(f"{letters}1") is None or number > 16_384:
        message = f"no column {letters[:20]!r}"
        raise ValueError(message)
    return number


def column_letters(number: int) -> str:
    """Return A for 1 … XFD for 16384."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _date(serial: float, *, from_1904: bool) -> Cell:
    """Return the date of a serial number; Excel believes in a 29 February 1900, day 60."""
    first = (
        dt.date(1904, 1, 1)
        if from_1904
        else dt.date(1899, 12, 30)
        if serial >= 60
        else dt.date(1899, 12, 31)
    )
    if not 1 <= serial < 2_958_466:  # 31 December 9999
        return ["no", _NO_DATE]
    return ["date", (first + dt.timedelta(days=int(serial))).isoformat()]


def _mentions(archive: zipfile.ZipFile, part: str, word: bytes) -> bool:
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(_SCAN):
            if word in tail + piece:
                return True
            tail = piece[-len(word) :]
    return False


def _without_value(place: str) -> str:
    return (
        f"セル{place}の計算式に計算結果が保存されていません。Excelで開いて保存し直すか、"
        "値を直接入力してください。"
    )
