"""What was known at a change: versioned rows, figures, and the city that numbers need."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from functools import partial, wraps
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from kdx_desktop.errors import UsageError
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import NO_FIGURES, Metric, MetricFigures, State
from kdx_desktop.metrics.months import Month, fiscal_year_months, fiscal_year_start
from kdx_desktop.metrics.organization import Department, Headcount, Organization, Succession
from kdx_desktop.metrics.plan import GradeBand, Kpi, Plan, Rule, plan_for
from kdx_desktop.models.base import Versioned
from kdx_desktop.models.calendar import ClosingVersion, SettingVersion, SubmissionVersion
from kdx_desktop.models.change import Change
from kdx_desktop.models.organization import (
    BaselineVersion,
    DepartmentVersion,
    HeadcountVersion,
    SuccessionVersion,
)
from kdx_desktop.models.plan import (
    GradeBandVersion,
    KpiVersion,
    MetricVersion,
    PlanVersion,
    TargetVersion,
)
from kdx_desktop.models.revision import CurrentFigure, Revision
from kdx_desktop.services.recording import KNOWN, MEMORY, moment, timestamp

T = TypeVar("T")
V = TypeVar("V", bound=Versioned)
#: First and last month of a stretch, both included.
Stretch = tuple[int, int]
#: A city of four years takes 5 MB, and there is one for each fiscal year; what else is kept is small.
_MOST_KEPT = 64


@dataclass(slots=True)
class Memory:
    """What the readings of one office have made of the ledger with this last hash."""

    head: str = ""
    kept: dict[Hashable, Any] = field(default_factory=dict)


def _once(load: Callable[[Session, int | None], T]) -> Callable[..., T]:
    """Load the same thing once in a transaction, until the transaction itself records something.

    What is small is asked for again and again by the parts of one act, and a desk may be far from
    its server. Nothing else can change it meanwhile: see ``Office.read`` and ``require_unmoved``.
    Readings one after the other share it as long as the ledger stands still: `remembered`.
    """

    @wraps(load)
    def known(session: Session, known_at: int | None = None) -> T:
        found: dict[tuple[str, int | None], T] = session.info.setdefault(KNOWN, {})
        key = (load.__name__, known_at)
        if key not in found:
            found[key] = remembered(session, key, partial(load, session, known_at))
        return found[key]

    return known


def remembered(session: Session, key: Hashable, make: Callable[[], T]) -> T:
    """Return what an earlier reading made of the very same ledger; else make it, and keep it.

    Whatever is versioned by change numbers can only change with a new change. A transaction that
    writes remembers nothing, and so does whoever sees no change at all.
    """
    memory: Memory | None = session.info.get(MEMORY)
    if memory is None:
        return make()
    head = last_hash(session)
    if not head:
        return make()
    if memory.head != head:
        memory.head, memory.kept = head, {}
    kept: T = memory.kept.pop(key) if key in memory.kept else make()
    memory.kept[key] = kept  # at the end: what was not asked for longest goes first
    if len(memory.kept) > _MOST_KEPT:
        del memory.kept[next(iter(memory.kept))]
    return kept


def last_hash(session: Session) -> str:
    """Return the hash of the last change that can be seen: it stands for the whole ledger.

    Empty where there is none, or for whoever may see none.
    """
    found: dict[str, str] = session.info.setdefault(KNOWN, {})
    if "head" not in found:
        query = select(Change.hash).order_by(Change.number.desc()).limit(1)
        found["head"] = session.scalar(query) or ""
    return found["head"]


def as_known(
    session: Session, model: type[V], known_at: int | None = None, *where: ColumnElement[bool]
) -> list[Any]:
    """Return the rows of a versioned table that count, by natural key (named tuples).

    ``known_at`` is the number of the last change to be seen; None: all of them.
    """
    columns = model.__table__.columns
    query = select(*columns).where(*where).order_by(columns["change"])
    if known_at is not None:
        query = query.where(columns["change"] <= known_at)
    names = model.natural_key()
    latest: dict[tuple[Any, ...], Any] = {}
    for row in session.execute(query).all():
        latest[tuple(getattr(row, name) for name in names)] = row
    return [row for _, row in sorted(latest.items()) if not row.withdrawn]


def known_at_change(session: Session, text: str | None) -> int | None:
    """Read ``--known-at``: a change number, or a moment (local time unless it says otherwise).

    A moment means the last change before it. UsageError when it is neither, or before everything.
    """
    if text is None:
        return None
    text = unicodedata.normalize("NFKC", text).strip().replace("/", "-")
    last = session.scalar(select(func.max(Change.number))) or 0
    if text.isascii() and text.isdigit():
        number = int(text[:18])
        if not 1 <= number <= last:
            message = f"変更番号は1から{last}までで指定してください（指定：{text[:18]}）。"
            raise UsageError(message)
        return number
    try:
        when = datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError) as error:
        message = (
            f"時点「{text[:40]}」を読み取れません。"
            "変更番号か「2022-12-10T17:00」の形で指定してください。"
        )
        raise UsageError(message) from error
    before = session.scalar(
        select(func.max(Change.number)).where(Change.recorded_at < timestamp(when))
    )
    if before is None:
        message = f"{text} より前の記録はありません。"
        raise UsageError(message)
    return before


def change_moment(session: Session, number: int) -> datetime:
    """Return when a change was recorded, in UTC."""
    return moment(session.scalars(select(Change.recorded_at).where(Change.number == number)).one())


@_once
def load_organization(session: Session, known_at: int | None = None) -> Organization:
    """Return all departments and successions."""
    departments = [
        Department(
            row.code,
            row.name,
            row.bureau,
            Month(row.valid_from),
            None if row.valid_to is None else Month(row.valid_to),
        )
        for row in as_known(session, DepartmentVersion, known_at)
    ]
    successions = [
        Succession(
            row.predecessor,
            row.successor,
            Month(row.effective_month),
            None if row.share is None else Fraction(row.share),
        )
        for row in as_known(session, SuccessionVersion, known_at)
    ]
    return Organization(departments, successions)


@_once
def load_metrics(session: Session, known_at: int | None = None) -> dict[str, Metric]:
    """Return the catalogue of metrics by code, in its order."""
    rows = as_known(session, MetricVersion, known_at)
    return {
        row.code: Metric(
            row.code,
            row.name,
            row.unit,
            bool(row.whole),
            bool(row.expected_monthly),
            row.minimum,
            row.maximum,
        )
        for row in sorted(rows, key=lambda row: (row.position, row.code))
    }


def load_plans(session: Session, known_at: int | None = None) -> tuple[Plan, ...]:
    """Return all plans with their KPIs, targets and grade bands."""
    targets: dict[tuple[str, str], dict[int, Fraction]] = {}
    notes: dict[tuple[str, str], dict[int, str]] = {}
    for row in as_known(session, TargetVersion, known_at):
        if row.target is not None:
            targets.setdefault((row.plan, row.kpi), {})[row.fiscal_year] = Fraction(row.target)
        notes.setdefault((row.plan, row.kpi), {})[row.fiscal_year] = row.note
    kpis: dict[str, list[Kpi]] = {}
    for row in sorted(as_known(session, KpiVersion, known_at), key=lambda row: row.position):
        kpi = Kpi(
            code=row.code,
            name=row.name,
            rule=Rule(row.rule),
            metrics=tuple(row.metrics.replace("/", "+").split("+")),
            unit=row.unit,
            threshold=None if row.threshold is None else Fraction(row.threshold),
            baseline_fiscal_year=row.baseline_fiscal_year,
            targets=targets.get((row.plan, row.code), {}),
            target_notes=notes.get((row.plan, row.code), {}),
        )
        kpis.setdefault(row.plan, []).append(kpi)
    bands: dict[str, list[GradeBand]] = {}
    for row in as_known(session, GradeBandVersion, known_at):
        bands.setdefault(row.plan, []).append(
            GradeBand(row.grade, row.name, Fraction(row.at_least))
        )
    return tuple(
        Plan(
            row.code,
            row.name,
            row.first_fiscal_year,
            row.last_fiscal_year,
            tuple(kpis.get(row.code, ())),
            tuple(bands.get(row.code, ())),
        )
        for row in as_known(session, PlanVersion, known_at)
    )


def load_figures(
    session: Session,
    stretches: Iterable[Stretch],
    known_at: int | None = None,
    metrics: Sequence[str] | None = None,
) -> dict[str, MetricFigures]:
    """Return the figures of the stretches of months, by metric."""
    # The table's own columns: the mapper would wrap each of tens of thousands of rows.
    source: Any = (CurrentFigure if known_at is None else Revision).__table__.columns
    query = select(
        source.metric, source.department, source.month, source.state, source.amount
    ).where(or_(*(source.month.between(first, last) for first, last in stretches)))
    if metrics is not None:
        query = query.where(source.metric.in_(metrics))
    if known_at is not None:  # the later revision of a cell overwrites the earlier one below
        query = query.where(source.change <= known_at).order_by(source.number)
    values: defaultdict[str, defaultdict[str, dict[int, int]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    others: dict[tuple[str, str, int], str] = {}
    for metric, department, month, state, amount in session.execute(query).all():
        if state != "actual" or known_at is not None:
            others[metric, department, month] = state
        if amount is not None:
            values[metric][department][month] = amount
        elif known_at is not None:
            values.get(metric, {}).get(department, {}).pop(month, None)
    marked: dict[State, dict[str, set[tuple[str, int]]]] = {
        State.ESTIMATE: {},
        State.NOT_APPLICABLE: {},
    }
    for (metric, department, month), state in others.items():
        if (found := marked.get(State(state))) is not None:
            found.setdefault(metric, set()).add((department, month))
    codes = values.keys() | {code for found in marked.values() for code in found}
    return {
        code: MetricFigures(
            values.get(code, {}),
            frozenset(marked[State.ESTIMATE].get(code, ())),
            frozenset(marked[State.NOT_APPLICABLE].get(code, ())),
        )
        for code in codes
    }


def load_city(
    session: Session, as_of: Month, known_at: int | None = None, since: Month | None = None
) -> City:
    """Return what the numbers of a month need: its fiscal year, plan window, baseline years.

    ``since`` is a month that is wanted as well, with all from there to as_of. The months of a
    fiscal year share one city, which knows that year as a whole; one that knows more serves as well.
    """
    last = fiscal_year_months(as_of.fiscal_year)[-1]
    first = since or fiscal_year_start(as_of.fiscal_year)
    cities: dict[Month, City] = remembered(session, ("cities", last, known_at), dict)
    for known_since, city in cities.items():
        if known_since <= first:
            return city
    known = dict(cities)
    cities.clear()
    if known:
        ((known_since, city),) = known.items()
        cities[first] = _reaching_back(session, city, last, known_at, (first, known_since))
    else:
        cities[first] = _load_city(session, last, known_at, since)
    return cities[first]


def _reaching_back(
    session: Session, city: City, as_of: Month, known_at: int | None, stretch: Stretch
) -> City:
    """Return the city with figures from further back: they alone are read.

    ``stretch`` are the first months of what is wanted, and of what was when it was loaded.
    """
    first, known_since = stretch
    loaded_since = _first_month(city.plans, as_of, Month(known_since))
    if loaded_since <= first:
        return city
    earlier = load_figures(session, [(first, Month(loaded_since).plus(-1))], known_at)
    figures = {
        code: _together(earlier.get(code, NO_FIGURES), city.of(code))
        for code in {**city.figures, **earlier}
    }
    return replace(city, figures=figures, _made={})


def _together(one: MetricFigures, other: MetricFigures) -> MetricFigures:
    return MetricFigures(
        {
            department: {**one.values.get(department, {}), **other.values.get(department, {})}
            for department in {**other.values, **one.values}
        },
        one.estimates | other.estimates,
        one.not_applicable | other.not_applicable,
    )


def _first_month(plans: tuple[Plan, ...], as_of: Month, since: Month | None) -> Month:
    """Return from when on figures are read: the plan's first month, unless more is wanted."""
    start = fiscal_year_start(as_of.fiscal_year)
    plan = plan_for(plans, as_of)
    return min(start, plan.first_month if plan else start, since or start)


