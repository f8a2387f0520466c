"""根拠: a department's cells behind a KPI, and behind each cell every revision and its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.amounts import units
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import MetricFigures, State, comparable_cell
from kdx_desktop.metrics.months import Month, fiscal_year_to_date
from kdx_desktop.metrics.organization import Department, OrganizationView
from kdx_desktop.metrics.plan import Kpi, Rule
from kdx_desktop.models.change import Change
from kdx_desktop.models.organization import BaselineVersion
from kdx_desktop.models.revision import Revision
from kdx_desktop.services.changes import SourceRecord, kind_name, sources
from kdx_desktop.services.contributions import Contributions, city_plan_and_kpi, window_of
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.recording import moment

#: A cell of the ledger: department and month.
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A month of a metric as a department shows it; ``amount`` in units, None unless reported.

    ``state`` None: the department did not exist. ``places`` are the cells of the ledger that it is
    made of: its own, or those that it carries on. ``annual``: a part of an annual baseline.
    """

    metric: str
    state: State | None
    amount: Fraction | None
    places: tuple[Place, ...]
    annual: bool = False


@dataclass(frozen=True, slots=True)
class CellColumn:
    """A metric of the KPI, by its ``name``; for paper, this year and the baseline year."""

    title: str
    unit: str
    name: str


