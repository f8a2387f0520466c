"""Checks at entry: what is refused, and what is questioned (domain.md §6).

A refusal is a sentence beside the cell; a question is accepted with a note.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from kdx_desktop.metrics.amounts import Amount, grouped, is_whole
from kdx_desktop.metrics.figures import Metric

#: Part and whole of which the part may not be larger.
PART_OF = {"meetings_paperless": "meetings_held"}

#: Slips of unit: 箱・締め for 枚 (a box of 5 × 500, a ream), minutes for hours, a digit too many.
_UNIT_SLIPS = (10, 60, 500, 2500)
_PAST_MONTHS = 12
_LEAST_PAST = 4
#: Deviation, in median absolute deviations, beyond which a figure is far from its own past.
_FAR_MADS = 5
#: Within half and double of what is expected nothing is far, however quiet the past was.
_NEAR = 2


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


class Past:
    """A department's own past in one metric, moving forward month by month.

    Judges an amount by the median and MAD of the ratios to the same month of the year before,
    or, where these are too few, of its last twelve reported months.
    """

    def __init__(self) -> None:
        self._months: list[tuple[int, Amount, Fraction | None]] = []
        self._values: list[Amount] = []

    def add(self, month: int, amount: Amount, year_before: Amount | None) -> None:
        """Append a later month; year_before is the amount twelve months earlier, if reported."""
        ratio = Fraction(amount, year_before) if year_before else None
        self._months.append((month, amount, ratio))
        insort(self._values, amount)
        if len(self._months) > _PAST_MONTHS:
            _, old, _ = self._months.pop(0)
            del self._values[bisect_left(self._values, old)]

    def question(self, amount: Amount, year_before: Amount | None) -> str | None:
        """Return what is striking about the next amount, None when nothing is."""
        if len(self._values) < _LEAST_PAST:
            return None
        usual = _median(self._values)
        if usual and amount and (slip := _unit_slip(amount, usual)):
            return slip
        if year_before:
            ratios = [ratio for _, _, ratio in self._months if ratio is not None]
            if len(ratios) >= _LEAST_PAST:
                return _far(
                    Fraction(amount, year_before), ratios, "前年同月に対する比", year_before, amount
                )
        return _far(amount, self._values, "過去12か月", None, amount)


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

    ``months`` are all reported months (yyyymm, amount) in order, the new ones among them.
    """
    past = Past()
    known = dict(months)
    for month, amount in months:
        year_before = known.get(month - 100)
        if month in new and (found := past.question(amount, year_before)):
            yield month, found
        past.add(month, amount, year_before)


def _far(
    value: Fraction | int,
    past: Sequence[Fraction] | Sequence[int],
    name: str,
    scale: int | None,
    amount: Amount,
) -> str | None:
    """Question a value that lies beyond double or half of the median and five MADs away."""
    middle = _median(past)
    if middle / _NEAR <= value <= middle * _NEAR:
        return None
    spread = _median(sorted(abs(other - middle) for other in past))
    if abs(value - middle) <= _FAR_MADS * spread:
        return None
    usual = middle if scale is None else middle * scale
    return f"{name}から見た通常の値（{grouped(usual, 0)}前後）から大きく離れています（{grouped(amount)}）。"


def _unit_slip(amount: Amount, usual: Fraction | int) -> str | None:
    for factor in _UNIT_SLIPS:
        # Within a tenth of the exact multiple: a slip of unit keeps the usual size otherwise.
        if 9 * factor * usual <= 10 * amount <= 11 * factor * usual:
            return f"通常の値（{grouped(usual, 0)}前後）の約{factor}倍です。単位や桁をご確認ください。"
        if 9 * usual <= 10 * amount * factor <= 11 * usual:
            return f"通常の値（{grouped(usual, 0)}前後）の約{factor}分の1です。単位や桁をご確認ください。"
    return None


def _median(values: Sequence[Fraction] | Sequence[int]) -> Fraction | int:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return Fraction(ordered[middle - 1] + ordered[middle]) / 2
