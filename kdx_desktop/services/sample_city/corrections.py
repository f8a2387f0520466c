"""訂正: what turned out later about months that were closed (domain.md §6)."""

from __future__ import annotations

from dataclasses import replace

from kdx_desktop.metrics.amounts import SCALE, Amount
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services.sample_city import courses
from kdx_desktop.services.sample_city.dice import Dice
from kdx_desktop.services.sample_city.period import Period
from kdx_desktop.services.sample_city.values import SampleCorrection, SampleFigure

_STREAM = 4
#: One first entry in so many is corrected: about 40 in the usual city.
_ENTRIES_PER_CORRECTION = 760
_KNOWN_NOW = "推計としていた実績が確定したため"
_CAME_LATE = "提出漏れが分かったため"
_SLIPPERY = frozenset(
    {courses.PAPER, courses.PAPERLESS, courses.TELEWORK, courses.BYOD, courses.HOURS}
)


def correct(
    figures: list[SampleFigure], late: list[SampleFigure], period: Period, seed: int
) -> tuple[SampleCorrection, ...]:
    """Return corrections: settled estimates, cells that came late, and slips put right.

    ``figures`` is changed in place: the first entry of a slip becomes the wrong one.
    """
    dice = Dice(seed, _STREAM)
    count = max(1, len(figures) // _ENTRIES_PER_CORRECTION)
    closed = [i for i, figure in enumerate(figures) if figure.month <= period.closed_through]
    estimates = [i for i in closed if figures[i].state is State.ESTIMATE]
    found = [(_settled(figures[i], dice), _KNOWN_NOW) for i in dice.drawn(estimates, count // 3)]
    found += [(figure, _CAME_LATE) for figure in dice.drawn(late, count // 6)]
    slips = [i for i in closed if _may_slip(figures[i])]
    for i in dice.drawn(slips, count - len(found)):
        first, reason = _slip(figures[i], dice)
        found.append((figures[i], reason))
        figures[i] = replace(figures[i], amount=first)
    made = [
        SampleCorrection(figure, reason, _made_in(figure, period, dice)) for figure, reason in found
    ]
    return tuple(sorted(made, key=_order))


def _order(correction: SampleCorrection) -> tuple[int, int, str, str]:
    figure = correction.figure
    return correction.made_in, figure.month, figure.department, figure.metric


def _made_in(figure: SampleFigure, period: Period, dice: Dice) -> Month:
    """Return a month after the figure's own was closed, at most the month after the last."""
    return min(figure.month.plus(2 + dice.below(5)), period.last.plus(1))


def _may_slip(figure: SampleFigure) -> bool:
    return figure.state is State.ACTUAL and bool(figure.amount) and figure.metric in _SLIPPERY


def _settled(figure: SampleFigure, dice: Dice) -> SampleFigure:
    """Return the real figure that replaces an estimate; whole, as all estimates may be."""
    units = dice.around(figure.amount or 0, 150) // SCALE
    return replace(figure, state=State.ACTUAL, amount=units * SCALE, note="")


def _slip(figure: SampleFigure, dice: Dice) -> tuple[Amount, str]:
    """Return a wrong first amount for a right figure, and what went wrong."""
    amount = figure.amount or 0
    if figure.metric == courses.PAPER:
        if dice.happens(250):
            return amount * 10, "一桁多く入力していたため"
        units = amount * dice.between(70, 92) // (100 * SCALE)
        return units * SCALE, "別の階の複合機の分が漏れていたため"
    if figure.metric == courses.HOURS:
        if dice.happens(300):
            return amount * 60, "分を時間として入力していたため"
        return amount + dice.between(1, 8) * SCALE, "失敗した処理の分を含めていたため"
    if figure.metric == courses.PAPERLESS:
        return amount - SCALE, "ペーパーレス会議の数え漏れがあったため"
    return amount + dice.between(1, 4) * SCALE, "取消しになった申請を含めていたため"
