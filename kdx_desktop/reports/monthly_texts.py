"""The lines of the monthly report that PDF and workbook share, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from kdx_desktop.metrics.gap import PaperGap
from kdx_desktop.metrics.months import MONTHS_PER_YEAR, Month, fiscal_year_name, fiscal_year_start
from kdx_desktop.metrics.rules.measured import LeftOutReason
from kdx_desktop.reports.charts import ValueFormat
from kdx_desktop.reports.kpi_charts import forecast_span
from kdx_desktop.reports.monthly import (
    KpiSection,
    LeftOutRow,
    MonthlyReport,
    PaperSection,
    Place,
    RankingTable,
)
from kdx_desktop.reports.number_text import format_of, unit_of, with_unit

SAMPLE = "サンプル（架空の市のデータ）"
EVERYTHING = "全指標"


def cover(report: MonthlyReport) -> tuple[tuple[str, str], ...]:
    """Return what stands under the title: label and text."""
    lines = [
        ("対象期間", period(report.as_of)),
        ("状態", report.phase),
        ("計画", report.plan_name),
        ("部署数", f"{report.departments:,}部署"),
        (
            "作成日",
            f"{report.created_on.year}年{report.created_on.month}月{report.created_on.day}日",
        ),
    ]
    if report.known_at:
        lines.append(("情報の時点", report.known_at))
    if report.document_number is not None:
        lines.append(("文書番号", report.document_number))
    if report.approval_number is not None:
        lines.append(("電子決裁番号", report.approval_number))
    return tuple(lines)


def period(as_of: Month) -> str:
    """Return ``令和4年度（2022年度）4月～12月``."""
    name = fiscal_year_name(as_of.fiscal_year)
    return f"{name}{months_text((fiscal_year_start(as_of.fiscal_year), as_of), filled=True)}"


def months_text(months: Iterable[Month], *, filled: bool = False) -> str:
    """Write months of one fiscal year, neighbours joined: ``4～6月、9月``.

    ``filled`` takes the first and the last for a whole span.
    """
    ordered = sorted(set(months))
    spans: list[list[Month]] = []
    for month in ordered:
        if spans and (filled or spans[-1][-1].plus(1) == month):
            spans[-1].append(month)
        else:
            spans.append([month])
    return "、".join(
        f"{span[0].month}月" if len(span) == 1 else f"{span[0].month}～{span[-1].month}月"
        for span in spans
    )


def forecast_lines(section: KpiSection) -> tuple[str, ...]:
    """Say where a KPI will stand in March, and what that says of its target; nothing is no line."""
    expected = section.forecast
    if expected is None:
        return ()
    kpi = section.result.kpi
    span = forecast_span(section.result, expected)
    texts = {
        "年度末見込": with_unit(expected.value, format_of(kpi), unit_of(kpi)),
        "80%の幅": span,
        "達成見込み": expected.outlook.japanese if expected.outlook is not None else "",
    }
    return tuple(f"{label}　{text}" for label, text in texts.items() if text)


@dataclass(frozen=True, slots=True)
class MissingLine:
    """What one department owes: the same months of one or more metrics."""

    place: Place
    months: tuple[Month, ...]
    metrics: tuple[str, ...]
    everything: bool

    @property
    def metrics_text(self) -> str:
        """The metrics by name, or 全指標."""
        return EVERYTHING if self.everything else "、".join(self.metrics)

    @property
    def cells(self) -> int:
        """The number of missing cells."""
        return len(self.months) * len(self.metrics)


def missing_lines(report: MonthlyReport) -> tuple[MissingLine, ...]:
    """Join the metrics that a department owes for the same months."""
    joined: dict[tuple[Place, tuple[Month, ...]], list[str]] = {}
    for row in report.missing:
        joined.setdefault((row.place, row.months), []).append(row.metric)
    monthly = frozenset(report.monthly_metrics)
    return tuple(
        MissingLine(place, months, tuple(metrics), monthly <= frozenset(metrics))
        for (place, months), metrics in joined.items()
    )


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One way of comparing paper: both sides, what was saved, and the rate (None: no baseline)."""

    name: str
    actual: Fraction
    baseline: Fraction
    value: Fraction | None

    @property
    def reduced(self) -> Fraction:
        """削減枚数, negative when more is used."""
        return self.baseline - self.actual