@dataclass(frozen=True, slots=True)
class DepartmentCells:
    """A department's months beside the metrics of a KPI."""

    department: Department
    kpi: Kpi
    columns: tuple[CellColumn, ...]
    rows: tuple[tuple[Month, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class RevisionEvidence:
    """One revision of a cell, the change that brought it, and the files of that change.

    ``amount`` in ten-thousandths, None unless reported; ``typed`` as stored (services.breakdowns).
    """

    number: int
    state: State
    amount: int | None
    note: str
    typed: str
    change: int
    when: datetime
    who: str
    computer: str
    kind_name: str
    reason: str
    sources: tuple[SourceRecord, ...]


@dataclass(frozen=True, slots=True)
class CellEvidence:
    """A cell of the ledger with all its revisions, the one that counts first.

    ``annual``: the annual baseline that stands for the months of the year.
    """

    department: str
    name: str
    month: Month
    revisions: tuple[RevisionEvidence, ...]
    annual: bool = False


def department_cells(
    session: Session, found: Contributions, department: str, known_at: int | None = None
) -> DepartmentCells:
    """Return a department's months of a KPI's window; DataError when there is no such department.

    当時の組織: its own cells. 現在の組織: its comparable series, each month with the cells behind it.
    """
    as_of = found.as_of
    city, plan, kpi = city_plan_and_kpi(session, as_of, found.kpi.code, known_at)
    known = city.organization.departments.get(department)
    if known is None:
        message = f"部署コード「{department[:40]}」は登録されていません。"
        raise DataError(message)
    seen = _Seen(city, department, as_of, found.view)
    if kpi.rule is Rule.REDUCTION_FROM_BASELINE:
        return _beside_baseline(seen, kpi, known)
    codes = [code for code in city.metrics if code in kpi.metrics]
    columns = tuple(
        CellColumn(metric.name, metric.unit, metric.name)
        for metric in map(city.metrics.__getitem__, codes)
    )
    rows = tuple(
        (month, tuple(seen.cell(code, city.of(code), month) for code in codes))
        for month in window_of(plan, kpi, as_of)
    )
    return DepartmentCells(known, kpi, columns, rows)


def evidence(
    session: Session,
    metric: str,
    places: Sequence[Place],
    known_at: int | None = None,
    *,
    annual: bool = False,
) -> tuple[CellEvidence, ...]:
    """Return every revision of the cells of a metric, each cell in the order given.

    ``annual``: also the annual baselines that stand in for cells without a revision.
    """
    query = (
        select(*_REVISION, *_CHANGE)
        .join(Change, Change.number == Revision.change)
        .where(
            Revision.metric == metric,
            tuple_(Revision.department, Revision.month).in_([(c, int(m)) for c, m in places]),
        )
        .order_by(Revision.number.desc())
    )
    if known_at is not None:
        query = query.where(Revision.change <= known_at)
    found: dict[Place, list[RevisionEvidence]] = {(code, int(month)): [] for code, month in places}
    for row in session.execute(query).all():
        found[row.department, row.month].append(_revision(row))
    names = load_organization(session, known_at).departments
    cells = []
    for (code, month), revisions in found.items():
        versions = (
            () if revisions or not annual else _annual(session, metric, code, month, known_at)
        )
        name = names[code].name if code in names else ""
        shown = tuple(revisions) or versions
        cells.append(CellEvidence(code, name, Month(month), shown, annual=bool(versions)))
    return tuple(cells)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A department's past, as a view sees it."""

    city: City
    department: str
    as_of: Month
    view: OrganizationView

    def cell(self, metric: str, figures: MetricFigures, month: Month) -> Cell:
        organization = self.city.organization
        if self.view is OrganizationView.THEN:
            return self._own(metric, figures, month)
        members = [
            code
            for code in organization.weights(self.department, month, self.as_of)
            if organization.exists(code, month)
        ]
        if members in ([], [self.department]) and organization.keeps_to_itself(
            self.department, month, self.as_of
        ):
            return self._own(metric, figures, month)
        seen = comparable_cell(organization, figures, self.department, month, self.as_of)
        places = tuple((code, int(month)) for code in members)
        if not members:
            return Cell(metric, None, None, ())
        if not seen.reported:
            return Cell(metric, seen.state, None, places)
        estimated = any(source in figures.estimates for source in seen.sources)
        state = State.ESTIMATE if estimated else State.ACTUAL
        return Cell(metric, state, units(seen.amount), places)

    def _own(self, metric: str, figures: MetricFigures, month: Month) -> Cell:
        if not self.city.organization.exists(self.department, month):
            return Cell(metric, None, None, ())
        place = (self.department, int(month))
        amount = figures.value(self.department, month)
        if amount is not None:
            state = State.ESTIMATE if place in figures.estimates else State.ACTUAL
            return Cell(metric, state, units(amount), (place,))
        excepted = place in figures.not_applicable
        state = State.NOT_APPLICABLE if excepted else State.NOT_REPORTED
        return Cell(metric, state, None, (place,))


def _beside_baseline(seen: _Seen, kpi: Kpi, department: Department) -> DepartmentCells:
    """Return each month beside the same month of the baseline year."""
    (metric,) = kpi.metrics
    year = kpi.baseline_fiscal_year or seen.as_of.fiscal_year
    own, spread = seen.city.of(metric), seen.city.with_baselines(metric, year)
    unit, name = seen.city.metrics[metric].unit, seen.city.metrics[metric].name
    rows = []
    for month in fiscal_year_to_date(seen.as_of):
        base = month.in_fiscal_year(year)
        cell = seen.cell(metric, spread, base)
        annual = any(own.value(code, at) is None for code, at in cell.places)
        beside = Cell(
            cell.metric, cell.state, cell.amount, cell.places, annual and cell.amount is not None
        )
        rows.append((month, (seen.cell(metric, own, month), beside)))
    columns = (
        CellColumn(f"{seen.as_of.fiscal_year}年度", unit, name),
        CellColumn(f"{year}年度の同じ月", unit, name),
    )
    return DepartmentCells(department, kpi, columns, tuple(rows))


_REVISION = (
    Revision.department,
    Revision.month,
    Revision.number,
    Revision.state,
    Revision.amount,
    Revision.note,
    Revision.typed,
    Revision.change,
)
_CHANGE = (
    Change.recorded_at,
    Change.actor,
    Change.computer,
    Change.kind,
    Change.reason,
    Change.source,
)


def _annual(
    session: Session, metric: str, department: str, month: int, known_at: int | None
) -> tuple[RevisionEvidence, ...]:
    """Return the versions of a department's annual baseline, the latest first."""
    query = (
        select(BaselineVersion.change, BaselineVersion.amount, BaselineVersion.withdrawn, *_CHANGE)
        .join(Change, Change.number == BaselineVersion.change)
        .where(
            BaselineVersion.metric == metric,
            BaselineVersion.department == department,
            BaselineVersion.fiscal_year == Month(month).fiscal_year,
        )
        .order_by(BaselineVersion.change.desc())
    )
    if known_at is not None:
        query = query.where(BaselineVersion.change <= known_at)
    rows: Sequence[Any] = session.execute(query).all()
    return tuple(
        RevisionEvidence(
            number=len(rows) - position,
            state=State.NOT_REPORTED if row.withdrawn else State.ACTUAL,
            amount=None if row.withdrawn else row.amount,
            note="",
            typed="",
            **_of_change(row),
        )
        for position, row in enumerate(rows)
    )


def _revision(row: Any) -> RevisionEvidence:
    return RevisionEvidence(
        number=row.number,
        state=State(row.state),
        amount=row.amount,
        note=row.note,
        typed=row.typed,
        **_of_change(row),
    )


def _of_change(row: Any) -> dict[str, Any]:
    return {
        "change": row.change,
        "when": moment(row.recorded_at),
        "who": row.actor,
        "computer": row.computer,
        "kind_name": kind_name(row.kind),
        "reason": row.reason,
        "sources": sources(row.source),
    }
