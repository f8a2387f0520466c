"""Rankings of departments, fiscal year up to a month, on comparable series (domain.md §5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import partial
from math import prod

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.city import City
from kdx_desktop.metrics.months import MONTHS_PER_YEAR, Month
from kdx_desktop.metrics.plan import Kpi, Plan, Rule
from kdx_desktop.metrics.rules.measured import Coverage
from kdx_desktop.metrics.rules.share_of_departments import rate_of
from kdx_desktop.metrics.to_date import Series, series_coverage, to_date

SMALLEST_GROUP = 5
LEAST_ATTAINMENTS = 3
_NOTHING, _ALL = Fraction(0), Fraction(1)


class Theme(StrEnum):
    """The boards of the ranking."""

    PAPER = "paper"
    MEETINGS = "meetings"
    TELEWORK = "telework"
    AUTOMATION = "automation"
    OVERALL = "overall"

    @property
    def japanese(self) -> str:
        """The board's name on screen and paper."""
        return _THEME_NAMES[self]


_THEME_NAMES = {
    Theme.PAPER: "コピー用紙削減",
    Theme.MEETINGS: "ペーパーレス会議",
    Theme.TELEWORK: "テレワーク・BYOD",
    Theme.AUTOMATION: "業務自動化",
    Theme.OVERALL: "総合達成度",
}

#: The KPI whose metrics, baseline year, threshold and target a theme uses.
KPI_OF_THEME = {
    Theme.PAPER: "copy_paper",
    Theme.MEETINGS: "paperless_meetings",
    Theme.TELEWORK: "telework_byod",
    Theme.AUTOMATION: "automation_hours",
}


class UnrankedReason(StrEnum):
    """Why a department has no place; never "last"."""

    NOT_REPORTED = "not_reported"
    NO_BASELINE = "no_baseline"
    NO_MEETINGS = "no_meetings"
    NO_HEADCOUNT = "no_headcount"
    SMALL_GROUP = "small_group"
    INSUFFICIENT = "insufficient"

    @property
    def japanese(self) -> str:
        """The reason in the users' words."""
        return _REASON_NAMES[self]


