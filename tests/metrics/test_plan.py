"""Targets, what is expected to date, and grades at their very edges."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from kdx_desktop.metrics.kpis import expected_to_date, grade
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.plan import GradeBand, Kpi, Plan, Rule, plan_for
from tests.metrics import oracle
from tests.metrics.answers import of_product
from tests.metrics.cities import some_city, to_product
from tests.metrics.oracle import City, april

TINY = Fraction(1, 10**12)


def kpi(rule: Rule, targets: Mapping[int, Fraction], threshold: Fraction | None = None) -> Kpi:
    return Kpi("k", "指標", rule, ("m",), "回", threshold=threshold, targets=targets)


def plan(*kpis: Kpi, first: int = 2021, last: int = 2022, code: str = "p") -> Plan:
    return Plan(code, "計画", first, last, kpis)


def letter(rule: Rule, value: Fraction | None, expected: Fraction | None) -> str:
    a_kpi = kpi(rule, {})
    return grade(plan(a_kpi), a_kpi, value, expected).letter


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (Fraction(105), "A"),
        (Fraction(105) - TINY, "B"),
        (Fraction(100), "B"),
        (Fraction(95), "B"),
        (Fraction(95) - TINY, "C"),
        (Fraction(0), "C"),
        (Fraction(10**9), "A"),
        (None, "D"),
    ],
)
def test_a_grade_turns_exactly_at_its_band_and_not_after_rounding(
    value: Fraction | None, wanted: str
) -> None:
    assert letter(Rule.FISCAL_YEAR_TOTAL, value, Fraction(100)) == wanted
    assert letter(Rule.CUMULATIVE_TOTAL, value, Fraction(100)) == wanted


def test_all_departments_at_the_threshold_are_an_a_though_105_percent_cannot_be() -> None:
    assert letter(Rule.SHARE_OF_DEPARTMENTS, Fraction(1), Fraction(1)) == "A"
    assert letter(Rule.SHARE_OF_DEPARTMENTS, 1 - TINY, Fraction(1)) == "B"
    assert letter(Rule.SHARE_OF_DEPARTMENTS, Fraction(95, 100), Fraction(1)) == "B"
    assert letter(Rule.SHARE_OF_DEPARTMENTS, Fraction(95, 100) - TINY, Fraction(1)) == "C"


def test_a_total_of_one_is_no_share_of_one() -> None:
    assert letter(Rule.FISCAL_YEAR_TOTAL, Fraction(1), Fraction(100)) == "C"


def test_more_paper_than_in_the_baseline_year_is_c_and_not_an_error() -> None:
    assert letter(Rule.REDUCTION_FROM_BASELINE, Fraction(-1, 2), Fraction(1, 2)) == "C"


def test_no_target_is_d_and_not_a_target_of_zero() -> None:
    assert letter(Rule.FISCAL_YEAR_TOTAL, Fraction(10), None) == "D"
    assert letter(Rule.FISCAL_YEAR_TOTAL, Fraction(10), Fraction(0)) == "A"
    assert letter(Rule.FISCAL_YEAR_TOTAL, Fraction(0), Fraction(0)) == "A"


def test_bands_are_data_and_in_any_order() -> None:
    bands = (GradeBand("良", "", Fraction(1, 2)), GradeBand("秀", "", Fraction(9, 10)))
    a_kpi = kpi(Rule.FISCAL_YEAR_TOTAL, {})
    a_plan = Plan("p", "計画", 2021, 2022, (a_kpi,), bands)
    said = [grade(a_plan, a_kpi, Fraction(v), Fraction(100)).letter for v in (90, 89, 50, 49)]
    assert said == ["秀", "良", "良", "C"]


def test_the_rule_that_gave_the_grade_is_said_with_it() -> None:
    a_kpi = kpi(Rule.FISCAL_YEAR_TOTAL, {})
    for value, reason in ((105, "105%以上"), (95, "95%以上"), (1, "95%未満")):
        assert reason in grade(plan(a_kpi), a_kpi, Fraction(value), Fraction(100)).reason
    assert "目標がない" in grade(plan(a_kpi), a_kpi, Fraction(1), None).reason
    assert "値がない" in grade(plan(a_kpi), a_kpi, None, Fraction(1)).reason


def expected(rule: Rule, targets: Mapping[int, Fraction], year: int, month: int) -> Fraction | None:
    return expected_to_date(kpi(rule, targets), Month.of(year, month))


def test_a_cumulative_target_grows_from_last_years_target_month_by_month() -> None:
    targets = {2021: Fraction(6400), 2022: Fraction(15000)}
    rule = Rule.CUMULATIVE_TOTAL
    assert expected(rule, targets, 2021, 4) == Fraction(6400, 12)
    assert expected(rule, targets, 2022, 3) == 6400
    assert expected(rule, targets, 2022, 4) == 6400 + Fraction(8600, 12)
    assert expected(rule, targets, 2022, 12) == 12850
    assert expected(rule, targets, 2023, 3) == 15000
    assert expected(rule, targets, 2023, 4) is None
    assert expected(rule, targets, 2021, 3) is None


def test_a_years_target_is_asked_in_twelfths_and_a_ratio_in_full_from_april() -> None:
    assert expected(Rule.FISCAL_YEAR_TOTAL, {2022: Fraction(9700)}, 2022, 6) == 2425
    assert expected(Rule.FISCAL_YEAR_TOTAL, {2022: Fraction(9700)}, 2023, 3) == 9700
    for rule in (Rule.REDUCTION_FROM_BASELINE, Rule.SHARE_OF_DEPARTMENTS):
        assert expected(rule, {2022: Fraction(1, 2)}, 2022, 4) == Fraction(1, 2)
        assert expected(rule, {2022: Fraction(1, 2)}, 2021, 4) is None


def test_a_month_is_judged_by_the_plan_that_runs_then() -> None:
    old, new = plan(code="old"), plan(first=2023, last=2025, code="new")
    months = {(2021, 4): old, (2023, 3): old, (2023, 4): new, (2030, 1): new, (2020, 1): old}
    for (year, month), wanted in months.items():
        assert plan_for((new, old), Month.of(year, month)) is wanted
    assert plan_for((), Month.of(2022, 4)) is None


# --- through a whole city ----------------------------------------------------------------------------------


def one_department() -> City:
    city = some_city(0)
    city.first_year, city.last_year = 2021, 2022
    city.departments, city.successions = {"D1": (april(2015), None)}, []
    city.cells, city.annual, city.headcounts = {}, {}, {("D1", 2022): (10, None)}
    return city


def met(city: City, held: int, paperless: int, m: int) -> None:
    city.cells["D1", oracle.HELD, m] = (oracle.ACTUAL, Fraction(held))
    city.cells["D1", oracle.PAPERLESS, m] = (oracle.ACTUAL, Fraction(paperless))


@pytest.mark.parametrize(
    ("held", "paperless", "wanted"), [(10, 7, 1), (1000, 699, 0), (1000, 700, 1), (3, 2, 0)]
)
def test_exactly_seventy_percent_is_in(held: int, paperless: int, wanted: int) -> None:
    city = one_department()
    city.kpis["paperless_meetings"].threshold = Fraction(7, 10)
    met(city, held, paperless, april(2022))
    said = of_product(to_product(city), april(2022))
    assert said["kpi paperless_meetings"]["value"] == wanted
    assert bool(said["gap meetings"]["rows"]) != bool(wanted)


@pytest.mark.parametrize(
    ("held", "paperless", "k"), [(1, 0, 3), (10, 6, 4), (3, 2, 1), (100, 0, 234)]
)
def test_the_further_meetings_are_enough_and_one_fewer_is_not(
    held: int, paperless: int, k: int
) -> None:
    city = one_department()
    city.kpis["paperless_meetings"].threshold = Fraction(7, 10)
    met(city, held, paperless, april(2022))
    said = of_product(to_product(city), april(2022))
    assert said["gap meetings"]["rows"] == [("D1", Fraction(paperless, held), k)]
    assert (
        Fraction(paperless + k, held + k)
        >= Fraction(7, 10)
        > Fraction(paperless + k - 1, held + k - 1)
    )


def test_a_threshold_of_all_meetings_does_not_stop_the_whole_page() -> None:
    """A plan is data, and may ask for 100 %: no number of meetings lifts a rate to that."""
    city = one_department()
    city.kpis["paperless_meetings"].threshold = Fraction(1)
    met(city, 10, 9, april(2022))
    of_product(to_product(city), april(2022))


def test_a_target_of_zero_gives_no_attainment_and_no_division_by_zero() -> None:
    city = one_department()
    for kpi in city.kpis.values():
        kpi.targets = {2021: Fraction(0), 2022: Fraction(0)}
    met(city, 10, 7, april(2022))
    city.cells["D1", oracle.TELEWORK, april(2022)] = (oracle.ACTUAL, Fraction(1))
    said = of_product(to_product(city), april(2022))
    for key, numbers in said.items():
        if key.startswith("kpi"):
            assert numbers["target"] == 0
            assert numbers["attainment"] is None
    assert said["kpi telework_byod"]["required_per_month"] == 0
    assert said["ranking overall"]["unranked"] == [("D1", "insufficient")]


def test_nothing_is_required_in_march_and_never_less_than_nothing() -> None:
    city = one_department()
    city.kpis["automation_hours"].targets = {2022: Fraction(120)}
    for m in range(april(2022), april(2023)):
        city.cells["D1", oracle.HOURS, m] = (oracle.ACTUAL, Fraction(11))
    product = to_product(city)
    said = [of_product(product, m)["kpi automation_hours"] for m in range(april(2022), april(2023))]
    required = [numbers["required_per_month"] for numbers in said]
    assert required[0] == Fraction(109, 11)
    assert required[10] == 0
    assert required[11] is None


def test_a_metric_recorded_as_it_happens_leaves_missing_reports_missing() -> None:
    """No value while nothing of what is expected monthly is reported, in a KPI that mixes both."""
    city = one_department()
    city.kpis["automation_hours"].metrics = (oracle.LEADERS,)
    assert of_product(to_product(city), april(2022))["kpi automation_hours"]["value"] == 0
    city.kpis["automation_hours"].metrics = (oracle.HOURS, oracle.LEADERS)
    assert of_product(to_product(city), april(2022))["kpi automation_hours"]["value"] is None
