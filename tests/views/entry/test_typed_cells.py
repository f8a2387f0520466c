from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.services.entries import CellEntry, Conflict, ConflictCell
from kdx_desktop.views.entry.typed_cells import (
    TypedCell,
    carried_over,
    entries_of,
    judge,
    settled,
    typed_of,
    with_note,
    with_state,
    with_text,
)
from tests.views.entry import forms

BLANK = TypedCell()


def typed_into(row: int, text: str, **stored: object) -> TypedCell:
    cell = forms.form(**stored).cells[row]  # type: ignore[arg-type]
    return with_text(cell, typed_of(cell.current), text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("１２，３４５", TypedCell(State.ACTUAL, "12345")),
        (" 12,345 ", TypedCell(State.ACTUAL, "12345")),
        ("120*", TypedCell(State.ESTIMATE, "120")),
        ("１２０＊", TypedCell(State.ESTIMATE, "120")),
        ("－", TypedCell(State.NOT_APPLICABLE)),
        ("ー", TypedCell(State.NOT_APPLICABLE)),
        ("対象外", TypedCell(State.NOT_APPLICABLE)),
        ("…", BLANK),
        ("　", BLANK),
        ("12枚", TypedCell(State.ACTUAL, "12枚")),
    ],
)
def test_what_is_typed_is_read_as_people_write_it(text: str, expected: TypedCell) -> None:
    assert typed_into(forms.PAPER, text) == expected


def test_the_real_figure_replaces_a_stored_estimate() -> None:
    estimate = forms.value(100, State.ESTIMATE)
    typed = typed_into(forms.PAPER, "120", copy_paper_sheets=estimate)
    assert typed == TypedCell(State.ACTUAL, "120")


def test_an_estimate_chosen_before_typing_stays_an_estimate() -> None:
    cell = forms.form().cells[forms.PAPER]
    assert with_text(cell, with_state(BLANK, State.ESTIMATE), "120").state is State.ESTIMATE


def test_not_applicable_clears_the_value_and_keeps_the_note() -> None:
    cell = with_state(TypedCell(State.ACTUAL, "120", "窓口移転"), State.NOT_APPLICABLE)
    assert cell == TypedCell(State.NOT_APPLICABLE, "", "窓口移転")


def test_names_in_notes_are_kept_as_typed() -> None:
    assert with_note(BLANK, "𠮷野様 ①\n対応").note == "𠮷野様 ① 対応"


def test_an_unreadable_number_is_refused_beside_the_cell() -> None:
    verdict = judge(forms.form(), [TypedCell(State.ACTUAL, "12枚"), *[BLANK] * 5])[0]
    assert "数値として読めません" in verdict.refusal
    assert verdict.amount is None


@pytest.mark.parametrize(("text", "words"), [("-5", "0以上"), ("▲5", "0以上"), ("1.5", "整数")])
def test_impossible_figures_are_refused(text: str, words: str) -> None:
    form = forms.form()
    typed = [with_text(form.cells[0], BLANK, text), *[BLANK] * 5]
    assert words in judge(form, typed)[0].refusal


def test_more_paperless_meetings_than_meetings_are_refused_at_once() -> None:
    form = forms.form()
    typed = [BLANK] * 6
    typed[forms.HELD] = TypedCell(State.ACTUAL, "5")
    typed[forms.PAPERLESS] = TypedCell(State.ACTUAL, "6")
    assert "超えています" in judge(form, typed)[forms.PAPERLESS].refusal


def test_a_striking_figure_needs_a_note_and_is_accepted_with_one() -> None:
    form = forms.form()
    typed = [TypedCell(State.ACTUAL, "120000"), *[BLANK] * 5]
    asked = judge(form, typed)[0]
    assert asked.question
    assert asked.needs_note
    noted = judge(form, [with_note(typed[0], "選挙事務のため"), *typed[1:]])[0]
    assert noted.question
    assert not noted.needs_note


def test_a_state_without_its_number_is_refused() -> None:
    form = forms.form()
    verdict = judge(form, [with_state(BLANK, State.ESTIMATE), *[BLANK] * 5])[0]
    assert verdict.refusal == "推計の数値を入力してください。"


def test_only_what_changed_is_saved() -> None:
    form = forms.form(copy_paper_sheets=forms.value(100), meetings_held=forms.value(5))
    typed = [typed_of(cell.current) for cell in form.cells]
    typed[forms.HELD] = with_text(form.cells[forms.HELD], typed[forms.HELD], "6")
    assert entries_of(form, typed, judge(form, typed)) == (
        CellEntry("meetings_held", State.ACTUAL, 6 * SCALE, "", 1),
    )


def test_a_blank_takes_a_stored_figure_back() -> None:
    form = forms.form(copy_paper_sheets=forms.value(100))
    typed = [typed_of(cell.current) for cell in form.cells]
    typed[0] = with_text(form.cells[0], typed[0], "")
    (entry,) = entries_of(form, typed, judge(form, typed))
    assert (entry.state, entry.amount) == (State.NOT_REPORTED, None)


def test_typing_survives_somebody_elses_save() -> None:
    form = forms.form(copy_paper_sheets=forms.value(100))
    typed = [typed_of(cell.current) for cell in form.cells]
    typed[0] = with_text(form.cells[0], typed[0], "120")
    fresh = forms.form(copy_paper_sheets=forms.value(110), meetings_held=forms.value(7))
    fresh = replace(fresh, cells=(replace(fresh.cells[0], revision=2), *fresh.cells[1:]))

    kept, carried = carried_over(form, typed, fresh)
    assert carried[0].text == "120"
    assert carried[1].text == "7"
    assert kept.cells[0].revision == 1  # so that saving finds the conflict


@pytest.mark.parametrize(("taken", "text"), [((), "120"), (("copy_paper_sheets",), "110")])
def test_a_choice_between_two_values_is_based_on_what_was_seen(
    taken: tuple[str, ...], text: str
) -> None:
    form = forms.form(copy_paper_sheets=forms.value(100))
    typed = [typed_of(cell.current) for cell in form.cells]
    typed[0] = with_text(form.cells[0], typed[0], "120")
    cell = ConflictCell(
        "copy_paper_sheets", forms.value(120), forms.value(110), 2, "佐藤", datetime.now(UTC)
    )
    kept, rows = settled(form, typed, Conflict((cell,)), taken)
    assert rows[0].text == text
    assert (kept.cells[0].revision, kept.cells[0].current) == (2, forms.value(110))
