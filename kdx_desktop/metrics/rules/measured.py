"""What a KPI rule answers: a value, its coverage, and the particulars of the rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.month_totals import month_total
from kdx_desktop.metrics.months import Month


@dataclass(frozen=True, slots=True)
class Coverage:
    """Reported cells of the expected ones (department-months of the metrics, 対象外 excepted)."""

    reported: int
    expected: int

    @property
    def complete(self) -> bool:
        """Tell whether nothing is missing (also where nothing is expected)."""
        return self.reported >= self.expected


class LeftOutReason(StrEnum):
    """Why a group's month is not compared; the first that applies, in this order."""

    NO_SUCCESSOR = "no_successor"
    NO_BASELINE = "no_baseline"
    NOT_REPORTED = "not_reported"
    NOT_APPLICABLE = "not_applicable"

    @property
    def japanese(self) -> str:
        """The reason in the users' words."""
        return _LEFT_OUT_NAMES[self]


_LEFT_OUT_NAMES = {
    LeftOutReason.NO_SUCCESSOR: "承継先なし",
    LeftOutReason.NO_BASELINE: "基準年度の実績なし",
    LeftOutReason.NOT_REPORTED: "未提出",
    LeftOutReason.NOT_APPLICABLE: "対象外",
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Sheets of one department that are not compared, for one reason."""

    department: str
    reason: LeftOutReason
    actual: Fraction
    baseline: Fraction


@dataclass(frozen=True, slots=True)
class ComparedMonth:
    """What is compared in one month: this year's and the baseline year's sum."""

    month: Month
    actual: Fraction
    baseline: Fraction


@dataclass(frozen=True, slots=True)
class ReductionDetail:
    """The sums behind a reduction, in units; compared + left out = raw, on both sides."""

    actual: Fraction
    baseline: Fraction
    raw_actual: Fraction
    raw_baseline: Fraction
    raw_value: Fraction | None
    left_out: tuple[LeftOut, ...]
    months: tuple[ComparedMonth, ...]

    @property
    def reduced(self) -> Fraction:
        """削減枚数; negative when more is used than in the baseline year."""
        return self.baseline - self.actual


@dataclass(frozen=True, slots=True)
class DepartmentRate:
    """A department's part of a whole over the fiscal year, both in units."""

    department: str
    part: Fraction
    whole: Fraction

    @property
    def rate(self) -> Fraction:
        """Part / whole; the whole is never 0 here."""
        return self.part / self.whole


@dataclass(frozen=True, slots=True)
class ShareDetail:
    """The rates behind a share of departments; those without any meeting are not among them."""

    rates: tuple[DepartmentRate, ...]
    at_or_above: int

    @property
    def counted(self) -> int:
        """The number of departments that have a rate."""
        return len(self.rates)


@dataclass(frozen=True, slots=True)
class Measured:
    """A rule's answer; value is a fraction of 1 or a count in units, None when there is none."""

    value: Fraction | None
    coverage: Coverage
    estimates: int
    detail: ReductionDetail | ShareDetail | None = None


def coverage(city: City, metrics: Iterable[str], months: Iterable[Month]) -> Coverage:
    """Count the cells of the metrics that are expected monthly, over the months of a window."""
    months = tuple(months)
    reported = expected = 0
    for code in metrics:
        if not city.metrics[code].expected_monthly:
            continue
        for month in months:
            found = month_total(city, code, month)
            reported += found.reported
            expected += found.expected
    return Coverage(reported, expected)
