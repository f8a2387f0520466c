from __future__ import annotations

from fractions import Fraction

import pytest

from kdx_desktop.metrics.rules.measured import Coverage
from kdx_desktop.reports.charts import ValueFormat
from kdx_desktop.reports.number_text import change_text, coverage_text, value_text, with_unit


@pytest.mark.parametrize(
    ("value", "value_format", "text"),
    [
        (Fraction(1_234_567), ValueFormat.COUNT, "1,234,567"),
        (Fraction(-1_234), ValueFormat.COUNT, "▲1,234"),
        (Fraction(1, 2), ValueFormat.COUNT, "1"),
        (Fraction(72_345_678, 10_000), ValueFormat.HOURS, "7,234.6"),
        (Fraction(5, 1000), ValueFormat.PER_HEAD, "0.01"),
        (Fraction(1, 2), ValueFormat.PERCENT, "50.0%"),
        (Fraction(-234, 1000), ValueFormat.PERCENT, "▲23.4%"),
        (Fraction(-1, 100_000), ValueFormat.PERCENT, "0.0%"),
        (None, ValueFormat.PERCENT, "―"),
    ],
)
def test_numbers_are_written_with_separators_and_triangles(
    value: Fraction | None, value_format: ValueFormat, text: str
) -> None:
    assert value_text(value, value_format) == text


def test_a_missing_value_has_no_unit() -> None:
    assert with_unit(None, ValueFormat.COUNT, "回") == "―"
    assert with_unit(Fraction(3), ValueFormat.COUNT, "回") == "3回"
    assert with_unit(Fraction(1, 2), ValueFormat.PERCENT, "%") == "50.0%"


def test_coverage_is_never_rounded_up_to_complete() -> None:
    assert coverage_text(Coverage(9_999, 10_000)) == "99.9%（9,999／10,000）"
    assert coverage_text(Coverage(10, 10)) == "100.0%（10／10）"
    assert coverage_text(Coverage(0, 0)) == "―"


def test_a_change_of_rank_is_an_arrow_and_a_number() -> None:
    assert [change_text(n) for n in (3, -1, 0, None)] == ["↑3", "↓1", "→", "―"]
