"""Improvement: like with like against the year before, exactly, and a reason where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from kdx_desktop.metrics import improvement
from kdx_desktop.metrics.improvement import Comparison, NoComparison
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.metrics.views import city_then, departments_then
from tests.metrics import oracle
from tests.metrics.cities import some_city, to_month, to_product
from tests.metrics.oracle import ACTUAL, City, Kpi, april

SHEETS, HELD, PAPERLESS = oracle.PAPER, oracle.HELD, oracle.PAPERLESS
KPIS = {
    "copy_paper": Kpi(
        "reduction_from_baseline", (SHEETS,), {2022: Fraction(1, 2)}, baseline_year=2019
    ),
    "paperless_meetings": Kpi(
        "share_of_departments_at_or_above",
        (PAPERLESS, HELD),
        {2022: Fraction(1)},
        threshold=Fraction(7, 10),
    ),
    "telework_byod": Kpi(
        "cumulative_total",
        (oracle.TELEWORK, oracle.BYOD),
        {2021: Fraction(600), 2022: Fraction(1800)},
    ),
    "automation_hours": Kpi("fiscal_year_total", (oracle.HOURS,), {2022: Fraction(1200)}),
}
Cells = Mapping[tuple[str, str, int], int]
MAY = april(2022) + 1


def city_of(cells: Cells, **more: object) -> City:
    city = City(2021, 2022, KPIS)
    city.departments = {code: (april(2015), None) for code, _, _ in cells}
    city.cells = {key: (ACTUAL, Fraction(value)) for key, value in cells.items()}
    city.headcounts = {
        (code, year): (10, None) for code in city.departments for year in (2021, 2022)
    }
    return replace(city, **more)  # type: ignore[arg-type]


def year(
    code: str, metric: str, fiscal_year: int, *amounts: int
) -> dict[tuple[str, str, int], int]:
    return {(code, metric, april(fiscal_year) + n): amount for n, amount in enumerate(amounts)}


def outcomes(city: City, theme: Theme, as_of: int = MAY) -> Mapping[str, improvement.Outcome]:
    product = to_product(city)
    return improvement.outcomes_of(product, product.plans[0], theme, to_month(as_of))


def test_paper_is_compared_over_months_that_all_three_years_have() -> None:
    cells = (
        year("A", SHEETS, 2022, 40, 50)
        | year("A", SHEETS, 2021, 60, 90)
        | year("A", SHEETS, 2019, 100)
    )
    found = outcomes(city_of(cells), Theme.PAPER)["A"]
    assert found == Comparison(Fraction(6, 10), Fraction(4, 10), 1)
    assert found.change == Fraction(2, 10)


def test_a_rate_is_compared_by_sums_and_not_by_its_monthly_means() -> None:
    cells = (
        year("A", HELD, 2022, 10, 90)
        | year("A", PAPERLESS, 2022, 10, 45)
        | year("A", HELD, 2021, 10, 10)
        | year("A", PAPERLESS, 2021, 5, 1)
    )
    found = outcomes(city_of(cells), Theme.MEETINGS)["A"]
    assert found == Comparison(Fraction(55, 100), Fraction(6, 20), 2)


def test_hours_are_per_head_of_their_own_year() -> None:
    cells = year("A", oracle.HOURS, 2022, 30, 30) | year("A", oracle.HOURS, 2021, 40, 40)
    city = city_of(cells, headcounts={("A", 2022): (10, None), ("A", 2021): (20, None)})
    assert outcomes(city, Theme.AUTOMATION)["A"] == Comparison(Fraction(3), Fraction(2), 2)


def test_the_heads_of_a_merged_department_are_those_of_its_parts() -> None:
    hours = oracle.HOURS
    cells = year("N", hours, 2022, 30) | year("A", hours, 2021, 10) | year("B", hours, 2021, 10)
    city = city_of(
        cells,
        departments={
            "A": (april(2015), april(2022) - 1),
            "B": (april(2015), april(2022) - 1),
            "N": (april(2022), None),
        },
        successions=[(old, "N", april(2022), Fraction(1)) for old in "AB"],
        headcounts={("N", 2022): (15, None), ("A", 2021): (8, None), ("B", 2021): (2, None)},
    )
    found = outcomes(city, Theme.AUTOMATION, april(2022))
    assert found == {"N": Comparison(Fraction(2), Fraction(2), 1)}


@pytest.mark.parametrize(
    ("cells", "theme", "reason"),
    [
        (year("A", SHEETS, 2021, 5), Theme.PAPER, NoComparison.NOT_REPORTED),
        (year("A", SHEETS, 2022, 5), Theme.PAPER, NoComparison.NO_PREVIOUS),
        (
            year("A", SHEETS, 2022, 5) | year("A", SHEETS, 2021, 5),
            Theme.PAPER,
            NoComparison.NO_BASELINE,
        ),
        (
            year("A", HELD, 2022, 0)
            | year("A", PAPERLESS, 2022, 0)
            | year("A", HELD, 2021, 4)
            | year("A", PAPERLESS, 2021, 4),
            Theme.MEETINGS,
            NoComparison.NO_MEETINGS,
        ),
        (year("A", oracle.HOURS, 2022, 5), Theme.AUTOMATION, NoComparison.NO_PREVIOUS),
        (year("A", oracle.HOURS, 2022, 5), Theme.OVERALL, NoComparison.INSUFFICIENT),
    ],
)
def test_who_cannot_be_compared_is_told_why(
    cells: Cells, theme: Theme, reason: NoComparison
) -> None:
    assert outcomes(city_of(cells), theme) == {"A": reason}


@pytest.mark.parametrize(
    ("heads", "reason"),
    [
        ({2022: 10}, NoComparison.NO_HEADCOUNT),
        ({2021: 10}, NoComparison.NO_HEADCOUNT),
        ({2022: 4, 2021: 10}, NoComparison.SMALL_GROUP),
        ({2022: 10, 2021: 4}, NoComparison.SMALL_GROUP),
    ],
)
def test_few_heads_in_either_year_tell_nothing_of_single_people(
    heads: dict[int, int], reason: NoComparison
) -> None:
    cells = year("A", oracle.HOURS, 2022, 5) | year("A", oracle.HOURS, 2021, 5)
    headcounts = {("A", when): (number, None) for when, number in heads.items()}
    city = city_of(cells, headcounts=headcounts)
    assert outcomes(city, Theme.AUTOMATION) == {"A": reason}


def test_places_follow_the_gain_and_ties_share_a_place() -> None:
    cells: dict[tuple[str, str, int], int] = {}
    for code, now in (("A", 30), ("B", 20), ("C", 30), ("D", 60)):
        cells |= year(code, SHEETS, 2022, now) | year(code, SHEETS, 2021, 50)
        cells |= year(code, SHEETS, 2019, 100)
    product = to_product(city_of(cells))
    found = improvement.rank(product, product.plans[0], Theme.PAPER, to_month(MAY))
    assert [(row.rank, row.department) for row in found.rows] == [
        (1, "B"),
        (2, "A"),
        (2, "C"),
        (4, "D"),
    ]
    assert found.rows[-1].comparison.change == Fraction(-1, 10)


# --- any city ------------------------------------------------------------------------------------------

each_city = pytest.mark.parametrize("seed", range(3000, 3030))


def as_of_of(city: City, seed: int) -> int:
    return Random(seed).choice(range(april(city.first_year), april(city.last_year + 1)))


@each_city
def test_a_year_that_repeats_the_last_one_is_no_improvement(seed: int) -> None:
    city = some_city(seed)
    as_of = as_of_of(city, seed)
    start = april(oracle.fiscal_year(as_of))
    city.successions.clear()
    city.departments = {code: (april(2010), None) for code in city.departments}
    for (code, metric, m), value in list(city.cells.items()):
        if start - 12 <= m < start:
            city.cells[code, metric, m + 12] = value
    for (code, which), heads in list(city.headcounts.items()):
        if which == oracle.fiscal_year(as_of) - 1:
            city.headcounts[code, which + 1] = heads
    for theme in Theme:
        for found in outcomes(city, theme, as_of).values():
            assert not isinstance(found, Comparison) or found.change == 0


@each_city
def test_rates_are_those_of_the_comparable_series_worked_out_the_long_way(seed: int) -> None:
    city = some_city(seed)
    as_of = as_of_of(city, seed)
    found = outcomes(city, Theme.MEETINGS, as_of)
    assert set(found) == set(oracle.existing(city, as_of))
    part, whole = city.kpis["paperless_meetings"].metrics
    for code, said in found.items():
        rows = []
        for m in oracle.year_to_date(as_of):
            cells = [
                oracle.series(city, code, x, y, as_of) for y in (m, m - 12) for x in (part, whole)
            ]
            if all(cell[0] == ACTUAL for cell in cells):
                rows.append([cell[1] for cell in cells])
        sums = [sum((row[n] for row in rows), Fraction(0)) for n in range(4)]
        if isinstance(said, Comparison):
            expected = Comparison(sums[0] / sums[1], sums[2] / sums[3], len(rows))
            assert said == expected
        else:
            assert not rows or not sums[1] or not sums[3]


@each_city
def test_seen_by_the_organisation_of_then_nobody_inherits_a_past(seed: int) -> None:
    city = some_city(seed)
    as_of = as_of_of(city, seed)
    product, month = to_product(city), to_month(as_of)
    months = [to_month(m) for m in oracle.year_to_date(as_of)]
    then, codes = city_then(product), departments_then(product, months)
    assert set(codes) >= set(product.organization.existing(month))
    city.successions.clear()
    alone = to_product(city)
    for theme in Theme:
        assert improvement.outcomes_of(
            then, then.plans[0], theme, month, codes
        ) == improvement.outcomes_of(alone, alone.plans[0], theme, month, codes)
