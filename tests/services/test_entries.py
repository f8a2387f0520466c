"""月次入力: what a person types is kept, refused with a reason, or shown beside what others typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from kdx_desktop.errors import DataError, NotAllowed
from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month, months_between
from kdx_desktop.services import entries, ledger, month_form, months
from kdx_desktop.services.board import Standing
from kdx_desktop.services.entries import CellEntry, Conflict, Entry
from kdx_desktop.services.month_form import NOTHING, CellValue, MonthForm
from kdx_desktop.services.office import Office
from tests.services.small_city import APRIL, TODAY, add_organization, cell, save


@pytest.fixture(autouse=True)
def organization(office: Office) -> None:
    add_organization(office)


def form(office: Office, department: str = "A001", month: int = APRIL) -> MonthForm:
    return office.read(
        partial(month_form.month_form, department=department, month=Month(month), today=TODAY)
    )


def current(office: Office, metric: str, month: int = APRIL) -> CellValue:
    return {c.metric.code: c.current for c in form(office, month=month).cells}[metric]


def head(office: Office) -> ledger.Head | None:
    return office.read(ledger.head)


def refusals(office: Office, month: int, *cells: CellEntry) -> dict[str | None, str]:
    """Return the reason by metric of an entry that must be refused without a trace."""
    before = head(office)
    with pytest.raises(DataError) as caught:
        save(office, "A001", month, *cells, key="refused")
    assert head(office) == before
    return {problem.column: problem.reason for problem in caught.value.problems} or {
        None: caught.value.message
    }


def test_what_was_saved_is_there_with_who_and_when(office: Office) -> None:
    saved = save(
        office,
        "A001",
        APRIL,
        cell("copy_paper_sheets", 500),
        cell("meetings_held", 0),
        cell("byod_sessions", None, state=State.NOT_APPLICABLE, note="端末なし"),
        key="k",
    )

    assert saved.cells == 3
    assert current(office, "copy_paper_sheets") == CellValue(State.ACTUAL, 500 * SCALE)
    assert current(office, "meetings_held") == CellValue(State.ACTUAL, 0)  # a zero is a figure
    assert current(office, "byod_sessions") == CellValue(State.NOT_APPLICABLE, None, "端末なし")
    assert current(office, "telework_sessions") == NOTHING
    shown = form(office)
    assert shown.saved_by == "tanaka"
    assert shown.saved_at is not None
    assert shown.editable


def test_last_month_and_last_year_stand_beside_the_cell(office: Office) -> None:
    for month, value in ((202104, 1), (202105, 2), (202203, 3), (202103, 4)):
        save(office, "A001", month, cell("telework_sessions", value), key=f"{month}")

    shown = {c.metric.code: c for c in form(office).cells}["telework_sessions"]

    assert shown.last_month.amount == 3 * SCALE
    assert shown.last_year.amount == 1 * SCALE
    assert [month for month, _ in shown.history] == list(
        months_between(Month(202104), Month(202203))
    )
    assert shown.history[1][1] == 2 * SCALE
    assert shown.year_before[-1] == (Month(202103), 4 * SCALE)


def test_saving_the_same_key_again_stores_nothing_twice(office: Office) -> None:
    """An answer that was lost on the way: the program sends the save again."""
    first = save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="once")
    before = head(office)

    again = save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="once")
    other = save(office, "A001", APRIL, cell("copy_paper_sheets", 900), key="once")

    assert again.change == other.change == first.change
    assert again.cells == 0
    assert head(office) == before
    assert current(office, "copy_paper_sheets").amount == 500 * SCALE


def test_saving_what_stands_there_already_makes_no_change(office: Office) -> None:
    save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="one")
    before = head(office)

    saved = save(office, "A001", APRIL, cell("copy_paper_sheets", 500, 1), key="two")

    assert (saved.change, saved.cells) == (None, 0)
    assert head(office) == before


@pytest.mark.parametrize(
    ("entered", "column", "reason"),
    [
        (cell("copy_paper_sheets", -1), "copy_paper_sheets", "0以上"),
        (replace(cell("meetings_held", 1), amount=15_000), "meetings_held", "整数"),
        (cell("coffee", 1), "coffee", "登録されていない"),
        (CellEntry("meetings_held", State.ACTUAL, None, "", 0), "meetings_held", "合っていません"),
        (
            CellEntry("meetings_held", State.NOT_APPLICABLE, SCALE, "", 0),
            "meetings_held",
            "合っていません",
        ),
    ],
)
def test_a_figure_that_cannot_be_is_refused_beside_its_cell(
    office: Office, entered: CellEntry, column: str, reason: str
) -> None:
    found = refusals(office, APRIL, cell("telework_sessions", 3), entered)

    assert list(found) == [column]
    assert reason in found[column]
    assert current(office, "telework_sessions") == NOTHING  # all of it, or nothing


def test_more_paperless_meetings_than_meetings_are_refused_together_and_one_by_one(
    office: Office,
) -> None:
    both = (cell("meetings_held", 5), cell("meetings_paperless", 6))
    assert "超えて" in refusals(office, APRIL, *both)["meetings_paperless"]

    save(office, "A001", APRIL, cell("meetings_held", 5), cell("meetings_paperless", 4), key="k")
    assert (
        "超えて" in refusals(office, APRIL, cell("meetings_paperless", 6, 1))["meetings_paperless"]
    )
    found = refusals(office, APRIL, cell("meetings_held", 3, 1))
    assert "超えて" in "".join(found.values())


def test_nothing_is_saved_where_the_month_or_the_department_is_not(office: Office) -> None:
    assert "先の月" in refusals(office, 202307, cell("copy_paper_sheets", 1))[None]
    assert "ありません" in refusals(office, 201503, cell("copy_paper_sheets", 1))[None]
    with pytest.raises(DataError, match="登録されていません"):
        save(office, "X999", APRIL, cell("copy_paper_sheets", 1), key="k")
    with pytest.raises(DataError, match="ありません"):
        save(office, "A002", APRIL, cell("copy_paper_sheets", 1), key="k")
    this_month = Entry("A001", Month(202304), (cell("copy_paper_sheets", 1),), "k")
    assert office.write(lambda s: entries.save(s, this_month, date(2023, 4, 1))).cells == 1


def test_a_closed_month_stays_closed_and_says_why(office: Office) -> None:
    save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="one")
    office.write(partial(months.close, month=APRIL))

    shown = form(office)

    assert (shown.closed, shown.editable) == (True, False)
    assert "締め切られて" in shown.locked_reason
    assert shown.cells[0].current.amount == 500 * SCALE  # to be read all the same
    assert "締め切られて" in refusals(office, APRIL, cell("copy_paper_sheets", 600, 1))[None]
    assert "締め切られて" in refusals(office, APRIL, cell("copy_paper_sheets", None, 1))[None]
    repeated = save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="one")
    assert repeated.cells == 0  # an unanswered save from before the closing is not refused


def test_a_striking_figure_needs_a_note_and_is_kept_with_it(office: Office) -> None:
    for month in range(202104, 202113):
        save(office, "A001", month, cell("copy_paper_sheets", 1000 + month % 7), key=f"{month}")

    found = refusals(office, 202201, cell("copy_paper_sheets", 10_020))
    assert "約10倍" in found["copy_paper_sheets"]
    assert "備考" in found["copy_paper_sheets"]
    found = refusals(office, 202201, cell("copy_paper_sheets", 10_020, note=" 　"))
    assert "備考" in found["copy_paper_sheets"]

    save(office, "A001", 202201, cell("copy_paper_sheets", 10_020, note="選挙"), key="noted")
    assert current(office, "copy_paper_sheets", 202201).note == "選挙"


def test_a_month_that_repeats_the_last_one_in_every_cell_needs_a_note(office: Office) -> None:
    monthly = [c.metric.code for c in form(office).cells if c.metric.expected_monthly]
    values = [cell(code, 4) for code in monthly]
    save(office, "A001", APRIL, *values, key="april")

    found = refusals(office, 202205, *values)

    assert list(found) == [monthly[0]]
    assert "前月と同じ" in found[monthly[0]]
    save(office, "A001", 202205, replace(values[0], note="確認済"), *values[1:], key="may")


def test_questions_are_asked_while_typing_without_the_database(office: Office) -> None:
    for month in range(202104, 202113):
        save(office, "A001", month, cell("copy_paper_sheets", 1000), key=f"{month}")
    shown = form(office, month=202201)

    assert month_form.questions(shown, {"copy_paper_sheets": 1000 * SCALE}) == {}
    asked = month_form.questions(shown, {"copy_paper_sheets": 2 * SCALE, "leaders_trained": 10**9})
    assert set(asked) == {"copy_paper_sheets"}
    assert "500分の1" in asked["copy_paper_sheets"]


def test_when_somebody_was_faster_both_values_are_shown_and_nothing_is_stored(
    office: Office, sit_down: Callable[..., Office]
) -> None:
    save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="one")
    suzuki = sit_down("suzuki", "team")
    save(suzuki, "A001", APRIL, cell("copy_paper_sheets", 600, 1, note="検針"), key="two")
    before = head(office)

    with pytest.raises(Conflict) as caught:
        save(
            office,
            "A001",
            APRIL,
            cell("copy_paper_sheets", 700, 1, note="私"),
            cell("byod_sessions", 3),
            key="three",
        )

    assert head(office) == before
    (conflict,) = caught.value.cells
    assert conflict.metric == "copy_paper_sheets"
    assert conflict.mine == CellValue(State.ACTUAL, 700 * SCALE, "私")
    assert conflict.theirs == CellValue(State.ACTUAL, 600 * SCALE, "検針")
    assert (conflict.who, conflict.their_revision) == ("suzuki", 2)
    assert current(office, "byod_sessions") == NOTHING
    chosen = cell("copy_paper_sheets", 700, conflict.their_revision, note="私")
    assert save(office, "A001", APRIL, chosen, key="four").cells == 1
    assert current(office, "copy_paper_sheets").amount == 700 * SCALE


def test_two_who_saw_an_empty_cell_do_not_overwrite_each_other(office: Office) -> None:
    save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="one")

    with pytest.raises(Conflict):
        save(office, "A001", APRIL, cell("copy_paper_sheets", 600), key="two")
    agreed = save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="three")

    assert agreed.cells == 0  # both typed the same: nothing to decide
    assert current(office, "copy_paper_sheets").amount == 500 * SCALE


def test_a_withdrawn_figure_is_not_reported_and_stays_in_the_history(office: Office) -> None:
    save(office, "A001", APRIL, cell("copy_paper_sheets", 500, note="誤"), key="one")
    save(office, "A001", APRIL, cell("copy_paper_sheets", None, 1), key="two")

    assert current(office, "copy_paper_sheets") == NOTHING
    save(office, "A001", APRIL, cell("copy_paper_sheets", 0, 2), key="three")

    history = office.read(
        partial(ledger.history, department="A001", month=APRIL, metric="copy_paper_sheets")
    )
    assert [(row.number, row.state, row.amount, row.note) for row in history] == [
        (1, State.ACTUAL, 500 * SCALE, "誤"),
        (2, State.NOT_REPORTED, None, ""),
        (3, State.ACTUAL, 0, ""),
    ]
    assert [(row.who, row.computer, row.kind) for row in history] == [
        ("tanaka", "PC-1", "entry")
    ] * 3
    assert history == tuple(sorted(history, key=lambda row: row.when))
    everything = office.read(partial(ledger.history, department="A001", month=APRIL))
    assert everything == history


def test_a_note_alone_is_kept_too(office: Office) -> None:
    save(office, "A001", APRIL, cell("copy_paper_sheets", 500), key="one")

    saved = save(office, "A001", APRIL, cell("copy_paper_sheets", 500, 1, note="複合機"), key="two")

    assert saved.cells == 1
    assert current(office, "copy_paper_sheets").note == "複合機"


def test_an_entry_on_a_revision_that_never_was_is_refused_and_no_defect(office: Office) -> None:
    """The form was read from another database, or before a restore."""
    before = head(office)

    with pytest.raises(Conflict) as caught:
        save(office, "A001", APRIL, cell("copy_paper_sheets", 500, 3), key="one")

    assert head(office) == before
    assert caught.value.cells[0].theirs == NOTHING
    assert caught.value.cells[0].their_revision == 0


def test_a_conflict_also_names_cells_that_differ_only_in_state_or_note(office: Office) -> None:
    save(office, "A001", APRIL, cell("copy_paper_sheets", 500), cell("byod_sessions", 3), key="a")
    theirs = cell("copy_paper_sheets", 500, 1, state=State.ESTIMATE)
    save(office, "A001", APRIL, theirs, cell("byod_sessions", 3, 1, note="端末更新"), key="b")

    with pytest.raises(Conflict) as caught:
        save(
            office,
            "A001",
            APRIL,
            cell("copy_paper_sheets", 500, 1, note="検針"),
            cell("byod_sessions", 3, 1, note="貸出分"),
            key="c",
        )

    found = {one.metric: (one.mine, one.theirs) for one in caught.value.cells}
    assert found == {
        "copy_paper_sheets": (
            CellValue(State.ACTUAL, 500 * SCALE, "検針"),
            CellValue(State.ESTIMATE, 500 * SCALE),
        ),
        "byod_sessions": (
            CellValue(State.ACTUAL, 3 * SCALE, "貸出分"),
            CellValue(State.ACTUAL, 3 * SCALE, "端末更新"),
        ),
    }


# --- Submitted, approved, closed ------------------------------------------------------------------


def handed_in(office: Office, *states: str, department: str = "A001") -> None:
    """Enter a figure and take the month as far as the states say."""
    save(office, department, APRIL, cell("copy_paper_sheets", 500), key=f"first {department}")
    for state in states:
        step = partial(months.set_state, month=APRIL, departments=[department], state=state)
        office.write(step)


def changed(value: int, reason: str, based_on: int = 1, department: str = "A001") -> Entry:
    key = f"{value} {reason}"
    cells = (cell("copy_paper_sheets", value, based_on),)
    return Entry(department, Month(APRIL), cells, key, reason)


def standing(office: Office) -> Standing | None:
    progress = form(office).progress
    return None if progress is None else progress.standing


@pytest.mark.parametrize("states", [(months.SUBMITTED,), (months.SUBMITTED, months.APPROVED)])
@pytest.mark.parametrize("reason", ["", " 　"])
def test_what_was_handed_in_changes_with_a_reason_only(
    office: Office, states: tuple[str, ...], reason: str
) -> None:
    handed_in(office, *states)
    before = head(office)
    assert form(office).needs_reason
    assert form(office).editable

    with pytest.raises(DataError) as caught:
        office.write(partial(entries.save, entry=changed(600, reason), today=TODAY))

    (problem,) = caught.value.problems
    assert problem.column == "reason"
    assert "理由" in problem.reason
    assert head(office) == before
    same = save(office, "A001", APRIL, cell("copy_paper_sheets", 500, 1), key="same")
    assert same.change is None  # nothing is changed: no reason asked


@pytest.mark.parametrize("states", [(months.SUBMITTED,), (months.SUBMITTED, months.APPROVED)])
def test_the_teams_own_edit_keeps_the_state(office: Office, states: tuple[str, ...]) -> None:
    handed_in(office, *states)

    saved = office.write(partial(entries.save, entry=changed(600, "桁"), today=TODAY))

    assert saved.cells == 1
    assert standing(office) == states[-1]
    assert current(office, "copy_paper_sheets").amount == 600 * SCALE
    history = office.read(partial(ledger.history, department="A001", month=APRIL))
    assert (history[-1].kind, history[-1].reason) == ("entry", "桁")


@pytest.mark.parametrize("states", [(months.SUBMITTED,), (months.SUBMITTED, months.APPROVED)])
@pytest.mark.parametrize("role", ["chief", "clerk"])
def test_an_edit_of_the_department_makes_it_a_draft_again_in_the_same_change(
    office: Office, sit_down: Callable[..., Office], states: tuple[str, ...], role: str
) -> None:
    """Otherwise the team would have approved a number that nobody showed them."""
    handed_in(office, *states)
    person = sit_down("sato", role, "A001")
    before = head(office)
    assert before is not None

    person.write(partial(entries.save, entry=changed(600, "転記の誤り"), today=TODAY))

    after = head(person)
    assert after is not None
    assert after.number == before.number + 1
    progress = form(person).progress
    assert progress is not None
    assert (progress.standing, progress.reason) == (Standing.DRAFT, "転記の誤り")
    assert not form(person).needs_reason
    assert person.read(ledger.verify).intact


def test_a_returned_month_is_mended_without_a_reason_and_stays_returned(
    office: Office, sit_down: Callable[..., Office]
) -> None:
    handed_in(office, months.SUBMITTED)
    office.write(
        partial(
            months.set_state,
            month=APRIL,
            departments=["A001"],
            state=months.RETURNED,
            reason="桁",
        )
    )
    chief = sit_down("sato", "chief", "A001")

    chief.write(partial(entries.save, entry=changed(50, ""), today=TODAY))

    progress = form(chief).progress
    assert progress is not None
    assert (progress.standing, progress.reason) == (Standing.RETURNED, "桁")


def test_who_was_still_typing_when_the_month_was_submitted_is_asked_for_a_reason(
    office: Office, sit_down: Callable[..., Office]
) -> None:
    chief, clerk = sit_down("sato", "chief", "A001"), sit_down("kato", "clerk", "A001")
    save(clerk, "A001", APRIL, cell("copy_paper_sheets", 500), key="one")
    assert not form(clerk).needs_reason
    chief.write(
        partial(months.set_state, month=APRIL, departments=["A001"], state=months.SUBMITTED)
    )
    before = head(clerk)

    with pytest.raises(DataError) as caught:
        save(clerk, "A001", APRIL, cell("copy_paper_sheets", 600, 1), key="two")

    assert caught.value.problems[0].column == "reason"
    assert head(clerk) == before


@pytest.mark.parametrize(
    ("role", "departments"),
    [("chief", ["A003"]), ("clerk", ["A003"]), ("manager", []), ("accounts", [])],
)
def test_nobody_enters_for_another_department_and_the_form_says_so(
    office: Office, sit_down: Callable[..., Office], role: str, departments: list[str]
) -> None:
    handed_in(office)
    person = sit_down("sato", role, *departments)
    before = head(office)

    shown = form(person)

    assert not shown.editable
    assert shown.locked_reason
    assert not shown.closed
    with pytest.raises(NotAllowed) as caught:
        person.write(partial(entries.save, entry=changed(600, "理由"), today=TODAY))
    assert caught.value.message == shown.locked_reason
    assert head(office) == before
    if departments:
        assert form(person, "A003").editable


def test_a_closed_month_is_corrected_by_the_team_with_a_reason(
    office: Office, sit_down: Callable[..., Office]
) -> None:
    handed_in(office, months.SUBMITTED, months.APPROVED)
    office.write(partial(months.close, month=APRIL))
    team, chief = sit_down("suzuki", "team"), sit_down("sato", "chief", "A001")
    entry, before = changed(600, ""), head(office)

    def correct(desk: Office, reason: str) -> entries.Saved:
        return desk.write(partial(entries.correct, entry=entry, reason=reason, today=TODAY))

    with pytest.raises(NotAllowed, match="訂正"):
        correct(chief, "桁")
    with pytest.raises(DataError) as caught:
        correct(team, " 　")
    assert caught.value.problems[0].column == "reason"
    assert head(office) == before

    saved = correct(team, "桁の誤り")

    assert saved.cells == 1
    assert correct(team, "桁の誤り") == entries.Saved(saved.change, 0)  # the answer was lost
    shown = form(team)
    assert (shown.closed, standing(team)) == (True, Standing.APPROVED)
    history = team.read(partial(ledger.history, department="A001", month=APRIL))
    assert [(r.amount, r.kind, r.reason, r.who) for r in history] == [
        (500 * SCALE, "entry", "", "tanaka"),
        (600 * SCALE, "correction", "桁の誤り", "suzuki"),
    ]


def test_a_correction_is_checked_like_an_entry_and_only_for_closed_months(office: Office) -> None:
    handed_in(office)

    def correct(entry: Entry) -> entries.Saved:
        return office.write(partial(entries.correct, entry=entry, reason="桁", today=TODAY))

    with pytest.raises(DataError, match="締め切られていません"):
        correct(changed(600, ""))
    office.write(partial(months.close, month=APRIL))
    before = head(office)
    with pytest.raises(DataError) as caught:
        correct(changed(-1, ""))
    assert caught.value.problems[0].column == "copy_paper_sheets"
    with pytest.raises(Conflict):
        correct(changed(600, "", based_on=0))
    assert correct(changed(500, "")) == entries.Saved(None, 0)
    assert head(office) == before


def test_a_department_is_not_corrected_into_months_in_which_it_was_not(office: Office) -> None:
    office.write(partial(months.close, month=APRIL))
    entry = changed(5, "", 0, department="A002")
    with pytest.raises(DataError, match="ありません"):
        office.write(partial(entries.correct, entry=entry, reason="桁", today=TODAY))


def test_the_form_says_when_the_month_is_due(office: Office) -> None:
    progress = form(office).progress
    assert progress is not None
    assert progress.due == date(2022, 5, 10)
    assert progress.late
    assert progress.standing is Standing.MISSING
