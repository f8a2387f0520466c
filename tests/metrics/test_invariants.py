"""What must hold in every city, whatever its figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.kpis import evaluate, evaluate_kpi, year_to_date
from kdx_desktop.metrics.rules.measured import ReductionDetail
from kdx_desktop.metrics.views import totals_now, totals_then
from tests.metrics import oracle
from tests.metrics.answers import Answer, by_code, differences, exact, of_product
from tests.metrics.cities import MONTHLY, some_city, to_amount, to_month, to_product
from tests.metrics.oracle import City, april, exists

each_city = pytest.mark.parametrize("seed", range(1000, 1024))


def plan_months(city: City) -> range:
    return range(april(city.first_year), april(city.last_year + 1))


def reduction_of(city: City, as_of: int) -> ReductionDetail:
    product = to_product(city)
    results = by_code(evaluate(product, product.plans[0], to_month(as_of)))
    detail = results["copy_paper"].detail
    assert isinstance(detail, ReductionDetail)
    return detail


@each_city
def test_compared_and_left_out_sheets_add_up_to_everything_reported(seed: int) -> None:
    city = some_city(seed)
    for as_of in plan_months(city)[2::9]:
        detail = reduction_of(city, as_of)
        left_actual = sum((row.actual for row in detail.left_out), Fraction(0))
        left_baseline = sum((row.baseline for row in detail.left_out), Fraction(0))
        assert detail.actual + left_actual == detail.raw_actual
        assert detail.baseline + left_baseline == detail.raw_baseline
        assert detail.raw_actual == sum(
            oracle.totals_then(city, oracle.PAPER, oracle.year_to_date(as_of)).values()
        )


@each_city
def test_the_order_in_which_figures_arrive_changes_nothing(seed: int) -> None:
    city = some_city(seed)
    as_of = Random(seed).choice(plan_months(city))
    one = of_product(to_product(city), as_of)
    other = of_product(to_product(city, Random(seed + 1)), as_of)
    assert differences(one, other) == []


def late_figure(city: City, seed: int, metric: str) -> tuple[str, int] | None:
    """A cell of the plan's years that was reported in the end."""
    cells = [
        (code, m)
        for (code, what, m), (state, _) in city.cells.items()
        if what == metric
        and state != oracle.NOT_APPLICABLE
        and m in plan_months(city)
        and exists(city, code, m)
    ]
    return Random(seed).choice(cells) if cells else None


@each_city
def test_a_late_figure_leaves_every_earlier_report_as_it_was(seed: int) -> None:
    city = some_city(seed)
    metric = MONTHLY[seed % len(MONTHLY)]
    late = late_figure(city, seed, metric)
    if late is None:
        return
    code, m = late
    before = replace(city, cells={k: v for k, v in city.cells.items() if k != (code, metric, m)})
    one, other = to_product(before), to_product(city)
    for as_of in (m - 1, m - 7):
        assert differences(of_product(one, as_of), of_product(other, as_of)) == []


@each_city
def test_a_late_figure_counts_in_its_own_month_and_in_no_other(seed: int) -> None:
    city = some_city(seed)
    for metric, kpi in ((oracle.TELEWORK, "telework_byod"), (oracle.HOURS, "automation_hours")):
        late = late_figure(city, seed, metric)
        if late is None:
            continue
        code, m = late
        key = (code, metric, m)
        before = replace(city, cells={k: v for k, v in city.cells.items() if k != key})
        as_of = april(oracle.fiscal_year(m)) + 11
        one = of_product(to_product(before), as_of)[f"kpi {kpi}"]["value"]
        other = of_product(to_product(city), as_of)[f"kpi {kpi}"]["value"]
        assert exact(other) - (0 if one is None else exact(one)) == city.cells[key][1]
    late = late_figure(city, seed, oracle.PAPER)
    if late is not None:
        code, m = late
        cells = {k: v for k, v in city.cells.items() if k != (code, oracle.PAPER, m)}
        as_of = april(oracle.fiscal_year(m)) + 11
        old = reduction_of(replace(city, cells=cells), as_of).months
        new = reduction_of(city, as_of).months
        assert [x for x in old if x.month != to_month(m)] == [
            x for x in new if x.month != to_month(m)
        ]


@each_city
def test_a_real_figure_replaces_its_estimate_and_is_never_added_to_it(seed: int) -> None:
    city = some_city(seed)
    real = {
        key: (oracle.ACTUAL if state == oracle.ESTIMATE else state, value)
        for key, (state, value) in city.cells.items()
    }
    as_of = plan_months(city)[-1]
    one = of_product(to_product(city), as_of)
    other = of_product(to_product(replace(city, cells=real)), as_of)
    for said in (one, other):
        for numbers in said.values():
            numbers.pop("estimates", None)
            numbers.pop("provisional", None)
    assert differences(one, other) == []


# --- a rename ------------------------------------------------------------------------------------------


