"""内訳: what each bureau and department contributes to a KPI, by both views of the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.amounts import Exact, units
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import MetricFigures, State, comparable_cell
from kdx_desktop.metrics.kpis import evaluate_kpi
from kdx_desktop.metrics.months import MONTHS_PER_YEAR, Month, fiscal_year_to_date, months_between
from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.metrics.plan import Kpi, Plan, Rule, plan_for
from kdx_desktop.metrics.rules.measured import Coverage, ShareDetail
from kdx_desktop.metrics.rules.reduction_from_baseline import compared_cells
from kdx_desktop.metrics.rules.share_of_departments import rate_of
from kdx_desktop.metrics.views import RestReason, totals_now, totals_then
from kdx_desktop.services.standings import city_of_years

#: Whose row it is: a department, and why it is none of now (None: it is one).
Key = tuple[str, RestReason | None]
_ZERO = Fraction(0)
_NOW, _THEN = "now", "then"


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
    coverage: Coverage
    estimates: int


@dataclass(frozen=True, slots=True)
class Contributions:
    """All rows of a KPI, the largest amount first; the value they make up, and what divides it."""

    kpi: Kpi
    as_of: Month
    view: OrganizationView
    value: Fraction | None
    divisor: Fraction
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
    told = [_covered(asked, row) for row in rows if row.reason is None or row.amount or row.before]
    ordered = sorted(told, key=lambda row: (row.reason is not None, -row.amount, row.department))
    value = evaluate_kpi(city, plan, kpi, as_of).value
    return Contributions(kpi, as_of, view, value, divisor, tuple(ordered))


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
    cells: dict[str, dict[str, dict[int, Exact]]] = {_NOW: {}, _THEN: {}}
    for group in compared_cells(asked.city, asked.kpi, asked.as_of):
        sides = ((_NOW, group.month, group.now), (_THEN, group.base, group.then))
        for side, month, amounts in sides:
            for department, amount in amounts.items():
                cells[side].setdefault(department, {})[month] = amount
    estimated = _estimated(asked, cells)
    figures = {side: MetricFigures(values) for side, values in cells.items()}
    compared = replace(asked.city, figures=figures)
    base_year = asked.kpi.baseline_fiscal_year or asked.as_of.fiscal_year
    base = [month.in_fiscal_year(base_year) for month in asked.year]
    actual = asked.sums(asked.year, (_NOW,), compared)
    baseline = asked.sums(base, (_THEN,), compared)
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
    rows = [
        replace(row, estimates=estimated[row.department]) if row.reason is None else row
        for row in rows
    ]
    return rows, units(sum(baseline.values()))


def _estimated(
    asked: _Asked, cells: Mapping[str, Mapping[str, Mapping[int, Exact]]]
) -> Counter[str]:
    """Count, by department, the estimates on both sides of what is compared."""
    organization, (metric,) = asked.city.organization, asked.kpi.metrics
    compared = {
        (code, month) for side in cells.values() for code, own in side.items() for month in own
    }
    found: Counter[str] = Counter()
    for code, month in asked.city.of(metric).estimates & compared:
        heirs = [code]
        if asked.view is OrganizationView.NOW:
            heirs = [
                one
                for one in organization.existing(asked.as_of)
                if code in organization.weights(one, month, asked.as_of)
            ]
        found.update(heirs)
    return found


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
        coverage=Coverage(0, 0),
        estimates=0,
    )


def _covered(asked: _Asked, row: Contribution) -> Contribution:
    """Count the cells that a row is made of, those that are missing, and the estimates."""
    city, months = asked.city, asked.window
    if row.reason is not None:
        return row
    of_now = asked.view is OrganizationView.NOW or asked.kpi.rule is Rule.SHARE_OF_DEPARTMENTS
    if of_now and not city.organization.keeps_to_itself(row.department, months[0], asked.as_of):
        return _covered_by_series(asked, row)
    life = city.organization.months_of(row.department, months)
    reported, expected, estimates = 0, 0, row.estimates
    counts = asked.kpi.rule is not Rule.REDUCTION_FROM_BASELINE
    for code in asked.kpi.metrics:
        figures, monthly = city.of(code), city.metrics[code].expected_monthly
        values = figures.values.get(row.department, {})
        for month in life:
            known = month in values
            excepted = not known and (row.department, month) in figures.not_applicable
            reported += known and monthly
            expected += monthly and not excepted
            estimates += counts and known and (row.department, month) in figures.estimates
    return replace(row, coverage=Coverage(reported, expected), estimates=estimates)


def _covered_by_series(asked: _Asked, row: Contribution) -> Contribution:
    """Count the months of a comparable series in place of the department's own."""
    city, as_of = asked.city, asked.as_of
    reported, expected, estimates = 0, 0, row.estimates
    counts = asked.kpi.rule is not Rule.REDUCTION_FROM_BASELINE
    for code in asked.kpi.metrics:
        figures, monthly = city.of(code), city.metrics[code].expected_monthly
        for month in asked.window:
            cell = comparable_cell(city.organization, figures, row.department, month, as_of)
            weights = city.organization.weights(row.department, month, as_of)
            alive = any(city.organization.exists(one, month) for one in weights)
            reported += cell.reported and monthly
            expected += monthly and alive and cell.state is not State.NOT_APPLICABLE
            estimated = counts and any(one in figures.estimates for one in cell.sources)
            estimates += cell.reported and estimated
    return replace(row, coverage=Coverage(reported, expected), estimates=estimates)
