"""Numbers as people read them on screen and paper: ▲ for negatives, ― where there is none."""

from __future__ import annotations

from fractions import Fraction

from kdx_desktop.metrics.amounts import SCALE, grouped
from kdx_desktop.metrics.plan import Kpi
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.metrics.rules.measured import Coverage
from kdx_desktop.reports.charts import ValueFormat

NONE = "―"
NEGATIVE = "▲"

_DECIMALS = {
    ValueFormat.COUNT: 0,
    ValueFormat.HOURS: 1,
    ValueFormat.PER_HEAD: 2,
    ValueFormat.PERCENT: 1,
}
_THEME_FORMATS = {
    Theme.TELEWORK: ValueFormat.PER_HEAD,
    Theme.AUTOMATION: ValueFormat.PER_HEAD,
}
_THEME_UNITS = {Theme.TELEWORK: "回／人・月", Theme.AUTOMATION: "時間／人・月"}


def value_text(value: Fraction | None, value_format: ValueFormat) -> str:
    """Write a value, rounded half up, ``12,345`` or ``▲3.0%``; ``―`` for None."""
    if value is None:
        return NONE
    percent = value_format is ValueFormat.PERCENT
    number = grouped(abs(value) * (100 if percent else 1) * SCALE, _DECIMALS[value_format])
    # A loss too small to be seen is written without its sign: ▲0.0% says nothing.
    sign = NEGATIVE if value < 0 and number.strip("0.,") else ""
    return f"{sign}{number}{'%' if percent else ''}"


def with_unit(value: Fraction | None, value_format: ValueFormat, unit: str) -> str:
    """Write a value and its unit; percentages carry theirs already, None has none."""
    text = value_text(value, value_format)
    return text if value is None or value_format is ValueFormat.PERCENT else text + unit


def further_text(meetings: int | None) -> str:
    """Write the further meetings that lift a department; None: no number of them does."""
    return value_text(None if meetings is None else Fraction(meetings), ValueFormat.COUNT)


def short_percent(part: Fraction) -> str:
    """Write a threshold or a target without needless decimals: ``70%``, ``52.5%``."""
    return f"{grouped(part * 100 * SCALE)}%"


def format_of(kpi: Kpi) -> ValueFormat:
    """Return how a KPI's values and targets are written."""
    if kpi.rule.is_ratio:
        return ValueFormat.PERCENT
    return ValueFormat.HOURS if kpi.unit == "時間" else ValueFormat.COUNT


def unit_of(kpi: Kpi) -> str:
    """Return the unit of a KPI's values on paper."""
    return "%" if kpi.rule.is_ratio else kpi.unit


def theme_format(theme: Theme) -> ValueFormat:
    """Return how the values of a board are written."""
    return _THEME_FORMATS.get(theme, ValueFormat.PERCENT)


def theme_unit(theme: Theme) -> str:
    """Return the unit of the values of a board."""
    return _THEME_UNITS.get(theme, "%")


def coverage_text(coverage: Coverage) -> str:
    """Write 提出率 as ``98.9%（890／900）``; ``―`` where nothing is expected.

    Never 100.0% while something is missing.
    """
    if not coverage.expected:
        return NONE
    return f"{coverage_rate(coverage)}（{coverage.reported:,}／{coverage.expected:,}）"


def coverage_rate(coverage: Coverage) -> str:
    """Write 提出率 alone, ``98.9%``; ``―`` where nothing is expected."""
    if not coverage.expected:
        return NONE
    rate = Fraction(coverage.reported, coverage.expected)
    if not coverage.complete:
        rate = min(rate, Fraction(999, 1000))
    return value_text(rate, ValueFormat.PERCENT)


def change_text(change: int | None) -> str:
    """Write places won or lost since the month before: ``↑3``, ``↓1``, ``→``; ``―`` for None."""
    if change is None:
        return NONE
    if change == 0:
        return "→"
    return f"↑{change}" if change > 0 else f"↓{-change}"
