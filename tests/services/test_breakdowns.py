"""What a figure was made from: it is kept, adds up, and never says something else than the figure."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

import pytest

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import entries, ledger, month_form, months
from kdx_desktop.services.automations import Automation, automations_of
from kdx_desktop.services.breakdowns import (
    HOURS,
    PAPER,
    Work,
    a4_sheets,
    load_paper_factors,
    saved_hours,
    sheets_of,
    sheets_text,
    works_of,
    works_text,
)
from kdx_desktop.services.entries import CellEntry, Conflict, Entry
from kdx_desktop.services.month_form import CellValue
from kdx_desktop.services.office import Office
from tests.services.small_city import APRIL, TODAY, add_organization, save

SHEETS = sheets_text({"A3": "100", "A4": "1000", "B5": "2", "A5": " "})
WORK = Work("請求書の処理", "120", "30", "5.5", measured=True, valid_from="2022-04", note="RPA")


@pytest.fixture(autouse=True)
def organization(office: Office) -> None:
    add_organization(office)


def made(metric: str, amount: int, typed: str, based_on: int = 0) -> CellEntry:
    return CellEntry(metric, State.ACTUAL, amount, "", based_on, typed)


def stored(office: Office, metric: str, month: int = APRIL) -> CellValue:
    form = office.read(
        partial(month_form.month_form, department="A001", month=Month(month), today=TODAY)
    )
    return {cell.metric.code: cell.current for cell in form.cells}[metric]


def known(office: Office, month: int = APRIL) -> tuple[Automation, ...]:
    return office.read(partial(automations_of, department="A001", month=Month(month)))


def hours_of(*works: Work) -> int:
    return saved_hours(works, Month(APRIL))


def test_sheets_of_every_size_come_to_their_a4_equivalent(office: Office) -> None:
    factors = office.read(load_paper_factors)
    assert list(factors) == ["A3", "B4", "A4", "B5", "A5"]
    assert a4_sheets(sheets_of(SHEETS), factors) == 12015 * SCALE // 10
    assert a4_sheets({"B4": "１"}, factors) == 15_000


@pytest.mark.parametrize(
    ("text", "words"), [("12枚", "A3の枚数"), ("1.5", "整数"), ("-1", "0以上")]
)
def test_sheets_that_cannot_be_counted_are_named(office: Office, text: str, words: str) -> None:
    factors = office.read(load_paper_factors)
    with pytest.raises(ValueError, match=words):
        a4_sheets({"A3": text}, factors)


def test_minutes_are_summed_before_they_are_divided() -> None:
    """Three times 20 minutes are one hour, not three rounded thirds."""
    thirds = [replace_name(WORK, name, "1", "20", "0") for name in "abc"]
    assert hours_of(*thirds) == SCALE
    assert hours_of(thirds[0]) == 3333


def replace_name(work: Work, name: str, cases: str, before: str, after: str) -> Work:
    return Work(name, cases, before, after, work.measured, work.one_off, work.valid_from)


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (Work("", "1", "2", "1"), "業務名"),
        (Work("処理", "", "2", "1"), "件数を入力"),
        (Work("処理", "1", "2", "3"), "大きく"),
        (Work("処理", "1", "二", "1"), "数値として"),
        (Work("処理", "1", "2", "1", valid_from="2022-05"), "以前"),
        (Work("処理", "1", "2", "1", valid_from="来月"), "年月"),
    ],
)
def test_a_work_that_cannot_be_counted_says_what_it_lacks(work: Work, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        hours_of(work)


def test_the_same_work_is_not_counted_twice() -> None:
    with pytest.raises(ValueError, match="2行"):
        hours_of(WORK, WORK)


def test_sheets_are_kept_beside_the_figure_and_shown_again(office: Office) -> None:
    save(office, "A001", APRIL, made(PAPER, 12015 * SCALE // 10, SHEETS), key="one")
    assert sheets_of(stored(office, PAPER).typed) == {"A3": "100", "A4": "1000", "B5": "2"}

    save(office, "A001", APRIL, made(PAPER, 900 * SCALE, "", 1), key="two")
    assert stored(office, PAPER).typed == ""


def test_other_sheets_that_come_to_the_same_figure_are_a_change(office: Office) -> None:
    save(office, "A001", APRIL, made(PAPER, 200 * SCALE, sheets_text({"A3": "100"})), key="one")
    again = made(PAPER, 200 * SCALE, sheets_text({"A4": "200"}), 1)

    assert save(office, "A001", APRIL, again, key="two").cells == 1
    assert sheets_of(stored(office, PAPER).typed) == {"A4": "200"}
    assert office.read(ledger.verify).problems == ()


@pytest.mark.parametrize(
    "cell",
    [
        made(PAPER, 5 * SCALE, sheets_text({"A4": "6"})),
        made(PAPER, 5 * SCALE, sheets_text({"A2": "5"})),
        made(PAPER, 5 * SCALE, works_text([WORK])),
        made(PAPER, 5 * SCALE, "{"),
        made("meetings_held", 5 * SCALE, sheets_text({"A4": "5"})),
        CellEntry(PAPER, State.NOT_APPLICABLE, None, "", 0, SHEETS),
    ],
)
def test_a_breakdown_that_says_something_else_is_refused(office: Office, cell: CellEntry) -> None:
    with pytest.raises(DataError) as caught:
        save(office, "A001", APRIL, cell, key="one")
    assert caught.value.problems[0].column == cell.metric
    assert stored(office, cell.metric) == month_form.NOTHING


def test_works_are_kept_with_the_hours_and_known_from_then_on(office: Office) -> None:
    save(office, "A001", APRIL, made(HOURS, 49 * SCALE, works_text([WORK])), key="one")

    assert works_of(stored(office, HOURS).typed) == (WORK,)
    (automation,) = known(office, 202209)
    assert (automation.name, automation.before, automation.after) == (
        "請求書の処理",
        30 * SCALE,
        55_000,
    )
    assert known(office, 202203) == ()
    assert office.read(ledger.verify).problems == ()


def test_minutes_that_change_count_from_their_month_on(office: Office) -> None:
    save(office, "A001", APRIL, made(HOURS, 49 * SCALE, works_text([WORK])), key="one")
    later = Work("請求書の処理", "60", "30", "10", measured=True, valid_from="2022-06", note="RPA")
    save(office, "A001", 202206, made(HOURS, 20 * SCALE, works_text([later])), key="two")

    assert known(office, 202205)[0].after == 55_000
    assert known(office, 202206)[0].after == 10 * SCALE


def test_more_cases_with_the_minutes_of_before_are_no_news_of_the_minutes(office: Office) -> None:
    """Somebody put the minutes right meanwhile: an old month that is saved again leaves that be."""
    save(office, "A001", APRIL, made(HOURS, 49 * SCALE, works_text([WORK])), key="one")
    right = Work("請求書の処理", "1", "40", "10", measured=True, valid_from="2022-04")
    save(office, "A001", 202205, made(HOURS, 5000, works_text([right])), key="two")
    more = Work("請求書の処理", "240", "30", "5.5", measured=True, valid_from="2022-04", note="RPA")
    save(office, "A001", APRIL, made(HOURS, 98 * SCALE, works_text([more]), 1), key="three")

    assert known(office)[0].before == 40 * SCALE


def test_a_chief_states_the_minutes_of_the_own_department(
    office: Office, sit_down: Callable[..., Office]
) -> None:
    chief = sit_down("sato", "chief", "A001")
    save(chief, "A001", APRIL, made(HOURS, 49 * SCALE, works_text([WORK])), key="one")
    assert [one.name for one in known(chief)] == ["請求書の処理"]


def test_works_are_corrected_like_the_figure(office: Office) -> None:
    save(office, "A001", APRIL, made(HOURS, 49 * SCALE, works_text([WORK])), key="one")
    office.write(lambda session: months.close(session, Month(APRIL)))
    fixed = Work("請求書の処理", "120", "60", "5.5", measured=True, valid_from="2022-04")
    cells = (made(HOURS, 109 * SCALE, works_text([fixed]), 1),)
    entry = Entry("A001", Month(APRIL), cells, "two")
    office.write(partial(entries.correct, entry=entry, reason="時間の計り直し", today=TODAY))
    assert known(office)[0].before == 60 * SCALE


def test_a_conflict_shows_what_both_made_their_figures_from(office: Office) -> None:
    theirs = sheets_text({"A4": "200"})
    save(office, "A001", APRIL, made(PAPER, 200 * SCALE, theirs), key="one")
    with pytest.raises(Conflict) as caught:
        save(office, "A001", APRIL, made(PAPER, 300 * SCALE, sheets_text({"A4": "300"})), key="two")
    (cell,) = caught.value.cells
    assert cell.theirs.typed == theirs
    assert sheets_of(cell.mine.typed) == {"A4": "300"}


def test_nothing_is_rounded_on_the_way(office: Office) -> None:
    cell = made(PAPER, int(Fraction(3, 4) * SCALE), sheets_text({"B5": "1"}))
    save(office, "A001", APRIL, cell, key="one")
    assert stored(office, PAPER).amount == 7500
