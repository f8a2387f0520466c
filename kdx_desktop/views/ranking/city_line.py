"""市全体: a theme's totals in one line, the same by the departments of then and of now."""

from __future__ import annotations

from kdx_desktop.metrics.months import Month, fiscal_year_start
from kdx_desktop.reports.number_text import NONE, value_text, with_unit
from kdx_desktop.services.city_totals import CityTotal, RestRow, Totals
from kdx_desktop.views.ranking.other_columns import amount_format

_SAME = "当時の組織でも現在の組織でも同じ合計です。"


def city_line(totals: Totals, as_of: Month) -> str:
    """Return the line; empty for a theme that counts nothing of its own."""
    if not totals.city:
        return ""
    parts = "、".join(_part(total) for total in totals.city)
    return f"市全体（{_months(as_of)}）：{parts}。{_SAME}"


def _months(as_of: Month) -> str:
    april = fiscal_year_start(as_of.fiscal_year)
    if as_of == april:
        return as_of.japanese
    last = f"{as_of.month}月" if as_of.year == april.year else as_of.japanese
    return f"{april.japanese}～{last}"


def _part(total: CityTotal) -> str:
    written, unit = amount_format(total.metric), total.metric.unit
    text = f"{total.metric.name} {with_unit(total.then, written, unit)}"
    if not total.rest:
        return text
    now, rest = (with_unit(value, written, unit) for value in (total.now, total.rest))
    return f"{text}（現在の部署 {now}＋引き継がれない分 {rest}）"


def rest_rows(totals: Totals) -> list[tuple[str, ...]]:
    """Return what belongs to no department of now: code, name, bureau, reason, amounts."""
    return [
        (row.department, row.name, row.bureau, row.reason.japanese, _amounts(row, totals))
        for row in totals.rest
    ]


def _amounts(row: RestRow, totals: Totals) -> str:
    texts = []
    for amount, total in zip(row.amounts, totals.city, strict=True):
        if amount is not None:
            number = value_text(amount, amount_format(total.metric))
            texts.append(f"{total.metric.name} {number}{total.metric.unit}")
    return "、".join(texts) or NONE
