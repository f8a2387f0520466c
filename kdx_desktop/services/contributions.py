"""内訳: what each bureau and department contributes to a KPI, by both views of the past."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.amounts import Exact, units
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.kpis import evaluate_kpi
from kdx_desktop.metrics.months import MONTHS_PER_YEAR, Month, fiscal_year_to_date, months_between
from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.metrics.plan import Kpi, Plan, Rule, plan_for
from kdx_desktop.metrics.rules.measured import Coverage, ShareDetail
from kdx_desktop.metrics.rules.share_of_departments import rate_of
from kdx_desktop.metrics.views import RestReason, totals_now, totals_then
from kdx_desktop.services.contribution_cells import (
    Cells,
    CellsAsked,
    Key,
    Side,
    cells_behind,
    compared_figures,
)
from kdx_desktop.services.standings import city_of_years

_NO_CELLS = Cells()
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Contribution:
    """A department's part of a KPI, or what belongs to no department of now (``reason``).

    ``amount``, over all rows and divided by `Contributions.divisor`, is the KPI's value: units for
    totals, sheets saved for paper, 1 for a department that reaches the threshold. ``count`` and
    ``beside`` are what it is made of: sheets and the baseline's, paperless meetings and all held.
    ``now`` and ``before`` are this fiscal year to date and the same months of the last: units, sheets
    used, or the rate; None where nothing is reported.
    """

    department: str
    name: str
    bureau: str
    reason: RestReason | None
    amount: Fraction
    count: Fraction | None
    beside: Fraction | None
    now: Fraction | None
    before: Fraction | None
    cells: Cells

    @property
    def coverage(self) -> Coverage:
        """Reported cells of the expected ones behind the row."""
        return self.cells.coverage

    @property
    def estimates(self) -> int:
        """The estimates in the row's part of the value."""
        return len(self.cells.estimates)


@dataclass(frozen=True, slots=True)
class Contributions:
    """All rows of a KPI, the largest amount first; the value they make up, and what divides it.

    ``coverage`` and ``estimates`` are the KPI's own: those of the cells of all rows together, and of
    departments that exist no more where a KPI judges only those of now.
    """

    kpi: Kpi
    as_of: Month
    view: OrganizationView
    value: Fraction | None
    divisor: Fraction
    coverage: Coverage
    estimates: int
    rows: tuple[Contribution, ...]


def contributions(
    session: Session,
    as_of: Month,
    kpi_code: str,
    view: OrganizationView,
    known_at: int | None = None,
) -> Contributions:
    """Return what a KPI's value as of a month is made of; DataError when there is no such KPI."""
    city, plan, kpi = city_plan_and_kpi(session, as_of, kpi_code, known_at)
    return city.once(
        ("contributions", plan.code, kpi_code, as_of, view),
        partial(contributions_of, city, plan, kpi, as_of, view),
    )


def city_plan_and_kpi(
    session: Session, as_of: Month, kpi_code: str, known_at: int | None = None
) -> tuple[City, Plan, Kpi]:
    """Return what a KPI's numbers are made of; DataError when the month's plan has no such KPI."""
    city = city_of_years(session, as_of, known_at)
    plan = plan_for(city.plans, as_of)
    kpi = None if plan is None else plan.kpi(kpi_code)
    if plan is None or kpi is None:
        message = f"KPI「{kpi_code[:40]}」は、この月の計画にありません。"
        raise DataError(message)
    return city, plan, kpi


def window_of(plan: Plan, kpi: Kpi, as_of: Month) -> tuple[Month, ...]:
    """Return the months that a KPI's value as of a month is made of."""
    if kpi.rule is Rule.CUMULATIVE_TOTAL:
        return tuple(months_between(plan.first_month, min(as_of, plan.last_month)))
    return fiscal_year_to_date(as_of)


