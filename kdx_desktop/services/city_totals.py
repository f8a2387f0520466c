"""What the city counted in a fiscal year, by the departments of now and of then (domain.md §2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from kdx_desktop.metrics.amounts import units
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import Metric
from kdx_desktop.metrics.months import Month, fiscal_year_to_date
from kdx_desktop.metrics.plan import Plan
from kdx_desktop.metrics.rankings import KPI_OF_THEME, Theme
from kdx_desktop.metrics.views import RestReason, totals_now, totals_then

#: One amount for each metric of a theme, in units; None where nothing was reported.
Amounts = tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class CityTotal:
    """A metric's total since April, in units: of the departments of then, of now, and the rest.

    ``then`` = ``now`` + ``rest``, always.
    """

    metric: Metric
    then: Fraction
    now: Fraction
    rest: Fraction


@dataclass(frozen=True, slots=True)
class RestRow:
    """Figures of a department of then that belong to no department of now, and why."""

    department: str
    name: str
    bureau: str
    reason: RestReason
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Totals:
    """A theme's totals: the city's by metric, what is left over, and each department's of then."""

    city: tuple[CityTotal, ...] = ()
    rest: tuple[RestRow, ...] = ()
    then: Mapping[str, Amounts] = field(default_factory=dict)


#: Of a theme that counts nothing of its own (総合達成度).
NO_TOTALS = Totals()


def totals_of(city: City, plan: Plan, theme: Theme, as_of: Month) -> Totals:
    """Add up a theme's metrics over the fiscal year to date, by both views of the past."""
    kpi = None if theme is Theme.OVERALL else plan.kpi(KPI_OF_THEME[theme])
    if kpi is None:
        return NO_TOTALS
    # In the order of the catalogue: meetings held before those of them that were paperless.
    metrics = [metric for code, metric in city.metrics.items() if code in kpi.metrics]
    months = fiscal_year_to_date(as_of)
    nows = [totals_now(city, metric.code, months, as_of) for metric in metrics]
    thens = [totals_then(city, metric.code, months) for metric in metrics]
    rows = sorted({key for now in nows for key in now.rest})
    names = city.organization.departments
    return Totals(
        city=tuple(
            CityTotal(
                metric,
                units(sum(then.values())),
                units(sum(now.departments.values())),
                units(sum(now.rest.values())),
            )
            for metric, now, then in zip(metrics, nows, thens, strict=True)
        ),
        rest=tuple(
            RestRow(
                code,
                names[code].name,
                names[code].bureau,
                reason,
                tuple(_units(now.rest.get((code, reason))) for now in nows),
            )
            for code, reason in rows
        ),
        then={
            code: tuple(_units(then.get(code)) for then in thens)
            for code in sorted({code for then in thens for code in then})
        },
    )


def _units(amount: int | Fraction | None) -> Fraction | None:
    return None if amount is None else units(amount)
