"""Checks at entry: what is refused, and what is questioned (domain.md §6).

A refusal is a sentence beside the cell; a question is accepted with a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from kdx_desktop.metrics.amounts import SCALE, Amount, grouped, is_whole
from kdx_desktop.metrics.figures import Metric

#: Part and whole of which the part may not be larger.
PART_OF = {"meetings_paperless": "meetings_held"}

#: Slips of unit: 箱・締め for 枚 (a ream of 500, a box of five), minutes for hours, a digit.
_UNIT_SLIPS = (10, 60, 500, 2500)
_PAST_MONTHS = 12
#: From a month to the same month of the next year, as yyyymm.
_YEAR = 100
_LEAST_PAST = 4
#: Deviation, in median absolute deviations, beyond which a figure is far from its own past.
_FAR_MADS = 5
#: Nothing is far that differs by ten units or less: small counts jump about.
_SMALL = 10 * SCALE


def refusal(metric: Metric, amount: Amount) -> str | None:
    """Return why the amount cannot be a figure of this metric, None when it can."""
    if metric.whole and not is_whole(amount):
        return f"{metric.name}は整数で入力してください。"
    if metric.minimum is not None and amount < metric.minimum:
        return f"{metric.name}は{grouped(metric.minimum)}以上で入力してください。"
    if metric.maximum is not None and amount > metric.maximum:
        return f"{metric.name}は{grouped(metric.maximum)}以下で入力してください。"
    return None


def relation_refusals(amounts: Mapping[str, Amount]) -> Mapping[str, str]:
    """Return, by metric, what is refused because two amounts of one month contradict."""
    refused = {}
    for part, whole in PART_OF.items():
        if part in amounts and whole in amounts and amounts[part] > amounts[whole]:
            refused[part] = (
                f"ペーパーレス会議（{grouped(amounts[part])}回）が"
                f"会議開催数（{grouped(amounts[whole])}回）を超えています。"
            )
    return refused


def same_as_last_month(
    amounts: Mapping[str, Amount], last_month: Mapping[str, Amount]
) -> str | None:
    """Question a month that repeats the month before in every cell (all-zero months excepted)."""
    if len(amounts) > 1 and any(amounts.values()) and dict(amounts) == dict(last_month):
        return "すべての値が前月と同じです。"
    return None


def past_questions(
    months: Sequence[tuple[int, Amount]], new: frozenset[int]
) -> Iterator[tuple[int, str]]:
    """Yield (month, question) for the new months of one department and metric, in time order.

    ``months`` are all reported months (yyyymm, amount) in order, the new ones among them. Each is
    seen beside the twelve reported months before it. Nothing is striking within half and double
    of the same month of the year before.
    """
    known = dict(months)
    for index, (month, amount) in enumerate(months):
        if month not in new or index < _LEAST_PAST:
            continue
        year_before = known.get(month - _YEAR)
        if year_before is not None and year_before <= 2 * amount <= 4 * year_before:
            continue
        past = months[max(0, index - _PAST_MONTHS) : index]
        if found := _question(amount, year_before, past, known):
            yield month, found


def _question(
    amount: Amount,
    year_before: Amount | None,
    past: Sequence[tuple[int, Amount]],
    known: Mapping[int, Amount],
) -> str | None:
    """Return what is striking about an amount, None when nothing is.

    Judged by the median and MAD of the ratios to the same month of the year before or, where
    these are too few, of the months themselves. Ratios are integers of ten-thousandths.
    """
    amounts = sorted(value for _, value in past)
    usual = _doubled_median(amounts)
    if usual and amount and (slip := _unit_slip(amount, usual)):
        return slip
    ratios = sorted(
        value * SCALE // before for month, value in past if (before := known.get(month - _YEAR))
    )
    if year_before and len(ratios) >= _LEAST_PAST:
        far, basis = _is_far(amount * SCALE // year_before, ratios), "前年同月との比"
        usual = _doubled_median(ratios) * year_before // SCALE
    else:
        far, basis = _is_far(amount, amounts), "過去12か月"
    if not far or abs(2 * amount - usual) <= 2 * _SMALL:
        return None
    return f"{basis}から見た通常の値（{_written(usual)}前後）から大きく離れています。"


def _is_far(value: int, past: Sequence[int]) -> bool:
    """Tell whether a value is beyond half and double of the median, and beyond five MADs."""
    middle = _doubled_median(past)
    if middle <= 4 * value and value <= middle:
        return False
    spread = _doubled_median(sorted(abs(2 * other - middle) for other in past))
    return 2 * abs(2 * value - middle) > _FAR_MADS * spread


def _unit_slip(amount: Amount, usual: int) -> str | None:
    """Question an amount that is a slip's multiple, within a tenth, of half the doubled usual."""
    for factor in _UNIT_SLIPS:
        times = ""
        if 9 * factor * usual <= 20 * amount <= 11 * factor * usual:
            times = f"約{factor}倍"
        elif 9 * usual <= 20 * amount * factor <= 11 * usual:
            times = f"約{factor}分の1"
        if times and abs(2 * amount - usual) > 2 * _SMALL:
            return f"通常の値（{_written(usual)}前後）の{times}です。単位や桁をご確認ください。"
    return None


def _doubled_median(ordered: Sequence[int]) -> int:
    """Return twice the median of a sorted sequence: an integer, whatever its length."""
    middle = len(ordered) // 2
    return ordered[middle] + ordered[middle if len(ordered) % 2 else middle - 1]


def _written(doubled: int) -> str:
    return grouped(Fraction(doubled, 2), 0)
