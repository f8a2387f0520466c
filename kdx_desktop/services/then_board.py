"""当時の組織: what each department of a fiscal year counted while it existed (domain.md §2)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from kdx_desktop.metrics import rankings
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.metrics.phase import Phase
from kdx_desktop.metrics.rankings import Theme, UnrankedReason
from kdx_desktop.metrics.views import seen_by
from kdx_desktop.services.city_totals import Amounts, Totals, totals_of
from kdx_desktop.services.phase import phase_of
from kdx_desktop.services.standings import city_and_plan


@dataclass(frozen=True, slots=True)
class ThenRow:
    """A department of then: what it counted, and its place by nothing but its own figures.

    ``ended`` is its last month where it no longer exists. Without a place there is a ``reason``.
    """

    department: str
    name: str
    bureau: str
    ended: Month | None
    amounts: Amounts
    rank: int | None = None
    value: Fraction | None = None
    reason: UnrankedReason | None = None


@dataclass(frozen=True, slots=True)
class ThenBoard:
    """All departments of the fiscal year to date: those with a place first, then by code."""

    theme: Theme
    as_of: Month
    rows: tuple[ThenRow, ...]
    totals: Totals
    phase: Phase


def then_board(
    session: Session, theme: Theme, as_of: Month, known_at: int | None = None
) -> ThenBoard:
    """Return a theme by the departments of then."""
    city, plan = city_and_plan(session, as_of, known_at)
    alone, departments = seen_by(OrganizationView.THEN, city, as_of)
    ranked = rankings.rank(alone, plan, theme, as_of, departments)
    totals = totals_of(city, plan, theme, as_of)
    nothing: Amounts = (None,) * len(totals.city)

    def row(
        code: str, place: int | None, value: Fraction | None, reason: UnrankedReason | None
    ) -> ThenRow:
        department = city.organization.departments[code]
        ended = None if department.exists(as_of) else department.valid_to
        amounts = totals.then.get(code, nothing)
        return ThenRow(
            code, department.name, department.bureau, ended, amounts, place, value, reason
        )

    return ThenBoard(
        theme,
        as_of,
        (
            *(row(one.department, one.rank, one.value, None) for one in ranked.rows),
            *(row(one.department, None, None, one.reason) for one in ranked.unranked),
        ),
        totals,
        phase_of(session, city.organization, as_of, known_at),
    )
