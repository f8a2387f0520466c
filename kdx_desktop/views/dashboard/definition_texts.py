"""What 定義 says of a KPI: the rule in words, its formula with this month's numbers, the targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kdx_desktop.metrics.kpis import KpiMonth, KpiResult
from kdx_desktop.metrics.months import MONTHS_PER_YEAR, Month, fiscal_year_name, fiscal_year_start
from kdx_desktop.metrics.plan import GRADE_BELOW, GRADE_BELOW_NAME, Plan, Rule
from kdx_desktop.metrics.rules.measured import ReductionDetail, ShareDetail
from kdx_desktop.reports.charts import ValueFormat
from kdx_desktop.reports.definitions import definition
from kdx_desktop.reports.grades import mark_and_letter
from kdx_desktop.reports.number_text import (
    coverage_text,
    format_of,
    short_percent,
    value_text,
    with_unit,
)
from kdx_desktop.services.definition_versions import DefinitionVersion
from kdx_desktop.services.standings import Particulars, Standings
from kdx_desktop.views.dashboard import facts

Entries = tuple[tuple[str, str], ...]
_ZERO = Fraction(0)


def entries(found: Standings, result: KpiResult, particulars: Particulars | None) -> Entries:
    """Return the card's entries, each a name and a text."""
    return tuple(_entries(found, result, particulars))


def version_text(versions: Sequence[DefinitionVersion]) -> str:
    """Say which changes of the ledger the definition goes back to."""
    return "\n".join(
        f"変更{one.change}（{one.when.astimezone():%Y-%m-%d}、{one.who}）：{'・'.join(one.parts)}"
        f"{f'　{one.reason}' if one.reason else ''}"
        for one in versions
    )


def _entries(
    found: Standings, result: KpiResult, particulars: Particulars | None
) -> Iterator[tuple[str, str]]:
    kpi, plan = result.kpi, found.plan
    yield "定義", definition(kpi)
    before = particulars.before[kpi.code] if particulars is not None else ()
    yield "今回の計算", _formula(result, before)
    if particulars is not None:
        names = [particulars.metrics[code] for code in kpi.metrics]
        yield "使う数値", "、".join(f"{one.name}（{one.unit}）" for one in names)
    yield "数える期間", _window(result, plan)
    years = "～".join(f"{year}年度" for year in (plan.first_fiscal_year, plan.last_fiscal_year))
    yield "計画", f"{plan.name}（{years}）"
    yield "年度ごとの目標", _targets(result, plan)
    yield "現時点の目標", _expected(result)
    yield "達成率", _attainment(result)
    yield "評価の区分", _bands(plan)
    grade = result.grade
    yield "今回の評価", f"{mark_and_letter(grade.letter)} {grade.name}：{grade.reason}"
    yield "提出率", _coverage(result)
    if particulars is not None:
        yield "年度末見込", facts.method(particulars.forecasts[kpi.code])


def _formula(result: KpiResult, before: Sequence[KpiMonth]) -> str:
    """Put this month's numbers into the rule's formula."""
    detail, kpi = result.detail, result.kpi
    value = with_unit(result.value, format_of(kpi), kpi.unit)
    if isinstance(detail, ReductionDetail):
        actual, baseline = (
            value_text(side, ValueFormat.COUNT) for side in (detail.actual, detail.baseline)
        )
        return f"1 － 今年度 {actual}枚 ÷ 基準年度の同じ月 {baseline}枚 ＝ {value}"
    if isinstance(detail, ShareDetail):
        return f"届いた {detail.at_or_above}部署 ÷ 会議のある {detail.counted}部署 ＝ {value}"
    carried = before[-1].value if before and kpi.rule is Rule.CUMULATIVE_TOTAL else None
    if carried is None or result.value is None:
        return f"全部署の合計 ＝ {value}"
    then, now = (
        with_unit(part, format_of(kpi), kpi.unit) for part in (carried, result.value - carried)
    )
    return f"前年度まで {then} ＋ 今年度 {now} ＝ {value}"


def _window(result: KpiResult, plan: Plan) -> str:
    first = fiscal_year_start(result.as_of.fiscal_year)
    last = result.as_of
    if result.kpi.rule is Rule.CUMULATIVE_TOTAL:
        first, last = plan.first_month, min(last, plan.last_month)
    months = (last.year - first.year) * MONTHS_PER_YEAR + last.month - first.month + 1
    text = f"{first.japanese}～{Month(last).japanese}（{months}か月）"
    if result.kpi.baseline_fiscal_year is not None:
        text += f"、比べる年度は{fiscal_year_name(result.kpi.baseline_fiscal_year)}"
    return text


def _targets(result: KpiResult, plan: Plan) -> str:
    kpi = result.kpi
    lines = []
    for year in range(plan.first_fiscal_year, plan.last_fiscal_year + 1):
        target, note = kpi.target(year), kpi.target_notes.get(year, "")
        text = "目標なし" if target is None else with_unit(target, format_of(kpi), kpi.unit)
        lines.append(f"{year}年度　{text}{f'（{note}）' if note else ''}")
    return "\n".join(lines)


def _expected(result: KpiResult) -> str:
    kpi, year, n = result.kpi, result.as_of.fiscal_year, result.as_of.fiscal_position
    if result.target is None:
        return "この年度には目標がありません。"

    def written(value: Fraction | None) -> str:
        return with_unit(value, format_of(kpi), kpi.unit)

    if kpi.rule.is_ratio:
        return f"割合のため、年度の目標そのもの ＝ {written(result.expected)}"
    if kpi.rule is Rule.FISCAL_YEAR_TOTAL:
        return f"{written(result.target)} × {n}／12 ＝ {written(result.expected)}"
    start = kpi.previous_target(year)
    return (
        f"前年度の目標 {written(start)} ＋（{written(result.target)} － {written(start)}）× {n}／12"
        f" ＝ {written(result.expected)}"
    )


def _attainment(result: KpiResult) -> str:
    if result.attainment is None:
        return "目標または値がないため、計算しません。"
    value, target = (
        with_unit(one, format_of(result.kpi), result.kpi.unit)
        for one in (result.value, result.target)
    )
    return f"{value} ÷ {target} ＝ {value_text(result.attainment, ValueFormat.PERCENT)}"


def _bands(plan: Plan) -> str:
    bands = sorted(plan.bands, key=lambda band: band.at_least, reverse=True)
    lines = [
        f"{mark_and_letter(band.grade)} {band.name}：現時点の目標の{short_percent(band.at_least)}以上"
        for band in bands
    ]
    lines += [
        f"{mark_and_letter(GRADE_BELOW)} {GRADE_BELOW_NAME}：それ未満",
        f"{mark_and_letter('D')} 評価できない：目標または値がない",
    ]
    return "\n".join(lines)


def _coverage(result: KpiResult) -> str:
    if not result.coverage.expected:
        return "随時の記録のため、提出率はありません。記録のない月は0と数えます。"
    estimates = f"うち推計{result.estimates:,}件。" if result.estimates else "推計はありません。"
    return (
        f"報告された欄 ÷ 報告されるべき欄（部署×月×指標、対象外を除く）"
        f"＝ {coverage_text(result.coverage)}。{estimates}"
    )
