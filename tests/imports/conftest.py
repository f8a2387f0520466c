"""Files as people send them, written and read back through the door of the package."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import openpyxl
import pytest

from kdx_desktop.imports.files import FileContent
from kdx_desktop.imports.reading import read_file

ReadText: TypeAlias = Callable[..., FileContent]
ReadBook: TypeAlias = Callable[..., FileContent]


@pytest.fixture
def read_bytes(tmp_path: Path) -> Callable[[bytes, str], FileContent]:
    """Read bytes as a file of a name."""

    def read(data: bytes, name: str = "figures.csv") -> FileContent:
        path = tmp_path / name
        path.write_bytes(data)
        return read_file(path)

    return read


@pytest.fixture
def read_text(read_bytes: Callable[[bytes, str], FileContent]) -> ReadText:
    """Read lines as a CSV file in UTF-8."""

    def read(*lines: str, name: str = "figures.csv") -> FileContent:
        return read_bytes("".join(f"{line}\n" for line in lines).encode(), name)

    return read


@pytest.fixture
def read_book(read_bytes: Callable[[bytes, str], FileContent]) -> ReadBook:
    """Read an Excel book."""

    def read(book: openpyxl.Workbook, name: str = "figures.xlsx") -> FileContent:
        stream = io.BytesIO()
        book.save(stream)
        return read_bytes(stream.getvalue(), name)

    return read


@pytest.fixture
def read_rows(read_book: ReadBook) -> ReadBook:
    """Read rows of cells as the one sheet of an Excel book."""

    def read(*rows: Sequence[object]) -> FileContent:
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append(list(row))
        return read_book(book)

    return read
