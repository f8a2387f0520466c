"""Random cities, each number held against a second reading of the domain page."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import pytest

from kdx_desktop.metrics.amounts import units
from kdx_desktop.metrics.figures import State, comparable_cell
from tests.metrics import oracle
from tests.metrics.answers import Answer, compare, differences, of_oracle, of_product
from tests.metrics.cities import some_city, to_month, to_product
from tests.metrics.oracle import City, april

SEEDS = range(150)


def baseline_year(city: City) -> int:
    year = city.kpis["copy_paper"].baseline_year
    assert year is not None
    return year


def judged(city: City) -> list[int]:
    """From before the baseline year until after the plan; the baseline year has its own test."""
    months = range(april(baseline_year(city)) - 2, april(city.last_year + 1) + 4)
    return [m for m in months if oracle.fiscal_year(m) != baseline_year(city)]


def chosen(city: City, seed: int) -> list[int]:
    """One month of any kind, and in turn the last, the first and the one before the first."""
    any_month = Random(seed).choice(judged(city))
    turn = (april(city.last_year) + 11, april(city.first_year), april(city.first_year) - 1)
    return sorted({any_month, turn[seed % 3]} & set(judged(city)))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_number_differs_from_the_domain_page(seed: int) -> None:
    city = some_city(seed)
    product = to_product(city)
    assert [line for m in chosen(city, seed) for line in compare(city, product, m)] == []


def test_every_month_of_a_city_follows_the_domain_page() -> None:
    city = some_city(4)
    product = to_product(city)
    assert [line for m in judged(city) for line in compare(city, product, m)] == []


STATES = {
    State.ACTUAL: oracle.ACTUAL,
    State.NOT_APPLICABLE: oracle.NOT_APPLICABLE,
    State.NOT_REPORTED: oracle.MISSING,
}


@pytest.mark.parametrize("seed", range(40))
def test_each_month_of_a_departments_past_is_reported_missing_or_excepted(seed: int) -> None:
    city = some_city(seed)
    product = to_product(city)
    as_of = chosen(city, seed)[-1]
    figures = product.of(oracle.PAPER)
    for code in oracle.existing(city, as_of):
        for m in range(april(baseline_year(city)), as_of + 1, 2):
            state, figure, cells = oracle.series(city, code, oracle.PAPER, m, as_of)
            got = comparable_cell(product.organization, figures, code, to_month(m), to_month(as_of))
            assert STATES[got.state] == state, (code, oracle.text_of(m))
            assert units(got.amount) == figure
            assert set(got.sources) == {(who, to_month(when)) for who, _, when in cells}


def test_the_baseline_year_itself_invents_no_sheets_from_an_annual_figure() -> None:
    """Nobody reported June 2019: the annual baseline is no reported cell of that window."""
    city = some_city(0)
    city.kpis["copy_paper"].baseline_year = 2019
    city.departments, city.successions = {"D1": (april(2015), None)}, []
    city.cells, city.annual = {}, {("D1", oracle.PAPER, 2019): Fraction(1200)}
    said = of_product(to_product(city), april(2019) + 2)
    assert said["kpi copy_paper"]["coverage"] == (0, 3)
    assert said["kpi copy_paper"]["raw_actual"] == 0
    assert said["gap paper"]["used"] == 0
    assert said["ranking paper"] == {"rows": [], "unranked": [("D1", "not_reported")]}


@pytest.mark.parametrize("seed", range(6))
def test_no_number_of_the_baseline_year_differs_from_the_domain_page(seed: int) -> None:
    city = some_city(seed)
    product = to_product(city)
    year = april(baseline_year(city))
    assert [line for m in (year, year + 7) for line in compare(city, product, m)] == []


@cache
def spoken() -> tuple[dict[str, Answer], ...]:
    said = []
    for seed in range(0, 100, 2):
        city = some_city(seed)
        product = to_product(city)
        said += [of_product(product, m) for m in (april(city.last_year) + 11, april(2020) + 4)]
    return tuple(said)


def test_the_random_cities_hold_every_case_that_a_user_meets() -> None:
    seen: Counter[str] = Counter()
    for said in spoken():
        for key, numbers in said.items():
            unranked: Any = numbers.get("unranked", ())
            seen.update(f"unranked {reason}" for _, reason in unranked)
            left_out: Any = numbers.get("left_out", {})
            seen.update(f"left out {reason}" for _, reason in left_out)
            if key.startswith("kpi"):
                seen[f"grade {numbers['grade']}"] += 1
                seen["estimates"] += bool(numbers["estimates"])
                seen["no value"] += numbers["value"] is None
                value = numbers["value"]
                seen["more paper than before"] += isinstance(value, Fraction) and value < 0
            if key.startswith("ranking"):
                rows: Any = numbers["rows"]
                seen["tie"] += len({rank for rank, _, _ in rows}) < len(rows)
    wanted = {f"grade {letter}" for letter in "ABCD"}
    wanted |= {"estimates", "no value", "more paper than before", "tie"}
    for reason in ("no_successor", "no_baseline", "not_reported", "not_applicable"):
        wanted.add(f"left out {reason}")
    for reason in ("not_reported", "no_baseline", "no_meetings", "no_headcount", "small_group"):
        wanted.add(f"unranked {reason}")
    wanted.add("unranked insufficient")
    assert {case for case in wanted if seen[case] < 5} == set()


def test_a_number_that_is_off_by_a_ten_thousandth_is_noticed() -> None:
    city = some_city(5)
    as_of = april(city.first_year) + 11
    product = to_product(city)
    key = next(
        k for k, v in city.cells.items() if k[1] == oracle.TELEWORK and k[2] == as_of and v[1]
    )
    city.cells[key] = (oracle.ACTUAL, city.cells[key][1] + Fraction(1, 10_000))
    assert differences(of_oracle(city, as_of), of_product(product, as_of))
