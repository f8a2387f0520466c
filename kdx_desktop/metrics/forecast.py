"""年度末見込: where a KPI will stand in March, with an 80 % interval that is back-tested (domain.md §4).

What is still to come is expected at the rate of the months that are there, by the months' usual parts
of a year; the interval follows from how far these months, and the same forecast in past years, were
beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import partial
from math import ceil, isqrt
from typing import TypeVar

from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.forecast_years import (
    PAST_YEARS,
    CourseYear,
    FlowYear,
    course_year,
    reduction_year,
    total_year,
)
from kdx_desktop.metrics.kpis import measure
from kdx_desktop.metrics.months import (
    MONTHS_PER_YEAR,
    Month,
    fiscal_year_months,
    fiscal_year_start,
)
from kdx_desktop.metrics.plan import Kpi, Plan, Rule

#: What the interval promises, and how many months have to be reported first.
CONFIDENCE = Fraction(80, 100)
LEAST_MONTHS = 3
_ZERO, _ONE = Fraction(0), Fraction(1)
_MARCH = MONTHS_PER_YEAR - 1
#: The square of the standard deviations that hold 80 % of a normal distribution.
_NORMAL_80 = Fraction(16424, 10_000)
_Past = TypeVar("_Past", FlowYear, CourseYear)


class Outlook(StrEnum):
    """達成見込み: what the interval says about the target."""

    REACHED = "reached"
    LIKELY = "likely"
    OPEN = "open"
    UNLIKELY = "unlikely"

    @property
    def japanese(self) -> str:
        """The outlook in the users' words."""
        return _OUTLOOKS[self]


_OUTLOOKS = {
    Outlook.REACHED: "達成済み",
    Outlook.LIKELY: "達成の見込み",
    Outlook.OPEN: "達成は見通せない",
    Outlook.UNLIKELY: "未達の見込み",
}


@dataclass(frozen=True, slots=True)
class ForecastMonth:
    """Where the KPI is expected to stand as of a month, and between which bounds."""

    month: Month
    value: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Forecast:
    """The KPI's value in March, in its unit or as a fraction of 1: low ≤ value ≤ high.

    ``outlook`` is None without a target. ``held`` of ``tested`` past fiscal years ended within the
    interval that the same method gave for them at the same month, from what was before. ``path``
    leads from the last month that is reported, with its value, to March.
    """

    value: Fraction
    low: Fraction
    high: Fraction
    method: str
    outlook: Outlook | None
    held: int
    tested: int
    path: tuple[ForecastMonth, ...]


@dataclass(frozen=True, slots=True)
class _Range:
    value: Fraction
    low: Fraction
    high: Fraction

    def holds(self, outcome: Fraction) -> bool:
        return self.low <= outcome <= self.high


def look_back(city: City, plan: Plan, kpi: Kpi, fiscal_year: int) -> None:
    """Work out one of the past fiscal years that a KPI's `forecast` is made from, ahead of it."""
    if kpi.rule is Rule.SHARE_OF_DEPARTMENTS:
        _past_year(city, kpi, fiscal_year, partial(course_year, city, plan, kpi))
    else:
        _past_year(city, kpi, fiscal_year, partial(_flow_year, city, plan, kpi))


