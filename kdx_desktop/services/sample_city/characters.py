"""What kind of place a department is: how much it prints, meets, works from home, automates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kdx_desktop.metrics.amounts import SCALE, Amount
from kdx_desktop.services.sample_city.dice import Dice
from kdx_desktop.services.sample_city.reorganizations import Life

#: Per mille of an ordinary month, April first.
_OFFICE_SEASON = (1220, 960, 980, 930, 880, 970, 1000, 980, 960, 950, 1020, 1280)
_COUNTER_SEASON = (1330, 970, 950, 920, 870, 930, 940, 920, 930, 940, 1010, 1390)
_TAX_SEASON = (1210, 1280, 1110, 800, 760, 780, 800, 820, 930, 1080, 1280, 1250)
_COUNCIL_SEASON = (760, 820, 1330, 800, 700, 1380, 780, 820, 1350, 760, 980, 1560)
_CALM_SEASON = (1060, 1000, 990, 970, 930, 990, 1010, 1000, 990, 970, 1000, 1090)
#: People a municipal department's automation can reach, where the list names none: 1 in 12.
_AUTOMATES = 83


@dataclass(frozen=True, slots=True)
class Kind:
    """Habits of a kind of department.

    ``sheets`` per head and month in the baseline year; ``meetings`` per mille per head and month;
    ``telework`` weighs sessions per head; ``eligible`` is the per cent who may telework.
    """

    sheets: int
    season: tuple[int, ...]
    meetings: int
    telework: int
    eligible: int


KINDS: Mapping[str, Kind] = {
    "office": Kind(390, _OFFICE_SEASON, 700, 100, 92),
    "counter": Kind(560, _COUNTER_SEASON, 300, 28, 45),
    "tax": Kind(520, _TAX_SEASON, 220, 24, 50),
    "technical": Kind(300, _OFFICE_SEASON, 520, 70, 80),
    "council": Kind(900, _COUNCIL_SEASON, 900, 90, 95),
    "facility": Kind(200, _CALM_SEASON, 380, 16, 40),
    "field": Kind(180, _CALM_SEASON, 330, 8, 25),
    "school": Kind(420, _OFFICE_SEASON, 330, 10, 60),
    "fire": Kind(70, _CALM_SEASON, 110, 6, 15),
}


@dataclass(frozen=True, slots=True)
class Character:
    """A department's own habits; rates are per mille.

    ``sheets`` are per head and month in the baseline year, ``reduction`` is what is saved of them
    by the last year (negative: more is printed), ``rates`` the paperless rate in the baseline year
    and in the last year. ``sheet_step`` and ``hours_step`` are the finest entries, in
    ten-thousandths. A department without telework leaves its cells 対象外.
    """

    kind: Kind
    sheets: int
    reduction: int
    sheet_step: Amount
    rates: tuple[int, int]
    teleworks: bool
    telework_weight: int
    automation_weight: int
    hours_step: Amount


def character_of(life: Life, seed: int) -> Character:
    """Draw the habits of a department; relatives through a 機構改革 share them."""
    dice = Dice(seed, int(life.family))
    listed = life.listed
    kind = KINDS[listed.kind]
    sheets = dice.around(kind.sheets, 420)
    reduction = _reduction(dice)
    sheet_step = dice.pick((SCALE, SCALE, SCALE, SCALE // 2, SCALE // 4))
    rates = (dice.between(40, 300), _paperless_rate(dice))
    teleworks = listed.kind not in {"fire", "field"} or not dice.happens(450)
    telework = dice.around(kind.telework, 700) if teleworks else 0
    automates = dice.happens(_AUTOMATES)
    found = dice.between(3, 24) if automates and life.alone else 0
    automation = dice.around(100 * (listed.automation or found), 200)
    return Character(
        kind=kind,
        sheets=sheets,
        reduction=reduction,
        sheet_step=sheet_step,
        rates=rates,
        teleworks=teleworks,
        telework_weight=telework,
        automation_weight=automation,
        hours_step=dice.pick((SCALE // 10, SCALE // 10, SCALE // 100)),
    )


def _reduction(dice: Dice) -> int:
    """Draw what a department saves of its paper: some print more, a few hardly print at all."""
    place = dice.below(100)
    if place < 9:
        return dice.between(-240, -15)
    if place < 27:
        return dice.between(170, 350)
    if place < 80:
        return dice.between(385, 560)
    return dice.between(560, 735)


def _paperless_rate(dice: Dice) -> int:
    """Draw the last year's paperless rate: two thirds of all departments reach 70 %."""
    place = dice.below(100)
    if place < 4:
        return 1000
    if place < 67:
        return dice.between(730, 965)
    return dice.between(360, 680)