def contributions_of(
    city: City, plan: Plan, kpi: Kpi, as_of: Month, view: OrganizationView
) -> Contributions:
    """Return a KPI's rows; every department that could have reported has one."""
    asked = _Asked(city, plan, kpi, as_of, view)
    divisor = Fraction(1)
    if kpi.rule is Rule.REDUCTION_FROM_BASELINE:
        rows, divisor = _reduction(asked)
    elif kpi.rule is Rule.SHARE_OF_DEPARTMENTS:
        rows, divisor = _share(asked)
    else:
        rows = _totals(asked)
    result = evaluate_kpi(city, plan, kpi, as_of)
    ordered = sorted(
        _with_cells(asked, rows),
        key=lambda row: (row.reason is not None, -row.amount, row.department),
    )
    return Contributions(
        kpi,
        as_of,
        view,
        result.value,
        divisor,
        result.coverage,
        result.estimates,
        tuple(ordered),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for, and the sums that are asked of it."""

    city: City
    plan: Plan
    kpi: Kpi
    as_of: Month
    view: OrganizationView

    @property
    def year(self) -> tuple[Month, ...]:
        return fiscal_year_to_date(self.as_of)

    @property
    def window(self) -> tuple[Month, ...]:
        return window_of(self.plan, self.kpi, self.as_of)

    def sums(
        self, months: Iterable[Month], metrics: Iterable[str] = (), city: City | None = None
    ) -> dict[Key, Exact]:
        """Add metrics over months, by the departments of then or of now and what is left over."""
        sums: dict[Key, Exact] = {}
        listed, city = tuple(months), city or self.city
        for metric in metrics or self.kpi.metrics:
            for key, amount in self._one(city, metric, listed):
                sums[key] = sums.get(key, 0) + amount
        return sums

    def _one(
        self, city: City, metric: str, months: tuple[Month, ...]
    ) -> Iterator[tuple[Key, Exact]]:
        if self.view is OrganizationView.THEN:
            for code, amount in totals_then(city, metric, months).items():
                yield (code, None), amount
            return
        seen = totals_now(city, metric, months, self.as_of)
        for code, amount in seen.departments.items():
            yield (code, None), amount
        yield from seen.rest.items()

    def alive(self, months: Iterable[Month]) -> set[Key]:
        """Return those from whom figures could be expected."""
        if self.view is OrganizationView.NOW:
            return {(code, None) for code in self.city.organization.existing(self.as_of)}
        existing = self.city.organization.existing
        return {(code, None) for month in months for code in existing(month)}


class _Sums(NamedTuple):
    """Of one row, in ten-thousandths."""

    amount: Exact
    part: Exact | None = None
    whole: Exact | None = None
    now: Exact | None = None
    before: Exact | None = None


# --- the rules ----------------------------------------------------------------------------------------


def _totals(asked: _Asked) -> list[Contribution]:
    sums = asked.sums(asked.window)
    now = sums if asked.window == asked.year else asked.sums(asked.year)
    before = asked.sums(_year_before(asked.year))
    keys = sums.keys() | before.keys() | asked.alive(asked.window)
    return [
        _row(asked.city, key, _Sums(sums.get(key, 0), now=now.get(key), before=before.get(key)))
        for key in keys
    ]


def _reduction(asked: _Asked) -> tuple[list[Contribution], Fraction]:
    """Give each side of what is compared to the departments of then or of now, as they used it."""
    figures = compared_figures(asked.city, asked.kpi, asked.as_of)
    compared = replace(asked.city, figures=figures)
    base_year = asked.kpi.baseline_fiscal_year or asked.as_of.fiscal_year
    base = [month.in_fiscal_year(base_year) for month in asked.year]
    actual = asked.sums(asked.year, (Side.NOW,), compared)
    baseline = asked.sums(base, (Side.THEN,), compared)
    now, before = asked.sums(asked.year), asked.sums(_year_before(asked.year))
    keys = actual.keys() | baseline.keys() | now.keys() | before.keys()
    keys |= asked.alive(asked.year)
    rows = [
        _row(
            asked.city,
            key,
            _Sums(
                baseline.get(key, 0) - actual.get(key, 0),
                actual.get(key),
                baseline.get(key),
                now.get(key),
                before.get(key),
            ),
        )
        for key in keys
    ]
    return rows, units(sum(baseline.values()))


def _share(asked: _Asked) -> tuple[list[Contribution], Fraction]:
    """The rule itself judges the departments of as_of, on comparable series: so in both views."""
    city, kpi, as_of = asked.city, asked.kpi, asked.as_of
    detail = evaluate_kpi(city, asked.plan, kpi, as_of).detail
    rates = (
        {rate.department: rate for rate in detail.rates} if isinstance(detail, ShareDetail) else {}
    )
    threshold = kpi.threshold or _ZERO
    part, whole = kpi.metrics
    rows = []
    for code in city.organization.existing(as_of):
        rate = rates.get(code)
        # The same department a year ago, as it was seen then.
        before = rate_of(city, part, whole, code, as_of.plus(-MONTHS_PER_YEAR))
        rows.append(
            replace(
                _row(city, (code, None), _Sums(0)),
                amount=Fraction(rate is not None and rate.part >= threshold * rate.whole),
                count=None if rate is None else rate.part,
                beside=None if rate is None else rate.whole,
                now=None if rate is None else rate.rate,
                before=None if before is None or not before.whole else before.rate,
            )
        )
    return rows, Fraction(len(rates))


# --- what they share ----------------------------------------------------------------------------------


def _year_before(months: Iterable[Month]) -> tuple[Month, ...]:
    return tuple(month.plus(-MONTHS_PER_YEAR) for month in months)


def _row(city: City, key: Key, sums: _Sums) -> Contribution:
    department = city.organization.departments[key[0]]
    part, whole, now, before = (None if one is None else units(one) for one in sums[1:])
    return Contribution(
        department=department.code,
        name=department.name,
        bureau=department.bureau,
        reason=key[1],
        amount=units(sums.amount),
        count=part,
        beside=whole,
        now=now,
        before=before,
        cells=_NO_CELLS,
    )


def _with_cells(asked: _Asked, rows: Iterable[Contribution]) -> list[Contribution]:
    """Give each row its cells; a rest that comes to nothing and has none is left out."""
    known: dict[Key, Contribution] = {(row.department, row.reason): row for row in rows}
    behind = CellsAsked(asked.city, asked.kpi, asked.as_of, asked.window, asked.view)
    found = [
        replace(known.get(key) or _row(asked.city, key, _Sums(0)), cells=cells)
        for key, cells in cells_behind(behind, known).items()
    ]
    return [
        row
        for row in found
        if row.reason is None or row.amount or row.now or row.before or row.cells != _NO_CELLS
    ]
