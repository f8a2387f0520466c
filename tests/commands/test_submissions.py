"""The month's work through the commands: who is missing, who is late, and nothing by half."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Outcome

Kdx = Callable[..., Outcome]
APRIL = ("--month", "2022-04")
MONTHLY = (
    "copy_paper_sheets",
    "meetings_held",
    "meetings_paperless",
    "telework_sessions",
    "byod_sessions",
    "automation_hours",
)


@pytest.fixture
def city(kdx: Kdx, tmp_path: Path) -> Kdx:
    """Three departments: A001 has all of April, A003 a part, A004 nothing; A002 is gone."""
    departments = tmp_path / "departments.csv"
    departments.write_text(
        "code,name,bureau,valid_from,valid_to\n"
        "A004,相談室,市民局,2021-04,\n"
        "A001,総務課,総務局,2015-04,\n"
        "A002,広報課,総務局,2015-04,2021-03\n"
        "A003,市民課,市民局,2021-04,\n",
        encoding="utf-8",
    )
    figures = tmp_path / "figures.csv"
    lines = [f"A001,2022-04,{metric},{number}" for number, metric in enumerate(MONTHLY[::-1], 1)]
    lines += ["A003,2022-04,copy_paper_sheets,100", "A004,2022-04,leaders_trained,1"]
    figures.write_text("\n".join(["department,month,metric,value", *lines, ""]), encoding="utf-8")
    assert kdx("database", "create").status == 0
    assert kdx("organization", "import", departments).status == 0
    answer = kdx("figures", "import", figures)
    assert answer.status == 0, answer.out + answer.err
    return kdx


def listed(city: Kdx, *arguments: str) -> Any:
    answer = city("submissions", "list", *APRIL, *arguments, "--json")
    assert (answer.status, answer.err) == (0, "")
    return json.loads(answer.out)


def states(city: Kdx) -> dict[str, str]:
    return {row["department"]: row["state"] for row in listed(city)["rows"]}


def step(city: Kdx, name: str, *departments: str, reason: str = "") -> Outcome:
    why = ("--reason", reason) if reason else ()
    return city("submissions", name, *APRIL, "--department", *departments, *why)


def head(city: Kdx) -> str:
    return city("ledger", "head").out


def test_the_list_has_every_department_of_the_month_in_the_agreed_shape(city: Kdx) -> None:
    document = listed(city)

    assert document["month"] == "2022-04"
    assert document["due"] == "2022-05-10"
    assert [
        {name: row[name] for name in ("department", "state", "late")} for row in document["rows"]
    ] == [
        {"department": "A001", "state": "draft", "late": True},
        {"department": "A003", "state": "draft", "late": True},
        # A leader trained is recorded as it happens and hands in nothing.
        {"department": "A004", "state": "missing", "late": True},
    ]
    assert document["rows"][0]["name"] == "総務課"
    assert document["rows"][2]["who"] == ""
    assert document["rows"][2]["when"] is None
    assert document["closed"] is False


def test_people_see_names_states_the_due_date_and_a_sum(city: Kdx) -> None:
    assert step(city, "submit", "A001").status == 0
    assert step(city, "return", "A001", reason="桁の\n誤り").status == 0

    out = city("submissions", "list", *APRIL).out

    assert "2022-05-10（火）" in out.splitlines()[0]
    assert any(
        line.startswith("A001") and "総務課" in line and "差戻し" in line and "桁の 誤り" in line
        for line in out.splitlines()
    )
    assert out.count("超過\n") + out.count("超過  ") == 3
    assert (
        out.splitlines()[-1]
        == "3部署：未提出 1、下書き 1、提出済み 0、差戻し 1、承認済み 0（期限超過 3）"
    )


def test_one_may_ask_about_some_departments_only(city: Kdx) -> None:
    rows = listed(city, "--department", "A003", "--department", "A001")["rows"]

    assert [row["department"] for row in rows] == ["A001", "A003"]
    answer = city("submissions", "list", *APRIL, "--department", "A002", "X999", "--json")
    assert (answer.status, answer.out) == (1, "")
    assert "「A002」は2022年4月にありません" in answer.err
    assert "「X999」は登録されていません" in answer.err


def test_a_month_goes_from_draft_to_approval_and_back(city: Kdx) -> None:
    assert "A001 総務課" in step(city, "submit", "A001").out
    assert states(city) == {"A001": "submitted", "A003": "draft", "A004": "missing"}
    assert step(city, "return", "A001", reason="桁").status == 0
    row = listed(city)["rows"][0]
    assert (row["state"], row["late"], row["reason"]) == ("returned", True, "桁")
    assert step(city, "submit", "A001").status == 0
    assert step(city, "withdraw", "A001").status == 0
    assert states(city)["A001"] == "draft"
    assert step(city, "submit", "A001").status == 0
    assert step(city, "approve", "A001").status == 0
    row = listed(city)["rows"][0]
    assert (row["state"], row["late"]) == ("approved", False)
    assert row["who"]
    assert row["when"]
    assert step(city, "return", "A001", reason="再確認").status == 0  # also from approval
    assert states(city)["A001"] == "returned"
    assert city("ledger", "verify").status == 0


def test_missing_figures_are_named_but_do_not_hold_a_submission_up(city: Kdx) -> None:
    answer = city("submissions", "submit", *APRIL, "--department", "A001", "A003", "--json")

    assert answer.status == 0
    document = json.loads(answer.out)
    assert document["departments"] == ["A001", "A003"]
    assert document["unreported"] == [{"department": "A003", "metrics": list(MONTHLY[1:])}]
    assert step(city, "withdraw", "A003").status == 0
    said = step(city, "submit", "A003")
    assert "A003" in said.err
    assert "会議開催数" in said.err
    assert "コピー用紙" not in said.err


def test_a_month_without_any_figure_is_not_submitted_by_a_slip(city: Kdx) -> None:
    before = head(city)
    refused = step(city, "submit", "A001", "A004")

    assert refused.status == 1
    assert "A004 相談室" in refused.err
    assert "A001" not in refused.err
    assert head(city) == before
    assert states(city)["A001"] == "draft"  # all of them, or none
    assert step(city, "submit", "A004", reason="休業").status == 0
    assert step(city, "withdraw", "A004").status == 0
    assert states(city)["A004"] == "missing"


@pytest.mark.parametrize(
    ("way", "refused"),
    [
        ((), "approve"),
        ((), "return"),
        (("submit", "return"), "approve"),
        (("submit", "return"), "withdraw"),
        (("submit", "approve"), "submit"),
        (("submit", "approve"), "withdraw"),
    ],
)
def test_no_step_is_skipped_and_no_approval_undone_by_the_way(
    city: Kdx, way: tuple[str, ...], refused: str
) -> None:
    for name in way:
        assert step(city, name, "A001", reason="理由").status == 0
    before = head(city)

    answer = step(city, refused, "A001", reason="理由")

    assert answer.status == 1
    assert "A001 総務課" in answer.err
    assert head(city) == before


@pytest.mark.parametrize(
    "way", [("submit",), ("submit", "approve"), ("submit", "return"), ("submit", "withdraw")]
)
def test_the_same_step_twice_says_so_and_stores_nothing(city: Kdx, way: tuple[str, ...]) -> None:
    for name in way:
        assert step(city, name, "A001", reason="理由").status == 0
    before = head(city)

    again = step(city, way[-1], "A001", reason="ほかの理由")

    assert again.status == 0
    assert "何も変更していません" in again.out
    assert head(city) == before
    document = json.loads(
        city(
            *("submissions", way[-1], *APRIL, "--department", "A001", "--reason", "理由", "--json")
        ).out
    )
    assert (document["change"], document["unchanged"]) == (None, ["A001"])


def test_of_several_departments_only_those_not_there_yet_are_moved(city: Kdx) -> None:
    assert step(city, "submit", "A001").status == 0
    when = listed(city)["rows"][0]["when"]

    answer = step(city, "submit", "A003", "A001", "A003")

    assert answer.status == 0
    assert states(city) == {"A001": "submitted", "A003": "submitted", "A004": "missing"}
    assert listed(city)["rows"][0]["when"] == when


def test_a_return_without_a_reason_helps_nobody_and_is_refused(city: Kdx) -> None:
    assert step(city, "submit", "A001").status == 0
    before = head(city)
    for reason in ("", " 　"):
        answer = step(city, "return", "A001", reason=reason)
        assert answer.status == 1
        assert "理由" in answer.err
    assert head(city) == before


def test_neither_a_month_to_come_nor_a_closed_one_is_submitted(city: Kdx) -> None:
    answer = city("submissions", "submit", "--month", "2199-12", "--department", "A001")
    assert answer.status == 1
    assert "先の月" in answer.err
    assert step(city, "submit", "A001", "A003").status == 0
    assert city("month", "close", "2022-04").status == 0
    before = head(city)
    for name in ("submit", "approve", "return", "withdraw"):
        answer = step(city, name, "A001", reason="理由")
        assert answer.status == 1
        assert "締め切られて" in answer.err
    assert head(city) == before
    assert listed(city)["closed"] is True


@pytest.mark.parametrize(
    "words",
    [
        ("submit", "--month", "2022-04"),
        ("approve", "--department", "A001"),
        ("list",),
        ("list", "--month", "2022-13"),
        ("open", "--month", "2022-04"),
        ("due-day", "ten"),
    ],
)
def test_wrong_usage_is_said_in_japanese(city: Kdx, words: tuple[str, ...]) -> None:
    answer = city("submissions", *words)
    assert answer.status == 2
    assert "使い方" in answer.err


def test_the_city_moves_its_due_day_and_every_month_follows(city: Kdx) -> None:
    assert "翌月10日" in city("submissions", "due-day").out
    assert city("submissions", "due-day", "3").status == 0
    assert listed(city)["due"] == "2022-05-06"  # Golden Week
    document = json.loads(city("submissions", "due-day", "3", "--json").out)
    assert document == {"submission_due_day": 3, "change": None}
    assert city("submissions", "due-day", "32").status == 1


def test_closing_names_what_was_left_open_and_closes(city: Kdx) -> None:
    assert step(city, "submit", "A001").status == 0

    answer = city("month", "close", "2022-04")

    assert answer.status == 0
    assert "締めました" in answer.out
    assert "承認待ちのまま締めました（1部署）：A001 総務課" in answer.err
    assert "下書きのまま締めました（1部署）：A003 市民課" in answer.err
    assert "未提出のまま締めました（1部署）：A004 相談室" in answer.err


def test_programs_learn_what_was_left_open(city: Kdx, tmp_path: Path) -> None:
    past = tmp_path / "past.csv"
    lines = [f"A001,2021-{month:02},copy_paper_sheets,{500 + month}" for month in range(4, 13)]
    lines += ["A003,2022-04,telework_sessions,4", "A001,2022-03,copy_paper_sheets,5010"]
    past.write_text("\n".join(["department,month,metric,value", *lines, ""]), encoding="utf-8")
    assert city("figures", "import", past).status == 0
    for name in ("submit", "approve"):
        assert step(city, name, "A001").status == 0

    document = json.loads(city("month", "close", "2022-03", "--json").out)

    assert document["month"] == "2022-03"
    assert isinstance(document["change"], int)
    assert {(row["department"], row["state"]) for row in document["open"]} == {
        ("A001", "draft"),
        ("A001", "questioned"),
        ("A003", "missing"),
        ("A004", "missing"),
    }
    (question,) = [row for row in document["open"] if row["state"] == "questioned"]
    assert question["metric"] == "copy_paper_sheets"
    assert "約10倍" in question["reason"]


def test_closing_a_month_in_which_all_is_approved_leaves_nothing_to_say(city: Kdx) -> None:
    for name in ("submit", "approve"):
        assert step(city, name, "A001", "A003", "A004", reason="理由").status == 0
    answer = city("month", "close", "2022-04")
    assert (answer.status, answer.err) == (0, "")
