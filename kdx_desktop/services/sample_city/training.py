"""People trained: recorded as it happens, so only months with a course have figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import fiscal_year_months
from kdx_desktop.services.sample_city.courses import USUAL_CITY
from kdx_desktop.services.sample_city.dice import Dice
from kdx_desktop.services.sample_city.period import Period
from kdx_desktop.services.sample_city.reorganizations import Life
from kdx_desktop.services.sample_city.values import SampleFigure

_STREAM = 3


@dataclass(frozen=True, slots=True)
class _Course:
    """A training: ``people`` of a usual city by fiscal year, the last one first.

    ``months`` are positions in the fiscal year. ``everyone``: a course that each department sends
    one person to; otherwise a department may send several.
    """

    metric: str
    people: tuple[int, ...]
    months: tuple[int, ...]
    everyone: bool


_COURSES = (
    _Course("leaders_trained", (22, 20), (4, 8, 11), everyone=False),
    _Course("managers_trained", (90, 38, 15), (2, 5, 8, 10), everyone=True),
)


def training(
    lives: tuple[Life, ...], departments: int, period: Period, seed: int
) -> Iterator[SampleFigure]:
    """Yield the people trained, by fiscal year and course, in month order within these."""
    for fiscal_year in period.fiscal_years():
        for number, course in enumerate(_COURSES):
            age = period.last_fiscal_year - fiscal_year
            if age < len(course.people):
                people = (course.people[age] * departments + USUAL_CITY // 2) // USUAL_CITY
                dice = Dice(seed, _STREAM, fiscal_year, number)
                yield from _held(course, lives, people, fiscal_year, dice)


def _held(
    course: _Course, lives: tuple[Life, ...], people: int, fiscal_year: int, dice: Dice
) -> Iterator[SampleFigure]:
    months = fiscal_year_months(fiscal_year)
    left = [life.code for life in lives if all(life.department.exists(month) for month in months)]
    for index, position in enumerate(course.months):
        seats = (index + 1) * people // len(course.months) - index * people // len(course.months)
        if course.everyone:
            present = Counter(dice.drawn(left, seats))
            left = [code for code in left if code not in present]
        else:
            present = Counter(dice.pick(left) for _ in range(seats))
        for code, number in sorted(present.items()):
            amount = number * SCALE
            yield SampleFigure(code, months[position - 1], course.metric, State.ACTUAL, amount)
