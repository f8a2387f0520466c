"""The amounts of a department month by month, before anything is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kdx_desktop.metrics.amounts import SCALE, Amount
from kdx_desktop.metrics.months import MONTHS_PER_YEAR
from kdx_desktop.services.sample_city.characters import KINDS, Character
from kdx_desktop.services.sample_city.dice import Dice
from kdx_desktop.services.sample_city.period import Moment
from kdx_desktop.services.sample_city.reorganizations import Life

PAPER = "copy_paper_sheets"
HELD = "meetings_held"
PAPERLESS = "meetings_paperless"
TELEWORK = "telework_sessions"
BYOD = "byod_sessions"
HOURS = "automation_hours"
#: What every department is asked for every month, in the order of the form.
MONTHLY = (PAPER, HELD, PAPERLESS, TELEWORK, BYOD, HOURS)

#: The numbers below are those of a city of so many departments …
USUAL_CITY = 110
#: … whose heads weigh so much in telework, and whose departments in automation.
_USUAL_TELEWORK = 146_400
_USUAL_AUTOMATION = 971
#: What a department weighs in automation that the list gives no weight: few have any.
_SELDOM = 1
#: Telework and BYOD sessions of the city in a fiscal year, the last one first.
_SESSIONS = (8950, 6650, 4100, 320)
#: Hours saved in the city in a fiscal year, the last one first.
_SAVED_HOURS = (10150, 8350, 4600, 1700, 500)
_TELEWORK_SEASON = (900, 950, 900, 950, 1150, 1150, 950, 900, 900, 1150, 1250, 850)
_MEETING_SEASON = (900, 980, 1000, 980, 780, 960, 1120, 1120, 1020, 1060, 1120, 960)
#: Per cent of the sessions that are telework; the others are BYOD.
_TELEWORK_PART = (44, 58, 78)


@dataclass(frozen=True, slots=True)
class Habits:
    """A department with its character, and the exceptions that it stands for in the sample."""

    life: Life
    character: Character
    exactly_seventy: bool = False
    never_meets: bool = False


@dataclass(frozen=True, slots=True)
class Shares:
    """How a department gets its part of the city's sessions and hours.

    A total of the usual city, times a department's weight, times ``…_times``, by ``…_by``.
    """

    telework_times: int
    telework_by: int
    hours_times: int
    hours_by: int


def shares_of(today: Iterable[Habits]) -> Shares:
    """Return the shares in a city of these departments of today.

    What the city reaches in total depends on the kinds of its departments, not on what each of
    them happens to make of it: so the usual city lands near its plan whatever the seed.
    """
    habits = tuple(today)
    rows = [one.life.listed for one in habits]
    return Shares(
        telework_times=sum(row.heads * KINDS[row.kind].telework for row in rows),
        telework_by=sum(
            row.heads * h.character.telework_weight for row, h in zip(rows, habits, strict=True)
        )
        * _USUAL_TELEWORK,
        hours_times=sum(row.automation or _SELDOM for row in rows),
        hours_by=sum(h.character.automation_weight for h in habits) * _USUAL_AUTOMATION,
    )


def amounts(
    habits: Habits, shares: Shares, moment: Moment, dice: Dice
) -> tuple[tuple[str, Amount], ...]:
    """Return the six monthly metrics of a department with their amounts, in the form's order."""
    heads = habits.life.heads(moment.month)
    held, paperless = _meetings(habits, heads, moment, dice)
    telework, byod = _sessions(heads * habits.character.telework_weight, shares, moment, dice)
    return (
        (PAPER, _paper(habits, moment, dice)),
        (HELD, held * SCALE),
        (PAPERLESS, paperless * SCALE),
        (TELEWORK, telework * SCALE),
        (BYOD, byod * SCALE),
        (HOURS, _hours(habits.character, shares, moment, dice)),
    )


def usual_paper(habits: Habits, moment: Moment) -> Amount:
    """Return the paper that a department would use in a month in which nothing special happens."""
    character = habits.character
    sheets = habits.life.heads(moment.month) * character.sheets
    season = character.kind.season[moment.position - 1]
    left = 1000 * 1000 - character.reduction * _progress(moment.since_baseline)
    return sheets * SCALE * season // 1000 * left // (1000 * 1000)


def _progress(months: int) -> int:
    """Return how much of the reduction is reached, per mille: it begins late in the baseline year.

    Before that year a little more was printed every year.
    """
    if months < 0:
        return months * 2
    return min(max(0, months - 8) * 30, 1060)


def _paper(habits: Habits, moment: Moment, dice: Dice) -> Amount:
    amount = dice.around(usual_paper(habits, moment), 90)
    step = habits.character.sheet_step
    return amount // step * step


def _meetings(habits: Habits, heads: int, moment: Moment, dice: Dice) -> tuple[int, int]:
    """Return meetings held and, of these, paperless ones."""
    if habits.never_meets:
        return 0, 0
    if habits.exactly_seventy and moment.age == 0:
        return 10, 7
    character = habits.character
    usual = 1800 + heads * character.kind.meetings
    season = _MEETING_SEASON[moment.position - 1]
    held = dice.whole(dice.around(usual * season // 1000, 220))
    start, final = character.rates
    if final == 1000 and moment.age == 0:
        return held, held
    rate = start + (final - start) * min(max(0, moment.since_baseline), 36) // 36
    return held, min(held, dice.whole(dice.around(held * rate, 60)))


def _sessions(weight: int, shares: Shares, moment: Moment, dice: Dice) -> tuple[int, int]:
    """Return telework and BYOD sessions: the department's part of the city's, growing all year."""
    if moment.age >= len(_SESSIONS) or not weight:
        return 0, 0
    season = _TELEWORK_SEASON[moment.position - 1] * (1000 + (2 * moment.position - 13) * 15)
    city = _SESSIONS[moment.age] * season * shares.telework_times
    thousandths = city * weight // (shares.telework_by * MONTHS_PER_YEAR * 1000)
    telework_part = _TELEWORK_PART[min(moment.age, len(_TELEWORK_PART) - 1)]
    telework = dice.around(thousandths * telework_part // 100, 350)
    byod = dice.around(thousandths * (100 - telework_part) // 100, 350)
    return dice.whole(telework), dice.whole(byod)


def _hours(character: Character, shares: Shares, moment: Moment, dice: Dice) -> Amount:
    """Return the hours saved: the department's part of the city's, growing all year."""
    weight = character.automation_weight
    if moment.age >= len(_SAVED_HOURS) or not weight:
        return 0
    growth = 1000 + (2 * moment.position - 13) * 12
    city = _SAVED_HOURS[moment.age] * growth * SCALE // 1000 * shares.hours_times
    amount = dice.around(city * weight // (shares.hours_by * MONTHS_PER_YEAR), 180)
    return amount // character.hours_step * character.hours_step
