"""Hostile files: tens of thousands of broken books and texts end in records or in sentences.

Books go through the product's reading with the one exception that the code of its child process
runs here, since starting sixty thousand processes takes hours; some go through the child as well.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Generator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from kdx_desktop.imports import sheet_tables, workbook_child
from kdx_desktop.imports.files import Progress, UnreadableFileError
from kdx_desktop.imports.reading import read_file
from tests.torture.finding import Amount, Finding
from tests.torture.hostile_books import bombs, book, far_corner
from tests.torture.hostile_texts import text
from tests.torture.watched import Tally, read_all


def run(amount: Amount) -> Finding:
    """Read them; then texts without care, and a book of a few kilobytes with openpyxl."""
    bombs()  # made once, before the processes start
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = read_all("a.csv", text, _read, amount.of(50_000, 1_000), folder)
        books = read_all("a.xlsx", book, _read_here, amount.of(10_000, 100), folder)
        through_child = read_all("b.xlsx", book, _read, amount.of(200, 4), folder)
        careless = read_all("c.csv", text, _read_carelessly, amount.of(1_000, 100), folder)
        openpyxl_ = read_all("c.xlsx", _far_corner, _read_with_openpyxl, 1, folder)
    return Finding(
        "hostile files",
        f"{texts.files:,} texts, {books.files:,} books, {through_child.files} of them through the "
        "child process",
        f"texts: {texts}; books: {books}; through the child: {through_child}",
        texts.sound and books.sound and through_child.sound,
        f"without care: {careless.tracebacks} tracebacks in {careless.files} texts; "
        f"openpyxl on a book of {len(far_corner()) >> 10} KiB: {_excess(openpyxl_)}",
        careless.tracebacks > 0 and not openpyxl_.sound,
    )


def _excess(tally: Tally) -> str:
    return f"{tally.hangs} hangs, {tally.tracebacks} out of memory, {tally.peak >> 20} MB"


def _read(path: Path) -> None:
    """Read as the product does; everything was read from somewhere, every problem has its words."""
    content = read_file(path)
    assert all(problem.reason and problem.file for problem in content.problems)
    assert content.kind is not None or content.problems
    assert all(record.line > 1 for record in content.records)
    json.dumps([problem.reason for problem in content.problems]).encode()


def _read_here(path: Path) -> None:
    setattr(sheet_tables, "workbook_events", _events_here)  # noqa: B010 - not exported there
    _read(path)


def _events_here(data: bytes, progress: Progress | None = None) -> Generator[list[Any]]:
    """Do what the parent of the child process does, without the process."""
    for line in map(json.dumps, workbook_child.events(data)):
        event = json.loads(line)
        if event[0] == "failed":
            raise UnreadableFileError(str(event[1]), event[2])
        if event[0] not in {"unpacked", "at", "end"}:
            yield event


def _far_corner(_number: int) -> bytes:
    return far_corner()


def _read_carelessly(path: Path) -> None:
    with path.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            int(Decimal(row["数値"]) * 10_000)


def _read_with_openpyxl(path: Path) -> None:
    for sheet in openpyxl.load_workbook(path).worksheets:
        list(sheet.iter_rows(values_only=True))
