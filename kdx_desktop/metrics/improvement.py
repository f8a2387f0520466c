"""Improvement: a board's value against the same months of the previous fiscal year (domain.md §5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from kdx_desktop.metrics.amounts import Exact, units
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import comparable_amounts
from kdx_desktop.metrics.months import MONTHS_PER_YEAR, Month, fiscal_year_to_date
from kdx_desktop.metrics.plan import Kpi, Plan
from kdx_desktop.metrics.rankings import (
    KPI_OF_THEME,
    LEAST_ATTAINMENTS,
    SMALLEST_GROUP,
    Theme,
    attained,
    competition,
    divisor,
    full_attainment,
)


class NoComparison(StrEnum):
    """Why a department has no place; never "last"."""

    NOT_REPORTED = "not_reported"
    NO_PREVIOUS = "no_previous"
    NO_BASELINE = "no_baseline"
    NO_MEETINGS = "no_meetings"
    NO_HEADCOUNT = "no_headcount"
    SMALL_GROUP = "small_group"
    INSUFFICIENT = "insufficient"

    @property
    def japanese(self) -> str:
        """The reason in the users' words."""
        return _NAMES[self]


_NAMES = {
    NoComparison.NOT_REPORTED: "未提出",
    NoComparison.NO_PREVIOUS: "前年度の同じ月の実績なし",
    NoComparison.NO_BASELINE: "基準年度の実績なし",
    NoComparison.NO_MEETINGS: "会議の開催なし",
    NoComparison.NO_HEADCOUNT: "職員数の登録なし",
    NoComparison.SMALL_GROUP: "対象職員が5人未満",
    NoComparison.INSUFFICIENT: "比べられるテーマが3つ未満",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A department's value over the same months of this and of the previous fiscal year.

    ``months`` is how many of them have both; for 総合達成度 the fewest of any theme.
    """

    now: Fraction
    before: Fraction
    months: int

    @property
    def change(self) -> Fraction:
        """What was won since then; negative for a loss."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Improved:
    """A department's place: standard competition ranking on the exact change."""

    rank: int
    department: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class NotCompared:
    """A department without a place, and why."""

    department: str
    reason: NoComparison


@dataclass(frozen=True, slots=True)
class Improvement:
    """A board of changes: places in order (ties by code), then those without one, by code."""

    theme: Theme
    as_of: Month
    rows: tuple[Improved, ...]
    unranked: tuple[NotCompared, ...]


Outcome = Comparison | NoComparison


def rank(
    city: City, plan: Plan, theme: Theme, as_of: Month, departments: Sequence[str] | None = None
) -> Improvement:
    """Return who gained most, of the departments existing at as_of or of those given."""
    found = outcomes_of(city, plan, theme, as_of, departments)
    compared = {code: one for code, one in found.items() if isinstance(one, Comparison)}
    places = competition({code: one.change for code, one in compared.items()})
    return Improvement(
        theme,
        as_of,
        tuple(Improved(place, code, compared[code]) for place, code in places),
        tuple(
            NotCompared(code, reason)
            for code, reason in sorted(found.items())
            if isinstance(reason, NoComparison)
        ),
    )


def outcomes_of(
    city: City, plan: Plan, theme: Theme, as_of: Month, departments: Sequence[str] | None = None
) -> Mapping[str, Outcome]:
    """Compare each department with its own comparable series a year before, or say why not."""
    codes = city.organization.existing(as_of) if departments is None else departments
    if theme is Theme.OVERALL:
        return _overall(city, plan, as_of, codes)
    kpi = plan.kpi(KPI_OF_THEME[theme])
    if kpi is None:
        return dict.fromkeys(codes, NoComparison.NOT_REPORTED)
    compare = _COMPARED[theme]
    months = fiscal_year_to_date(as_of)
    before = tuple(month.plus(-MONTHS_PER_YEAR) for month in months)
    return {code: compare(_Past(city, kpi, code, as_of, months, before)) for code in codes}


class _Pair(NamedTuple):
    """A month, and the figures of all metrics in it and a year before."""

    month: Month
    now: tuple[Exact, ...]
    before: tuple[Exact, ...]


@dataclass(frozen=True)
class _Past:
    """One department's figures of a KPI, this fiscal year to date and a year before."""

    city: City
    kpi: Kpi
    department: str
    as_of: Month
    months: tuple[Month, ...]
    months_before: tuple[Month, ...]

    def amounts(self, metric: str, months: Sequence[Month]) -> list[Exact | None]:
        city = self.city
        figures = city.of(metric)
        return comparable_amounts(city.organization, figures, self.department, months, self.as_of)

    def pairs(self) -> list[_Pair] | NoComparison:
        """Return the months in which all metrics are reported on both sides."""
        now = _complete(self.amounts(metric, self.months) for metric in self.kpi.metrics)
        before = _complete(self.amounts(metric, self.months_before) for metric in self.kpi.metrics)
        if not any(now):
            return NoComparison.NOT_REPORTED
        sides = zip(self.months, now, before, strict=True)
        both = [_Pair(month, here, there) for month, here, there in sides if here and there]
        return both or NoComparison.NO_PREVIOUS

    def heads_before(self, months: Iterable[Month]) -> Fraction | None:
        """Add the heads of the months a year before; None where a part's are not known.

        A part of another department's past brings that part of its heads.
        """
        heads = Fraction(0)
        organization = self.city.organization
        for month in months:
            then = month.plus(-MONTHS_PER_YEAR)
            for code, weight in organization.weights(self.department, then, self.as_of).items():
                if organization.exists(code, then):
                    part = divisor(self.city, self.kpi, code, then)
                    if part is None or weight is None:
                        return None
                    heads += weight * part
        return heads


def _complete(series: Iterable[Sequence[Exact | None]]) -> list[tuple[Exact, ...]]:
    """Return the metrics' figures month by month; empty where one of them is missing."""
    months = zip(*series, strict=True)
    return [
        tuple(c for c in cells if c is not None) if None not in cells else () for cells in months
    ]


def _paper(past: _Past) -> Outcome:
    """Reduction from the same baseline months, both years."""
    pairs, year = past.pairs(), past.kpi.baseline_fiscal_year
    if isinstance(pairs, NoComparison):
        return pairs
    if year is None:
        return NoComparison.NO_BASELINE
    city = past.city
    baselines = comparable_amounts(
        city.organization,
        city.with_baselines(past.kpi.metrics[0], year),
        past.department,
        [pair.month.in_fiscal_year(year) for pair in pairs],
        past.as_of,
    )
    known = [
        (now[0], before[0], base)
        for (_, now, before), base in zip(pairs, baselines, strict=True)
        if base is not None
    ]
    base = sum(row[2] for row in known)
    if not base:
        return NoComparison.NO_BASELINE
    now, before = (1 - Fraction(sum(row[side] for row in known)) / base for side in (0, 1))
    return Comparison(now, before, len(known))


def _meetings(past: _Past) -> Outcome:
    """The department's own paperless rate, both years."""
    pairs = past.pairs()
    if isinstance(pairs, NoComparison):
        return pairs
    rates = []
    for months in ([pair.now for pair in pairs], [pair.before for pair in pairs]):
        part, whole = (sum(side) for side in zip(*months, strict=True))
        if not whole:
            return NoComparison.NO_MEETINGS
        rates.append(Fraction(part) / whole)
    return Comparison(rates[0], rates[1], len(pairs))


def _per_head(past: _Past) -> Outcome:
    """一人一月当たり, each year by the heads of that year."""
    heads = divisor(past.city, past.kpi, past.department, past.as_of)
    if not heads:
        return NoComparison.NO_HEADCOUNT
    if heads < SMALLEST_GROUP:
        return NoComparison.SMALL_GROUP
    pairs = past.pairs()
    if isinstance(pairs, NoComparison):
        return pairs
    heads_before = past.heads_before(pair.month for pair in pairs)
    if not heads_before:
        return NoComparison.NO_HEADCOUNT
    if heads_before < SMALLEST_GROUP * len(pairs):
        return NoComparison.SMALL_GROUP
    now = sum(cell for pair in pairs for cell in pair.now)
    before = sum(cell for pair in pairs for cell in pair.before)
    return Comparison(units(now) / (heads * len(pairs)), units(before) / heads_before, len(pairs))


def _overall(
    city: City, plan: Plan, as_of: Month, departments: Sequence[str]
) -> Mapping[str, Outcome]:
    """Mean of the attainments, both years by this year's targets; at least three must count."""
    counted: dict[str, list[Comparison]] = {code: [] for code in departments}
    for theme in KPI_OF_THEME:
        full = full_attainment(city, plan, theme, as_of)
        if not full:
            continue
        for code, one in outcomes_of(city, plan, theme, as_of, departments).items():
            if isinstance(one, Comparison):
                parts = attained(one.now, full), attained(one.before, full)
                counted[code].append(Comparison(*parts, one.months))
    return {
        code: Comparison(
            sum((one.now for one in parts), Fraction(0)) / len(parts),
            sum((one.before for one in parts), Fraction(0)) / len(parts),
            min(one.months for one in parts),
        )
        if len(parts) >= LEAST_ATTAINMENTS
        else NoComparison.INSUFFICIENT
        for code, parts in counted.items()
    }


_COMPARED: Mapping[Theme, Callable[[_Past], Outcome]] = {
    Theme.PAPER: _paper,
    Theme.MEETINGS: _meetings,
    Theme.TELEWORK: _per_head,
    Theme.AUTOMATION: _per_head,
}