def renamed(city: City, code: str, new: str, e: int) -> City:
    """The same city, in which a department got another code in month e, with share 1."""
    first, last = city.departments[code]

    def at(m: int, who: str) -> str:
        return new if who == code and m >= e else who

    successions = [
        (new if p == code and m > e else p, new if s == code and m > e else s, m, share)
        for p, s, m, share in city.successions
    ]
    return replace(
        city,
        departments={**city.departments, code: (first, e - 1), new: (e, last)},
        successions=[*successions, (code, new, e, Fraction(1))],
        cells={(at(m, who), metric, m): v for (who, metric, m), v in city.cells.items()},
        headcounts={
            (name, year): heads
            for (who, year), heads in city.headcounts.items()
            for name in ({code, new} if who == code else {who})
        },
    )


def under_the_old_code(said: dict[str, Answer], code: str, new: str) -> dict[str, Answer]:
    def old(who: str) -> str:
        return code if who == new else who

    for numbers in said.values():
        if "left_out" in numbers:
            given: Any = numbers["left_out"]
            sums: dict[tuple[str, str], tuple[Fraction, Fraction]] = {}
            for (who, reason), (actual, baseline) in given.items():
                a, b = sums.get((old(who), reason), (Fraction(0), Fraction(0)))
                sums[old(who), reason] = (a + actual, b + baseline)
            numbers["left_out"] = sums
        if "rows" in numbers:
            rows: Any = numbers["rows"]
            numbers["rows"] = [tuple(old(x) if x == new else x for x in row) for row in rows]
        if "unranked" in numbers:
            pairs: Any = numbers["unranked"]
            numbers["unranked"] = [(old(who), reason) for who, reason in pairs]
    return said


@each_city
def test_a_new_name_for_a_department_changes_no_number(seed: int) -> None:
    city = some_city(seed)
    rng = Random(seed)
    changes = {(who, e) for p, s, e, _ in city.successions for who in (p, s)}
    candidates = [
        (code, e)
        for code in sorted(city.departments)
        for e in plan_months(city)
        if exists(city, code, e - 1) and exists(city, code, e) and (code, e) not in changes
    ]
    if not candidates:
        return
    code, e = rng.choice(candidates)
    new = f"{code}N"  # stands at the same place in every list
    other = renamed(city, code, new, e)
    for as_of in (e - 1, e, plan_months(city)[-1]):
        before = under_the_old_code(of_product(to_product(city), as_of), code, new)
        after = under_the_old_code(of_product(to_product(other), as_of), code, new)
        assert differences(before, after) == []


def test_a_department_split_and_put_together_again_has_its_whole_past() -> None:
    city = some_city(3)
    m, as_of = april(2019), april(2022)
    city.departments = {
        "D1": (april(2018), april(2020) - 1),
        "D2": (april(2020), april(2021) - 1),
        "D3": (april(2020), april(2021) - 1),
        "D4": (april(2021), None),
    }
    shares = (Fraction(35, 100), Fraction(65, 100))
    city.successions = [
        ("D1", "D2", april(2020), shares[0]),
        ("D1", "D3", april(2020), shares[1]),
        ("D2", "D4", april(2021), Fraction(1)),
        ("D3", "D4", april(2021), Fraction(1)),
    ]
    organization = to_product(city).organization
    weights = organization.weights("D4", to_month(m), to_month(as_of))
    assert {c: w for c, w in weights.items() if organization.exists(c, to_month(m))} == {"D1": 1}


@each_city
def test_walking_back_and_walking_forward_hand_on_the_same_parts(seed: int) -> None:
    city = some_city(seed)
    organization = to_product(city).organization
    begin, as_of = april(2017) + seed % 24, plan_months(city)[-1]
    forward: dict[tuple[str, str], Fraction] = {}
    for code in city.departments:
        held, _ = oracle.holders(city, code, begin, as_of)
        forward |= {(holder, code): part for holder, part in held.items()}
    for code in city.departments:
        back = organization.weights(code, to_month(begin), to_month(as_of))
        for past, weight in back.items():
            assert weight is None or weight == forward[code, past]


# --- the two views of the past ---------------------------------------------------------------------------


def total(amounts: Iterable[Any]) -> Fraction:
    return sum(map(Fraction, amounts), Fraction(0)) / SCALE


@each_city
def test_the_city_total_is_the_same_in_the_organisation_of_then_and_of_now(seed: int) -> None:
    city = some_city(seed)
    product = to_product(city)
    as_of = Random(seed).choice(plan_months(city))
    months = range(april(2017), as_of + 1, 2)
    for metric in (oracle.PAPER, oracle.TELEWORK):
        listed = tuple(map(to_month, months))
        then = totals_then(product, metric, listed)
        now = totals_now(product, metric, listed, to_month(as_of))
        assert total(then.values()) == total(now.departments.values()) + total(now.rest.values())
        assert set(now.departments) <= set(product.organization.existing(to_month(as_of)))


