"""BoardColumn: what one column of a board says of a row — its text, its order, what is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

_SORTS = "クリックすると並べ替えます"


class BoardRow(Protocol):
    """What every row of every board has."""

    @property
    def department(self) -> str:
        """The department's code."""

    @property
    def name(self) -> str:
        """The department's name."""

    @property
    def bureau(self) -> str:
        """Its bureau."""


class Look(StrEnum):
    """How a column is set."""

    TEXT = "text"
    NUMBER = "number"
    BAR = "bar"
    TREND = "trend"


@dataclass(frozen=True)
class BoardColumn:
    """``width`` in steps of the grid (of a stretched column the least).

    In a narrow table the columns with the largest ``spare`` are left out first; 0 stays. ``sort``
    gives a raw value whose smallest comes first; ``largest_first`` tells that this is the largest
    number. ``drawn`` is what a delegate draws: (value, low, high) of a bar, the values of a trend.
    """

    title: str
    width: float
    text: Callable[[Any], str]
    sort: Callable[[Any], Any]
    look: Look = Look.TEXT
    stretched: bool = False
    spare: int = 0
    largest_first: bool = False
    quiet: bool = False
    bold: bool = False
    hint: str = _SORTS
    tip: Callable[[Any], str] | None = None
    spoken: Callable[[Any], str] | None = None
    copied: Callable[[Any], str] | None = None
    drawn: Callable[[Any], object] | None = None

    @property
    def number(self) -> bool:
        """Tell whether the column is set to the right, in digits of one width."""
        return self.look is Look.NUMBER


def name_columns(bureau_spare: int = 1) -> tuple[BoardColumn, BoardColumn]:
    """Return the columns of the department's name and its bureau's."""

    def place(row: BoardRow) -> str:
        return f"{row.bureau}　{row.name}（{row.department}）"

    return (
        BoardColumn("部署", 48, _name, _code, stretched=True, tip=place),
        BoardColumn(
            "局", 30, _bureau, _by_bureau, stretched=True, spare=bureau_spare, quiet=True, tip=place
        ),
    )


def bar_column(
    value_of: Callable[[Any], Fraction | None], rows: tuple[Any, ...], *, spare: int
) -> BoardColumn:
    """Return a column of bars from zero, all on one scale; without a value there is no bar."""
    known = [value for row in rows if (value := value_of(row)) is not None]
    low, high = min((*known, Fraction(0))), max((*known, Fraction(0)))

    def drawn(row: Any) -> tuple[Fraction | None, Fraction, Fraction]:
        return value_of(row), low, high

    return BoardColumn(
        "",
        24,
        _nothing,
        largest(value_of),
        look=Look.BAR,
        stretched=True,
        spare=spare,
        largest_first=True,
        drawn=drawn,
    )


def largest(value_of: Callable[[Any], Fraction | None]) -> Callable[[Any], Any]:
    """Return a sort by value, the largest first, those without one last."""

    def sort(row: Any) -> tuple[bool, Fraction]:
        value = value_of(row)
        return value is None, -(value or Fraction(0))

    return sort


def _name(row: BoardRow) -> str:
    return row.name


def _code(row: BoardRow) -> str:
    return row.department


def _bureau(row: BoardRow) -> str:
    return row.bureau


def _by_bureau(row: BoardRow) -> tuple[str, str]:
    return row.bureau, row.department


def _nothing(_row: BoardRow) -> str:
    return ""
