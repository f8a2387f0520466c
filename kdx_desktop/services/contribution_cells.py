"""The cells behind each row of 内訳: all of them together are those that the KPI itself counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kdx_desktop.metrics.amounts import Exact
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import MetricFigures, comparable_cell
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.metrics.plan import Kpi, Rule
from kdx_desktop.metrics.rules.measured import Coverage
from kdx_desktop.metrics.rules.reduction_from_baseline import compared_cells
from kdx_desktop.metrics.rules.share_of_departments import estimated_cells
from kdx_desktop.metrics.views import RestReason

#: Whose row it is: a department, and why it is none of now (None: it is one).
Key = tuple[str, RestReason | None]
#: A cell of the ledger: metric (or, for paper, the side that is compared), department, month.
CellKey = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of the ledger that are expected, reported, and estimated; together nothing counts twice.

    ``expected`` and ``reported`` are what coverage counts (domain.md §4); ``estimates`` are those
    that are in the value.
    """

    expected: frozenset[CellKey] = frozenset()
    reported: frozenset[CellKey] = frozenset()
    estimates: frozenset[CellKey] = frozenset()

    @property
    def coverage(self) -> Coverage:
        """How many of the expected ones are reported."""
        return Coverage(len(self.reported), len(self.expected))


def together(rows: Iterable[Cells]) -> Cells:
    """Return the cells behind several rows; one that two of them carry on is one cell."""
    listed = tuple(rows)
    return Cells(
        frozenset().union(*(one.expected for one in listed)),
        frozenset().union(*(one.reported for one in listed)),
        frozenset().union(*(one.estimates for one in listed)),
    )


@dataclass(slots=True)
class _Found:
    """The cells of one row while they are gathered."""

    expected: set[CellKey] = field(default_factory=set)
    reported: set[CellKey] = field(default_factory=set)
    estimates: set[CellKey] = field(default_factory=set)

    def frozen(self) -> Cells:
        return Cells(frozenset(self.expected), frozenset(self.reported), frozenset(self.estimates))


@dataclass(frozen=True, slots=True)
class CellsAsked:
    """Whose cells are asked for: a KPI's, over the months of its window, as a view sees them."""

    city: City
    kpi: Kpi
    as_of: Month
    window: tuple[Month, ...]
    view: OrganizationView

    @property
    def of_now(self) -> bool:
        """Tell whether a row's past is its comparable series."""
        judged = self.kpi.rule is Rule.SHARE_OF_DEPARTMENTS
        return judged or self.view is OrganizationView.NOW

    @property
    def estimates_count(self) -> bool:
        """Tell whether the value is the sum of the very cells that coverage counts."""
        return not self.kpi.rule.is_ratio

    def of(self, department: str) -> _Found:
        """Return the cells behind a department's row."""
        organization, found = self.city.organization, _Found()
        if not self.window:  # before the first month of the plan
            return found
        alone = organization.keeps_to_itself(department, self.window[0], self.as_of)
        if self.of_now and not alone:
            for metric in self.kpi.metrics:
                for month in self.window:
                    self._add_series(found, metric, department, month)
            return found
        for month in organization.months_of(department, self.window):
            for metric in self.kpi.metrics:
                self.add(found, metric, department, month)
        return found

    def add(self, found: _Found, metric: str, department: str, month: Month) -> None:
        """Add a cell that counts where it stands."""
        figures, cell = self.city.of(metric), (metric, department, int(month))
        self._expect(found, figures, cell)
        if figures.value(department, month) is not None:
            self._count(found, figures, cell)

    def _add_series(self, found: _Found, metric: str, department: str, month: Month) -> None:
        """Add a month of a comparable series: its cells count when the whole of it does."""
        organization, figures = self.city.organization, self.city.of(metric)
        seen = comparable_cell(organization, figures, department, month, self.as_of)
        for code in organization.weights(department, month, self.as_of):
            if organization.exists(code, month):
                cell = (metric, code, int(month))
                self._expect(found, figures, cell)
                if seen.reported:
                    self._count(found, figures, cell)

    def _expect(self, found: _Found, figures: MetricFigures, cell: CellKey) -> None:
        metric, code, month = cell
        known = figures.value(code, month) is not None
        excepted = not known and (code, month) in figures.not_applicable
        if self.city.metrics[metric].expected_monthly and not excepted:
            found.expected.add(cell)

    def _count(self, found: _Found, figures: MetricFigures, cell: CellKey) -> None:
        if self.city.metrics[cell[0]].expected_monthly:
            found.reported.add(cell)
        if self.estimates_count and cell[1:] in figures.estimates:
            found.estimates.add(cell)


