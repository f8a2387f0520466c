"""Who may import whose figures, and what an import does to figures that were handed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kdx_desktop.errors import NotAllowed
from kdx_desktop.models.calendar import SubmissionVersion
from kdx_desktop.services import board, figures_import, ledger, months
from kdx_desktop.services.board import Standing
from kdx_desktop.services.importing import ImportResult, read_files
from kdx_desktop.services.office import Office
from tests.services.small_city import APRIL, TODAY, add_organization, cell, save

HEADER = "department,month,metric,value,state,note\n"
OWN = "A001,2022-04,copy_paper_sheets,600,,\n"
FOREIGN = "A003,2022-04,copy_paper_sheets,700,,\n"
Take = Callable[..., ImportResult]


@pytest.fixture(autouse=True)
def organization(office: Office) -> None:
    add_organization(office)
    save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="first")


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Import lines as a person."""

    def taken(office: Office, *lines: str, header: str = HEADER, **switches: Any) -> ImportResult:
        file = tmp_path / "figures.csv"
        file.write_text(header + "".join(lines), encoding="utf-8")
        contents = read_files([file], figures_import.KINDS)
        return office.write(
            partial(figures_import.import_figures, contents=contents, today=TODAY, **switches)
        )

    return taken


def hand_in(team: Office, *states: str) -> None:
    for state in states:
        team.write(
            partial(
                months.set_state,
                month=APRIL,
                departments=["A001"],
                state=state,
                reason="理由",
                today=TODAY,
            )
        )


def standing(office: Office) -> Standing:
    (found,) = office.read(partial(board.board, months=[APRIL], departments=["A001"], today=TODAY))
    return found.rows[0].standing


def head(office: Office) -> ledger.Head | None:
    return office.read(ledger.head)


@pytest.mark.parametrize("role", ["chief", "clerk"])
def test_a_department_imports_its_own_figures_and_is_told_each_line_of_another(
    office: Office, sit_down: Callable[..., Office], take: Take, role: str
) -> None:
    person = sit_down("sato", role, "A001")
    before = head(person)

    refused = take(person, OWN, FOREIGN, FOREIGN.replace("copy_paper_sheets", "byod_sessions"))
    assert [(problem.line, problem.column) for problem in refused.rejected] == [
        (3, "department"),
        (4, "department"),
    ]
    assert "担当の課長" in refused.rejected[0].reason
    assert head(person) == before
    assert take(person, OWN, FOREIGN, skip_invalid=True).change is not None
    assert take(person, OWN).files[0].unchanged == 1


def test_what_others_have_imported_already_is_no_problem_of_a_department(
    office: Office, sit_down: Callable[..., Office], take: Take
) -> None:
    """The city's file holds everybody's lines."""
    take(office, FOREIGN)
    chief = sit_down("sato", "chief", "A001")

    assert take(chief, OWN, FOREIGN).change is not None


@pytest.mark.parametrize("role", ["manager", "accounts"])
def test_whoever_enters_nothing_imports_nothing(
    office: Office, sit_down: Callable[..., Office], take: Take, role: str
) -> None:
    person = sit_down("sato", role)
    before = head(office)
    try:
        answer = take(person, OWN)
    except NotAllowed:
        assert role == "accounts"
    else:
        assert len(answer.rejected) == 1
    assert head(office) == before


def test_annual_baselines_are_the_teams(
    office: Office, sit_down: Callable[..., Office], take: Take
) -> None:
    chief = sit_down("sato", "chief", "A001")
    header, line = "department,fiscal_year,metric,value\n", "A001,2019,copy_paper_sheets,100\n"

    (problem,) = take(chief, line, header=header).rejected
    assert "推進担当" in problem.reason
    assert take(office, line, header=header).change is not None
    assert not take(chief, line, header=header).rejected  # nothing new


@pytest.mark.parametrize("states", [[months.SUBMITTED], [months.SUBMITTED, months.APPROVED]])
def test_a_departments_import_takes_back_what_it_had_handed_in(
    office: Office, sit_down: Callable[..., Office], take: Take, states: list[str]
) -> None:
    """Nobody has approved these numbers."""
    hand_in(office, *states)
    chief = sit_down("sato", "chief", "A001")
    new = "A001,2022-04,byod_sessions,3,,\n"

    for line in (OWN, new):
        (problem,) = take(chief, line).rejected
        assert "--reason" in problem.reason
    assert standing(chief) is Standing(states[-1])
    change = take(chief, OWN, new, reason="再集計").change
    assert standing(chief) is Standing.DRAFT
    rows = office.read(
        lambda session: session.execute(
            select(
                SubmissionVersion.change, SubmissionVersion.state, SubmissionVersion.reason
            ).where(SubmissionVersion.withdrawn == 1)
        ).all()
    )
    assert [*map(tuple, rows)] == [(change, states[-1], "再集計")]
    assert office.read(ledger.verify).intact


def test_the_teams_import_leaves_what_it_has_approved_approved(office: Office, take: Take) -> None:
    hand_in(office, months.SUBMITTED, months.APPROVED)

    assert take(office, OWN, reason="再集計").change is not None
    assert standing(office) is Standing.APPROVED


def test_an_unchanged_figure_takes_nothing_back(
    office: Office, sit_down: Callable[..., Office], take: Take
) -> None:
    hand_in(office, months.SUBMITTED)
    chief = sit_down("sato", "chief", "A001")

    may = "A001,2022-05,copy_paper_sheets,600,,\n"
    same = "A001,2022-04,copy_paper_sheets,500,,\n"
    assert take(chief, may, same, reason="再集計").change is not None
    assert standing(chief) is Standing.SUBMITTED


def test_only_the_team_corrects_a_closed_month(
    office: Office, sit_down: Callable[..., Office], take: Take
) -> None:
    office.write(partial(months.close, month=APRIL, today=TODAY))
    chief = sit_down("sato", "chief", "A001")
    before = head(office)

    for reason in ("", "誤記"):
        (problem,) = take(chief, OWN, reason=reason).rejected
        assert (problem.line, problem.column) == (2, "month")
    assert "推進担当" in problem.reason
    assert head(office) == before
    assert take(office, OWN, reason="誤記").change is not None
