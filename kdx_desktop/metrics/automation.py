"""Hours that automations save: cases times the minutes of one case (domain.md §3)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from kdx_desktop.metrics.amounts import Amount, round_half_up

_MINUTES_OF_AN_HOUR = 60


def hours(lines: Iterable[tuple[int, Amount, Amount]]) -> Amount:
    """Return the hours of lines of (cases, minutes before, minutes after), in ten-thousandths.

    Minutes are in ten-thousandths, too. They are summed exactly, divided once, and rounded half up
    to four decimals. Negative when more time is left than there was before; 0 without lines.
    """
    minutes = sum(cases * (before - after) for cases, before, after in lines)
    return round_half_up(Fraction(minutes, _MINUTES_OF_AN_HOUR))
