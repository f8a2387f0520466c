"""The month's work: who is late on which day, who may do what, and what closing finds open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from kdx_desktop.errors import DataError, NotAllowed
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import board, checklist, deadlines, ledger, months
from kdx_desktop.services.board import DepartmentMonth, MonthBoard, Standing
from kdx_desktop.services.months import Moved
from kdx_desktop.services.office import Office
from tests.services.homes import Homes
from tests.services.small_city import APRIL, TODAY, add_organization, cell, save

MAY = Month(202205)
DUE = date(2022, 5, 10)
AFTER = date(2022, 5, 11)


@pytest.fixture(autouse=True)
def organization(office: Office) -> None:
    add_organization(office)


def step(
    office: Office, state: str, *departments: str, reason: str = "", today: date = TODAY
) -> Moved:
    return office.write(
        partial(
            months.set_state,
            month=APRIL,
            departments=departments or ("A001",),
            state=state,
            reason=reason,
            today=today,
        )
    )


def shown(office: Office, month: Month = APRIL, today: date = AFTER) -> MonthBoard:
    (found,) = office.read(partial(board.board, months=[month], today=today))
    return found


def row(office: Office, department: str = "A001", today: date = AFTER) -> DepartmentMonth:
    return {r.department.code: r for r in shown(office, today=today).rows}[department]


def head(office: Office) -> ledger.Head | None:
    return office.read(ledger.head)


# --- Who is late ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "late"),
    [
        ((), True),
        ((months.SUBMITTED,), False),
        ((months.SUBMITTED, months.RETURNED), True),
        ((months.SUBMITTED, Standing.DRAFT), True),
        ((months.SUBMITTED, months.APPROVED), False),
    ],
)
def test_late_is_who_still_owes_the_month_on_the_day_after_it_was_due(
    office: Office, steps: tuple[str, ...], late: bool
) -> None:
    save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="k")
    for state in steps:
        step(office, state, reason="理由")

    assert not row(office, today=DUE).late  # the day itself is in time
    assert row(office, today=AFTER).late is late
    assert row(office, today=date(2030, 1, 1)).late is late
    assert shown(office, today=AFTER).late == 2 + late  # A003 and A004 have nothing


def test_the_board_takes_the_citys_own_due_day(office: Office) -> None:
    office.write(partial(deadlines.DUE_DAY.write, number=31))

    assert shown(office).due == date(2022, 5, 31)
    assert shown(office, today=AFTER).late == 0
    assert shown(office, today=date(2022, 6, 1)).late == 3


def test_several_months_stand_side_by_side_each_with_the_departments_it_had(
    office: Office,
) -> None:
    save(office, "A002", 202203, cell("copy_paper_sheets", 5), key="march")
    save(office, "A003", APRIL, cell("copy_paper_sheets", 5), key="april")

    march, april = office.read(partial(board.board, months=[Month(202203), APRIL], today=DUE))

    assert [(r.department.code, r.standing.value) for r in march.rows] == [
        ("A001", "missing"),
        ("A002", "draft"),
    ]
    assert [(r.department.code, r.standing.value) for r in april.rows] == [
        ("A001", "missing"),
        ("A003", "draft"),
        ("A004", "missing"),
    ]
    assert (march.due, march.late) == (date(2022, 4, 11), 2)
    assert (april.due, april.late) == (DUE, 0)
    assert april.counts[Standing.DRAFT] == 1
    assert sum(april.counts.values()) == 3


def test_a_figure_that_was_withdrawn_or_is_never_expected_hands_nothing_in(office: Office) -> None:
    save(office, "A001", APRIL, cell("leaders_trained", 3), key="one")
    assert row(office).standing is Standing.MISSING
    save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="two")
    assert row(office).standing is Standing.DRAFT
    assert (row(office).who, row(office).when is None) == ("tanaka", False)
    save(office, "A001", APRIL, cell("copy_paper_sheets", None, 1), key="three")
    assert row(office).standing is Standing.MISSING
    assert (row(office).who, row(office).when) == ("", None)


def test_the_board_says_who_did_the_last_step_and_why(
    office: Office, sit_down: Callable[..., Office]
) -> None:
    team, chief = sit_down("suzuki", "team"), sit_down("sato", "chief", "A001")
    save(chief, "A001", APRIL, cell("copy_paper_sheets", 500), key="k")
    step(chief, months.SUBMITTED, reason="一部は後日")
    assert (row(team).who, row(team).reason) == ("sato", "一部は後日")
    step(team, months.RETURNED, reason="桁")
    assert (row(team).who, row(team).reason) == ("suzuki", "桁")
    step(chief, months.SUBMITTED)
    assert (row(team).who, row(team).reason) == ("sato", "")
    step(chief, Standing.DRAFT, reason="数え直し")
    assert (row(team).who, row(team).reason) == ("sato", "数え直し")
    save(chief, "A001", APRIL, cell("copy_paper_sheets", 600, 1), key="l")
    assert (row(team).standing, row(team).reason) == (Standing.DRAFT, "")


# --- Who may do what ------------------------------------------------------------------------------


def test_a_chief_submits_the_own_department_and_leaves_the_rest_to_the_team(
    office: Office, sit_down: Callable[..., Office]
) -> None:
    team, chief = sit_down("suzuki", "team"), sit_down("sato", "chief", "A001")
    for code in ("A001", "A003"):
        save(team, code, APRIL, cell("copy_paper_sheets", 500), key=code)
    before = head(office)

    with pytest.raises(NotAllowed, match="A003"):
        step(chief, months.SUBMITTED, "A001", "A003")
    assert head(office) == before
    assert step(chief, months.SUBMITTED, "A001").change
    before = head(office)
    for act in (
        lambda: step(chief, months.APPROVED),
        lambda: step(chief, months.RETURNED, reason="桁"),
        lambda: chief.write(partial(months.close, month=APRIL, today=TODAY)),
        lambda: chief.write(partial(deadlines.DUE_DAY.write, number=3)),
    ):
        with pytest.raises(NotAllowed, match="推進担当"):
            act()
    assert head(office) == before
    assert step(chief, Standing.DRAFT).change
    assert step(team, months.SUBMITTED, "A001", "A003").change  # the team may do all of it
    assert step(team, months.APPROVED, "A001", "A003").change


@pytest.mark.parametrize("role", ["clerk", "manager", "accounts"])
def test_nobody_else_submits(office: Office, sit_down: Callable[..., Office], role: str) -> None:
    save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="k")
    person = sit_down("sato", role, *(["A001"] if role == "clerk" else []))
    before = head(person)
    for state in (months.SUBMITTED, months.APPROVED, months.RETURNED, Standing.DRAFT):
        with pytest.raises(NotAllowed):
            step(person, state, reason="理由")
    assert head(person) == before


# --- Steps ----------------------------------------------------------------------------------------


def test_a_step_names_every_department_that_stands_in_its_way(office: Office) -> None:
    for code in ("A001", "A003", "A004"):
        save(office, code, APRIL, cell("copy_paper_sheets", 500), key=code)
    step(office, months.SUBMITTED, "A003")
    step(office, months.RETURNED, "A003", reason="桁")
    before = head(office)

    with pytest.raises(DataError) as caught:
        step(office, months.APPROVED, "A001", "A003", "A004")

    assert [problem.reason[:4] for problem in caught.value.problems] == ["A001", "A003", "A004"]
    assert "下書き" in caught.value.problems[0].reason
    assert "差戻し" in caught.value.problems[1].reason
    assert head(office) == before


def test_a_step_without_departments_is_not_taken_for_all_of_them(office: Office) -> None:
    before = head(office)
    with pytest.raises(DataError, match="1つ以上"):
        office.write(partial(months.set_state, month=APRIL, departments=(), state=months.SUBMITTED))
    assert head(office) == before


def test_a_withdrawn_submission_stays_in_the_ledger(office: Office, homes: Homes) -> None:
    save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="k")
    step(office, months.SUBMITTED)
    step(office, Standing.DRAFT, reason="数え直し")

    with homes.outside(office.url) as connection:
        rows = connection.exec_driver_sql(
            "SELECT state, reason, withdrawn FROM submissions ORDER BY change"
        ).fetchall()
    assert [*map(tuple, rows)] == [("submitted", "", 0), ("submitted", "数え直し", 1)]
    assert office.read(ledger.verify).intact


# --- Closing --------------------------------------------------------------------------------------


def test_a_month_that_is_not_over_cannot_be_closed(office: Office) -> None:
    """Nobody can open it again."""
    before = head(office)
    for today, said in (
        (date(2022, 4, 1), "終わっていない"),
        (date(2022, 4, 30), "終わっていない"),
        (date(2022, 3, 31), "先の月"),
    ):
        with pytest.raises(DataError, match=said):
            office.write(partial(months.close, month=APRIL, today=today))
    assert head(office) == before
    assert office.write(partial(months.close, month=APRIL, today=date(2022, 5, 1))).change


def test_the_checklist_names_departments_and_figures_that_are_still_open(office: Office) -> None:
    for month in range(202107, 202113):
        save(office, "A001", month, cell("copy_paper_sheets", 1000 + month % 7), key=f"{month}")
    slip = cell("copy_paper_sheets", 10_020, note="選挙")
    save(office, "A001", APRIL, slip, key="april")
    save(office, "A003", APRIL, cell("copy_paper_sheets", 5), key="other")
    step(office, months.SUBMITTED, "A001", "A003")
    step(office, months.APPROVED, "A003")

    explained = office.read(partial(checklist.checklist, month=APRIL, today=AFTER))
    assert [(r.department.code, r.standing) for r in explained.unapproved] == [
        ("A001", Standing.SUBMITTED),
        ("A004", Standing.MISSING),
    ]
    assert explained.questions == ()
    assert not explained.done
    assert explained.board.late == 1


def test_a_striking_figure_is_shown_with_what_was_said_about_it(office: Office) -> None:
    for month in range(202107, 202113):
        save(office, "A001", month, cell("copy_paper_sheets", 1000 + month % 7), key=f"{month}")
    save(office, "A001", APRIL, cell("copy_paper_sheets", 10_020, note=" 選挙 "), key="april")
    save(office, "A003", APRIL, cell("copy_paper_sheets", 5), key="other")
    departments = [row.department for row in shown(office).rows]

    (found,) = office.read(partial(checklist.questioned, month=APRIL, departments=departments[:1]))
    assert (found.department.code, found.metric.code) == ("A001", "copy_paper_sheets")
    assert (found.amount, found.note) == (10_020 * 10_000, "選挙")
    assert "約10倍" in found.reason
    everywhere = office.read(partial(checklist.questioned, month=APRIL, departments=departments))
    assert everywhere == (found,)


def test_the_board_names_the_change_that_brought_a_month_to_its_state(office: Office) -> None:
    assert row(office).change is None
    saved = save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="k")
    assert row(office).change == saved.change
    assert row(office).change != step(office, months.SUBMITTED).change
    assert row(office).change == (head(office) or ledger.Head(0, "")).number


def test_a_month_that_repeats_the_last_one_is_asked_about_once(office: Office) -> None:
    codes = (
        *("copy_paper_sheets", "meetings_held", "meetings_paperless"),
        *("telework_sessions", "byod_sessions", "automation_hours"),
    )
    values = [cell(code, 4) for code in codes]
    save(office, "A001", 202203, *values, key="march")
    noted = cell(codes[0], 4, note="確認済み")
    save(office, "A001", APRIL, noted, *values[1:], key="april")
    assert office.read(partial(checklist.checklist, month=APRIL)).questions == ()
    save(office, "A001", APRIL, cell(codes[1], 5, 1), key="other")
    save(office, "A001", APRIL, cell(codes[0], 4, 1), key="note off")
    save(office, "A001", 202203, cell(codes[1], 5, 1), key="march again")

    (question,) = office.read(partial(checklist.checklist, month=APRIL)).questions

    assert (question.department.code, question.metric.code) == ("A001", codes[0])
    assert "前月と同じ" in question.reason


def test_the_checklist_of_a_month_in_which_all_is_approved_is_done(office: Office) -> None:
    codes = ("A001", "A003", "A004")
    for code in codes:
        save(office, code, APRIL, cell("copy_paper_sheets", 5), key=code)
    for state in (months.SUBMITTED, months.APPROVED):
        step(office, state, *codes)

    closed = office.write(partial(months.close, month=APRIL, today=TODAY))

    assert closed.checklist.done
    assert not closed.checklist.board.closed  # as it was before
    assert office.read(partial(checklist.checklist, month=APRIL)).board.closed
