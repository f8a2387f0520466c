"""年度末見込: what a forecast may and may not say, in every city, and how often it is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.figures import MetricFigures
from kdx_desktop.metrics.forecast import Forecast, Outlook, forecast
from kdx_desktop.metrics.kpis import measure
from kdx_desktop.metrics.months import Month, fiscal_year_months
from kdx_desktop.metrics.plan import Kpi, Rule
from tests.metrics import oracle
from tests.metrics.cities import some_city, to_amount, to_month, to_product
from tests.metrics.oracle import april
from tests.metrics.test_sample_city import sample_city

each_city = pytest.mark.parametrize("seed", range(2000, 2016))


def known_until(city: City, month: Month) -> City:
    """The city as if nothing later than the month had been reported."""
    figures = {
        code: MetricFigures(
            {
                department: {m: amount for m, amount in own.items() if m <= month}
                for department, own in found.values.items()
            },
            found.estimates,
            found.not_applicable,
        )
        for code, found in city.figures.items()
    }
    return replace(city, figures=figures)


def forecasts(city: City, as_of: Month) -> dict[str, Forecast | None]:
    plan = city.plans[0]
    return {kpi.code: forecast(city, plan, kpi, as_of) for kpi in plan.kpis}


def plan_months(city: City) -> tuple[Month, ...]:
    plan = city.plans[0]
    years = range(plan.first_fiscal_year, plan.last_fiscal_year + 1)
    return tuple(month for year in years for month in fiscal_year_months(year))


@each_city
def test_a_forecast_lies_within_its_interval_and_never_below_what_is_there(seed: int) -> None:
    city = to_product(some_city(seed))
    plan = city.plans[0]
    for as_of in plan_months(city)[::2]:
        for kpi in plan.kpis:
            found = forecast(city, plan, kpi, as_of)
            if found is None:
                continue
            assert found.low <= found.value <= found.high
            assert all(month.low <= month.value <= month.high for month in found.path)
            last = found.path[-1]
            if len(found.path) > 1:
                assert (last.value, last.low, last.high) == (found.value, found.low, found.high)
            assert 0 <= found.held <= found.tested
            if kpi.rule.is_ratio:
                assert found.high <= 1
            else:
                value = measure(city, plan, kpi, as_of).value
                assert value is not None
                assert found.low >= value


@each_city
def test_a_forecast_knows_nothing_that_was_reported_later(seed: int) -> None:
    city = to_product(some_city(seed))
    as_of = Random(seed).choice(plan_months(city))
    assert forecasts(city, as_of) == forecasts(known_until(city, as_of), as_of)


@each_city
def test_the_order_in_which_figures_arrive_changes_no_forecast(seed: int) -> None:
    made = some_city(seed)
    as_of = Random(seed).choice(plan_months(to_product(made)))
    other = to_product(made, Random(seed + 1))
    assert forecasts(to_product(made), as_of) == forecasts(other, as_of)


@each_city
def test_nothing_is_foretold_from_two_months(seed: int) -> None:
    city = to_product(some_city(seed))
    for as_of in (plan_months(city)[0], plan_months(city)[1]):
        assert set(forecasts(city, as_of).values()) == {None}


def steady_city(amount_of: Callable[[int], int], first: int = 2021, last: int = 2022) -> City:
    """One department that saves hours, and uses as much paper; the months of FY2019 as well."""
    city = some_city(3)
    city.first_year, city.last_year = 2021, 2022
    city.departments, city.successions, city.annual = {"D1": (april(2015), None)}, [], {}
    months = [*range(april(2019), april(2020)), *range(april(first), april(last + 1))]
    city.cells = {
        ("D1", metric, m): (oracle.ACTUAL, Fraction(amount_of(m)))
        for m in months
        for metric in (oracle.HOURS, oracle.PAPER)
    }
    return to_product(city)


def hours(city: City, target: int | None = None) -> Kpi:
    kpi = city.plans[0].kpi("automation_hours")
    assert kpi is not None
    targets: Mapping[int, Fraction] = {} if target is None else {2022: Fraction(target)}
    return replace(kpi, targets=targets)


def paper(city: City) -> Kpi:
    kpi = city.plans[0].kpi("copy_paper")
    assert kpi is not None
    return replace(kpi, baseline_fiscal_year=2019, targets={2022: Fraction(1, 2)})


def said(city: City, kpi: Kpi, m: int) -> Forecast:
    found = forecast(city, city.plans[0], kpi, to_month(m))
    assert found is not None
    return found


def test_the_forecast_in_march_is_the_value_itself() -> None:
    city = steady_city(lambda m: 10 + m % 7)
    for kpi in (hours(city), paper(city)):
        found = said(city, kpi, april(2023) - 1)
        value = measure(city, city.plans[0], kpi, to_month(april(2023) - 1)).value
        assert (found.low, found.value, found.high) == (value, value, value)
        assert "現在の値と同じ" in found.method


def test_without_an_earlier_year_the_months_to_come_are_like_those_gone() -> None:
    city = steady_city(lambda m: 20 if m >= april(2022) else 0, 2022)
    found = said(city, hours(city), april(2022) + 5)
    assert found.value == 240
    assert found.low == 120 + 120 * (1 - Fraction(1169, 10_000))  # what chance alone does to 120
    assert found.tested == 0
    assert "平均" in found.method


def test_a_season_that_earlier_years_had_is_expected_again() -> None:
    """Half of the year falls on March: by November an average month would expect 12/8 of it."""
    city = steady_city(lambda m: 110 if m % 12 == 2 else 10)
    found = said(city, hours(city), april(2022) + 7)
    assert found.value == 220
    assert 200 < found.low < found.high < 240
    assert "過去2年度" in found.method
    assert (found.held, found.tested) == (1, 2)  # in the first year nobody knew of the season


def test_a_month_that_hardly_anybody_has_reported_is_still_to_come() -> None:
    city = steady_city(lambda m: 10)
    figures = city.figures["automation_hours"]
    own = dict(figures.values["D1"])
    del own[Month(202209)]
    fewer = replace(city, figures={**city.figures, "automation_hours": MetricFigures({"D1": own})})
    found = said(fewer, hours(city), april(2022) + 5)
    assert found.path[0].month == Month(202208)
    assert found.value == 120


def test_a_years_new_habit_shows_in_the_width_and_in_the_back_test() -> None:
    city = steady_city(lambda m: 40 if april(2021) + 6 <= m < april(2022) else 10)
    found = said(city, hours(city), april(2022) + 5)
    assert found.high - found.low > 20
    assert found.held < found.tested


def test_paper_is_measured_by_the_same_months_of_the_baseline_year() -> None:
    """A year with a season, halved: the season is no reason to doubt the half."""
    city = steady_city(lambda m: (100 + 10 * (m % 12)) // (1 if m < april(2020) else 2), first=2022)
    found = said(city, paper(city), april(2022) + 6)
    assert (found.low, found.value, found.high) == (Fraction(1, 2),) * 3
    assert found.outlook is Outlook.LIKELY


@pytest.mark.parametrize(
    ("target", "outlook"),
    [
        (60, Outlook.REACHED),
        (100, Outlook.LIKELY),
        (124, Outlook.OPEN),
        (200, Outlook.UNLIKELY),
        (None, None),
    ],
)
def test_the_outlook_says_on_which_side_of_the_interval_the_target_lies(
    target: int | None, outlook: Outlook | None
) -> None:
    city = steady_city(lambda m: 9 + 2 * (m % 2), 2022)
    assert said(city, hours(city, target), april(2022) + 5).outlook is outlook


def test_what_is_added_up_over_a_plan_has_no_forecast_after_its_end() -> None:
    city = to_product(sample_city())
    plan = city.plans[0]
    kpi = plan.kpi("telework_byod")
    assert kpi is not None
    assert kpi.rule is Rule.CUMULATIVE_TOTAL
    assert forecast(city, plan, kpi, Month(202306)) is None
    assert forecast(city, plan, kpi, Month(202212)) is not None


def test_the_intervals_hold_about_as_often_as_they_promise() -> None:
    """In random cities, whose months are dice, over all KPIs, years and months."""
    held = []
    for seed in range(2100, 2112):
        city = to_product(some_city(seed))
        plan = city.plans[0]
        for as_of in plan_months(city)[3::4]:
            march = fiscal_year_months(as_of.fiscal_year)[-1]
            for kpi in plan.kpis:
                found = forecast(city, plan, kpi, as_of)
                outcome = measure(city, plan, kpi, march).value
                if found is not None and outcome is not None:
                    held.append(found.low <= outcome <= found.high)
    assert len(held) > 100
    assert sum(held) >= Fraction(65, 100) * len(held)


def test_amounts_stay_exact() -> None:
    city = steady_city(lambda m: 7)
    found = said(city, hours(city), april(2022) + 4)
    assert isinstance(found.value, Fraction)
    assert to_amount(found.value) == to_amount(Fraction(84))
