"""The exceptions that a real city has, and that screens and rankings must bear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kdx_desktop.metrics.months import Month, fiscal_year_months
from kdx_desktop.services.sample_city.courses import USUAL_CITY
from kdx_desktop.services.sample_city.dice import Dice
from kdx_desktop.services.sample_city.period import Period
from kdx_desktop.services.sample_city.reorganizations import Life

_STREAM = 1


@dataclass(frozen=True, slots=True)
class Oddities:
    """Departments that are an exception, by code.

    ``annual_baseline`` know their baseline year's paper as one number only; ``silent_from`` is
    the month from which a department stopped reporting.
    """

    silent: frozenset[str]
    silent_from: Month
    without_headcount: frozenset[str]
    exactly_seventy: frozenset[str]
    never_meet: frozenset[str]
    annual_baseline: frozenset[str]


class _Lot:
    """Departments outside the core and outside all reorganisations, each drawn at most once."""

    def __init__(self, lives: tuple[Life, ...], seed: int) -> None:
        self._dice = Dice(seed, _STREAM)
        self._left = [life for life in lives if life.alone and life.listed.core is None]

    def draw(self, count: int, fits: Callable[[Life], bool]) -> frozenset[str]:
        fitting = [life for life in self._left if fits(life)]
        drawn = frozenset(life.code for life in self._dice.drawn(fitting, count))
        self._left = [life for life in self._left if life.code not in drawn]
        return drawn


def oddities(lives: tuple[Life, ...], departments: int, period: Period, seed: int) -> Oddities:
    """Draw the exceptions: one of each kind in a usual city, more in a larger one."""
    one = -(-departments // USUAL_CITY)
    lot = _Lot(lives, seed)

    def always(life: Life) -> bool:
        return life.department.valid_from < period.first

    def small(life: Life) -> bool:
        return always(life) and life.listed.kind in {"field", "facility"} and life.listed.heads < 10

    def quiet(life: Life) -> bool:
        return always(life) and life.listed.kind == "technical" and not life.listed.automation

    def office(life: Life) -> bool:
        return always(life) and life.listed.kind == "office"

    return Oddities(
        silent=lot.draw(one, quiet),
        silent_from=fiscal_year_months(period.last_fiscal_year)[4],
        without_headcount=lot.draw(one, office),
        exactly_seventy=lot.draw(2 * one, office),
        never_meet=lot.draw(one, small),
        annual_baseline=lot.draw(4 * one, always),
    )
