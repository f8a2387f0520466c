"""督促: ready-made mail text for departments that owe a month; pure text from values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kdx_desktop.metrics.months import Month
from kdx_desktop.services.board import Standing

_WEEKDAYS = "月火水木金土日"
_HOW = (
    "入力と提出は、「月次入力」の画面でお願いします。"
    "該当がない指標は、空欄のままにせず、0か対象外を入力してください。"
)
_END = (
    "本メールと行き違いで提出いただいている場合は、ご容赦ください。\n"
    "ご不明な点がありましたら、推進担当までお問い合わせください。\n"
    "よろしくお願いいたします。"
)


@dataclass(frozen=True, slots=True)
class Owed:
    """What one department owes: the names of expected figures still missing, and why it came back."""

    code: str
    name: str
    standing: Standing
    late: bool
    missing: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A month with its due date, whose it is, and what is owed; ``sender`` signs, e.g. a city."""

    month: Month
    due: date
    owed: tuple[Owed, ...]
    sender: str = ""


def day_text(day: date) -> str:
    """Write a day as people do: ``1月10日（火）``."""
    return f"{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}）"


def to_all(reminder: Reminder) -> str:
    """Return one mail to all the departments, each with what it owes."""
    owed = reminder.owed
    late = sum(one.late for one in owed)
    request = f"次の{len(owed)}部署の分が、まだ提出されていません。{_request(late, len(owed))}"
    listed = "\n".join(_line(one) for one in owed)
    return _mail(reminder, "関係課・所　ご担当者様", late > 0, f"{request}\n\n{listed}")


def to_each(reminder: Reminder) -> tuple[str, ...]:
    """Return a mail to each of the departments, in their order."""
    return tuple(_to_one(reminder, one) for one in reminder.owed)


def _to_one(reminder: Reminder, owed: Owed) -> str:
    said = [_said(owed.standing) + _request(int(owed.late), 1)]
    facts = []
    if owed.standing is Standing.RETURNED and owed.reason:
        facts.append(f"・差戻しの理由：{_one_line(owed.reason)}")
    if owed.missing:
        facts.append(f"・未入力の指標：{'、'.join(owed.missing)}")
    if facts:
        said += ["", *facts]
    return _mail(reminder, f"{owed.name}　ご担当者様", owed.late, "\n".join(said))


def _mail(reminder: Reminder, to_whom: str, late: bool, body: str) -> str:  # noqa: FBT001 - a fact
    month, due = reminder.month, day_text(reminder.due)
    subject = "提出期限を過ぎています" if late else f"提出期限 {due}"
    tense = "でした" if late else "です"
    sender = f"{reminder.sender}　推進担当" if reminder.sender else "推進担当"
    return "\n".join(
        (
            f"件名：【お願い】{month.japanese}分の月次実績の提出について（{subject}）",
            "",
            to_whom,
            "",
            f"お疲れさまです。{sender}です。",
            f"{month.japanese}分（{month.era_name}）の月次実績の提出期限は、{due}{tense}。",
            body,
            "",
            _HOW,
            _END,
            "",
        )
    )


def _request(late: int, count: int) -> str:
    if not late:
        return "お手数ですが、期限までに提出をお願いいたします。"
    if late < count:
        return f"うち{late}部署は期限を過ぎています。お手数ですが、至急、提出をお願いいたします。"
    return "お手数ですが、至急、提出をお願いいたします。"


def _said(standing: Standing) -> str:
    return {
        Standing.DRAFT: "数値は保存されていますが、まだ提出されていません。",
        Standing.RETURNED: "内容の確認をお願いするため差し戻しており、まだ再提出されていません。",
    }.get(standing, "まだ提出されていません。")


def _line(owed: Owed) -> str:
    state = owed.standing.japanese + ("・期限超過" if owed.late else "")
    lines = [f"■ {owed.name}（{state}）"]
    if owed.standing is Standing.RETURNED and owed.reason:
        lines.append(f"　差戻しの理由：{_one_line(owed.reason)}")
    if owed.missing:
        lines.append(f"　未入力の指標：{'、'.join(owed.missing)}")
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())
