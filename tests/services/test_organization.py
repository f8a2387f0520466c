"""Departments, headcounts and reorganisations: in, out, and in again without losing anything."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from kdx_desktop.metrics.months import Month
from kdx_desktop.services import importing, organization_import
from kdx_desktop.services.importing import ImportResult
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.office import Office
from tests.conftest import SAMPLE_CITY, Outcome
from tests.services.homes import Homes
from tests.services.small_city import add_organization, cell, save

Kdx = Callable[..., Outcome]
SUCCESSIONS = "predecessor,successor,effective_month,share\n"


@pytest.fixture
def take(office: Office, kdx: Kdx, tmp_path: Path) -> Callable[[str], Any]:
    """Import one file of the organisation; return what became of it."""
    assert office.check() == []

    def to_database(text: str) -> Any:
        file = tmp_path / "in.csv"
        file.write_text(text, encoding="utf-8")
        answer = kdx("organization", "import", file, "--json")
        assert answer.status == 0, answer.out
        return json.loads(answer.out)["files"][0]

    return to_database


@pytest.fixture
def elsewhere(homes: Homes, tmp_path: Path) -> Iterator[str]:
    """The URL of another database, new and empty."""
    (tmp_path / "other").mkdir()
    with homes.place(tmp_path / "other") as place:
        homes.create(place)
        yield place


@pytest.fixture
def other(elsewhere: str, kdx_at: Callable[[str], Kdx]) -> Kdx:
    """Commands on the other database."""
    return kdx_at(elsewhere)


def asked(kdx: Kdx, *words: object) -> Any:
    answer = kdx(*words, "--json")
    assert answer.status == 0, answer.err
    return json.loads(answer.out)


def test_the_sample_city_carried_over_to_another_database_has_identical_numbers(
    sample_city: Kdx, other: Kdx, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert sample_city("organization", "export", out).status == 0
    assert sample_city("figures", "export", out / "figures.xlsx").status == 0
    assert sample_city("figures", "export", out / "figures.csv", "--encoding", "cp932").status == 0

    files = [str(out / f"{name}.csv") for name in ("successions", "headcounts", "departments")]
    asked(other, "organization", "import", *files)
    # Nothing exports annual baselines yet, so they come from where they came from before.
    baselines = str(SAMPLE_CITY / "annual_baselines.csv")
    asked(other, "figures", "import", str(out / "figures.csv"), baselines)
    again = asked(other, "figures", "import", str(out / "figures.xlsx"))

    for words in (
        ("kpi", "--as-of", "2022-12"),
        ("kpi", "--as-of", "2021-09"),
        ("ranking", "--theme", "overall", "--as-of", "2022-12"),
        ("ranking", "--theme", "paper", "--as-of", "2022-12"),
        ("gap", "--as-of", "2022-12"),
    ):
        assert asked(other, *words) == asked(sample_city, *words)
    assert again["change"] is None  # the workbook says the same as the text
    assert again["files"][0]["unchanged"] == 4794


def test_the_organisation_exported_and_imported_again_changes_nothing(
    sample_city: Kdx, tmp_path: Path
) -> None:
    assert sample_city("organization", "export", tmp_path / "out").status == 0

    answer = sample_city("organization", "import", *sorted((tmp_path / "out").iterdir()))

    assert answer.status == 0
    assert "何も変更していません" in answer.out


def test_names_and_shares_survive_the_round_trip_as_they_are(
    office: Office, kdx: Kdx, other: Kdx, elsewhere: str, tmp_path: Path
) -> None:
    """Thirds have no decimal; 𠮷 and 髙 no CP932; a name may look like a formula."""
    departments = tmp_path / "departments.csv"
    departments.write_text(
        "code,name,bureau,valid_from,valid_to\n"
        "001,=SUM(A1),@局,2015-04,2021-03\n"
        '-2,"𠮷田, 髙橋""課""",,H27.4,\n'
        "E3,（新）課,局,2021-04,\n",
        encoding="utf-8",
    )
    successions = tmp_path / "successions.csv"
    successions.write_text(
        SUCCESSIONS + "001,-2,2021-04,1/3\n001,E3,2021-04,2/3\n"
        "-2,-2,2022-04,0.123456789012\n-2,E3,2022-04,0.876543210988\nE3,-2,2022-04,\n",
        encoding="utf-8",
    )
    asked(kdx, "organization", "import", departments, successions)
    asked(kdx, "organization", "export", tmp_path / "out")
    asked(other, "organization", "import", *sorted((tmp_path / "out").iterdir()))

    there = Office.open(elsewhere)
    for known in (office.read(load_organization), there.read(load_organization)):
        assert known.departments["001"].name == "=SUM(A1)"
        assert known.departments["001"].bureau == "@局"
        assert known.departments["-2"].name == '𠮷田, 髙橋"課"'
        shares = {(one.predecessor, one.successor): one.share for one in known.successions}
        assert shares["001", "-2"] == Fraction(1, 3)
        assert shares["-2", "-2"] == Fraction("0.123456789012")
        assert shares["E3", "-2"] is None
    there.close()
    exported = (tmp_path / "out" / "departments.csv").read_text(encoding="utf-8-sig")
    assert not any(
        field.startswith(("=", "@", "-"))
        for line in exported.splitlines()
        for field in line.split(",")
    )


