"""Editing the organisation: nothing overwritten unseen, no share lost, no code used twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from kdx_desktop.errors import DataError, NotAllowed
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department, Headcount, Succession
from kdx_desktop.services import organization_changes as changes
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.office import Office
from kdx_desktop.services.organization_checks import Reorganization, share_sums
from tests.services.small_city import DEPARTMENTS, add_organization, cell, save

APRIL = Month(202304)
HALF = Fraction(1, 2)


@pytest.fixture
def city(office: Office) -> Office:
    """Departments with figures of one of them."""
    add_organization(office)
    save(office, "A001", 202204, cell("copy_paper_sheets", 500))
    return office


def do(office: Office, work: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    return office.write(lambda session: work(session, *arguments, **options))


def book(office: Office, month: Month = APRIL) -> changes.OrganizationBook:
    return office.read(partial(changes.organization_book, month=month))


def first(office: Office) -> Department:
    return office.read(load_organization).departments["A001"]


def reform(*links: tuple[str, str, Fraction | None], month: Month = APRIL) -> Reorganization:
    return Reorganization(month, tuple(Succession(a, b, month, share) for a, b, share in links))


def test_another_name_is_one_change_with_its_reason(city: Office) -> None:
    before = first(city)
    after = replace(before, name="総務企画課", bureau="市長公室")
    assert do(city, changes.change_department, before, after, "4月の改称") is not None
    assert first(city) == after
    assert do(city, changes.change_department, after, after) is None


def test_who_was_slower_overwrites_nothing(city: Office) -> None:
    before = first(city)
    do(city, changes.change_department, before, replace(before, name="先の名前"))
    with pytest.raises(DataError, match="ほかの人が"):
        do(city, changes.change_department, before, replace(before, name="後の名前"))
    assert first(city).name == "先の名前"


def test_a_department_keeps_the_months_that_have_figures(city: Office) -> None:
    before = first(city)
    ended = replace(before, valid_to=Month(202203))
    with pytest.raises(DataError, match="数値が登録"):
        do(city, changes.change_department, before, ended)
    with pytest.raises(DataError, match="終了月が開始月より前"):
        do(city, changes.change_department, before, replace(before, valid_to=Month(190001)))


def test_a_code_is_never_used_again(city: Office) -> None:
    new = Department("Z900", "新設課", "総務局", APRIL)
    do(city, changes.add_department, new)
    assert book(city).named("Z900") == new
    with pytest.raises(DataError, match="再利用できません"):
        do(city, changes.add_department, replace(new, name="別の課"))


def test_headcounts_are_saved_together_and_only_where_they_are_another(city: Office) -> None:
    wanted = [Headcount("A001", 2023, 20, 15), Headcount("A002", 2023, 10, None)]
    assert do(city, changes.save_headcounts, [], wanted) is not None
    assert dict(book(city).headcounts) == {one.department: one for one in wanted}
    assert do(city, changes.save_headcounts, wanted, wanted) is None
    with pytest.raises(DataError, match="ほかの人が"):
        do(city, changes.save_headcounts, [], [Headcount("A001", 2023, 30, None)])
    with pytest.raises(DataError, match="職員数より多く"):
        do(city, changes.save_headcounts, wanted, [Headcount("A001", 2023, 20, 21)])


def test_shares_that_do_not_add_up_are_refused(city: Office) -> None:
    with pytest.raises(DataError, match=r"合計 0\.95 — あと 0\.05"):
        do(
            city,
            changes.save_reorganization,
            None,
            reform(("A001", "A002", Fraction(3, 5)), ("A001", "A003", Fraction(7, 20))),
        )
    with pytest.raises(DataError, match="すべて入力するか"):
        do(
            city,
            changes.save_reorganization,
            None,
            reform(("A001", "A002", HALF), ("A001", "A003", None)),
        )
    for share in (Fraction(0), Fraction(-1, 2), Fraction(3, 2)):
        links = (("A001", "A002", share), ("A001", "A003", 1 - share))
        with pytest.raises(DataError, match="0より大きく1以下"):
            do(city, changes.save_reorganization, None, reform(*links))
    with pytest.raises(DataError, match="Q999"):
        do(city, changes.save_reorganization, None, reform(("A001", "Q999", Fraction(1))))
    assert book(city).reorganizations == book(city, Month(202204)).reorganizations


def test_thirds_add_up_exactly(city: Office) -> None:
    third = Fraction(1, 3)
    split = reform(*(("A001", code, third) for code in ("A001", "A002", "A003")))
    assert do(city, changes.save_reorganization, None, split) is not None
    (stored, *_) = book(city).reorganizations
    assert stored == split
    assert stored.kind == "分割"
    assert share_sums(stored.links)[0].adds_up


def test_a_reorganisation_is_replaced_as_a_whole_and_can_be_taken_back(city: Office) -> None:
    already = len(book(city).reorganizations)
    merged = reform(("A001", "A003", Fraction(1)), ("A002", "A003", Fraction(1)))
    do(city, changes.save_reorganization, None, merged)
    with pytest.raises(DataError, match="すでに登録されています"):
        do(city, changes.save_reorganization, None, merged)
    other = reform(("A001", "A003", Fraction(1)), month=Month(202305))
    do(city, changes.save_reorganization, merged, other)
    assert book(city).reorganizations[0] == other
    assert len(book(city).reorganizations) == already + 1
    with pytest.raises(DataError, match="ほかの人が"):
        do(city, changes.save_reorganization, merged, other)
    do(city, changes.withdraw_reorganization, other)
    assert len(book(city).reorganizations) == already


def test_who_is_merged_can_end_in_the_same_change(city: Office) -> None:
    merged = reform(("A001", "A002", Fraction(1)), ("A002", "A002", Fraction(1)))
    do(city, changes.save_reorganization, None, merged, end_predecessors=True)
    departments = city.read(load_organization).departments
    assert departments["A001"].valid_to == Month(202303)
    assert departments["A002"].valid_to == DEPARTMENTS[1].valid_to


def test_the_check_list_names_what_does_not_add_up(city: Office) -> None:
    before = first(city)
    do(city, changes.change_department, before, replace(before, valid_to=Month(202303)))
    new = Department("Z900", "新設課", "総務局", Month(202306))
    do(city, changes.add_department, new)
    said = {(one.department, one.reason) for one in book(city).doubts}
    assert ("A001", "2023年3月で終了しますが、承継先がありません") in said
    do(city, changes.save_reorganization, None, reform(("A001", "Z900", Fraction(1))))
    said = {(one.department, one.reason) for one in book(city).doubts}
    assert not any(code == "A001" and "承継先がありません" in reason for code, reason in said)
    assert any(code == "Z900" and "2023年4月にはまだない" in reason for code, reason in said)


def test_only_the_team_edits_the_organisation(
    city: Office, sit_down: Callable[..., Office]
) -> None:
    before = first(city)
    merged = reform(("A001", "A002", Fraction(1)))
    for seat in (sit_down("kudo", "chief", "A001"), sit_down("mori", "manager")):
        for work, arguments in (
            (changes.change_department, (before, replace(before, name="x"))),
            (changes.add_department, (replace(before, code="Z901"),)),
            (changes.save_headcounts, ([], [Headcount("A001", 2023, 1, 1)])),
            (changes.save_reorganization, (None, merged)),
            (changes.withdraw_reorganization, (merged,)),
        ):
            with pytest.raises(NotAllowed):
                do(seat, work, *arguments)
    assert first(city) == before
