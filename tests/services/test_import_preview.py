"""取込 on screen: what is shown before is what is stored, and nothing is stored before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kdx_desktop.errors import DataError, NotAllowed
from kdx_desktop.services import changes, import_preview, ledger, months
from kdx_desktop.services.import_preview import Imported, Preview, PreviewOutdated
from kdx_desktop.services.importing import Contents, read_files
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.office import Office
from tests.services.small_city import APRIL, TODAY, add_organization, cell, save

DEPARTMENTS = "code,name,bureau,valid_from,valid_to\nA001,総務課,総務局,2015-04,\nA009,新設課,総務局,2022-04,\n"
FIGURES = "department,month,metric,value,state,note\n"
NEW = "A009,2022-04,copy_paper_sheets,70,,\n"
OWN = "A001,2022-04,copy_paper_sheets,600,,\n"
WRONG = "A999,2022-04,copy_paper_sheets,1,,\n"


@pytest.fixture(autouse=True)
def organization(office: Office) -> None:
    add_organization(office)
    save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="first")


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Contents]:
    """Read files with these contents."""

    def files(*texts: str) -> Contents:
        paths = []
        for number, text in enumerate(texts, start=1):
            paths.append(tmp_path / f"{number}.csv")
            paths[-1].write_text(text, encoding="utf-8")
        return read_files(paths, import_preview.KINDS)

    return files


def seen(office: Office, contents: Contents) -> Preview:
    return office.read(partial(import_preview.preview, contents=contents, today=TODAY))


def stored(office: Office, contents: Contents, found: Preview, **switches: Any) -> Imported:
    return office.write(
        partial(import_preview.store, contents=contents, seen=found, today=TODAY, **switches)
    )


def head(office: Office) -> ledger.Head | None:
    return office.read(ledger.head)


def test_figures_of_a_department_that_comes_with_them_are_no_problem(
    office: Office, read: Callable[..., Contents]
) -> None:
    before = head(office)
    contents = read(FIGURES + NEW, DEPARTMENTS)

    found = seen(office, contents)

    assert found.rejected == ()
    assert [file.accepted for file in found.files] == [1, 1]
    assert head(office) == before  # looking stores nothing
    done = stored(office, contents, found)
    assert len(done.changes) == 2
    assert "A009" in office.read(load_organization).departments
    assert office.read(ledger.verify).intact


def test_a_replaced_figure_is_shown_with_both_values(
    office: Office, read: Callable[..., Contents]
) -> None:
    (row,) = seen(office, read(FIGURES + OWN)).files[0].changed

    assert (row.before, row.after) == (5_000_000, 6_000_000)


def test_nothing_is_stored_when_somebody_changed_the_figure_after_the_preview(
    office: Office, read: Callable[..., Contents]
) -> None:
    """What would be overwritten now is not what was looked at."""
    contents = read(FIGURES + OWN, DEPARTMENTS)
    found = seen(office, contents)
    save(office, "A001", APRIL, cell("copy_paper_sheets", 550, 1), key="second")
    before = head(office)

    with pytest.raises(PreviewOutdated):
        stored(office, contents, found)

    assert head(office) == before
    assert "A009" not in office.read(load_organization).departments


def test_a_closed_month_takes_a_reason(office: Office, read: Callable[..., Contents]) -> None:
    office.write(partial(months.close, month=APRIL, today=TODAY))
    contents = read(FIGURES + OWN)
    found = seen(office, contents)
    before = head(office)

    assert found.reasoned == 1
    for reason in ("", "　 "):
        with pytest.raises(DataError, match="理由"):
            stored(office, contents, found, reason=reason)
    assert head(office) == before
    (change,) = stored(office, contents, found, reason="転記の誤り").changes
    page = office.read(changes.changes)
    assert (page.records[0].number, page.records[0].kind_name) == (change, "訂正")


def test_lines_with_problems_are_left_out_only_when_that_is_chosen(
    office: Office, read: Callable[..., Contents]
) -> None:
    contents = read(FIGURES + OWN + WRONG)
    found = seen(office, contents)

    assert [problem.line for problem in found.rejected] == [3]
    with pytest.raises(DataError):
        stored(office, contents, found)
    assert len(stored(office, contents, found, skip_invalid=True).changes) == 1


def test_an_organisation_is_taken_as_a_whole(office: Office, read: Callable[..., Contents]) -> None:
    contents = read(DEPARTMENTS + "A010,逆さ課,総務局,2022-04,2021-04\n", FIGURES + OWN)
    found = seen(office, contents)

    assert not found.may_skip
    with pytest.raises(DataError):
        stored(office, contents, found, skip_invalid=True)


def test_the_same_file_twice_is_taken_once_and_says_so(
    office: Office, read: Callable[..., Contents]
) -> None:
    contents = read(FIGURES + OWN, FIGURES + OWN)

    found = seen(office, contents)

    assert [file.accepted for file in found.files] == [1, 0]
    assert "同じ内容" in found.files[1].notes[0]
    (change,) = stored(office, contents, found).changes
    again = seen(office, contents)
    assert again.accepted == 0
    assert again.earlier[contents[0][0].source.sha256].change == change
    assert stored(office, contents, again).changes == ()


def test_a_machine_log_is_refused_with_what_to_do(
    office: Office, read: Callable[..., Contents]
) -> None:
    (file,) = seen(office, read("time,printer,pages\n10:00,P1,3\n")).files

    assert file.rejected
    assert "まだ読み取れません" in file.notes[0]


@pytest.mark.parametrize("role", ["chief", "manager"])
def test_the_screen_is_the_teams(
    sit_down: Callable[..., Office], read: Callable[..., Contents], role: str
) -> None:
    person = sit_down("sato", role, "A001") if role == "chief" else sit_down("sato", role)

    with pytest.raises(NotAllowed):
        seen(person, read(FIGURES + OWN))
    with pytest.raises(NotAllowed):
        stored(person, read(FIGURES + OWN), Preview((), {}, {}))
