"""One row of a file, read column by column; every wrong cell is named."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Generic, TypeAlias, TypeVar

from kdx_desktop.imports.columns import Layout
from kdx_desktop.imports.files import Findings

T = TypeVar("T")

#: (line, cells): as many cells as there are headers, blank rows left out.
Rows: TypeAlias = Iterable[tuple[int, list[str]]]


class Row:
    """A row whose columns are taken one after the other; ``sound`` until one is wrong."""

    def __init__(self, layout: Layout, line: int, cells: list[str], findings: Findings) -> None:
        self.line = line
        self.sound = True
        self._layout = layout
        self._cells = cells
        self._findings = findings

    def text(self, name: str) -> str:
        """Return what stands in a column, blank when the file does not have it."""
        position = self._layout.positions.get(name)
        return "" if position is None else self._cells[position]

    def take(self, name: str, parse: Callable[[str], T]) -> T | None:
        """Read a column; None, and a problem, when its text cannot be read."""
        try:
            return parse(self.text(name))
        except ValueError as error:
            self.refuse(name, str(error))
            return None

    def refuse(self, name: str, reason: str) -> None:
        """Say what is wrong with a column."""
        self.sound = False
        self._findings.add(self.line, self._layout.header(name), reason)


class Unique(Generic[T]):
    """The records of one file. What a file says twice is refused in both places.

    ``what`` names, in Japanese, the columns that make a record unique.
    """

    def __init__(self, what: str, findings: Findings) -> None:
        self._what = what
        self._findings = findings
        self._kept: dict[Hashable, tuple[T, int, str]] = {}
        self._repeated: set[Hashable] = set()

    def add(self, key: Hashable, record: T, line: int, column: str) -> None:
        """Keep a record, or name both lines when there is one with this key already."""
        entry = (record, line, column)
        first = self._kept.setdefault(key, entry)
        if first is not entry:
            if key not in self._repeated:
                self._repeated.add(key)
                self._findings.add(first[1], first[2], self._reason(line, column))
            self._findings.add(line, column, self._reason(first[1], first[2]))

    def listed(self) -> list[T]:
        """Return the records in the order of the file."""
        for key in self._repeated:
            del self._kept[key]
        self._repeated.clear()
        return [record for record, _, _ in self._kept.values()]

    def _reason(self, line: int, column: str) -> str:
        return (
            f"{line}行目の「{column}」と{self._what}が同じです。"
            "どちらが正しいか分からないため、1つのファイルでは1回だけにしてください。"
        )


def shaped(
    records: Iterator[tuple[int, list[str]]], headers: int, least: int, findings: Findings
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with as many cells as there are headers; blank rows are left out.

    A row may end early, behind its first ``least`` cells.
    """
    count = 0
    try:
        for line, row in records:
            if len(row) == headers and row[0].strip():
                count += 1
                yield line, row
            elif any(cell.strip() for cell in row):
                count += 1
                if len(row) < least or any(cell.strip() for cell in row[headers:]):
                    findings.add(line, None, _uneven(len(row), headers))
                else:
                    yield line, (row + [""] * headers)[:headers]
    finally:
        findings.lines += count


def _uneven(cells: int, headers: int) -> str:
    return (
        f"項目が{cells}個ありますが、見出しは{headers}個です。区切り文字と引用符を確かめて、"
        "見出しと同じ数にしてください。"
    )
