"""What the dashboard says about a KPI in words: pure text from values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

from kdx_desktop.metrics.forecast import Forecast
from kdx_desktop.metrics.gap import MeetingsGap, PaperGap
from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.metrics.months import MONTHS_PER_YEAR
from kdx_desktop.metrics.organization import Department
from kdx_desktop.metrics.rules.measured import LeftOut, ReductionDetail
from kdx_desktop.reports.charts import ValueFormat
from kdx_desktop.reports.grades import mark_and_letter
from kdx_desktop.reports.kpi_charts import forecast_text
from kdx_desktop.reports.number_text import (
    NONE,
    coverage_rate,
    format_of,
    further_text,
    value_text,
    with_unit,
)

Facts = tuple[tuple[str, str], ...]
Row = tuple[str, ...]


def standing(result: KpiResult) -> Facts:
    """Return value, target, attainment, grade and what they rest on."""
    kpi = result.kpi

    def written(value: Fraction | None) -> str:
        return with_unit(value, format_of(kpi), kpi.unit)

    return (
        ("現在の値", written(result.value)),
        ("現時点の目標", written(result.expected)),
        ("年度の目標", written(result.target) if result.target is not None else "目標なし"),
        ("達成率", value_text(result.attainment, ValueFormat.PERCENT)),
        ("評価の理由", result.grade.reason),
        *_sureness(result),
    )


def summary(result: KpiResult, expected: Forecast | None) -> str:
    """Say where a KPI stands and, in a second line, where it will."""
    kpi, value_format = result.kpi, format_of(result.kpi)
    target = "目標なし"
    if result.target is not None:
        target = f"年度の目標 {with_unit(result.target, value_format, kpi.unit)}"
    parts = [
        f"{result.as_of.japanese}現在　{with_unit(result.value, value_format, kpi.unit)}（{target}）",
        f"{mark_and_letter(result.grade.letter)} {result.grade.name}",
    ]
    if result.provisional:
        parts.append("暫定")
    line = "　".join(parts)
    if expected is None:
        return line
    later = f"年度末見込 {forecast_text(result, expected)}"
    if expected.outlook is not None:
        later += f"　{expected.outlook.japanese}"
    return f"{line}\n{later}"


def forecast(result: KpiResult, expected: Forecast | None) -> Facts:
    """Return 年度末見込 with its interval, what it says of the target, and how sure that is."""
    if expected is None:
        return (("3月の値", "3か月分がそろうと出ます"),)
    value_format, unit = format_of(result.kpi), result.kpi.unit
    facts = [("3月の値", with_unit(expected.value, value_format, unit))]
    if expected.low != expected.high:
        low, high = (with_unit(end, value_format, unit) for end in (expected.low, expected.high))
        facts.append(("80%の確からしさの幅", f"{low} ～ {high}"))
    if expected.outlook is not None:
        facts.append(("達成見込み", expected.outlook.japanese))
    if expected.tested:
        facts.append(
            ("過去の年度で試した結果", f"{expected.tested}年度中{expected.held}年度が幅の中")
        )
    return tuple(facts)


def method(expected: Forecast | None) -> str:
    """Say how the forecast comes about, and what it is worth."""
    if expected is None:
        return "年度の初めは月数が少なく、見込みを出しません。"
    tested = (
        "同じ月に同じ方法で出した過去の年度の見込みと、実際の年度末の値を比べています。"
        if expected.tested
        else "比べられる過去の年度がなく、この幅が当たるかはまだ確かめられていません。"
    )
    return f"{expected.method}{tested}"


def required(result: KpiResult, paper: PaperGap | None) -> Facts:
    """Return what it takes to reach the target (必要量); empty where there is no such number."""
    left = MONTHS_PER_YEAR - result.as_of.fiscal_position
    if isinstance(result.detail, ReductionDetail):
        return _paper_left(paper, left) if paper is not None else ()
    needed = result.required_per_month
    if needed is None:
        return ()
    if needed == 0:
        return (("この先に必要な量", "目標に達しています"),)
    value_format = format_of(result.kpi)
    if value_format is ValueFormat.COUNT:
        needed = Fraction(ceil(needed))  # so many a month are enough, fewer would not be
    return ((f"残り{left}か月に必要", f"毎月 {with_unit(needed, value_format, result.kpi.unit)}"),)


def paper_sums(result: KpiResult) -> tuple[Row, ...]:
    """Return what is compared, what is left out, and both together: the rows add up."""
    detail = result.detail
    if not isinstance(detail, ReductionDetail):
        return ()
    left_actual = detail.raw_actual - detail.actual
    left_baseline = detail.raw_baseline - detail.baseline
    return (
        _sum_row("比較した部署", detail.actual, detail.baseline, result.value),
        _sum_row("比較から除いた分", left_actual, left_baseline, None),
        _sum_row("報告のすべて", detail.raw_actual, detail.raw_baseline, detail.raw_value),
    )


def left_out_rows(
    rows: Sequence[LeftOut], departments: Mapping[str, Department]
) -> tuple[Row, ...]:
    """Return what was left out, by department and reason."""
    return tuple(
        (
            row.department,
            _name(row.department, departments),
            row.reason.japanese,
            _count(row.actual),
            _count(row.baseline),
        )
        for row in rows
    )


def meetings_rows(
    rows: Sequence[MeetingsGap], departments: Mapping[str, Department]
) -> tuple[Row, ...]:
    """Return the departments below the threshold, and how many further meetings lift them."""
    return tuple(
        (
            row.department,
            _name(row.department, departments),
            value_text(row.rate, ValueFormat.PERCENT),
            further_text(row.further_paperless_meetings),
        )
        for row in rows
    )


def _sureness(result: KpiResult) -> Facts:
    """Return what the value rests on; figures that are recorded as they happen have no coverage."""
    if not result.coverage.expected:
        return ()
    cells = f"{result.coverage.reported:,}／{result.coverage.expected:,}"
    return (
        ("提出率", coverage_rate(result.coverage)),
        ("提出された欄／提出すべき欄", cells),
        ("うち推計", f"{result.estimates:,}"),
    )


def _paper_left(gap: PaperGap, left: int) -> Facts:
    if not gap.annual_ceiling:  # no target, or nothing known of the baseline year
        return (("これまでの使用", f"{_count(gap.used)}枚"),)
    facts = [
        ("年度の上限", f"{_count(gap.annual_ceiling)}枚"),
        ("これまでの使用", f"{_count(gap.used)}枚"),
    ]
    if gap.remaining_per_month is not None:
        allowed = Fraction(floor(gap.remaining_per_month))  # one sheet more would be too many
        over = "上限を超えています" if gap.used > gap.annual_ceiling else "残りはありません"
        text = f"毎月 {_count(allowed)}枚まで" if allowed else over
        facts.append((f"残り{left}か月に使える量", text))
    return tuple(facts)


def _sum_row(name: str, actual: Fraction, baseline: Fraction, value: Fraction | None) -> Row:
    return (
        name,
        _count(actual),
        _count(baseline),
        _count(baseline - actual),
        value_text(value, ValueFormat.PERCENT),
    )


def _name(code: str, departments: Mapping[str, Department]) -> str:
    return departments[code].name if code in departments else NONE


def _count(value: Fraction) -> str:
    return value_text(value, ValueFormat.COUNT)
