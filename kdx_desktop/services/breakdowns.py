"""What a figure was made from: sheets per paper size, cases and minutes per 業務 (domain.md §3, §7).

It is kept beside the result as the ``typed`` JSON of a revision. Numbers in it are texts, as they
were typed: a draft holds them before they can be read, and no float ever comes between.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy.orm import Session

from kdx_desktop.metrics.amounts import SCALE, Amount, grouped, is_whole, parse_amount
from kdx_desktop.metrics.automation import hours
from kdx_desktop.metrics.months import Month, parse_month
from kdx_desktop.models.plan import PaperFactorVersion
from kdx_desktop.services.automations import Automation
from kdx_desktop.services.knowledge import as_known

#: The metrics whose figures can be made from something.
PAPER = "copy_paper_sheets"
HOURS = "automation_hours"
#: More than any department counts; a figure is no place to keep a list in.
MAX_WORKS = 60
_LONGEST = 20_000
_BROKEN = "内訳を読み取れません。数値を直接入力してください。"


@dataclass(frozen=True, slots=True)
class Work:
    """One 業務 of a month as it was typed: cases, and the minutes of one case before and after."""

    name: str = ""
    cases: str = ""
    before: str = ""
    after: str = ""
    measured: bool = False
    one_off: bool = False
    valid_from: str = ""
    note: str = ""


_TEXTS = tuple(field.name for field in fields(Work) if field.type == "str")


def load_paper_factors(session: Session) -> dict[str, Amount]:
    """Return the A4 equivalents of one sheet by paper size, in ten-thousandths; largest first."""
    rows = as_known(session, PaperFactorVersion)
    return {row.size: row.factor for row in sorted(rows, key=lambda row: (-row.factor, row.size))}


def sheets_text(sheets: Mapping[str, str]) -> str:
    """Write sheets per paper size; empty when all of them are blank."""
    typed = {size: text.strip() for size, text in sheets.items() if text.strip()}
    return _written({"sheets": typed}) if typed else ""


def works_text(works: Iterable[Work]) -> str:
    """Write 業務; empty when there are none."""
    typed = [asdict(work) for work in works]
    return _written({"works": typed}) if typed else ""


def sheets_of(typed: str) -> dict[str, str]:
    """Return the sheets per paper size; none where something else was typed, or nothing."""
    found = _read(typed).get("sheets")
    return {str(size): str(text) for size, text in found.items()} if isinstance(found, dict) else {}


def works_of(typed: str) -> tuple[Work, ...]:
    """Return the 業務 in their order; none where something else was typed, or nothing."""
    found = _read(typed).get("works")
    return tuple(map(_work, found)) if isinstance(found, list) else ()


def a4_sheets(sheets: Mapping[str, str], factors: Mapping[str, Amount]) -> Amount:
    """Return the A4 equivalent in ten-thousandths; ValueError names the size that can't be read."""
    total = 0
    for size, text in sheets.items():
        if size not in factors:
            message = f"用紙サイズ「{size[:20]}」の換算係数がありません。"
            raise ValueError(message)
        total += _count(text, f"{size}の枚数") * factors[size]
    return total


def saved_hours(works: Iterable[Work], month: Month) -> Amount:
    """Return the hours in ten-thousandths; ValueError says which 業務 lacks what."""
    listed = list(works)
    stated = automations_in(listed, month)
    lines = [
        (_count(work.cases, f"「{work.name}」の件数"), one.before, one.after)
        for work, one in zip(listed, stated, strict=True)
    ]
    return hours(lines)


def automations_in(works: Iterable[Work], month: Month) -> tuple[Automation, ...]:
    """Return what is said of each 業務 apart from its cases; ValueError as `saved_hours`."""
    found: dict[str, Automation] = {}
    for work in works:
        name = work.name.strip()
        if not name:
            raise ValueError("業務名を入力してください。")
        if name in found:
            message = f"「{name}」が2行あります。1行にまとめてください。"
            raise ValueError(message)
        found[name] = _automation(name, work, month)
    return tuple(found.values())


def made_from(
    metric: str, typed: str, month: Month, factors: Mapping[str, Amount]
) -> Amount | None:
    """Return the amount that a metric's breakdown comes to; None where there is none.

    ValueError with a Japanese sentence says what is wrong with it.
    """
    if not typed:
        return None
    if metric == PAPER and (sheets := sheets_of(typed)):
        return a4_sheets(sheets, factors)
    if metric == HOURS and (works := works_of(typed)):
        return saved_hours(works, month)
    raise ValueError(_BROKEN)


def unreadable(metric: str, typed: str, month: Month) -> str:
    """Return what in a breakdown cannot be counted, whatever sheets count for; else nothing."""
    try:
        made_from(metric, typed, month, dict.fromkeys(sheets_of(typed), SCALE))
    except ValueError as reason:
        return str(reason)
    return ""


def refusal(
    session: Session, metric: str, amount: Amount | None, typed: str, month: Month
) -> str | None:
    """Return why an amount cannot be stored with its breakdown; None when it can."""
    if not typed:
        return None
    if len(typed) > _LONGEST:
        return "内訳が長すぎます。"
    try:
        made = made_from(metric, typed, month, load_paper_factors(session))
    except ValueError as unreadable:
        return str(unreadable)
    if made != amount:
        return f"内訳から計算した値（{grouped(made or 0)}）と入力値が異なります。内訳を確かめてください。"
    return None


def _written(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _read(typed: str) -> dict[str, Any]:
    try:
        content = json.loads(typed) if typed else {}
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _work(content: Any) -> Work:
    if not isinstance(content, dict):
        return Work()
    texts = {name: str(content.get(name, "")) for name in _TEXTS}
    return Work(
        **texts, measured=bool(content.get("measured")), one_off=bool(content.get("one_off"))
    )


def _count(text: str, what: str) -> int:
    """Read a whole number that is not negative."""
    amount = _number(text, what)
    if not is_whole(amount):
        message = f"{what}は整数で入力してください。"
        raise ValueError(message)
    return amount // SCALE


def _number(text: str, what: str) -> Amount:
    if not text.strip():
        message = f"{what}を入力してください。"
        raise ValueError(message)
    try:
        amount = parse_amount(text)
    except ValueError as unreadable:
        message = f"{what}：{unreadable}"
        raise ValueError(message) from unreadable
    if amount < 0:
        message = f"{what}は0以上で入力してください。"
        raise ValueError(message)
    return amount


def _automation(name: str, work: Work, month: Month) -> Automation:
    before = _number(work.before, f"「{name}」の分（前）")
    after = _number(work.after, f"「{name}」の分（後）")
    if after > before:
        message = f"「{name}」の分（後）が分（前）より大きくなっています。"
        raise ValueError(message)
    valid_from = parse_month(work.valid_from) if work.valid_from.strip() else month
    if valid_from > month:
        message = f"「{name}」の有効開始月は{month.japanese}以前にしてください。"
        raise ValueError(message)
    return Automation(
        name, valid_from, before, after, work.measured, work.one_off, work.note.strip()
    )
