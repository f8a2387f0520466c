"""The words of the 部署カルテ: who a department is, what it takes, what was noted."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kdx_desktop.metrics.amounts import grouped, units
from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.reports.charts import ValueFormat
from kdx_desktop.reports.number_text import short_percent, value_text
from kdx_desktop.services.automations import Automation
from kdx_desktop.services.department_remarks import Remark
from kdx_desktop.services.department_sheet import DepartmentSheet, MeetingsNeed, NoSheet

REMARKS = ("月", "種別", "指標", "数値", "内容")
AUTOMATIONS = ("業務", "1件の作業前（分）", "作業後（分）", "根拠", "有効月", "備考")


def who(sheet: DepartmentSheet) -> str:
    """Say code, bureau, life and headcount."""
    one = sheet.department
    until = one.valid_to.japanese if one.valid_to else ""
    parts = [f"{one.code}　{one.bureau}", f"設置期間 {one.valid_from.japanese}～{until}"]
    heads = sheet.headcount
    if heads is None or heads.headcount is None:
        parts.append("職員数 未登録")
    else:
        eligible = heads.telework_eligible
        among = "" if eligible is None else f"（うちテレワーク対象 {eligible}人）"
        parts.append(f"職員数 {heads.headcount}人{among}")
    return "　".join(parts)


def need(meetings: MeetingsNeed | None) -> str:
    """Say where the paperless rate stands, and how many further meetings reach the threshold."""
    if meetings is None:
        return ""
    rate, threshold = meetings.rate, short_percent(meetings.threshold)
    part, whole = (value_text(one, ValueFormat.COUNT) for one in (rate.part, rate.whole))
    said = (
        f"ペーパーレス会議の実施率は{value_text(rate.rate, ValueFormat.PERCENT)}"
        f"（{whole}回のうち{part}回）です。"
    )
    if rate.rate >= meetings.threshold:
        return f"{said}目安の{threshold}に届いています。"
    if meetings.further is None:
        return f"{said}ペーパーレスでない会議があったため、今年度は目安の{threshold}に届きません。"
    return f"{said}目安の{threshold}まで、あと{meetings.further:,}回のペーパーレス会議が必要です。"


def remark_rows(remarks: Sequence[Remark]) -> list[tuple[str, ...]]:
    """Return month, kind, metric, number and text."""
    return [
        (
            f"{one.month.month}月",
            "訂正" if one.corrected else "備考",
            one.metric.name if one.metric else "―",
            _number(one),
            one.text.replace("\n", " "),
        )
        for one in remarks
    ]


def automation_rows(automations: Sequence[Automation]) -> list[tuple[str, ...]]:
    """Return name, minutes before and after, what they rest on, since when, note."""
    return [
        (
            one.name,
            grouped(one.before),
            grouped(one.after),
            ("実測" if one.measured else "見積") + ("・一時的" if one.one_off else ""),
            f"{one.valid_from.japanese}から",
            one.note.replace("\n", " "),
        )
        for one in automations
    ]


def absent(found: NoSheet, month: str) -> tuple[str, str]:
    """Return heading and sentence for a department that does not exist in a month."""
    one = found.department
    if one is None:
        return "部署が選ばれていません", "上の一覧から部署を選んでください。"
    until = f"～{one.valid_to.japanese}" if one.valid_to else "～"
    said = f"設置期間は{one.valid_from.japanese}{until}です。"
    if found.heirs:
        names = "、".join(heir.name for heir in found.heirs)
        said += f"この月は{names}が引き継いでいます。"
    return f"{one.name}は{month}にはありません", said


def _number(one: Remark) -> str:
    now = _amount(one.metric, one.state, one.amount)
    if not one.corrected:
        return now
    before = "…" if one.before is None else _amount(one.metric, State.ACTUAL, one.before)
    return f"{before} → {now}"


def _amount(metric: Metric | None, state: State, amount: int | None) -> str:
    if state is State.NOT_APPLICABLE:
        return "－"
    if amount is None:
        return "…"
    hours = metric is not None and metric.unit == "時間"
    written = ValueFormat.HOURS if hours else ValueFormat.COUNT
    mark = "*" if state is State.ESTIMATE else ""
    return f"{value_text(Fraction(units(amount)), written)}{mark}"