def paper_lines(paper: PaperSection, value: Fraction | None) -> tuple[PaperLine, ...]:
    """Return like with like, what is left out, and everything reported; the first two add up."""
    detail = paper.detail
    return (
        PaperLine("比べられる部署どうし（KPIの値）", detail.actual, detail.baseline, value),
        PaperLine(
            "除いた分",
            detail.raw_actual - detail.actual,
            detail.raw_baseline - detail.baseline,
            None,
        ),
        PaperLine(
            "すべての報告の単純比較", detail.raw_actual, detail.raw_baseline, detail.raw_value
        ),
    )


def left_out_counts(rows: Iterable[LeftOutRow]) -> tuple[tuple[LeftOutReason, int], ...]:
    """Count the rows by reason, in the order of the reasons."""
    counts = Counter(row.reason for row in rows)
    return tuple((reason, counts[reason]) for reason in LeftOutReason if counts[reason])


def unranked_text(table: RankingTable, *, named: bool) -> str:
    """Say who has no place and why, by name or only by number; empty when all have one."""
    by_reason: dict[str, list[str]] = {}
    for row in table.unranked:
        by_reason.setdefault(row.reason.japanese, []).append(row.place.name)
    parts = [
        f"{reason} {'、'.join(names) if named else f'{len(names)}部署'}"
        for reason, names in by_reason.items()
    ]
    return f"順位なし：{'／'.join(parts)}" if parts else ""


def required_text(section: KpiSection) -> str:
    """Say what a month has to bring from now on; empty where the rule knows no such number."""
    result = section.result
    if result.required_per_month is None:
        return ""
    if result.required_per_month == 0:
        return "年度の目標に達しています。"
    value_format, left = format_of(result.kpi), months_left(result.as_of)
    # Rounded up: so many a month are enough, fewer would not be.
    needed = result.required_per_month
    if value_format is ValueFormat.COUNT:
        needed = Fraction(ceil(needed))
    return f"残り{left}か月、毎月{with_unit(needed, value_format, result.kpi.unit)}"


def paper_gap_text(gap: PaperGap, as_of: Month) -> str:
    """Say what the target leaves for the months to come."""
    if gap.annual_ceiling is None:
        return f"この年度には目標がありません。これまでの使用は{sheets(gap.used)}です。"
    if not gap.annual_ceiling:
        return "基準年度の実績がないため、年度の上限を示せません。"
    text = f"年度の上限は{sheets(gap.annual_ceiling)}、これまでの使用は{sheets(gap.used)}です。"
    if gap.remaining_per_month is None:
        return text
    if gap.remaining_per_month == 0:
        return f"{text}すでに上限に達しています。"
    # Rounded down: one sheet more a month would be too many.
    allowed = Fraction(floor(gap.remaining_per_month))
    return f"{text}残り{months_left(as_of)}か月に使えるのは、毎月{sheets(allowed)}までです。"


def months_left(as_of: Month) -> int:
    """Return how many months of the fiscal year are still to come."""
    return MONTHS_PER_YEAR - as_of.fiscal_position


def sheets(value: Fraction | None) -> str:
    """Write sheets of paper with their unit."""
    return with_unit(value, ValueFormat.COUNT, "枚")


def grades_text(report: MonthlyReport) -> str:
    """Count the grades: ``6指標：A 2、B 1、C 2、D 1``."""
    counts = Counter(section.result.grade.letter for section in report.kpis)
    parts = [f"{letter} {counts[letter]}" for letter in sorted(counts)]
    return f"{len(report.kpis)}指標：{'、'.join(parts)}" if parts else "指標がありません"
