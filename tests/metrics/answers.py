"""What the product says about a city, in the oracle's plain form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from kdx_desktop.metrics import city as product_city
from kdx_desktop.metrics.gap import meetings_gap, paper_gap
from kdx_desktop.metrics.kpis import KpiResult, evaluate
from kdx_desktop.metrics.rankings import Theme, rank
from kdx_desktop.metrics.rules.measured import ReductionDetail, ShareDetail
from tests.metrics import oracle
from tests.metrics.cities import to_month

Answer = dict[str, object]


def by_code(results: Iterable[KpiResult]) -> Mapping[str, KpiResult]:
    """Return KPI results by their code."""
    return {result.kpi.code: result for result in results}


def of_kpi(result: KpiResult) -> Answer:
    said: Answer = {
        "value": result.value,
        "target": result.target,
        "attainment": result.attainment,
        "expected": result.expected,
        "grade": result.grade.letter,
        "coverage": (result.coverage.reported, result.coverage.expected),
        "estimates": result.estimates,
        "required_per_month": result.required_per_month,
        "provisional": result.provisional,
    }
    detail = result.detail
    if isinstance(detail, ReductionDetail):
        said |= {
            "actual": detail.actual,
            "baseline": detail.baseline,
            "reduced": detail.reduced,
            "raw_actual": detail.raw_actual,
            "raw_baseline": detail.raw_baseline,
            "raw_value": detail.raw_value,
            "left_out": {
                (row.department, str(row.reason)): (row.actual, row.baseline)
                for row in detail.left_out
            },
        }
    if isinstance(detail, ShareDetail):
        said |= {
            "departments_at_or_above": detail.at_or_above,
            "departments_counted": detail.counted,
        }
    return said


def of_product(city: product_city.City, as_of: int) -> dict[str, Answer]:
    """Everything that the product says as of a month."""
    plan, month = city.plans[0], to_month(as_of)
    results = by_code(evaluate(city, plan, month))
    said = {f"kpi {code}": of_kpi(result) for code, result in results.items()}
    for theme in oracle.THEMES:
        ranking = rank(city, plan, Theme(theme), month)
        said[f"ranking {theme}"] = {
            "rows": [(row.rank, row.department, row.value) for row in ranking.rows],
            "unranked": [(row.department, str(row.reason)) for row in ranking.unranked],
        }
    said["gap meetings"] = {
        "rows": [
            (row.department, row.rate, row.further_paperless_meetings)
            for row in meetings_gap(results["paperless_meetings"])
        ]
    }
    paper = paper_gap(city, results["copy_paper"], month)
    assert paper is not None
    said["gap paper"] = {
        "annual_ceiling": paper.annual_ceiling,
        "used": paper.used,
        "remaining_per_month": paper.remaining_per_month,
    }
    return said


def of_oracle(city: oracle.City, as_of: int) -> dict[str, Answer]:
    """Everything that the domain page says as of a month."""
    said: dict[str, Answer] = {f"kpi {k}": v for k, v in oracle.kpis(city, as_of).items()}
    for theme, (rows, unranked) in oracle.rankings(city, as_of).items():
        said[f"ranking {theme}"] = {"rows": rows, "unranked": unranked}
    said["gap meetings"] = {
        "rows": oracle.gap_meetings(city, city.kpis["paperless_meetings"], as_of)
    }
    said["gap paper"] = dict(oracle.gap_paper(city, city.kpis["copy_paper"], as_of))
    return said


def differences(expected: dict[str, Answer], got: dict[str, Answer]) -> list[str]:
    """One sentence for each number that differs; kinds of number (float!) count as well."""
    found = [f"only one side has {key}" for key in sorted(expected.keys() ^ got.keys())]
    for key in sorted(expected.keys() & got.keys()):
        for name in sorted(expected[key].keys() | got[key].keys()):
            one, other = expected[key].get(name), got[key].get(name)
            if one != other or isinstance(other, float):
                found.append(f"{key}, {name}: expected {one}, got {other}")
    return found


def compare(city: oracle.City, product: product_city.City, as_of: int) -> list[str]:
    said = differences(of_oracle(city, as_of), of_product(product, as_of))
    return [f"{oracle.text_of(as_of)}: {sentence}" for sentence in said]


def exact(value: object) -> Fraction:
    """The number of an answer, for tests that calculate with it."""
    assert isinstance(value, Fraction | int)
    return Fraction(value)
