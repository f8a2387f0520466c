"""A department's months as ChartSpecs: against the year before, and against the baseline year."""

from __future__ import annotations

from fractions import Fraction

from kdx_desktop.metrics.months import Month, fiscal_year_months
from kdx_desktop.reports.charts import ChartKind, ChartSpec, Role, Series, ValueFormat
from kdx_desktop.reports.number_text import short_percent, value_text, with_unit
from kdx_desktop.services.department_years import MetricYear, Year


def year_charts(year: MetricYear, as_of: Month) -> tuple[ChartSpec, ...]:
    """Return the chart against the year before and, for paper, that against the baseline.

    Only the months up to as_of are drawn: the labels then speak of the same month. None for a metric
    that counted nothing in either year.
    """
    seen = as_of.fiscal_position
    before = Series(f"{year.fiscal_year - 1}年度", Role.BASELINE, _until(year.before, seen))
    if not any((*year.now, *before.values, *(year.baseline or ()))):
        return ()
    charts = [_chart(year, f"{year.metric.name}と前年度の同じ月", (before,))]
    if year.baseline is not None and year.baseline_fiscal_year is not None:
        base = f"{year.baseline_fiscal_year}年度"
        baseline = _until(year.baseline, seen)
        series, aim = [Series(base, Role.BASELINE, baseline)], ""
        if year.target is not None:
            left = 1 - year.target
            allowed = tuple(None if one is None else one * left for one in baseline)
            series.append(Series("目標", Role.TARGET, allowed))
            aim = f"、目標は{short_percent(year.target)}減"
        charts.append(_chart(year, f"{year.metric.name}と{base}の同じ月{aim}", tuple(series)))
    return tuple(charts)


def summary(year: MetricYear) -> str:
    """Say both years' sums over the months that both have, and how many are estimates."""
    written, unit = _format(year), year.metric.unit
    estimates = f"　推計{year.estimates}件" if year.estimates else ""
    totals = year.totals
    if totals is None:
        known = any(one is not None for one in year.now)
        return (
            "前年度と比べられる月がありません。" if known else "今年度の実績がありません。"
        ) + estimates
    now, before, months = totals
    if not now and not before:
        return f"前年度も今年度も0{unit}です。{estimates}"
    change = ""
    if before:
        percent = (now - before) / before
        sign = "+" if percent > 0 else ""
        change = f"（{sign}{value_text(percent, ValueFormat.PERCENT)}）"
    return (
        f"両年度の実績がある{months}か月の合計 {with_unit(now, written, unit)}、"
        f"前年度 {with_unit(before, written, unit)}{change}{estimates}"
    )


def _until(values: Year, months: int) -> Year:
    return (*values[:months], *(None,) * (len(values) - months))


def _chart(year: MetricYear, title: str, others: tuple[Series, ...]) -> ChartSpec:
    now = Series(f"{year.fiscal_year}年度", Role.US, year.now)
    known = [one for one in year.now if one is not None]
    total = with_unit(sum(known, Fraction(0)), _format(year), year.metric.unit)
    return ChartSpec(
        kind=ChartKind.BARS,
        title=title,
        unit=year.metric.unit,
        value_format=_format(year),
        categories=tuple(f"{one.month}月" for one in fiscal_year_months(year.fiscal_year)),
        series=(*others, now),
        description=f"{title}。今年度は{len(known)}か月分の実績があり、合計は{total}です。",
    )


def _format(year: MetricYear) -> ValueFormat:
    return ValueFormat.HOURS if year.metric.unit == "時間" else ValueFormat.COUNT
