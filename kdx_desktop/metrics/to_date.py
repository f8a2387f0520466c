"""What a department's comparable series add up to, fiscal year up to a month (domain.md §2, §5).

Boards ask for it as of every month of a year. Most departments were not reorganised meanwhile: theirs
is added up once for all twelve.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from kdx_desktop.metrics.amounts import Exact
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import (
    MetricFigures,
    State,
    comparable_amounts,
    comparable_cell,
)
from kdx_desktop.metrics.months import Month, fiscal_year_months, fiscal_year_to_date
from kdx_desktop.metrics.rules.measured import Coverage


class ToDate(NamedTuple):
    """Sums in ten-thousandths, one for each series, over the months in which all are reported.

    ``months`` is how many these are; ``reported``: the first series has any month at all.
    """

    reported: bool
    months: int
    sums: tuple[Exact, ...]


class Series(NamedTuple):
    """A metric in the months that are asked for, or in the same months of a baseline year."""

    metric: str
    baseline_year: int | None = None

    def figures(self, city: City) -> MetricFigures:
        """Return what is added up."""
        if self.baseline_year is None:
            return city.of(self.metric)
        return city.with_baselines(self.metric, self.baseline_year)

    def months(self, months: Sequence[Month]) -> Sequence[Month]:
        """Return the months that stand for those that are asked for."""
        if self.baseline_year is None:
            return months
        return [month.in_fiscal_year(self.baseline_year) for month in months]


def to_date(city: City, series: tuple[Series, ...], department: str, as_of: Month) -> ToDate:
    """Add up a department's own past, seen from as_of, since April."""
    year = as_of.fiscal_year
    whole = city.once(
        ("to date", series, department, year), partial(_whole_year, city, series, department, year)
    )
    if whole is not None:
        return whole[as_of.fiscal_position - 1]
    *_, last = _running(city, series, department, fiscal_year_to_date(as_of), as_of)
    return last


def _whole_year(
    city: City, series: tuple[Series, ...], department: str, fiscal_year: int
) -> tuple[ToDate, ...] | None:
    """Add up as of each month; None for who was reorganised, whose past looks different each time."""
    months = fiscal_year_months(fiscal_year)
    first = min(month for one in series for month in one.months(months))
    if not city.organization.keeps_to_itself(department, first, months[-1]):
        return None
    return tuple(_running(city, series, department, months, months[-1]))


def _running(
    city: City,
    series: tuple[Series, ...],
    department: str,
    months: Sequence[Month],
    as_of: Month,
) -> Iterator[ToDate]:
    columns = [
        comparable_amounts(
            city.organization, one.figures(city), department, one.months(months), as_of
        )
        for one in series
    ]
    reported, counted = False, 0
    sums: list[Exact] = [0] * len(series)
    for cells in zip(*columns, strict=True):
        reported = reported or cells[0] is not None
        if None not in cells:
            counted += 1
            for position, cell in enumerate(cells):
                sums[position] += cell or 0
        yield ToDate(reported, counted, tuple(sums))


def series_coverage(city: City, metric: str, department: str, as_of: Month) -> Coverage:
    """Count the reported cells of a department's own series, of those not excepted (対象外)."""
    months, figures = fiscal_year_to_date(as_of), city.of(metric)
    organization = city.organization
    if organization.keeps_to_itself(department, months[0], as_of):
        own = figures.values.get(department, {})
        life = organization.months_of(department, months)
        missing = [month for month in life if month not in own]
        excepted = sum((department, month) in figures.not_applicable for month in missing)
        return Coverage(len(life) - len(missing), len(months) - excepted)
    cells = [comparable_cell(organization, figures, department, month, as_of) for month in months]
    return Coverage(
        sum(cell.reported for cell in cells),
        sum(cell.state is not State.NOT_APPLICABLE for cell in cells),
    )