_REASON_NAMES = {
    UnrankedReason.NOT_REPORTED: "未提出",
    UnrankedReason.NO_BASELINE: "基準年度の実績なし",
    UnrankedReason.NO_MEETINGS: "会議の開催なし",
    UnrankedReason.NO_HEADCOUNT: "職員数の登録なし",
    UnrankedReason.SMALL_GROUP: "対象職員が5人未満",
    UnrankedReason.INSUFFICIENT: "評価できるテーマが3つ未満",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A department's place: standard competition ranking on the exact value."""

    rank: int
    department: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class Unranked:
    """A department without a place, and why."""

    department: str
    reason: UnrankedReason


@dataclass(frozen=True, slots=True)
class Ranking:
    """A board: places in order (ties by code), then those without one, by code."""

    theme: Theme
    as_of: Month
    rows: tuple[Standing, ...]
    unranked: tuple[Unranked, ...]


Outcome = Fraction | UnrankedReason


def rank(
    city: City, plan: Plan, theme: Theme, as_of: Month, departments: Sequence[str] | None = None
) -> Ranking:
    """Return the board of a theme over the departments existing at as_of, or over those given."""
    outcomes = outcomes_of(city, plan, theme, as_of, departments)
    if departments is not None:
        return _board(theme, as_of, outcomes)
    return city.once(("ranking", plan.code, theme, as_of), partial(_board, theme, as_of, outcomes))


def rank_all(city: City, plan: Plan, as_of: Month) -> Mapping[Theme, Ranking]:
    """Return all boards; each theme is computed once, also for 総合達成度."""
    return {theme: rank(city, plan, theme, as_of) for theme in Theme}


def all_outcomes(
    city: City, plan: Plan, as_of: Month, departments: Sequence[str]
) -> Mapping[Theme, Mapping[str, Outcome]]:
    """Return the departments' values in all themes; each theme is computed once."""
    outcomes = _of_themes(city, plan, as_of, departments)
    return outcomes | {Theme.OVERALL: _overall(city, plan, as_of, outcomes)}


def outcomes_of(
    city: City, plan: Plan, theme: Theme, as_of: Month, departments: Sequence[str] | None = None
) -> Mapping[str, Outcome]:
    """Return each department's value in a theme, or why it has none.

    ``departments``: those existing at as_of, unless others are given.
    """
    found = partial(_outcomes, city, plan, theme, as_of, departments)
    if departments is not None:
        return found()
    return city.once(("outcomes", plan.code, theme, as_of), found)


def _outcomes(
    city: City, plan: Plan, theme: Theme, as_of: Month, departments: Sequence[str] | None
) -> Mapping[str, Outcome]:
    if theme is Theme.OVERALL:
        return _overall(city, plan, as_of, _of_themes(city, plan, as_of, departments))
    codes = city.organization.existing(as_of) if departments is None else departments
    kpi = plan.kpi(KPI_OF_THEME[theme])
    if kpi is None:
        return dict.fromkeys(codes, UnrankedReason.NOT_REPORTED)
    outcome = _OUTCOMES[theme]
    return {code: outcome(city, kpi, code, as_of) for code in codes}


def competition(values: Mapping[str, Fraction]) -> Iterator[tuple[int, str]]:
    """Yield (rank, department), the largest value first: 1, 2, 2, 4; ties by code."""
    placed = sorted(values, key=lambda code: (-values[code], code))
    rank_of_last, last = 0, None
    for position, code in enumerate(placed, start=1):
        if values[code] != last:
            rank_of_last, last = position, values[code]
        yield rank_of_last, code


def _board(theme: Theme, as_of: Month, outcomes: Mapping[str, Outcome]) -> Ranking:
    values = {code: value for code, value in outcomes.items() if isinstance(value, Fraction)}
    unranked = tuple(
        Unranked(code, reason)
        for code, reason in sorted(outcomes.items())
        if isinstance(reason, UnrankedReason)
    )
    rows = tuple(Standing(place, code, values[code]) for place, code in competition(values))
    return Ranking(theme, as_of, rows, unranked)


def _of_themes(
    city: City, plan: Plan, as_of: Month, departments: Sequence[str] | None
) -> dict[Theme, Mapping[str, Outcome]]:
    return {theme: outcomes_of(city, plan, theme, as_of, departments) for theme in KPI_OF_THEME}


def _paper(city: City, kpi: Kpi, department: str, as_of: Month) -> Outcome:
    """Reduction from the department's own baseline, over the months reported on both sides."""
    (metric,) = kpi.metrics
    if kpi.baseline_fiscal_year is None:
        return UnrankedReason.NO_BASELINE
    series = Series(metric), Series(metric, kpi.baseline_fiscal_year)
    found = to_date(city, series, department, as_of)
    if not found.reported:
        return UnrankedReason.NOT_REPORTED
    now, then = found.sums
    return Fraction(then - now, then) if then else UnrankedReason.NO_BASELINE


def _meetings(city: City, kpi: Kpi, department: str, as_of: Month) -> Outcome:
    """Return the department's own paperless rate."""
    part, whole = kpi.metrics
    rate = rate_of(city, part, whole, department, as_of)
    if rate is None:
        return UnrankedReason.NOT_REPORTED
    return rate.rate if rate.whole else UnrankedReason.NO_MEETINGS


def _per_head(city: City, kpi: Kpi, department: str, as_of: Month) -> Outcome:
    """一人一月当たり: over the months in which all metrics of the theme are reported."""
    heads = divisor(city, kpi, department, as_of)
    if not heads:
        return UnrankedReason.NO_HEADCOUNT
    if heads < SMALLEST_GROUP:
        return UnrankedReason.SMALL_GROUP
    found = to_date(city, tuple(map(Series, kpi.metrics)), department, as_of)
    if not found.months:
        return UnrankedReason.NOT_REPORTED
    return Fraction(sum(found.sums), SCALE * found.months * heads)


def _overall(
    city: City, plan: Plan, as_of: Month, outcomes: Mapping[Theme, Mapping[str, Outcome]]
) -> Mapping[str, Outcome]:
    """Mean of the attainments, each held within 0…1; at least three must count."""
    attainments: dict[str, list[Fraction]] = {
        code: [] for found in outcomes.values() for code in found
    }
    for theme, found in outcomes.items():
        full = full_attainment(city, plan, theme, as_of)
        if not full:
            continue
        for code, outcome in found.items():
            if isinstance(outcome, Fraction):
                attainments[code].append(attained(outcome, full))
    return {
        code: _mean(parts) if len(parts) >= LEAST_ATTAINMENTS else UnrankedReason.INSUFFICIENT
        for code, parts in attainments.items()
    }


def _mean(parts: Sequence[Fraction]) -> Fraction:
    """Return the mean; put into lowest terms once and not at each step."""
    whole = prod(part.denominator for part in parts)
    total = sum(part.numerator * (whole // part.denominator) for part in parts)
    return Fraction(total, whole * len(parts))


def attained(value: Fraction, full: Fraction) -> Fraction:
    """Return the attainment of a theme's value, held within 0…1."""
    if value <= 0 < full:  # without dividing: this is done for every department and month
        return _NOTHING
    return _ALL if value >= full > 0 else min(max(value / full, _NOTHING), _ALL)


def full_attainment(city: City, plan: Plan, theme: Theme, as_of: Month) -> Fraction | None:
    """Return the theme value that attains the target in full; None without a target.

    For totals: what the city's target of this fiscal year asks per head and month.
    """
    kpi = plan.kpi(KPI_OF_THEME[theme])
    target = None if kpi is None else kpi.target(as_of.fiscal_year)
    if kpi is None or target is None:
        return None
    if kpi.rule is Rule.REDUCTION_FROM_BASELINE:
        return target
    if kpi.rule is Rule.SHARE_OF_DEPARTMENTS:
        return kpi.threshold
    previous = (
        kpi.previous_target(as_of.fiscal_year) if kpi.rule is Rule.CUMULATIVE_TOTAL else Fraction(0)
    )
    heads = sum(divisor(city, kpi, code, as_of) or 0 for code in city.organization.existing(as_of))
    asked = target - previous
    return asked / MONTHS_PER_YEAR / heads if heads and asked > 0 else None


#: Themes per head of those who may telework; all others are per head of the department.
_TELEWORK_METRICS = frozenset({"telework_sessions", "byod_sessions"})


def divisor(city: City, kpi: Kpi, department: str, as_of: Month) -> int | None:
    """Return the heads that a theme's amounts are divided by; None where they are not known."""
    headcount = city.headcounts.get((department, as_of.fiscal_year))
    if headcount is None:
        return None
    if _TELEWORK_METRICS.intersection(kpi.metrics):
        return headcount.telework_divisor
    return headcount.headcount


_OUTCOMES: Mapping[Theme, Callable[[City, Kpi, str, Month], Outcome]] = {
    Theme.PAPER: _paper,
    Theme.MEETINGS: _meetings,
    Theme.TELEWORK: _per_head,
    Theme.AUTOMATION: _per_head,
}


def places(ranking: Ranking) -> Mapping[str, int]:
    """Return the rank by department, for the change against another month."""
    return {row.department: row.rank for row in ranking.rows}


def coverage_of(city: City, plan: Plan, theme: Theme, department: str, as_of: Month) -> Coverage:
    """Count the reported cells of a department's own series, fiscal year to date, per theme."""
    return city.once(
        ("coverage", plan.code, theme, department, as_of),
        partial(_coverage, city, plan, theme, department, as_of),
    )


def _coverage(city: City, plan: Plan, theme: Theme, department: str, as_of: Month) -> Coverage:
    kpi_codes = KPI_OF_THEME.values() if theme is Theme.OVERALL else (KPI_OF_THEME[theme],)
    reported = expected = 0
    for kpi in filter(None, map(plan.kpi, kpi_codes)):
        for metric in kpi.metrics:
            found = series_coverage(city, metric, department, as_of)
            reported += found.reported
            expected += found.expected
    return Coverage(reported, expected)
