"""Reminders: polite, complete, and about the right departments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kdx_desktop.metrics.months import Month
from kdx_desktop.services.board import Standing
from kdx_desktop.services.reminders import Owed, Reminder, to_all, to_each

PAPER = ("コピー用紙使用量", "会議開催数")
MISSING = Owed("A001", "総務課", Standing.MISSING, True, PAPER)
RETURNED = Owed("A003", "市民課", Standing.RETURNED, True, (), "箱と枚の\n取り違え")
DRAFT = Owed("A004", "広報課", Standing.DRAFT, False)
REMINDER = Reminder(Month(202212), date(2023, 1, 10), (MISSING, RETURNED), "サンプル市")


def test_one_mail_to_all_says_who_owes_what() -> None:
    text = to_all(REMINDER)
    assert text.startswith("件名：【お願い】2022年12月分の月次実績の提出について")
    assert "サンプル市　推進担当です。" in text
    assert "2022年12月分（令和4年12月）" in text
    assert "1月10日（火）でした。" in text
    assert "■ 総務課（未提出・期限超過）\n　未入力の指標：コピー用紙使用量、会議開催数" in text
    assert "■ 市民課（差戻し・期限超過）\n　差戻しの理由：箱と枚の 取り違え" in text
    assert text.endswith("よろしくお願いいたします。\n")


def test_before_the_due_date_nobody_is_called_late() -> None:
    early = replace(
        REMINDER, owed=tuple(replace(one, late=False) for one in REMINDER.owed), sender=""
    )
    for text in (to_all(early), *to_each(early)):
        assert "1月10日（火）です。" in text
        assert "超過" not in text
        assert "過ぎて" not in text
        assert "お疲れさまです。推進担当です。" in text


def test_of_several_only_the_late_ones_are_counted_as_late() -> None:
    assert "うち1部署は期限を過ぎています" in to_all(replace(REMINDER, owed=(MISSING, DRAFT)))


def test_each_department_gets_a_mail_about_itself_only() -> None:
    one, other = to_each(REMINDER)
    assert "総務課　ご担当者様" in one
    assert "市民課" not in one
    assert "・未入力の指標：コピー用紙使用量、会議開催数" in one
    assert "・差戻しの理由：箱と枚の 取り違え" in other
    (draft,) = to_each(replace(REMINDER, owed=(DRAFT,)))
    assert "数値は保存されていますが、まだ提出されていません。" in draft
    assert "提出期限 1月10日（火）" in draft.splitlines()[0]
