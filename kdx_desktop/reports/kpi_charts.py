"""Charts of KPIs and boards, built from metrics values: the same on screen, in PDF and Excel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kdx_desktop.metrics.kpis import KpiMonth, KpiResult, expected_to_date
from kdx_desktop.metrics.months import Month, fiscal_year_months
from kdx_desktop.metrics.plan import Rule
from kdx_desktop.metrics.rules.measured import ReductionDetail
from kdx_desktop.reports.charts import ChartKind, ChartSpec, Role, Series, ValueFormat
from kdx_desktop.reports.number_text import (
    format_of,
    unit_of,
    value_text,
    with_unit,
)

if TYPE_CHECKING:
    from kdx_desktop.metrics.forecast import Forecast

Values = tuple[Fraction | None, ...]


def kpi_chart(
    result: KpiResult,
    courses: Sequence[KpiMonth],
    expected: Forecast | None = None,
    before: Sequence[KpiMonth] = (),
) -> ChartSpec:
    """Return the chart that shows a KPI's fiscal year best.

    Paper: monthly bars against the baseline and what the target leaves. Shares: the value as of
    each month, and of the year before. Totals: the course towards the target, with the pace that it
    asks for. Both go on to the year's end as it is ``expected``.
    """
    if isinstance(result.detail, ReductionDetail):
        return _monthly_bars(result, result.detail)
    return course_chart(result, courses, expected, before)


def month_chart(
    result: KpiResult, courses: Sequence[KpiMonth], before: Sequence[KpiMonth]
) -> ChartSpec | None:
    """Return what each month brought, beside the year before and what the target asks of a month.

    Paper: as in `kpi_chart`. None for a share: it is judged anew as of each month, and adds up to
    nothing.
    """
    if isinstance(result.detail, ReductionDetail):
        return _monthly_bars(result, result.detail)
    if result.kpi.rule is Rule.SHARE_OF_DEPARTMENTS:
        return None
    kpi, year = result.kpi, result.as_of.fiscal_year
    months = fiscal_year_months(year)
    carried = kpi.rule is Rule.CUMULATIVE_TOTAL
    march = before[-1].value if carried and before else None
    series = [
        Series(f"{year}年度", Role.US, _steps(months, courses, march if carried else Fraction(0)))
    ]
    # What stood when the last year began is not known here: its first month is left out.
    last = _steps([row.month for row in before], before, None if carried else Fraction(0))
    if any(value for value in last):
        series.insert(0, Series(f"{year - 1}年度", Role.BASELINE, last))
    if result.target is not None:
        start = kpi.previous_target(year) if carried else Fraction(0)
        asked = (result.target - start) / len(months)
        series.append(Series("目標の月割り", Role.TARGET, (asked,) * len(months)))
    return ChartSpec(
        kind=ChartKind.BARS,
        title="月ごとの実績",
        unit=unit_of(kpi),
        value_format=format_of(kpi),
        categories=_labels(months),
        series=tuple(series),
        description=_summary(result),
        note=_provisional(result),
    )


def course_chart(
    result: KpiResult,
    courses: Sequence[KpiMonth],
    expected: Forecast | None,
    before: Sequence[KpiMonth] = (),
) -> ChartSpec:
    """Return the course since April with pace and target; what is to come within its interval."""
    spec = _course(result, courses)
    months = fiscal_year_months(result.as_of.fiscal_year)
    series = list(spec.series)
    text = spec.description
    if result.kpi.rule.is_ratio and any(row.value is not None for row in before):
        values = tuple(row.value for row in before)
        series.append(Series(f"{result.as_of.fiscal_year - 1}年度", Role.BASELINE, values))
    if expected is not None and len(expected.path) > 1:
        path = {row.month: row for row in expected.path}
        rows = [path.get(month) for month in months]
        lines: tuple[tuple[str, Role, Values], ...] = (
            (
                "年度末見込",
                Role.FORECAST,
                tuple(None if row is None else row.value for row in rows),
            ),
            (
                "見込みの下限",
                Role.FORECAST_LOW,
                tuple(None if row is None else row.low for row in rows),
            ),
            (
                "見込みの上限",
                Role.FORECAST_HIGH,
                tuple(None if row is None else row.high for row in rows),
            ),
        )
        series += [Series(*line) for line in lines]
        text += f"年度末見込は{forecast_text(result, expected)}。"
    title = "年度初めからの削減率" if isinstance(result.detail, ReductionDetail) else spec.title
    return replace(spec, title=title, series=tuple(series), description=text)


def forecast_text(result: KpiResult, expected: Forecast) -> str:
    """Write a forecast with its interval: ``15,402回（15,230～15,574回）``."""
    value = with_unit(expected.value, format_of(result.kpi), unit_of(result.kpi))
    span = forecast_span(result, expected)
    return f"{value}（{span}）" if span else value


def forecast_span(result: KpiResult, expected: Forecast) -> str:
    """Write a forecast's interval: ``15,230～15,574回``; empty where it is a single value."""
    value_format, unit = format_of(result.kpi), unit_of(result.kpi)
    if expected.low == expected.high:
        return ""
    low = value_text(expected.low, value_format).removesuffix("%")
    return f"{low}～{with_unit(expected.high, value_format, unit)}"


