"""How far a month has come: 速報 or 確定 (domain.md §6)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Organization
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.models.calendar import SubmissionVersion
from kdx_desktop.services.knowledge import (
    load_closed_months,
    load_organization,
    load_submissions,
)


def month_phase(session: Session, month: Month) -> Phase:
    """Return where a month stands now."""
    return phase_of(session, load_organization(session), month)


def phase_of(
    session: Session, organization: Organization, month: Month, known_at: int | None = None
) -> Phase:
    """Return where a month stands over the departments existing in it."""
    existing = organization.existing(month)
    states = load_submissions(session, known_at, SubmissionVersion.month == int(month))
    found = [states.get((code, month)) for code in existing]
    return Phase(
        closed=month in load_closed_months(session, known_at),
        departments=len(existing),
        approved=found.count("approved"),
        submitted=found.count("submitted"),
    )
