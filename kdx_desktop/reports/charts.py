"""ChartSpec: what a chart says, in plain values, for the screen, the PDF and the workbook alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class ChartKind(StrEnum):
    """The kinds of chart there are; what each makes of its series stands beside it."""

    #: One bar per category: US in front of BASELINE; TARGET as a line over the same categories.
    BARS = "bars"
    #: A line up to now (US), what is expected (PACE, dashed), FORECAST (dashed, in the
    #: band from FORECAST_LOW to FORECAST_HIGH), TARGET (level), BASELINE (the year before).
    COURSE = "course"
    #: One category: US as a bar, PACE as the mark expected to date, TARGET as the end line.
    BULLET = "bullet"
    #: Horizontal bars (US), the best first; TARGET as a vertical line.
    RANKING = "ranking"
    #: A small line (US) without axes; the last value is the one that counts.
    SPARKLINE = "sparkline"
    #: One row per series (US), one column per category; darker is more, None is left white.
    HEAT_MAP = "heat_map"
    #: Points: SIZE to the right, US upward; TARGET as the middle, the four limits as curves.
    FUNNEL = "funnel"


class Role(StrEnum):
    """What a series stands for; colour and stroke follow from it."""

    US = "us"
    BASELINE = "baseline"
    TARGET = "target"
    PACE = "pace"
    FORECAST = "forecast"
    FORECAST_LOW = "forecast_low"
    FORECAST_HIGH = "forecast_high"
    SIZE = "size"
    OUTER_LOW = "outer_low"
    INNER_LOW = "inner_low"
    INNER_HIGH = "inner_high"
    OUTER_HIGH = "outer_high"


#: The edges of a forecast's band: they have no label of their own.
BOUNDS = frozenset({Role.FORECAST_LOW, Role.FORECAST_HIGH})


class ValueFormat(StrEnum):
    """How the values of a chart or table are written (see number_text.py)."""

    COUNT = "count"  # 6,400
    HOURS = "hours"  # 9,700.0
    PER_HEAD = "per_head"  # 1.23
    PERCENT = "percent"  # values are fractions of 1: 0.5 is 50.0%


@dataclass(frozen=True, slots=True)
class Series:
    """A row of values, one per category; None where there is none (未提出, the future).

    ``value_format`` is None where the values are written as the chart's others.
    """

    name: str
    role: Role
    values: tuple[Fraction | None, ...]
    value_format: ValueFormat | None = None


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """One chart. Values are in ``unit``, or fractions of 1 where the format is PERCENT.

    ``description`` says in Japanese what there is to see (text alternative). ``grade`` is the
    letter of a bullet, empty elsewhere; ``note`` is what has to be printed beneath (暫定 …).
    """

    kind: ChartKind
    title: str
    unit: str
    value_format: ValueFormat
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    description: str
    grade: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse series that do not fit the categories: a defect of the builder."""
        if any(len(series.values) != len(self.categories) for series in self.series):
            raise ValueError(f"chart {self.title!r}: series and categories differ in length")

    def of(self, role: Role) -> Series | None:
        """Return the first series of a role, None when the chart has none."""
        return next((series for series in self.series if series.role is role), None)

    @property
    def values(self) -> tuple[Fraction, ...]:
        """All values there are, of all series."""
        return tuple(v for series in self.series for v in series.values if v is not None)


@dataclass(frozen=True, slots=True)
class Axis:
    """A value axis that includes zero: its ends and the distance of its grid lines."""

    low: Fraction
    high: Fraction
    step: Fraction

    @property
    def ticks(self) -> tuple[Fraction, ...]:
        """The values at which a grid line is drawn, ends included."""
        count = int((self.high - self.low) / self.step)
        return tuple(self.low + self.step * index for index in range(count + 1))

    def position(self, value: Fraction) -> float:
        """Return where a value lies, 0.0 at the low end and 1.0 at the high one."""
        return float((value - self.low) / (self.high - self.low))


def axis(spec: ChartSpec, steps: int = 4) -> Axis:
    """Return the value axis for a chart, zero-based, with about so many round steps."""
    low = min((*spec.values, Fraction(0)))
    high = max((*spec.values, Fraction(0)))
    if low == high:
        high = Fraction(1)
    step = _round_step((high - low) / steps)
    if spec.value_format is ValueFormat.COUNT:
        step = max(step, Fraction(1))
    return Axis(low // step * step, -(-high // step) * step, step)


def _round_step(least: Fraction) -> Fraction:
    """Return the smallest of 1, 2, 2.5, 5 × 10ⁿ that is not below ``least`` > 0."""
    power = Fraction(1)
    while power > least:
        power /= 10
    while power * 10 <= least:
        power *= 10
    return next(
        power * factor
        for factor in (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5), Fraction(10))
        if power * factor >= least
    )
