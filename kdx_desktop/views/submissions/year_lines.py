"""What the map shows: a line for each bureau and department, as far as the filter lets them through."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services.board import DepartmentMonth, MonthBoard, Standing

#: A department's code and a month.
Place = tuple[str, Month]


@dataclass(frozen=True, slots=True)
class Filter:
    """What is let through, seen at one month; empty sets and texts let everything through.

    ``codes`` None: any department; else only these (those with open questions).
    """

    states: frozenset[Standing] = frozenset()
    late: bool = False
    bureau: str = ""
    text: str = ""
    codes: frozenset[str] | None = None

    @property
    def open(self) -> bool:
        """Tell whether everything is let through."""
        return self == Filter()

    def lets(self, department: Department, cell: DepartmentMonth | None) -> bool:
        """Tell whether a department is let through, which has this cell in the chosen month."""
        if self.bureau and department.bureau != self.bureau:
            return False
        if self.codes is not None and department.code not in self.codes:
            return False
        if self.states or self.late:
            if cell is None or (self.states and cell.standing not in self.states):
                return False
            if self.late and not cell.late:
                return False
        if not self.text:
            return True
        words = _folded(self.text).split()
        told = _folded(f"{department.code} {department.name} {department.bureau}")
        return all(word in told for word in words)


@dataclass(frozen=True, slots=True)
class Line:
    """A department's months, or (``department`` None) how many of a bureau's are approved, of all.

    ``cells`` are None in months in which the department does not exist.
    """

    bureau: str
    department: Department | None = None
    cells: tuple[DepartmentMonth | None, ...] = ()
    approved: tuple[tuple[int, int], ...] = field(default=())


def lines_of(boards: Sequence[MonthBoard], month: Month, wanted: Filter) -> tuple[Line, ...]:
    """Return the lines by bureau, and by code inside it; bureaus by their first code."""
    cells: dict[str, list[DepartmentMonth | None]] = {}
    known: dict[str, Department] = {}
    for column, found in enumerate(boards):
        for row in found.rows:
            code = row.department.code
            known[code] = row.department
            cells.setdefault(code, [None] * len(boards))[column] = row
    chosen = next((n for n, found in enumerate(boards) if found.month == month), 0)
    bureaus: dict[str, list[str]] = {}
    for code in sorted(known):
        bureaus.setdefault(known[code].bureau, []).append(code)
    lines: list[Line] = []
    for bureau, codes in bureaus.items():
        let = [code for code in codes if wanted.lets(known[code], cells[code][chosen])]
        if let:
            approved = tuple(
                _approved([cells[code][column] for code in codes]) for column in range(len(boards))
            )
            lines.append(Line(bureau, approved=approved))
            lines += [Line(bureau, known[code], tuple(cells[code])) for code in let]
    return tuple(lines)


def _approved(cells: Sequence[DepartmentMonth | None]) -> tuple[int, int]:
    there = [cell for cell in cells if cell is not None]
    return sum(cell.standing is Standing.APPROVED for cell in there), len(there)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