def _load_city(session: Session, as_of: Month, known_at: int | None, since: Month | None) -> City:
    plans = load_plans(session, known_at)
    plan = plan_for(plans, as_of)
    stretches: list[Stretch] = [(_first_month(plans, as_of, since), as_of)]
    for year in {kpi.baseline_fiscal_year for kpi in plan.kpis} if plan else ():
        if year is not None:
            months = fiscal_year_months(year)
            stretches.append((months[0], months[-1]))
    baselines: dict[tuple[str, int], dict[str, int]] = {}
    for row in as_known(session, BaselineVersion, known_at):
        baselines.setdefault((row.metric, row.fiscal_year), {})[row.department] = row.amount
    return City(
        organization=load_organization(session, known_at),
        metrics=load_metrics(session, known_at),
        plans=plans,
        figures=load_figures(session, stretches, known_at),
        annual_baselines=baselines,
        headcounts={
            (row.department, row.fiscal_year): Headcount(
                row.department, row.fiscal_year, row.headcount, row.telework_eligible
            )
            for row in as_known(session, HeadcountVersion, known_at)
        },
    )


@_once
def load_closed_months(session: Session, known_at: int | None = None) -> frozenset[Month]:
    """Return the months that are closed."""
    return frozenset(Month(row.month) for row in as_known(session, ClosingVersion, known_at))


def load_submissions(
    session: Session, known_at: int | None = None, *where: ColumnElement[bool]
) -> dict[tuple[str, int], str]:
    """Return submitted, approved or returned by (department, month)."""
    rows = as_known(session, SubmissionVersion, known_at, *where)
    return {(row.department, row.month): row.state for row in rows}


@_once
def load_settings(session: Session, known_at: int | None = None) -> dict[str, str]:
    """Return the city's settings by name."""
    return {row.name: row.value for row in as_known(session, SettingVersion, known_at)}
