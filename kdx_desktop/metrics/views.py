"""Two views of the past: 当時の組織 and 現在の組織, with identical city totals (domain.md §2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kdx_desktop.metrics.amounts import Exact
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import MetricFigures, comparable_cell
from kdx_desktop.metrics.months import Month, fiscal_year_to_date
from kdx_desktop.metrics.organization import Organization, OrganizationView


class RestReason(StrEnum):
    """Why a figure of the past belongs to no present department."""

    NO_SUCCESSOR = "no_successor"
    NO_SHARE = "no_share"
    PARTLY_REPORTED = "partly_reported"

    @property
    def japanese(self) -> str:
        """The reason in the users' words."""
        return _REST_NAMES[self]


_REST_NAMES = {
    RestReason.NO_SUCCESSOR: "承継先なし",
    RestReason.NO_SHARE: "按分不能",
    RestReason.PARTLY_REPORTED: "一部未提出",
}


@dataclass(frozen=True, slots=True)
class NowView:
    """Totals of the departments existing at as_of, and what belongs to none of them.

    ``rest`` is by (department of then, reason). Both add up to the total of 当時の組織.
    """

    departments: Mapping[str, Exact]
    rest: Mapping[tuple[str, RestReason], Exact]


def city_then(city: City) -> City:
    """Return the city as 当時の組織 sees it: each department has its own past, and nobody else's."""
    alone = Organization(city.organization.departments.values(), ())
    return City(  # not `replace`: what was made of the other organisation stays with it
        alone, city.metrics, city.plans, city.figures, city.annual_baselines, city.headcounts
    )


def departments_then(city: City, months: Sequence[Month]) -> tuple[str, ...]:
    """Return the departments of 当時の組織: those that existed in one of the months, by code."""
    found = {code for month in months for code in city.organization.existing(month)}
    return tuple(sorted(found))


def seen_by(view: OrganizationView, city: City, as_of: Month) -> tuple[City, tuple[str, ...]]:
    """Return the city as a view sees it, and whose figures of the fiscal year it tells apart.

    現在の組織: the departments existing at as_of, on comparable series. 当時の組織: all that existed
    in a month of the fiscal year to date, on nothing but their own figures.
    """
    if view is OrganizationView.NOW:
        return city, city.organization.existing(as_of)
    return city_then(city), departments_then(city, fiscal_year_to_date(as_of))


def totals_then(city: City, metric: str, months: Iterable[Month]) -> Mapping[str, Exact]:
    """Return 当時の組織: what each department reported in the months in which it existed."""
    figures = city.of(metric)
    totals: dict[str, Exact] = {}
    for month in months:
        for department, amount in _reported(city.organization, figures, month).items():
            totals[department] = totals.get(department, 0) + amount
    return totals


def totals_now(city: City, metric: str, months: Iterable[Month], as_of: Month) -> NowView:
    """Return 現在の組織: the months seen from as_of, on comparable series, and the rest."""
    organization, figures, months = city.organization, city.of(metric), tuple(months)
    departments: dict[str, Exact] = {}
    rest: dict[tuple[str, RestReason], Exact] = {}
    alone, sharing = _parted(organization, months, as_of)
    for month in months:
        left = _reported(organization, figures, month)
        for department in filter(left.__contains__, alone):  # its figure goes to itself, and whole
            departments[department] = departments.get(department, 0) + left.pop(department)
        reasons: dict[str, RestReason] = {}
        for department in sharing:
            cell = comparable_cell(organization, figures, department, month, as_of)
            if cell.reported:
                departments[department] = departments.get(department, 0) + cell.amount
            for code, weight in organization.weights(department, month, as_of).items():
                if code not in left:
                    continue
                amount = figures.values[code][month]
                if weight is None:
                    reasons[code] = RestReason.NO_SHARE
                    continue
                left[code] -= amount * weight
                if not cell.reported:
                    key = (code, _why_not(city, metric, department, month, as_of))
                    rest[key] = rest.get(key, 0) + amount * weight
        for code in filter(left.get, left):
            key = (code, reasons.get(code, RestReason.NO_SUCCESSOR))
            rest[key] = rest.get(key, 0) + left[code]
    return NowView(departments, rest)


def _parted(
    organization: Organization, months: Sequence[Month], as_of: Month
) -> tuple[list[str], list[str]]:
    """Return the departments of as_of with nobody else's past in the months, and the others."""
    alone: list[str] = []
    sharing: list[str] = []
    for code in organization.existing(as_of):
        own = bool(months) and organization.keeps_to_itself(code, min(months), as_of)
        (alone if own else sharing).append(code)
    return alone, sharing


def _reported(organization: Organization, figures: MetricFigures, month: Month) -> dict[str, Exact]:
    """Return what was reported in a month by those who existed in it."""
    return {
        code: amount
        for code in organization.existing(month)
        if (amount := figures.value(code, month)) is not None
    }


def _why_not(city: City, metric: str, department: str, month: Month, as_of: Month) -> RestReason:
    """Return why a present department has no figure in a month although a part of it reported."""
    figures = city.of(metric)
    weights = city.organization.weights(department, month, as_of)
    missing = any(
        figures.value(code, month) is None
        for code in weights
        if city.organization.exists(code, month)
    )
    return RestReason.PARTLY_REPORTED if missing else RestReason.NO_SHARE
