"""How far the departments are with the months that are still open (domain.md §6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kdx_desktop.metrics.months import Month
from kdx_desktop.services.sample_city.dice import Dice
from kdx_desktop.services.sample_city.oddities import Oddities
from kdx_desktop.services.sample_city.period import Period
from kdx_desktop.services.sample_city.reorganizations import Life
from kdx_desktop.services.sample_city.values import SampleSubmission, Step

_STREAM = 2
#: Per cent of the departments at each step; what is left over is missing.
_LAST_MONTH = ((Step.APPROVED, 20), (Step.SUBMITTED, 40), (Step.RETURNED, 6), (Step.DRAFT, 24))
_MONTH_BEFORE = ((Step.APPROVED, 91), (Step.SUBMITTED, 6), (Step.RETURNED, 2))
_RETURN_REASONS = (
    "ペーパーレス会議の回数が先月から大きく増えています。内訳を確認してください。",
    "コピー用紙が前年同月の約3倍です。箱と枚を取り違えていないか確認してください。",
    "削減時間の根拠（件数と1件当たりの時間）を備考に書いてください。",
)


def submissions(
    lives: tuple[Life, ...], oddities: Oddities, period: Period, seed: int
) -> tuple[SampleSubmission, ...]:
    """Return the step of every department in every open month."""
    return tuple(
        step
        for month in period.open_months()
        for step in _month(lives, oddities, month, period.last, seed)
    )


def _month(
    lives: tuple[Life, ...], oddities: Oddities, month: Month, last: Month, seed: int
) -> Iterator[SampleSubmission]:
    dice = Dice(seed, _STREAM, month)
    existing = [life.code for life in lives if life.department.exists(month)]
    steps = _handed_out(existing, _LAST_MONTH if month == last else _MONTH_BEFORE, dice)
    for code in existing:
        step = Step.MISSING if code in oddities.silent else steps[code]
        reason = dice.pick(_RETURN_REASONS) if step is Step.RETURNED else ""
        yield SampleSubmission(code, month, step, reason)


def _handed_out(
    codes: list[str], quotas: tuple[tuple[Step, int], ...], dice: Dice
) -> Mapping[str, Step]:
    """Give each step to its per cent of the departments, in drawn order."""
    drawn = dice.drawn(codes, len(codes))
    steps = dict.fromkeys(codes, Step.MISSING)
    done = 0
    per_cent = 0
    for step, quota in quotas:
        per_cent += quota
        until = -(-len(drawn) * per_cent // 100)
        for code in drawn[done:until]:
            steps[code] = step
        done = until
    return steps