@each_city
def test_each_department_and_each_rest_row_of_now_holds_what_belongs_to_it(seed: int) -> None:
    city = some_city(seed)
    product = to_product(city)
    as_of = Random(seed).choice(plan_months(city))
    months = range(april(2017), as_of + 1, 3)
    departments, rest = oracle.totals_now(city, oracle.PAPER, months, as_of)
    listed = tuple(map(to_month, months))
    then = totals_then(product, oracle.PAPER, listed)
    now = totals_now(product, oracle.PAPER, listed, to_month(as_of))
    assert without_zeros(then) == without_zeros(
        in_amounts(oracle.totals_then(city, oracle.PAPER, months))
    )
    assert without_zeros(now.departments) == without_zeros(in_amounts(departments))
    assert by_origin(now.rest) == by_origin(in_amounts(rest))


def by_origin(rest: Mapping[Any, Any]) -> dict[str, Fraction]:
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for (code, _), amount in rest.items():
        sums[code] += Fraction(amount)
    return without_zeros(sums)


def in_amounts(given: dict[Any, Fraction]) -> dict[Any, Fraction]:
    return {key: value * SCALE for key, value in given.items()}


def without_zeros(given: Any) -> dict[Any, Fraction]:
    return {key: Fraction(value) for key, value in given.items() if value}


@each_city
def test_the_second_reading_of_both_views_is_sound_itself(seed: int) -> None:
    """The invariant holds for the oracle, so a failure above is the product's."""
    city = some_city(seed)
    as_of = Random(seed).choice(plan_months(city))
    months = range(april(2017), as_of + 1, 3)
    then = oracle.totals_then(city, oracle.PAPER, months)
    departments, rest = oracle.totals_now(city, oracle.PAPER, months, as_of)
    assert sum(then.values()) == sum(departments.values()) + sum(rest.values())


def small_city(
    successions: list[tuple[str, str, int, Fraction | None]], cells: dict[str, int]
) -> City:
    """D… end in March 2022 and N… begin in April 2022; the figures are those of May 2021."""
    city = some_city(3)
    codes = {code for p, s, _, _ in successions for code in (p, s)} | cells.keys()
    old, new = (april(2015), april(2022) - 1), (april(2022), None)
    city.departments = {code: old if code.startswith("D") else new for code in codes}
    city.successions, city.annual = successions, {}
    city.cells = {
        (code, oracle.PAPER, april(2021) + 1): (oracle.ACTUAL, Fraction(value))
        for code, value in cells.items()
    }
    return city


def seen_from_may_2022(city: City) -> tuple[Mapping[Any, Any], Mapping[Any, Any]]:
    months = (to_month(april(2021) + 1),)
    now = totals_now(to_product(city), oracle.PAPER, months, to_month(april(2022) + 1))
    rest = {(code, reason.japanese): Fraction(x) / SCALE for (code, reason), x in now.rest.items()}
    return {code: Fraction(x) / SCALE for code, x in now.departments.items()}, rest


def test_sheets_of_a_department_that_ended_for_good_stay_in_sight() -> None:
    assert seen_from_may_2022(small_city([], {"D1": 9})) == ({}, {("D1", "承継先なし"): 9})


def test_sheets_that_nobody_can_divide_stay_in_sight() -> None:
    city = small_city([("D1", n, april(2022), None) for n in ("N1", "N2")], {"D1": 9})
    assert seen_from_may_2022(city) == ({}, {("D1", "按分不能"): 9})


def test_sheets_of_a_merger_of_which_one_part_is_missing_stay_in_sight() -> None:
    links = [(d, "N1", april(2022), Fraction(1)) for d in ("D1", "D2")]
    city = small_city([*links, ("D3", "N3", april(2022), Fraction(1))], {"D1": 9, "D3": 4})
    assert seen_from_may_2022(city) == ({"N3": Fraction(4)}, {("D1", "一部未提出"): 9})


def test_nobody_is_said_to_have_reported_too_little_where_only_a_share_is_missing() -> None:
    """D1 merges whole into N1, D2 only by an unknown share; both reported."""
    city = small_city(
        [("D1", "N1", april(2022), Fraction(1)), ("D2", "N1", april(2022), None)],
        {"D1": 9, "D2": 4},
    )
    assert seen_from_may_2022(city) == ({}, {("D1", "按分不能"): 9, ("D2", "按分不能"): 4})


@each_city
def test_each_point_of_a_chart_is_the_value_that_was_reported_then(seed: int) -> None:
    product = to_product(some_city(seed))
    plan = product.plans[0]
    march = plan.last_month
    for kpi in plan.kpis:
        for point in year_to_date(product, plan, kpi, march)[::5]:
            assert point.value == evaluate_kpi(product, plan, kpi, point.month).value


def test_ten_thousand_entries_of_a_tenth_add_up_to_exactly_a_thousand_hours() -> None:
    city = some_city(3)
    codes = [f"D{n:04d}" for n in range(10_000)]
    city.departments = {code: (april(2015), None) for code in codes}
    city.successions, city.annual, m = [], {}, april(city.first_year)
    city.cells = {(c, oracle.HOURS, m): (oracle.ACTUAL, Fraction(1, 10)) for c in codes}
    product = to_product(city)
    month = to_month(m)
    assert sum(totals_then(product, oracle.HOURS, (month,)).values()) == to_amount(Fraction(1000))
    results = by_code(evaluate(product, product.plans[0], month))
    assert results["automation_hours"].value == 1000
