"""訂正一覧: figures that took the place of others — when, who, before and after, why (domain.md §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.change import Change
from kdx_desktop.models.revision import Revision
from kdx_desktop.services.changes import kind_name
from kdx_desktop.services.knowledge import load_metrics, load_organization
from kdx_desktop.services.month_form import NOTHING, CellValue
from kdx_desktop.services.recording import Kind, moment, timestamp

#: More than anybody reads; the rest is said to be there.
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that was replaced; amounts in ten-thousandths.

    ``before`` is 未提出 where the month was closed without the figure. ``is_correction``: it was a
    訂正 of a closed month, and not a change on the way there. ``metric`` None: not in the catalogue.
    """

    change: int
    when: datetime
    who: str
    kind: str
    reason: str
    department: str
    department_name: str
    month: Month
    code: str
    metric: Metric | None
    before: CellValue
    after: CellValue

    @property
    def is_correction(self) -> bool:
        """Tell whether a closed month was corrected."""
        return self.kind == Kind.CORRECTION

    @property
    def kind_name(self) -> str:
        """The users' word for the kind of change."""
        return kind_name(self.kind)


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections that were asked for, newest first; ``cut``: there are more."""

    rows: tuple[Correction, ...]
    cut: bool


def corrections(
    session: Session,
    since: datetime | None = None,
    *,
    replaced_too: bool = False,
    most: int = MOST,
) -> Corrections:
    """Return the corrections of closed months recorded from ``since`` on (None: all).

    ``replaced_too``: also the figures that took the place of another while their month was open.
    """
    earlier = aliased(Revision)
    query = (
        select(
            Change.number,
            Change.recorded_at,
            Change.actor,
            Change.kind,
            Change.reason,
            Revision.department,
            Revision.month,
            Revision.metric,
            Revision.state,
            Revision.amount,
            Revision.note,
            earlier.state.label("old_state"),
            earlier.amount.label("old_amount"),
            earlier.note.label("old_note"),
        )
        .join(Change, Change.number == Revision.change)
        .outerjoin(
            earlier,
            and_(
                earlier.department == Revision.department,
                earlier.month == Revision.month,
                earlier.metric == Revision.metric,
                earlier.number == Revision.number - 1,
            ),
        )
        .where(*_conditions(session, since, replaced_too=replaced_too))
        .order_by(Revision.change.desc(), Revision.department, Revision.month, Revision.metric)
        .limit(most + 1)
    )
    rows = session.execute(query).all()
    departments = load_organization(session).departments
    metrics = load_metrics(session)
    found = []
    for row in rows[:most]:
        known = departments.get(row.department)
        name = "" if known is None else known.name
        found.append(_correction(row, name, metrics.get(row.metric)))
    return Corrections(tuple(found), len(rows) > most)


def _conditions(session: Session, since: datetime | None, *, replaced_too: bool) -> list[Any]:
    is_correction = Change.kind == Kind.CORRECTION.value
    conditions: list[Any] = [
        or_(is_correction, Revision.number > 1) if replaced_too else is_correction
    ]
    if since is not None:  # times never go back: from one change on, and the store finds it by key
        first = session.scalar(
            select(func.min(Change.number)).where(Change.recorded_at >= timestamp(since))
        )
        conditions.append(Revision.change >= (first or _NEVER))
    return conditions


_NEVER = 1 << 60


def _correction(row: Any, name: str, metric: Metric | None) -> Correction:
    old = NOTHING
    if row.old_state is not None:
        old = CellValue(State(row.old_state), row.old_amount, row.old_note)
    return Correction(
        row.number,
        moment(row.recorded_at),
        row.actor,
        row.kind,
        row.reason,
        row.department,
        name,
        Month(row.month),
        row.metric,
        metric,
        old,
        CellValue(State(row.state), row.amount, row.note),
    )
