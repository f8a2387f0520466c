"""Months, fiscal years and Japanese eras (domain.md §1)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

MONTHS_PER_YEAR = 12
_APRIL = 4
#: What may be entered …
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
#: … and what may be computed from it.
_LEAST_YEAR, _GREATEST_YEAR = 1000, 9999


class _Era(NamedTuple):
    name: str
    letter: str
    first: int  # yyyymm; a month in which the era changed belongs to both
    last: int
    before: int  # the year before era year 1


_ERAS = (
    _Era("令和", "R", 201905, 219912, 2018),
    _Era("平成", "H", 198901, 201904, 1988),
    _Era("昭和", "S", 192612, 198901, 1925),
    _Era("大正", "T", 191207, 192612, 1911),
    _Era("明治", "M", 186801, 191207, 1867),
)
_ERA_PATTERN = "|".join(f"{era.name}|{era.letter}" for era in _ERAS)
_YEAR = rf"(?:(?P<era>{_ERA_PATTERN})\s*(?P<era_year>元|[0-9]{{1,2}})|(?P<year>[0-9]{{4}}))"
_MONTH = re.compile(rf"{_YEAR}(?:年\s*|[-/.])(?P<month>[0-9]{{1,2}})月?(?:度|分)?", re.IGNORECASE)
_FISCAL_YEAR = re.compile(rf"{_YEAR}(?:年?度?)(?:\s*\((?P<again>[0-9]{{4}})年度\))?", re.IGNORECASE)


class Month(int):
    """A calendar month, as the number yyyymm: ordered, hashable and readable in a database.

    Plain integers of the same form compare equal, so a column of such numbers needs no conversion.
    Add months with :meth:`plus`; the arithmetic operators of ``int`` mean nothing here.
    """

    __slots__ = ()

    @classmethod
    def of(cls, year: int, month: int) -> Month:
        """Return the month; ValueError for what is no month of a four-digit year.

        What people may enter is narrower: see parse_month.
        """
        if not (1 <= month <= MONTHS_PER_YEAR and _LEAST_YEAR <= year <= _GREATEST_YEAR):
            message = f"no such month: {year}-{month}"
            raise ValueError(message)
        return cls(year * 100 + month)

    @property
    def year(self) -> int:
        """The calendar year."""
        return self // 100

    @property
    def month(self) -> int:
        """The calendar month, 1…12."""
        return self % 100

    @property
    def fiscal_year(self) -> int:
        """The year in which the month's fiscal year (April to March) starts."""
        return self.year if self.month >= _APRIL else self.year - 1

    @property
    def fiscal_position(self) -> int:
        """1 for April … 12 for March: the n of "the nth month of the fiscal year"."""
        return (self.month - _APRIL) % MONTHS_PER_YEAR + 1

    def plus(self, months: int) -> Month:
        """Return the month so many months later (earlier when negative)."""
        year, month = divmod(self.year * MONTHS_PER_YEAR + self.month - 1 + months, MONTHS_PER_YEAR)
        return Month(year * 100 + month + 1)

    def in_fiscal_year(self, fiscal_year: int) -> Month:
        """Return the same calendar month of another fiscal year."""
        return self.plus((fiscal_year - self.fiscal_year) * MONTHS_PER_YEAR)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __repr__(self) -> str:
        return f"Month({int(self)})"

    @property
    def japanese(self) -> str:
        """``2022年4月``, for screens and paper."""
        return f"{self.year}年{self.month}月"

    @property
    def era_name(self) -> str:
        """``令和4年4月``; the first year of an era is 元年."""
        name, year = _era_of(self)
        return f"{name}{year}年{self.month}月"


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """Yield the months from first to last, both included; nothing when last is before first."""
    month = first
    while month <= last:
        yield month
        month = month.plus(1)


def fiscal_year_start(fiscal_year: int) -> Month:
    """Return the April in which the fiscal year starts."""
    return Month.of(fiscal_year, _APRIL)


