"""改善: who gained most on the same months of the previous fiscal year."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from kdx_desktop.metrics import improvement
from kdx_desktop.metrics.improvement import Comparison
from kdx_desktop.metrics.months import Month, fiscal_year_start
from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.metrics.views import seen_by
from kdx_desktop.services.phase import phase_of
from kdx_desktop.services.standings import city_and_plan
from kdx_desktop.services.unplaced import Unplaced


@dataclass(frozen=True, slots=True)
class ImprovementRow:
    """A department's place by what it gained, and the two values."""

    rank: int
    department: str
    name: str
    bureau: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class ImprovementBoard:
    """The gains of a theme, the largest first."""

    theme: Theme
    as_of: Month
    rows: tuple[ImprovementRow, ...]
    unranked: tuple[Unplaced, ...]
    phase: Phase


def improvement_board(
    session: Session,
    theme: Theme,
    as_of: Month,
    view: OrganizationView = OrganizationView.NOW,
    known_at: int | None = None,
) -> ImprovementBoard:
    """Return the gains of a theme since the year before."""
    since = fiscal_year_start(as_of.fiscal_year - 1)
    whole_city, plan = city_and_plan(session, as_of, known_at, since)
    city, departments = seen_by(view, whole_city, as_of)
    found = improvement.rank(city, plan, theme, as_of, departments)
    known = city.organization.departments
    return ImprovementBoard(
        theme,
        as_of,
        tuple(
            ImprovementRow(
                row.rank,
                row.department,
                known[row.department].name,
                known[row.department].bureau,
                row.comparison,
            )
            for row in found.rows
        ),
        tuple(Unplaced.of(known[row.department], row.reason) for row in found.unranked),
        phase_of(session, whole_city.organization, as_of, known_at),
    )
