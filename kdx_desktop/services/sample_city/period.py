"""The fiscal years that a sample city covers, counted back from the last one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kdx_desktop.metrics.months import (
    MONTHS_PER_YEAR,
    Month,
    fiscal_year_months,
    fiscal_year_start,
    months_between,
)

#: The paper baseline lies so many fiscal years before the last (FY2019 for FY2022).
BASELINE_AGE = 3
_OPEN_MONTHS = 2
#: Departments that were always there began so many years before the first fiscal year.
_YEARS_BEFORE = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """A month, and what the courses ask of it.

    ``age`` counts the fiscal years before the last one, ``position`` is 1 for April …,
    ``since_baseline`` is 0 for April of the baseline year and negative before it.
    """

    month: Month
    age: int
    position: int
    since_baseline: int
    closed: bool


@dataclass(frozen=True)
class Period:
    """Whole fiscal years, first and last included."""

    first_fiscal_year: int
    last_fiscal_year: int

    @cached_property
    def first(self) -> Month:
        """April of the first fiscal year."""
        return fiscal_year_start(self.first_fiscal_year)

    @cached_property
    def last(self) -> Month:
        """March of the last fiscal year."""
        return fiscal_year_months(self.last_fiscal_year)[-1]

    @property
    def beginning(self) -> Month:
        """The month from which departments exist that nothing is told of."""
        return fiscal_year_start(self.first_fiscal_year - _YEARS_BEFORE)

    @cached_property
    def closed_through(self) -> Month:
        """The latest closed month; the ones after it are still being collected."""
        return self.last.plus(-_OPEN_MONTHS)

    @property
    def baseline_fiscal_year(self) -> int:
        """The year against which paper is compared, inside the period or before it."""
        return self.last_fiscal_year - BASELINE_AGE

    @property
    def has_baseline(self) -> bool:
        """Tell whether the baseline year has months of its own."""
        return self.first_fiscal_year <= self.baseline_fiscal_year

    def moments(self) -> tuple[Moment, ...]:
        """Return all months."""
        return tuple(map(self.moment, months_between(self.first, self.last)))

    def open_months(self) -> tuple[Month, ...]:
        """Return the months that are not closed yet."""
        return tuple(months_between(self.closed_through.plus(1), self.last))

    def fiscal_years(self) -> range:
        """Return all fiscal years."""
        return range(self.first_fiscal_year, self.last_fiscal_year + 1)

    def moment(self, month: Month) -> Moment:
        """Return what the courses ask of a month, in the period or before it."""
        years = month.fiscal_year - self.baseline_fiscal_year
        return Moment(
            month=month,
            age=self.last_fiscal_year - month.fiscal_year,
            position=month.fiscal_position,
            since_baseline=years * MONTHS_PER_YEAR + month.fiscal_position - 1,
            closed=month <= self.closed_through,
        )