@lru_cache(maxsize=256)
def fiscal_year_months(fiscal_year: int) -> tuple[Month, ...]:
    """Return the twelve months of a fiscal year, April first."""
    april = fiscal_year_start(fiscal_year)
    return tuple(months_between(april, april.plus(MONTHS_PER_YEAR - 1)))


@lru_cache(maxsize=4096)
def fiscal_year_to_date(as_of: Month) -> tuple[Month, ...]:
    """Return the months of as_of's fiscal year from April up to as_of."""
    return tuple(months_between(fiscal_year_start(as_of.fiscal_year), as_of))


@lru_cache(maxsize=4096)
def parse_month(text: str) -> Month:
    """Read ``2022-04``, ``2022/4``, ``2022年4月``, ``R4.4``, ``令和4年4月``, in any width.

    Raises ValueError with a Japanese sentence (what is wrong, what is allowed).
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _MONTH.fullmatch(plain)
    if match is None:
        message = f"「{_shortened(text)}」は年月として読めません。「2022-04」「令和4年4月」のように入力してください。"
        raise ValueError(message)
    number = int(match["month"])
    if not 1 <= number <= MONTHS_PER_YEAR:
        message = f"「{_shortened(text)}」の月は1から12までで入力してください。"
        raise ValueError(message)
    year = int(match["year"]) if match["year"] else _era_year(match)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        message = (
            f"「{_shortened(text)}」の年は{_FIRST_YEAR}年から{_LAST_YEAR}年までで入力してください。"
        )
        raise ValueError(message)
    month = Month.of(year, number)
    era = _written_era(match)
    if era and not era.first <= month <= era.last:
        message = f"「{_shortened(text)}」は元号の期間の外です。「{month.era_name}」のように入力してください。"
        raise ValueError(message)
    return month


@lru_cache(maxsize=1024)
def parse_fiscal_year(text: str) -> int:
    """Read ``2019``, ``2019年度``, ``平成31年度``, ``令和元年度（2019年度）`` as 2019.

    Raises ValueError with a Japanese sentence.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _FISCAL_YEAR.fullmatch(plain)
    year = None if match is None else _fiscal_year_of(match)
    if year is None:
        message = f"「{_shortened(text)}」は年度として読めません。「2022」「令和4年度」のように入力してください。"
        raise ValueError(message)
    return year


def fiscal_year_name(fiscal_year: int) -> str:
    """Return ``令和元年度（2019年度）``; the fiscal year of a new era carries the new name."""
    name, year = _era_of(fiscal_year_months(fiscal_year)[-1], fiscal_year)
    return f"{name}{year}年度（{fiscal_year}年度）"


def _era_of(month: Month, year: int | None = None) -> tuple[str, str]:
    """Return the era of the month and, in it, the name of the year (the month's when None)."""
    for era in _ERAS:
        number = (month.year if year is None else year) - era.before
        if month >= era.first and number > 0:
            return era.name, "元" if number == 1 else str(number)
    message = f"no era before 1868: {month}"
    raise ValueError(message)


def _fiscal_year_of(match: re.Match[str]) -> int | None:
    """Return the fiscal year that was written, None when it contradicts itself or the calendar."""
    year = int(match["year"]) if match["year"] else _era_year(match)
    if not _FIRST_YEAR <= year < _LAST_YEAR or (match["again"] and int(match["again"]) != year):
        return None
    era = _written_era(match)
    months = fiscal_year_months(year)
    if era is None:
        return year
    inside = era.first <= months[-1] and months[0] <= era.last and match["era_year"].strip("0")
    return year if inside else None


def _written_era(match: re.Match[str]) -> _Era | None:
    written = (match["era"] or "").upper()
    return next((era for era in _ERAS if written in {era.name, era.letter}), None)


def _era_year(match: re.Match[str]) -> int:
    era = _written_era(match)
    if era is None:  # the pattern lets nothing else through
        message = f"no era in {match.string!r}"
        raise ValueError(message)
    return era.before + (1 if match["era_year"] == "元" else int(match["era_year"]))


def _shortened(text: str) -> str:
    limit = 40
    return text if len(text) <= limit else text[:limit] + "…"