def forecast(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> Forecast | None:
    """Return a KPI's 年度末見込; None before three months of the fiscal year are reported.

    The city holds the figures of the `PAST_YEARS` fiscal years before, as far as there are any. None
    also where nothing is added any more, because the plan is over or has not begun.
    """
    if kpi.rule is Rule.SHARE_OF_DEPARTMENTS:
        return _share_forecast(city, plan, kpi, as_of)
    if kpi.rule is Rule.CUMULATIVE_TOTAL and not plan.first_month <= as_of <= plan.last_month:
        return None
    return _flow_forecast(city, plan, kpi, as_of)


# --- what flows month by month: totals, and paper beside its baseline ---------------------------------


def _flow_forecast(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> Forecast | None:
    reduction = kpi.rule is Rule.REDUCTION_FROM_BASELINE

    now = _flow_year(city, plan, kpi, as_of)
    if len(now.known) < LEAST_MONTHS:
        return None
    first = kpi.baseline_fiscal_year if reduction else None
    past = [
        year
        for year in _past(city, kpi, as_of, partial(_flow_year, city, plan, kpi))
        if year.complete and sum(year.amounts) > 0 and (first is None or year.fiscal_year > first)
    ]
    before = _ZERO
    if kpi.rule is Rule.CUMULATIVE_TOTAL:
        april = fiscal_year_start(as_of.fiscal_year)
        before = measure(city, plan, kpi, april.plus(-1)).value or _ZERO
    found = _flow_range(now, past, before, reduction=reduction)
    tests = [
        _flow_range(year.seen_with(now.known), past[:position], _ZERO, reduction=reduction).holds(
            _outcome(year, reduction=reduction)
        )
        for position, year in enumerate(past)
    ]
    value = measure(city, plan, kpi, as_of).value
    weights = _weights(now, past, reduction=reduction)
    return Forecast(
        found.value,
        found.low,
        found.high,
        _flow_method(now, past, reduction=reduction),
        _outlook(kpi, found, as_of, value),
        sum(tests),
        len(tests),
        _path(as_of, max(now.known), value, found, weights),
    )


def _flow_year(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> FlowYear:
    if kpi.rule is Rule.REDUCTION_FROM_BASELINE:
        return reduction_year(city, plan, kpi, as_of)
    return total_year(city, kpi, as_of)


def _flow_range(
    year: FlowYear, past: Sequence[FlowYear], before: Fraction, *, reduction: bool
) -> _Range:
    """Add what is expected of the months to come to those that are there, between its bounds."""
    turns = _turns(year.known, past, reduction=reduction)
    rest = _rest(year, _weights(year, past, reduction=reduction), reduction=reduction)
    if reduction and turns:
        rest *= _median(turns)
    there = sum((year.amounts[position] for position in year.known), _ZERO)
    spread = _spread(year, past, turns, reduction=reduction) if rest else _ZERO
    if not reduction:
        spread = max(spread, _of_chance(rest))
    least, most = rest * max(_ONE - spread, _ZERO), rest * (_ONE + spread)
    if reduction:
        whole = sum(year.weights, _ZERO)
        return _Range(*(_ONE - (there + more) / whole for more in (rest, most, least)))
    if not there:  # no rate to go by: as much may come as ever came at this time of a year
        most = max((_sum_of_rest(one, year.known) for one in past), default=_ZERO)
    # A month of which little is reported brings at least that.
    early = _sum_of_rest(year, year.known)
    base = before + there
    return _Range(*(base + max(more, early) for more in (rest, least, most)))


def _weights(year: FlowYear, past: Sequence[FlowYear], *, reduction: bool) -> tuple[Fraction, ...]:
    """Return each month's part of a year: of the baseline, of past years, or all alike."""
    if reduction or not past:
        return year.weights
    parts = [[amount / sum(one.amounts) for amount in one.amounts] for one in past]
    usual = tuple(
        _median([part[position] for part in parts]) for position in range(MONTHS_PER_YEAR)
    )
    return usual if any(usual[position] for position in year.known) else year.weights


def _rest(year: FlowYear, weights: Sequence[Fraction], *, reduction: bool) -> Fraction:
    """Return what the months that are not there bring, as long as nothing changes.

    Paper goes on as in the last months: the habit changes, and the baseline's months take out the
    season. Totals go on as in all months: one of them says little.
    """
    rated = sorted(year.known)[-LEAST_MONTHS:] if reduction else year.known
    there = sum((weights[position] for position in rated), _ZERO)
    amount = sum((year.amounts[position] for position in rated), _ZERO)
    to_come = sum((w for position, w in enumerate(weights) if position not in year.known), _ZERO)
    return amount * to_come / there if there else _ZERO


def _turns(known: frozenset[int], past: Sequence[FlowYear], *, reduction: bool) -> list[Fraction]:
    """Return what the rest of past years was, as a part of what `_rest` had made of it then."""
    turns = []
    for position, year in enumerate(past):
        then = year.seen_with(known)
        weights = _weights(then, past[:position], reduction=reduction)
        if expected := _rest(then, weights, reduction=reduction):
            turns.append(_sum_of_rest(year, known) / expected)
    return turns


def _spread(
    year: FlowYear, past: Sequence[FlowYear], turns: Sequence[Fraction], *, reduction: bool
) -> Fraction:
    """Return how far what is to come may lie beside its expectation, as a part of it.

    The larger of what 80 % of this year's months deviated by, and 80 % of past years' forecasts.
    """
    weights = _weights(year, past, reduction=reduction)
    there = sum((weights[position] for position in year.known), _ZERO)
    amount = sum((year.amounts[position] for position in year.known), _ZERO)
    months = [
        abs(year.amounts[position] * there / (amount * weights[position]) - 1)
        for position in year.known
        if amount and weights[position]
    ]
    # The first year had none before it, which told it of a season: its error is no measure.
    errors = [abs(turn - 1) for turn in turns[1:]]
    if reduction:
        errors = [abs(turn - _median(turns[: max(n, 1)])) for n, turn in enumerate(turns)]
        errors[:1] = [abs(turn - 1) for turn in turns[:1]]
    return max(_within(months), _within(errors))


def _of_chance(count: Fraction) -> Fraction:
    """Return by what part a count of independent people or events varies in 80 of 100 cases.

    1.28 standard deviations of a Poisson distribution; to four decimals.
    """
    return Fraction(isqrt(int(_NORMAL_80 * 10**8 / count)), 10**4) if count > 0 else _ZERO


def _sum_of_rest(year: FlowYear, known: frozenset[int]) -> Fraction:
    return sum((a for position, a in enumerate(year.amounts) if position not in known), _ZERO)


def _outcome(year: FlowYear, *, reduction: bool) -> Fraction:
    total = sum(year.amounts, _ZERO)
    return _ONE - total / sum(year.weights) if reduction else total


# --- a share of departments, judged anew as of each month ---------------------------------------------


def _share_forecast(city: City, plan: Plan, kpi: Kpi, as_of: Month) -> Forecast | None:
    now = course_year(city, plan, kpi, as_of)
    if len(now.known) < LEAST_MONTHS:
        return None
    last = max(now.known)
    past = [
        values
        for year in _past(city, kpi, as_of, partial(course_year, city, plan, kpi))
        if (values := [value for value in year.values if value is not None])
        and len(values) == len(year.known) == MONTHS_PER_YEAR
    ]
    known = [value for value in now.values[: last + 1] if value is not None]
    found = _share_range(known, last, past)
    tests = [
        _share_range(values[: last + 1], last, past[:position]).holds(values[_MARCH])
        for position, values in enumerate(past)
    ]
    method = "年度の各月がそろったため、現在の値と同じです。"
    if last < _MARCH:
        method = (
            f"過去{len(past)}年度の、同じ月から年度末までの変化を現在の値に加えた見込みです。"
            if past
            else "現在の割合が年度末まで続くとした見込みです。"
        )
    return Forecast(
        found.value,
        found.low,
        found.high,
        method,
        _outlook(kpi, found, as_of, known[-1]),
        sum(tests),
        len(tests),
        _path(as_of, last, known[-1], found, (_ONE,) * MONTHS_PER_YEAR),
    )


def _share_range(
    known: Sequence[Fraction], last: int, past: Sequence[Sequence[Fraction]]
) -> _Range:
    """Move the value as past years moved it from here to March; never beyond 0 and 1.

    The bounds follow from changes over as many months this year, and from past years' errors.
    """
    if last == _MARCH:
        return _Range(known[-1], known[-1], known[-1])
    changes = [values[_MARCH] - values[last] for values in past]
    value = _held(known[-1] + _median(changes))
    ahead = min(_MARCH - last, len(known) - 1)
    steps = [abs(later - one) for one, later in zip(known, known[ahead:], strict=False)]
    errors = [abs(change - _median(changes[:position])) for position, change in enumerate(changes)]
    spread = max(_within(steps), _within(errors))
    return _Range(value, _held(value - spread), _held(value + spread))


def _held(value: Fraction) -> Fraction:
    return min(max(value, _ZERO), _ONE)


# --- what both have in common -------------------------------------------------------------------------


def _past(city: City, kpi: Kpi, as_of: Month, year_of: Callable[[Month], _Past]) -> Iterable[_Past]:
    """Yield the fiscal years before, the earliest first; all months of a year ask for the same."""
    for fiscal_year in range(as_of.fiscal_year - PAST_YEARS, as_of.fiscal_year):
        yield _past_year(city, kpi, fiscal_year, year_of)


def _past_year(city: City, kpi: Kpi, fiscal_year: int, year_of: Callable[[Month], _Past]) -> _Past:
    march = fiscal_year_months(fiscal_year)[-1]
    return city.once(
        ("year", kpi.rule, kpi.metrics, kpi.threshold, kpi.baseline_fiscal_year, fiscal_year),
        partial(year_of, march),
    )


def _path(
    as_of: Month,
    last: int,
    value: Fraction | None,
    found: _Range,
    weights: Sequence[Fraction],
) -> tuple[ForecastMonth, ...]:
    """Go from the last month that is reported to March, as fast as the months' parts say."""
    months = fiscal_year_months(as_of.fiscal_year)
    start = found.value if value is None else value
    to_come = sum(weights[last + 1 :], _ZERO)
    path = [ForecastMonth(months[last], start, start, start)]
    gone = _ZERO
    for position in range(last + 1, MONTHS_PER_YEAR):
        gone += weights[position]
        part = gone / to_come if to_come else Fraction(position - last, _MARCH - last)
        ends = (start + (end - start) * part for end in (found.value, found.low, found.high))
        path.append(ForecastMonth(months[position], *ends))
    return tuple(path)


def _outlook(kpi: Kpi, found: _Range, as_of: Month, value: Fraction | None) -> Outlook | None:
    target = kpi.target(as_of.fiscal_year)
    if target is None:
        return None
    if not kpi.rule.is_ratio and value is not None and value >= target:
        return Outlook.REACHED
    if found.low >= target:
        return Outlook.LIKELY
    return Outlook.UNLIKELY if found.high < target else Outlook.OPEN


def _flow_method(year: FlowYear, past: Sequence[FlowYear], *, reduction: bool) -> str:
    left = MONTHS_PER_YEAR - len(year.known)
    if not left:
        return "年度の各月がそろったため、現在の値と同じです。"
    if reduction:
        usual = f"過去{len(past)}年度の変わり方を加えて、" if past else ""
        return (
            f"残り{left}か月も、基準年度の同じ月に対して直近{LEAST_MONTHS}か月と同じ割合で使うとし、"
            f"{usual}見込んだ値です。"
        )
    if past and _weights(year, past, reduction=False) is not year.weights:
        return f"過去{len(past)}年度の月ごとの割合から、残り{left}か月分を加えた見込みです。"
    return f"残り{left}か月も、今年度の1か月の平均で増えるとした見込みです。"


def _median(values: Sequence[Fraction]) -> Fraction:
    """Return the median; 0 of nothing."""
    if not values:
        return _ZERO
    ordered, middle = sorted(values), len(values) // 2
    return (ordered[middle] + ordered[(len(values) - 1) // 2]) / 2


def _within(deviations: Sequence[Fraction]) -> Fraction:
    """Return the least deviation that `CONFIDENCE` of them do not exceed; 0 of nothing."""
    if not deviations:
        return _ZERO
    return sorted(deviations)[ceil(CONFIDENCE * len(deviations)) - 1]
