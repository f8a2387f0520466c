"""What stands in a plan, in people's words, and how it is read back."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

from kdx_desktop.metrics.amounts import SCALE, amount_text, parse_amount
from kdx_desktop.metrics.plan import Rule
from kdx_desktop.services.plan_changes import KpiLine, PlanBook, PlanLine

RULES = {
    Rule.REDUCTION_FROM_BASELINE: "基準年度からの削減率",
    Rule.SHARE_OF_DEPARTMENTS: "しきい値以上の部署の割合",
    Rule.CUMULATIVE_TOTAL: "計画期間の累計",
    Rule.FISCAL_YEAR_TOTAL: "年度の合計",
}
_PERCENT = 100


def number_text(value: Fraction | None, *, ratio: bool) -> str:
    """Write a target to be typed over: per cent of a ratio, else the number; blank where none is."""
    if value is None:
        return ""
    scaled = value * (_PERCENT if ratio else 1) * SCALE
    if scaled.denominator == 1:
        return amount_text(scaled.numerator)
    return str(value * (_PERCENT if ratio else 1))


def shown_number(value: Fraction | None, rule: Rule, unit: str) -> str:
    """Write a target with its unit; なし where there is none."""
    if value is None:
        return "なし"
    text = number_text(value, ratio=rule.is_ratio)
    if rule.is_ratio:
        return f"{text}％"
    whole, _, part = text.partition(".")
    grouped = f"{int(whole):,}" if whole.isdigit() else whole
    return f"{grouped}{'.' if part else ''}{part}{unit}"


def parse_number(text: str) -> Fraction | None:
    """Read a target that may be blank (no target); ValueError with a sentence."""
    return Fraction(parse_amount(text), SCALE) if text.strip() else None


def parse_percent(text: str) -> Fraction | None:
    """Read per cents that may be blank: 50 and 50％ are a half; ValueError outside of 0 to 100."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("%")
    number = parse_number(plain)
    if number is not None and not 0 <= number <= _PERCENT:
        message = "0から100までの％で入力してください。"
        raise ValueError(message)
    return None if number is None else number / _PERCENT


def metrics_text(book: PlanBook, kpi: KpiLine) -> str:
    """Write the names of a KPI's metrics."""
    names = {one.code: one.name for one in book.metrics}
    named = [names.get(code, code) for code in kpi.metric_codes]
    return ("÷" if "/" in kpi.metrics else "＋").join(named)


def condition_text(kpi: KpiLine) -> str:
    """Write the threshold or the baseline year of a KPI."""
    if kpi.threshold is not None:
        return f"{number_text(kpi.threshold, ratio=True)}％以上"
    if kpi.baseline_fiscal_year is not None:
        return f"{kpi.baseline_fiscal_year}年度比"
    return "－"


def targets_text(plan: PlanLine, kpi: KpiLine) -> str:
    """Write the targets of all years of the plan, in their order."""
    return " → ".join(
        shown_number(plan.target(kpi.code, year).target, kpi.rule, kpi.unit) for year in plan.years
    )


def years_text(plan: PlanLine) -> str:
    """Write the fiscal years of a plan."""
    return f"{plan.first_fiscal_year}～{plan.last_fiscal_year}年度"
