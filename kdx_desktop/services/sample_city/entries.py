"""First entries of a department: its amounts, with what real offices leave open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kdx_desktop.metrics.amounts import Amount
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services.sample_city import courses
from kdx_desktop.services.sample_city.courses import Habits, Shares
from kdx_desktop.services.sample_city.dice import Dice
from kdx_desktop.services.sample_city.oddities import Oddities
from kdx_desktop.services.sample_city.period import BASELINE_AGE, Moment
from kdx_desktop.services.sample_city.values import SampleFigure, Step

#: Per mille of department-months that were never handed in, of cells that were forgotten, and of
#: these that came late; of cells (where one can guess) that are estimates.
_MONTH_MISSING = 9
_CELL_MISSING = 5
_COMES_LATE = 60
_ESTIMATED = 13
#: A department of fewer people with such a kind has months without any meeting planned.
_SMALL, _NO_MEETING_MONTH = 9, 160
_ESTIMATE_NOTES = {
    courses.PAPER: "複合機のカウンター故障のため、前後の月から推計",
    courses.TELEWORK: "勤怠の集計が間に合わないため推計",
    courses.BYOD: "利用記録の一部が欠けているため推計",
    courses.HOURS: "処理件数が確定していないため推計",
}
_MEETINGS = frozenset({courses.HELD, courses.PAPERLESS})
_SESSIONS = frozenset({courses.TELEWORK, courses.BYOD})
_EXEMPT_NOTES = {
    **dict.fromkeys(_MEETINGS, "会議の開催予定なし"),
    **dict.fromkeys(_SESSIONS, "現場勤務のため対象外"),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What all departments share while their entries are made.

    ``late`` collects the cells that were forgotten first and are handed in by a correction.
    """

    seed: int
    shares: Shares
    oddities: Oddities
    steps: Mapping[tuple[str, Month], Step]
    late: list[SampleFigure] = field(default_factory=list)


def entries(scene: Scene, habits: Habits, moments: tuple[Moment, ...]) -> Iterator[SampleFigure]:
    """Yield the first entries of a department's life, month by month in the order of the form."""
    life = habits.life
    code, department = life.code, life.department
    dice = Dice(scene.seed, int(code))
    no_sessions = frozenset[str]() if habits.character.teleworks else _SESSIONS
    outpost = life.listed.kind in {"field", "facility"} and life.listed.heads < _SMALL
    may_skip_meetings = outpost and not habits.never_meets
    for moment in moments:
        if not department.exists(moment.month):
            continue
        amounts = courses.amounts(habits, scene.shares, moment, dice)
        exempt = no_sessions
        if may_skip_meetings and dice.happens(_NO_MEETING_MONTH):
            exempt = no_sessions | _MEETINGS
        for metric, amount in amounts[: _cells_filled(scene, code, moment.month, dice)]:
            cell = (code, moment.month, metric)
            if metric in exempt:
                yield SampleFigure(*cell, State.NOT_APPLICABLE, None, _EXEMPT_NOTES[metric])
            elif not _baseline_unknown(scene, code, moment, metric):
                missing = _CELL_MISSING if moment.closed else 0
                yield from _entry(scene, cell, missing, amount, dice)


def _cells_filled(scene: Scene, code: str, month: Month, dice: Dice) -> int:
    """Return how many cells of the form the department filled in."""
    if code in scene.oddities.silent and month >= scene.oddities.silent_from:
        return 0
    whole = len(courses.MONTHLY)
    step = scene.steps.get((code, month))
    if step is None:
        return 0 if dice.happens(_MONTH_MISSING) else whole
    if step is Step.DRAFT:
        return dice.pick((1, 3, whole, whole, whole))
    return 0 if step is Step.MISSING else whole


def _baseline_unknown(scene: Scene, code: str, moment: Moment, metric: str) -> bool:
    """Tell whether only the year's paper is known of the department's baseline year."""
    return (
        metric == courses.PAPER
        and code in scene.oddities.annual_baseline
        and moment.age == BASELINE_AGE
    )


def _entry(
    scene: Scene, cell: tuple[str, Month, str], missing: int, amount: Amount, dice: Dice
) -> Iterator[SampleFigure]:
    chance = dice.below(1000)
    if chance < missing:
        if dice.happens(_COMES_LATE):
            scene.late.append(SampleFigure(*cell, State.ACTUAL, amount))
    elif amount and chance >= 1000 - _ESTIMATED and cell[2] in _ESTIMATE_NOTES:
        yield SampleFigure(*cell, State.ESTIMATE, amount, _ESTIMATE_NOTES[cell[2]])
    else:
        yield SampleFigure(*cell, State.ACTUAL, amount)
