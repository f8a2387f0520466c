"""速報 or 確定: whether the numbers of a month can still change (domain.md §6)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Organization
from kdx_desktop.models.calendar import SubmissionVersion
from kdx_desktop.services.knowledge import (
    load_closed_months,
    load_organization,
    load_submissions,
)


@dataclass(frozen=True, slots=True)
class Phase:
    """Whether the numbers up to a month are 確定 (its month is closed) or still 速報."""

    closed: bool
    departments: int
    approved: int
    submitted: int

    @property
    def label(self) -> str:
        """確定, or 速報 with the number of departments not yet approved."""
        if self.closed:
            return "確定"
        return f"速報（未承認 {self.departments - self.approved}部署）"


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
