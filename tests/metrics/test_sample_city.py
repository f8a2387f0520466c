"""The sample city's expected results, reproduced from its plain files to the last digit."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.metrics import oracle
from tests.metrics.answers import Answer, differences, of_oracle, of_product
from tests.metrics.cities import to_product
from tests.metrics.oracle import City, Kpi

FOLDER = Path(__file__).parents[1] / "data" / "sample_city"
EXPECTED = sorted(FOLDER.glob("expected_*.json"))
#: A JSON number is a binary float: it agrees with a fraction to this part of its size.
CLOSE = 1e-12


def kanazawa() -> dict[str, Kpi]:
    """The plan of 金沢市デジタル戦略 2.0, written by hand."""
    f = Fraction
    return {
        "copy_paper": Kpi(
            "reduction_from_baseline", (oracle.PAPER,), {2022: f("0.5")}, baseline_year=2019
        ),
        "paperless_meetings": Kpi(
            "share_of_departments_at_or_above",
            (oracle.PAPERLESS, oracle.HELD),
            {2021: f(1), 2022: f(1)},
            threshold=f("0.7"),
        ),
        "telework_byod": Kpi(
            "cumulative_total", (oracle.TELEWORK, oracle.BYOD), {2021: f(6400), 2022: f(15000)}
        ),
        "automation_hours": Kpi(
            "fiscal_year_total", (oracle.HOURS,), {2021: f(8000), 2022: f(9700)}
        ),
        "digital_leaders": Kpi("cumulative_total", (oracle.LEADERS,), {2021: f(20), 2022: f(40)}),
        "manager_training": Kpi("fiscal_year_total", (oracle.MANAGERS,), {2022: f(100)}),
    }


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def sample_city() -> City:
    city = City(2021, 2022, kanazawa())
    for row in rows("departments"):
        last = oracle.month(row["valid_to"]) if row["valid_to"] else None
        city.departments[row["code"]] = (oracle.month(row["valid_from"]), last)
    for row in rows("headcounts"):
        city.headcounts[row["department"], int(row["fiscal_year"])] = (
            int(row["headcount"]) if row["headcount"] else None,
            int(row["telework_eligible"]) if row["telework_eligible"] else None,
        )
    for row in rows("successions"):
        share = Fraction(row["share"]) if row["share"] else None
        effective = oracle.month(row["effective_month"])
        city.successions.append((row["predecessor"], row["successor"], effective, share))
    for row in rows("figures"):
        key = (row["department"], row["metric"], oracle.month(row["month"]))
        assert key not in city.cells
        city.cells[key] = (row["state"] or oracle.ACTUAL, Fraction(row["value"] or 0))
    for row in rows("annual_baselines"):
        key = (row["department"], row["metric"], int(row["fiscal_year"]))
        city.annual[key] = Fraction(row["value"])
    return city


def close(expected: object, got: object) -> bool:
    """Equal, or the float that stands for the fraction."""
    if isinstance(expected, float) and isinstance(got, Fraction | int):
        return math.isclose(expected, float(got), rel_tol=CLOSE, abs_tol=0)
    return expected == got


def assert_kpis(expected: Mapping[str, Mapping[str, Any]], said: Mapping[str, Answer]) -> None:
    for code, numbers in expected.items():
        got = said[f"kpi {code}"]
        for name, number in numbers.items():
            if name == "coverage":
                assert got[name] == (number["reported"], number["expected"]), code
            else:
                assert close(number, got[name]), (code, name, number, got[name])


def assert_rankings(expected: list[dict[str, Any]], said: Mapping[str, Answer]) -> None:
    assert [board["theme"] for board in expected] == list(oracle.THEMES)
    for board in expected:
        got: Any = said[f"ranking {board['theme']}"]
        wanted = [(row["rank"], row["department"]) for row in board["rows"]]
        assert [(rank, code) for rank, code, _ in got["rows"]] == wanted
        for row, (_, _, value) in zip(board["rows"], got["rows"], strict=True):
            assert close(row["value"], value), (board["theme"], row, value)
        unranked = [(row["department"], row["reason"]) for row in board["unranked"]]
        assert got["unranked"] == unranked


def assert_gap(expected: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    got = said["gap meetings"]["rows"]
    assert len(got) == len(expected["gap_meetings"])
    for row, (code, rate, further) in zip(expected["gap_meetings"], got, strict=True):
        assert (code, further) == (row["department"], row["further_paperless_meetings"])
        assert close(row["rate"], rate)
    for name, number in expected["gap_paper"].items():
        assert close(number, said["gap paper"][name]), name


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
@pytest.mark.parametrize("source", ["product", "oracle"])
def test_the_citys_published_numbers_come_out_as_printed(path: Path, source: str) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    as_of = oracle.month(expected["as_of"])
    said = (
        of_product(to_product(sample_city()), as_of)
        if source == "product"
        else of_oracle(sample_city(), as_of)
    )
    assert_kpis(expected["kpis"], said)
    assert_rankings(expected["rankings"], said)
    assert_gap(expected, said)


def test_the_expected_results_cover_a_plan_before_at_and_after_its_end() -> None:
    assert len(EXPECTED) == 5


@pytest.mark.parametrize("text", ["2020-10", "2021-04", "2022-03", "2022-07", "2023-04"])
def test_months_that_nobody_published_are_as_exact_as_those_that_were(text: str) -> None:
    as_of = oracle.month(text)
    said = of_product(to_product(sample_city()), as_of)
    assert differences(of_oracle(sample_city(), as_of), said) == []