def bullet(result: KpiResult) -> ChartSpec:
    """Return value, expected to date and target on one line."""
    series = [Series("値", Role.US, (result.value,))]
    if result.expected is not None and not result.kpi.rule.is_ratio:
        series.append(Series("現時点の目標", Role.PACE, (result.expected,)))
    if result.target is not None:
        series.append(Series("目標", Role.TARGET, (result.target,)))
    return ChartSpec(
        kind=ChartKind.BULLET,
        title=result.kpi.name,
        unit=unit_of(result.kpi),
        value_format=format_of(result.kpi),
        categories=(result.as_of.japanese,),
        series=tuple(series),
        description=_summary(result),
        grade=result.grade.letter,
        note=_provisional(result),
    )


def sparkline(
    title: str, months: Sequence[Month], values: Values, value_format: ValueFormat, unit: str
) -> ChartSpec:
    """Return a small line over months."""
    known = [value for value in values if value is not None]
    last = with_unit(known[-1], value_format, unit) if known else "値がありません"
    return ChartSpec(
        kind=ChartKind.SPARKLINE,
        title=title,
        unit=unit,
        value_format=value_format,
        categories=tuple(month.japanese for month in months),
        series=(Series(title, Role.US, values),),
        description=f"{title}の推移。最新は{last}。",
    )


def _monthly_bars(result: KpiResult, detail: ReductionDetail) -> ChartSpec:
    """Compared sheets per month beside the baseline year's; the target is what it would leave."""
    months = fiscal_year_months(result.as_of.fiscal_year)
    compared = {row.month: row for row in detail.months if row.baseline or row.actual}
    rows = [compared.get(month) for month in months]
    base = result.kpi.baseline_fiscal_year
    series = [
        Series(f"{base}年度", Role.BASELINE, tuple(row.baseline if row else None for row in rows)),
        Series(
            f"{result.as_of.fiscal_year}年度",
            Role.US,
            tuple(row.actual if row else None for row in rows),
        ),
    ]
    target = result.target
    if target is not None:
        allowed = tuple(row.baseline * (1 - target) if row else None for row in rows)
        series.append(
            Series(f"目標（{value_text(target, ValueFormat.PERCENT)}減）", Role.TARGET, allowed)
        )
    return ChartSpec(
        kind=ChartKind.BARS,
        title=f"月別の使用量と{base}年度の同じ月",
        unit="枚",
        value_format=ValueFormat.COUNT,
        categories=_labels(months),
        series=tuple(series),
        description=_summary(result),
        note=_provisional(result),
    )


def _course(result: KpiResult, courses: Sequence[KpiMonth]) -> ChartSpec:
    """Return the value as of each month; months to come are left empty."""
    kpi = result.kpi
    months = fiscal_year_months(result.as_of.fiscal_year)
    known = {row.month: row.value for row in courses}
    series = [Series(kpi.name, Role.US, tuple(known.get(month) for month in months))]
    if result.target is not None:
        if not kpi.rule.is_ratio:
            # Without a value the pace ends at the month that the chart speaks of.
            last = months[-1] if result.value is not None else result.as_of
            pace = tuple(
                expected_to_date(kpi, month) if month <= last else None for month in months
            )
            series.append(Series("現時点の目標", Role.PACE, pace))
        series.append(Series("目標", Role.TARGET, (result.target,) * len(months)))
    share = kpi.rule is Rule.SHARE_OF_DEPARTMENTS
    return ChartSpec(
        kind=ChartKind.COURSE,
        title="各月時点の値" if share else "累計の推移",
        unit=unit_of(kpi),
        value_format=format_of(kpi),
        categories=_labels(months),
        series=tuple(series),
        description=_summary(result),
        note=_provisional(result),
    )


def _steps(months: Sequence[Month], rows: Sequence[KpiMonth], start: Fraction | None) -> Values:
    """Return what each month added to a value that runs; None where it or the one before is not."""
    known = {row.month: row.value for row in rows}
    added: list[Fraction | None] = []
    last = start
    for month in months:
        value = known.get(month)
        added.append(None if value is None or last is None else value - last)
        last = value if value is not None else last
    return tuple(added)


def _summary(result: KpiResult) -> str:
    """Say value, target and grade in one sentence: the chart's text alternative."""
    value_format, unit = format_of(result.kpi), unit_of(result.kpi)
    value = with_unit(result.value, value_format, unit) if result.value is not None else "なし"
    target = "なし" if result.target is None else with_unit(result.target, value_format, unit)
    return (
        f"{result.kpi.name}：{result.as_of.japanese}時点の値は{value}、年度の目標は{target}、"
        f"評価は{result.grade.letter}（{result.grade.name}）。"
    )


def _provisional(result: KpiResult) -> str:
    """Say that the values may still change, and why."""
    if not result.provisional:
        return ""
    estimates = f"推計{result.estimates:,}件" if result.estimates else ""
    missing = "" if result.coverage.complete else "未提出あり"
    return f"暫定（{'、'.join(part for part in (missing, estimates) if part)}）"


def _labels(months: Sequence[Month]) -> tuple[str, ...]:
    return tuple(f"{month.month}月" for month in months)
