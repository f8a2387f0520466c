"""Many months at once: what can be done is done, the rest is named, and the last act taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

import pytest

from kdx_desktop.errors import DataError, NotAllowed
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import board, ledger, month_steps, months
from kdx_desktop.services.board import Standing
from kdx_desktop.services.month_steps import Place, Steps
from kdx_desktop.services.office import Office
from tests.services.small_city import APRIL, TODAY, add_organization, cell, save

MAY = Month(202205)


@pytest.fixture(autouse=True)
def handed_in(office: Office) -> None:
    """A001 and A003 have handed April in, A001 May too; A004 has a draft of April."""
    add_organization(office)
    for code in ("A001", "A003", "A004"):
        save(office, code, APRIL, cell("copy_paper_sheets", 500), key=code)
    save(office, "A001", MAY, cell("copy_paper_sheets", 510), key="may")
    for month, codes in ((APRIL, ["A001", "A003"]), (MAY, ["A001"])):
        office.write(
            partial(
                months.set_state,
                month=month,
                departments=codes,
                state=months.SUBMITTED,
                reason="一部は後日" if month == MAY else "",
                today=TODAY,
            )
        )


def move(office: Office, target: Standing, wanted: Mapping[Place, str]) -> Steps:
    return office.write(partial(month_steps.move, wanted=wanted, target=target, today=TODAY))


def take_back(office: Office, steps: Steps) -> Steps:
    return office.write(partial(month_steps.take_back, steps=steps, today=TODAY))


def standings(office: Office, month: Month = APRIL) -> dict[str, tuple[str, str]]:
    (found,) = office.read(partial(board.board, months=[month], today=TODAY))
    return {row.department.code: (row.standing.value, row.reason) for row in found.rows}


def test_those_that_cannot_be_approved_are_named_and_stop_nobody(office: Office) -> None:
    before = office.read(ledger.head)
    done = move(
        office,
        Standing.APPROVED,
        {("A001", APRIL): "", ("A003", APRIL): "", ("A004", APRIL): "", ("A001", MAY): ""},
    )

    assert [(row.department.code, row.month) for row in done.moved] == [
        ("A001", APRIL),
        ("A003", APRIL),
        ("A001", MAY),
    ]
    assert [(one.row.department.code, "下書き" in one.why) for one in done.refused] == [
        ("A004", True)
    ]
    assert before is not None
    assert done.change == before.number + 1  # one act, one change
    assert standings(office)["A001"] == ("approved", "")
    assert standings(office)["A004"] == ("draft", "")


def test_each_department_is_told_its_own_reason(office: Office) -> None:
    done = move(
        office, Standing.RETURNED, {("A001", APRIL): " 枚と箱 ", ("A003", APRIL): "会議の回数"}
    )
    assert not done.refused
    assert standings(office)["A001"] == ("returned", "枚と箱")
    assert standings(office)["A003"] == ("returned", "会議の回数")


def test_nothing_is_returned_without_a_reason(office: Office) -> None:
    before = office.read(ledger.head)
    done = move(office, Standing.RETURNED, {("A001", APRIL): "　"})
    assert done.change is None
    assert "理由" in done.refused[0].why
    assert office.read(ledger.head) == before
    with pytest.raises(DataError, match="1つ以上"):
        move(office, Standing.APPROVED, {})


def test_an_approval_is_taken_back_to_what_was_handed_in(office: Office) -> None:
    done = move(office, Standing.APPROVED, {("A001", APRIL): "", ("A001", MAY): "よし"})
    undone = take_back(office, done)

    assert (len(undone.moved), undone.refused) == (2, ())
    assert standings(office)["A001"] == ("submitted", "")
    assert standings(office, MAY)["A001"] == ("submitted", "一部は後日")
    assert office.read(ledger.verify).intact
    assert move(office, Standing.APPROVED, {("A001", APRIL): ""}).change


def test_a_return_of_an_approved_month_is_taken_back_to_approved(office: Office) -> None:
    move(office, Standing.APPROVED, {("A003", APRIL): "よし"})
    done = move(office, Standing.RETURNED, {("A003", APRIL): "桁"})
    take_back(office, done)
    assert standings(office)["A003"] == ("approved", "よし")


def test_what_somebody_went_on_with_since_is_left_alone(office: Office) -> None:
    done = move(office, Standing.RETURNED, {("A001", APRIL): "桁", ("A003", APRIL): "桁"})
    save(office, "A001", APRIL, cell("copy_paper_sheets", 5, 1), key="mended")
    undone = take_back(office, done)

    assert [one.row.department.code for one in undone.refused] == ["A001"]
    assert standings(office)["A001"] == ("returned", "桁")
    assert standings(office)["A003"] == ("submitted", "")
    assert take_back(office, done).change is None  # nothing is left to take back


def test_a_closed_month_stays_as_it_is(office: Office) -> None:
    done = move(office, Standing.APPROVED, {("A001", APRIL): ""})
    office.write(partial(months.close, month=APRIL, today=date(2022, 5, 1)))

    assert [one.why for one in take_back(office, done).refused] == ["締め切られた月です。"]
    assert move(office, Standing.APPROVED, {("A003", APRIL): ""}).refused
    assert standings(office)["A001"] == ("approved", "")


@pytest.mark.parametrize("role", ["chief", "clerk", "manager"])
def test_only_the_team_moves_many_and_takes_it_back(
    office: Office, sit_down: Callable[..., Office], role: str
) -> None:
    done = move(office, Standing.APPROVED, {("A001", APRIL): ""})
    person = sit_down("sato", role, *(["A001"] if role != "manager" else []))
    before = office.read(ledger.head)
    for act in (
        partial(move, person, Standing.APPROVED, {("A003", APRIL): ""}),
        partial(take_back, person, done),
    ):
        with pytest.raises(NotAllowed, match="推進担当"):
            act()
    assert office.read(ledger.head) == before
