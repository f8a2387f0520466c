"""定義の版: which changes of the ledger the definition of a KPI goes back to (domain.md §7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, literal, select, union_all
from sqlalchemy.orm import Session

from kdx_desktop.metrics.plan import Kpi, Plan
from kdx_desktop.models.base import Versioned
from kdx_desktop.models.change import Change
from kdx_desktop.models.plan import (
    GradeBandVersion,
    KpiVersion,
    MetricVersion,
    PlanVersion,
    TargetVersion,
)
from kdx_desktop.services.recording import moment


@dataclass(frozen=True, slots=True)
class DefinitionVersion:
    """A change that stated a part of a KPI's definition, and the parts that are known from it."""

    change: int
    when: datetime
    who: str
    reason: str
    parts: tuple[str, ...]


def definition_versions(
    session: Session, plan: Plan, kpi: Kpi, known_at: int | None = None
) -> tuple[DefinitionVersion, ...]:
    """Return the latest change of each part of the definition, the latest first."""
    sources: Sequence[tuple[str, type[Versioned], tuple[ColumnElement[bool], ...]]] = (
        ("計画", PlanVersion, (PlanVersion.code == plan.code,)),
        ("KPI", KpiVersion, (KpiVersion.plan == plan.code, KpiVersion.code == kpi.code)),
        ("目標", TargetVersion, (TargetVersion.plan == plan.code, TargetVersion.kpi == kpi.code)),
        ("評価区分", GradeBandVersion, (GradeBandVersion.plan == plan.code,)),
        ("指標", MetricVersion, (MetricVersion.code.in_(kpi.metrics),)),
    )
    latest = union_all(
        *(
            select(
                literal(position).label("part"),
                func.max(model.change).label("change"),
            ).where(*where, *([model.change <= known_at] if known_at is not None else ()))
            for position, (_, model, where) in enumerate(sources)
        )
    ).subquery()
    query = (
        select(latest.c.part, Change.number, Change.recorded_at, Change.actor, Change.reason)
        .join(Change, Change.number == latest.c.change)
        .order_by(Change.number.desc(), latest.c.part)
    )
    found: dict[int, DefinitionVersion] = {}
    for row in session.execute(query).all():
        known = found.get(row.number)
        parts = (*(known.parts if known else ()), sources[row.part][0])
        found[row.number] = DefinitionVersion(
            row.number, moment(row.recorded_at), row.actor, row.reason, parts
        )
    return tuple(found.values())