def test_a_department_is_there_from_its_first_to_its_last_month(office: Office) -> None:
    add_organization(office)

    def codes(month: int) -> list[str]:
        return list(office.read(load_organization).existing(month))

    assert codes(201503) == []
    assert codes(202203) == ["A001", "A002"]
    assert codes(202204) == ["A001", "A003", "A004"]


def test_the_successions_of_a_department_are_replaced_as_a_whole(
    office: Office, take: Callable[[str], Any]
) -> None:
    """One share left over from before would make the sum more than 1."""
    add_organization(office)
    assert take(SUCCESSIONS + "A002,A003,2022-04,1\n")["accepted"] == 1

    weights = office.read(load_organization).weights("A003", Month(202203), Month(202204))
    assert weights["A002"] == 1
    assert office.read(load_organization).weights("A004", Month(202203), Month(202204)) == {
        "A004": 1
    }
    take(SUCCESSIONS + "A002,A003,2022-04,0.4\nA002,A004,2022-04,0.6\n")  # and back again
    weights = office.read(load_organization).weights("A004", Month(202203), Month(202204))
    assert weights["A002"] == Fraction(3, 5)


def test_a_new_month_of_a_department_may_come_before_its_figures_and_never_after(
    office: Office, take: Callable[[str], Any]
) -> None:
    add_organization(office)
    save(office, "A003", 202205, cell("copy_paper_sheets", 1), key="k")

    header = "code,name,bureau,valid_from,valid_to\n"
    assert take(header + "A003,市民課,市民局,2022-05,2022-05\n")["accepted"] == 1
    assert take(header + "A003,市民課,市民局,2010-04,\n")["accepted"] == 1


def test_a_headcount_left_blank_is_unknown_and_not_zero(
    office: Office, take: Callable[[str], Any], kdx: Kdx, tmp_path: Path
) -> None:
    add_organization(office)
    take("department,fiscal_year,headcount,telework_eligible\nA001,2022,,\nA003,2022,0,\n")

    answer = kdx("organization", "export", tmp_path)

    assert answer.status == 0
    lines = (tmp_path / "headcounts.csv").read_text(encoding="utf-8-sig").splitlines()
    assert "A001,2022,," in lines
    assert "A003,2022,0," in lines


def test_a_succession_that_a_file_leaves_out_is_named_when_it_goes(
    take: Callable[[str], Any], office: Office
) -> None:
    add_organization(office)
    take(SUCCESSIONS + "A001,A002,2022-04,0.6\nA001,A003,2022-04,0.4\n")

    answer = take(SUCCESSIONS + "A001,A002,2022-04,1\n")

    assert any("A001→A003" in note and "取り消され" in note for note in answer["notes"])
    found = office.read(load_organization).successions
    mine = [(s.successor, s.share) for s in found if s.predecessor == "A001"]
    assert mine == [("A002", Fraction(1))]


def test_a_succession_to_a_department_that_is_not_there_is_questioned(
    take: Callable[[str], Any], office: Office
) -> None:
    add_organization(office)

    answer = take(SUCCESSIONS + "A001,A002,1999-04,1\n")

    assert "A002" in answer["questions"][0]["reason"]
    assert "にはありません" in answer["questions"][0]["reason"]


def test_a_new_name_is_shown_beside_the_old_one(take: Callable[[str], Any], office: Office) -> None:
    add_organization(office)
    old = office.read(load_organization).departments["A001"]

    answer = take(
        "code,name,bureau,valid_from,valid_to\n"
        f"A001,新しい課,{old.bureau},{old.valid_from},{old.valid_to or ''}\n"
    )

    assert answer["notes"] == [f"置換：A001 部署名「{old.name}」→「新しい課」"]


def test_an_import_that_is_run_again_counts_each_line_once(office: Office, tmp_path: Path) -> None:
    """On a server it is run again when somebody was faster, or the connection was lost."""
    file = tmp_path / "departments.csv"
    file.write_text("code,name,bureau,valid_from,valid_to\nA001,総務課,総務局,2015-04,\n", "utf-8")
    contents = importing.read_files([file], organization_import.KINDS)

    def twice(session: Session) -> ImportResult:
        with session.begin_nested() as first:
            organization_import.import_organization(session, contents)
            first.rollback()
        return organization_import.import_organization(session, contents)

    assert office.write(twice).accepted == 1
