"""What the dashboard reads, in one session each: first the cards, then what an opened card needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kdx_desktop.metrics.gap import MeetingsGap, PaperGap
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.standings import gaps


@dataclass(frozen=True, slots=True)
class Particulars:
    """必要量, and the names of all departments there have ever been."""

    meetings: tuple[MeetingsGap, ...]
    paper: PaperGap | None
    departments: Mapping[str, Department]


def read_particulars(session: Any, as_of: Month) -> Particulars:
    """Read what stands behind the cards."""
    found = gaps(session, as_of)
    return Particulars(found.meetings, found.paper, load_organization(session).departments)