def cells_behind(asked: CellsAsked, keys: Collection[Key]) -> dict[Key, Cells]:
    """Return the cells behind rows, and behind those that have to be added so that none is lost.

    当時の組織: a department's own cells. 現在の組織: the cells of its comparable series; what no series
    can take over stands behind the row of the department of then, as its figures do. A KPI that
    judges the departments of as_of has no such rows, and nothing is added to it.
    """
    rule = asked.kpi.rule
    share = rule is Rule.SHARE_OF_DEPARTMENTS
    found = {key: asked.of(key[0]) if key[1] is None else _Found() for key in keys}
    if not share:
        _give_the_rest(asked, found)
    if rule is Rule.REDUCTION_FROM_BASELINE:
        _estimates_compared(asked, found)
    elif share:
        for (code, _), cells in found.items():
            cells.estimates = set(estimated_cells(asked.city, asked.kpi, code, asked.as_of))
    return {key: cells.frozen() for key, cells in found.items()}


class Side(StrEnum):
    """A side of what a reduction compares: the fiscal year to date, the baseline year's months."""

    NOW = "now"
    THEN = "then"


def compared_figures(city: City, kpi: Kpi, as_of: Month) -> dict[str, MetricFigures]:
    """Return each side of what a reduction compares as the figures of a metric of its own."""
    sides: dict[str, dict[str, dict[int, Exact]]] = {Side.NOW: {}, Side.THEN: {}}
    for group in compared_cells(city, kpi, as_of):
        for side, month, amounts in (
            (Side.NOW, group.month, group.now),
            (Side.THEN, group.base, group.then),
        ):
            for code, amount in amounts.items():
                sides[side].setdefault(code, {})[month] = amount
    return {side: MetricFigures(values) for side, values in sides.items()}


def _give_the_rest(asked: CellsAsked, found: dict[Key, _Found]) -> None:
    """Set the cells that no row has behind the rows of the departments of then."""
    known = together(cells.frozen() for cells in found.values())
    then = replace(asked, view=OrganizationView.THEN)
    for code in asked.city.organization.departments:
        own = then.of(code)
        left = _Found(
            own.expected - known.expected,
            own.reported - known.reported,
            own.estimates - known.estimates,
        )
        # What is reported is expected of the same row.
        left.expected |= left.reported
        if left.expected or left.estimates:
            for key in _rest_rows(asked, found, code):
                cells = found.setdefault(key, _Found())
                cells.expected |= left.expected
                cells.reported |= left.reported
                cells.estimates |= left.estimates


def _rest_rows(asked: CellsAsked, found: Collection[Key], code: str) -> list[Key]:
    """Return the rows of what a department of then leaves to none of now."""
    rows = [key for key in found if key[0] == code and key[1] is not None]
    return rows or [(code, RestReason.NO_SHARE if _heirs(asked, code) else RestReason.NO_SUCCESSOR)]


def _heirs(asked: CellsAsked, code: str) -> bool:
    organization = asked.city.organization
    return any(
        code in organization.weights(one, asked.window[0], asked.as_of)
        for one in organization.existing(asked.as_of)
    )


def _estimates_compared(asked: CellsAsked, found: dict[Key, _Found]) -> None:
    """Set each estimate that is compared, on either side, behind those who have its sheets."""
    sides = compared_figures(asked.city, asked.kpi, asked.as_of)
    (metric,) = asked.kpi.metrics
    organization = asked.city.organization
    for code, month in asked.city.of(metric).estimates:
        for side, figures in sides.items():
            if figures.value(code, Month(month)) is None:
                continue
            keys: list[Key] = [(code, None)]
            if asked.of_now:
                keys = [
                    (one, None)
                    for one in organization.existing(asked.as_of)
                    if code in organization.weights(one, month, asked.as_of)
                    and comparable_cell(organization, figures, one, month, asked.as_of).reported
                ]
            for key in keys or _rest_rows(asked, found, code):
                found.setdefault(key, _Found()).estimates.add((side, code, month))
