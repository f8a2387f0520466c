"""A department's place in each theme of the ranking, and that of the month before."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kdx_desktop.metrics import rankings
from kdx_desktop.metrics.rankings import Ranking, Theme, UnrankedReason


@dataclass(frozen=True, slots=True)
class ThemePlace:
    """A theme: the department's value, and ``rank`` of ``ranked`` or None with the reason.

    ``previous_rank`` is that of the month before in the same fiscal year.
    """

    theme: Theme
    value: Fraction | None
    reason: UnrankedReason | None
    rank: int | None
    ranked: int
    previous_rank: int | None


def place_in(now: Ranking, before: Ranking | None, department: str) -> ThemePlace:
    """Return a department's place on a board; ``before`` None: April knows no month before."""
    row = next((one for one in now.rows if one.department == department), None)
    why = (one.reason for one in now.unranked if one.department == department)
    return ThemePlace(
        theme=now.theme,
        value=None if row is None else row.value,
        reason=next(why, None),
        rank=None if row is None else row.rank,
        ranked=len(now.rows),
        previous_rank=None if before is None else rankings.places(before).get(department),
    )
