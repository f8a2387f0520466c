"""Putting the sample city together, from its names to its last correction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kdx_desktop.metrics.months import Month, fiscal_year_months
from kdx_desktop.metrics.organization import Headcount
from kdx_desktop.services.sample_city.characters import character_of
from kdx_desktop.services.sample_city.corrections import correct
from kdx_desktop.services.sample_city.courses import PAPER, Habits, shares_of, usual_paper
from kdx_desktop.services.sample_city.dice import Dice
from kdx_desktop.services.sample_city.entries import Scene, entries
from kdx_desktop.services.sample_city.oddities import Oddities, oddities
from kdx_desktop.services.sample_city.period import Period
from kdx_desktop.services.sample_city.reorganizations import Life, history
from kdx_desktop.services.sample_city.roster import roster
from kdx_desktop.services.sample_city.submissions import submissions
from kdx_desktop.services.sample_city.training import training
from kdx_desktop.services.sample_city.values import (
    AnnualBaseline,
    SampleCity,
    SampleFigure,
    SampleSubmission,
)

_HEADCOUNT_STREAM = 5
#: Per mille of the headcounts that leave the telework-eligible blank.
_ELIGIBLE_BLANK = 60


def generate(
    departments: int = 110, years: int = 4, seed: int = 2022, last_fiscal_year: int = 2022
) -> SampleCity:
    """Make up a city: the same arguments give the identical value everywhere.

    ``departments`` exist in the last month (abolished ones come on top); ``years`` fiscal years
    end with ``last_fiscal_year``. Raises ValueError below one of either, and where the months
    leave the range that Month knows.
    """
    if departments < 1 or years < 1:
        raise ValueError("a city needs at least one department and one fiscal year")
    period = Period(last_fiscal_year - years + 1, last_fiscal_year)
    past = history(roster(departments), period)
    odd = oddities(past.lives, departments, period, seed)
    habits = tuple(_habits(life, odd, seed) for life in past.lives)
    steps = submissions(past.lives, odd, period, seed)
    figures, late = _figures(habits, period, odd, steps, seed)
    corrections = correct(figures, late, period, seed)
    return SampleCity(
        first_month=period.first,
        last_month=period.last,
        closed_through=period.closed_through,
        departments=tuple(life.department for life in past.lives),
        successions=past.successions,
        headcounts=tuple(_headcounts(habits, odd, period, seed)),
        annual_baselines=tuple(_annual_baselines(habits, odd, period)),
        figures=tuple(figures),
        corrections=corrections,
        submissions=steps,
    )


def _habits(life: Life, odd: Oddities, seed: int) -> Habits:
    return Habits(
        life=life,
        character=character_of(life, seed),
        exactly_seventy=life.code in odd.exactly_seventy,
        never_meets=life.code in odd.never_meet,
    )


def _figures(
    habits: tuple[Habits, ...],
    period: Period,
    odd: Oddities,
    steps: Iterable[SampleSubmission],
    seed: int,
) -> tuple[list[SampleFigure], list[SampleFigure]]:
    """Return all first entries in month order, and those that came late."""
    today = [one for one in habits if one.life.department.exists(period.last)]
    scene = Scene(
        seed=seed,
        shares=shares_of(today),
        oddities=odd,
        steps={(step.department, step.month): step.step for step in steps},
    )
    moments = period.moments()
    by_month: dict[Month, list[SampleFigure]] = {moment.month: [] for moment in moments}
    for one in habits:
        for figure in entries(scene, one, moments):
            by_month[figure.month].append(figure)
    for figure in training(tuple(one.life for one in habits), len(today), period, seed):
        by_month[figure.month].append(figure)
    return [figure for figures in by_month.values() for figure in figures], scene.late


def _headcounts(
    habits: Iterable[Habits], odd: Oddities, period: Period, seed: int
) -> Iterator[Headcount]:
    """Yield the headcounts of 1 April, or of the first month of a department that began later."""
    for one in habits:
        life = one.life
        dice = Dice(seed, _HEADCOUNT_STREAM, int(life.code))
        for fiscal_year in period.fiscal_years():
            first = next(filter(life.department.exists, fiscal_year_months(fiscal_year)), None)
            heads = max(1, (dice.around(life.heads(first or 0) * 1000, 50) + 500) // 1000)
            eligible = heads * one.character.kind.eligible // 100
            blank = dice.happens(_ELIGIBLE_BLANK)
            if first is not None and life.code not in odd.without_headcount:
                yield Headcount(life.code, fiscal_year, heads, None if blank else eligible)


def _annual_baselines(
    habits: Iterable[Habits], odd: Oddities, period: Period
) -> Iterator[AnnualBaseline]:
    """Yield the paper of the baseline year where it is known as one number only.

    When the baseline year lies before the period, that is so for every department.
    """
    moments = [period.moment(month) for month in fiscal_year_months(period.baseline_fiscal_year)]
    for one in habits:
        known_monthly = period.has_baseline and one.life.code not in odd.annual_baseline
        if known_monthly or not one.life.department.exists(moments[0].month):
            continue
        sheets = sum(usual_paper(one, moment) for moment in moments)
        rounded = sheets // 10_000_000 * 10_000_000
        yield AnnualBaseline(one.life.code, period.baseline_fiscal_year, PAPER, rounded)
