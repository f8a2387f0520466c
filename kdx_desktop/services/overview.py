"""What the window needs to know about a database before it shows anything else."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.metrics.figures import Metric
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.plan import Plan
from kdx_desktop.models.revision import CurrentFigure
from kdx_desktop.services.knowledge import (
    load_closed_months,
    load_metrics,
    load_plans,
    load_settings,
)
from kdx_desktop.services.strategy import CITY_NAME_SETTING

SAMPLE_SETTING = "sample"


@dataclass(frozen=True, slots=True)
class Overview:
    """The city, whether it is a made-up sample, and the months that have figures (None: none)."""

    sample: bool
    city_name: str
    first_month: Month | None
    last_month: Month | None
    plans: tuple[Plan, ...]
    closed_months: frozenset[Month]
    metrics: tuple[Metric, ...]


def overview(session: Session) -> Overview:
    """Return the overview of a database."""
    settings = load_settings(session)
    reported = CurrentFigure.state != "not_reported"
    month = CurrentFigure.__table__.columns["month"]
    query = select(func.min(month), func.max(month)).where(reported)
    first, last = session.execute(query).one()
    return Overview(
        sample=SAMPLE_SETTING in settings,
        city_name=settings.get(CITY_NAME_SETTING, ""),
        first_month=None if first is None else Month(first),
        last_month=None if last is None else Month(last),
        plans=load_plans(session),
        closed_months=load_closed_months(session),
        metrics=tuple(load_metrics(session).values()),
    )
