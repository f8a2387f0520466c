"""Figures and the five states of a cell (domain.md §3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from kdx_desktop.metrics.amounts import Exact
from kdx_desktop.metrics.months import Month, fiscal_year_months
from kdx_desktop.metrics.organization import Organization


class State(StrEnum):
    """The state of a cell; 空欄 (blank) exists only in drafts and is never stored."""

    ACTUAL = "actual"
    ESTIMATE = "estimate"
    NOT_REPORTED = "not_reported"
    NOT_APPLICABLE = "not_applicable"

    @property
    def japanese(self) -> str:
        """The users' word for the state."""
        return _STATE_NAMES[self]


_STATE_NAMES = {
    State.ACTUAL: "実績",
    State.ESTIMATE: "推計",
    State.NOT_REPORTED: "未提出",
    State.NOT_APPLICABLE: "対象外",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """One row of the catalogue: what is counted, in which unit, and what may be entered.

    ``expected_monthly`` False: recorded as it happens, no entry means none, no coverage.
    Limits are in ten-thousandths; None is no limit.
    """

    code: str
    name: str
    unit: str
    whole: bool
    expected_monthly: bool
    minimum: int | None = 0
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class MetricFigures:
    """All figures of one metric: amounts by department and month, and what else cells can be.

    ``values`` holds reported cells, estimates included (domain.md: "reported" includes 推計);
    a cell in neither ``values`` nor ``not_applicable`` is not reported.
    """

    values: Mapping[str, Mapping[int, Exact]] = field(default_factory=dict)
    estimates: frozenset[tuple[str, int]] = frozenset()
    not_applicable: frozenset[tuple[str, int]] = frozenset()

    def value(self, department: str, month: int) -> Exact | None:
        """Return the reported amount in ten-thousandths; None when there is none."""
        months = self.values.get(department)
        return None if months is None else months.get(month)


NO_FIGURES = MetricFigures()


@dataclass(frozen=True, slots=True)
class SeriesCell:
    """One month of a comparable series: its state, and its amount when reported.

    ``sources`` are the cells (department, month) of which it is made.
    """

    state: State
    amount: Exact = 0
    sources: tuple[tuple[str, int], ...] = ()

    @property
    def reported(self) -> bool:
        """Tell whether the month counts."""
        return self.state is State.ACTUAL


_MISSING = SeriesCell(State.NOT_REPORTED)
_EXCEPTED = SeriesCell(State.NOT_APPLICABLE)


def comparable_cell(
    organization: Organization, figures: MetricFigures, department: str, month: int, as_of: Month
) -> SeriesCell:
    """Return the department's own past in a month, seen from as_of (domain.md §2).

    State ACTUAL stands for "reported", estimates included.
    """
    weights = organization.weights(department, month, as_of)
    if len(weights) == 1 and weights.get(department) == 1:
        return _own_cell(organization, figures, department, month)
    members = [code for code in weights if organization.exists(code, month)]
    if not members:
        return _MISSING
    total: Exact = 0
    excepted = False
    unknown = False
    for code in members:
        weight = weights[code]
        amount = figures.value(code, month)
        if amount is None:
            if (code, month) not in figures.not_applicable:
                return _MISSING
            excepted = True
        elif weight is None:
            unknown = True
        else:
            total += amount if weight == 1 else amount * weight
    if excepted:
        return _EXCEPTED
    if unknown:
        return _MISSING
    return SeriesCell(State.ACTUAL, total, tuple((code, month) for code in members))


def _own_cell(
    organization: Organization, figures: MetricFigures, department: str, month: int
) -> SeriesCell:
    """Return the cell of one who had nobody else's past in the month: most departments."""
    if not organization.exists(department, month):
        return _MISSING
    amount = figures.value(department, month)
    if amount is not None:
        return SeriesCell(State.ACTUAL, amount, ((department, month),))
    return _EXCEPTED if (department, month) in figures.not_applicable else _MISSING


def comparable_amounts(
    organization: Organization,
    figures: MetricFigures,
    department: str,
    months: Sequence[Month],
    as_of: Month,
) -> list[Exact | None]:
    """Return the reported amounts of a comparable series, None for each month that has none.

    Most departments were never reorganised: theirs are read as they stand.
    """
    if organization.keeps_to_itself(department, months[0], as_of):
        own = figures.values.get(department, {})
        life = set(organization.months_of(department, months))
        return [own.get(month) if month in life else None for month in months]
    cells = (comparable_cell(organization, figures, department, month, as_of) for month in months)
    return [cell.amount if cell.reported else None for cell in cells]


def with_annual_baselines(
    organization: Organization,
    figures: MetricFigures,
    annual: Mapping[str, int],
    fiscal_year: int,
) -> MetricFigures:
    """Spread annual baselines over the months of departments without any month of their own.

    domain.md §4: the annual figure divided by the number of months of that year in which the
    department existed and is not 対象外. ``annual`` maps departments to ten-thousandths.
    """
    months = fiscal_year_months(fiscal_year)
    values = dict(figures.values)
    for department, amount in annual.items():
        existing = [month for month in months if organization.exists(department, month)]
        own = figures.values.get(department, {})
        if any(month in own for month in existing):
            continue
        counted = [month for month in existing if (department, month) not in figures.not_applicable]
        if counted:
            part = Fraction(amount, len(counted))
            values[department] = {**own, **dict.fromkeys(counted, part)}
    return MetricFigures(values, figures.estimates, figures.not_applicable)
