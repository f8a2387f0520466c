"""The ledger as people read it: changes by pages, corrections, the life of a month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.plan import InitiativeStateVersion
from kdx_desktop.services import changes, corrections, entries, figures_import, ledger, months
from kdx_desktop.services.correction_effect import effects
from kdx_desktop.services.entries import Entry
from kdx_desktop.services.importing import read_files
from kdx_desktop.services.month_history import month_history
from kdx_desktop.services.office import Office
from kdx_desktop.services.recording import Act, Kind, Rows, record
from kdx_desktop.services.strategy import PLAN
from tests.services.small_city import APRIL, TODAY, add_organization, cell, save

PAPER = "copy_paper_sheets"


def correct(office: Office, value: int, based_on: int, reason: str = "転記の誤り") -> int:
    entry = Entry("A001", APRIL, (cell(PAPER, value, based_on),), f"correction {value}")
    done = office.write(partial(entries.correct, entry=entry, reason=reason, today=TODAY))
    assert done.change is not None
    return done.change


def test_pages_hold_every_change_once_newest_first(small_office: Office) -> None:
    whole = small_office.read(partial(changes.changes, limit=1000))
    numbers, before = [], None
    while True:
        page = small_office.read(partial(changes.changes, before=before, limit=3))
        numbers += [record.number for record in page.records]
        assert page.total == whole.total
        before = page.next_before
        if before is None:
            break

    assert numbers == sorted(numbers, reverse=True)
    assert numbers == [record.number for record in whole.records]
    assert len(numbers) == whole.total > 10


def test_changes_are_found_by_kind_person_reason_and_number(small_office: Office) -> None:
    def found(**asked: Any) -> list[int]:
        page = small_office.read(partial(changes.changes, **asked))
        return [record.number for record in page.records]

    everything = found(limit=1000)
    closings = found(kinds=[Kind.CLOSING])
    assert 0 < len(closings) < len(everything)
    assert found(text="目標の改定") == [everything[0]]
    assert set(everything) - set(found(text="TANAKA")) <= {1}  # a server's is made by another
    assert everything[0] in found(text=str(everything[0]))
    assert found(text="100%_") == []  # a wildcard is a letter here


def test_a_change_says_how_many_figures_it_holds(office: Office) -> None:
    add_organization(office)
    save(office, "A001", APRIL, cell(PAPER, 500), cell("meetings_held", 3), key="first")

    newest, organisation = office.read(changes.changes).records[:2]

    assert (newest.kind_name, newest.figures) == ("入力", 2)
    assert (organisation.kind_name, organisation.figures) == ("組織", 0)
    assert (newest.who, newest.computer) == ("tanaka", "PC-1")


@pytest.mark.parametrize("text", ["", "{}", "[1]", "not json", '[{"lines":"x","rejected":7}]'])
def test_what_another_program_wrote_as_a_source_never_breaks_the_list(text: str) -> None:
    assert len(changes.sources(text)) == (1 if "lines" in text else 0)


def test_a_correction_is_listed_with_before_after_and_reason(office: Office) -> None:
    add_organization(office)
    save(office, "A001", APRIL, cell(PAPER, 500), key="first")
    save(office, "A001", APRIL, cell(PAPER, 510, 1), key="second")
    assert office.read(corrections.corrections).rows == ()
    office.write(partial(months.close, month=APRIL, today=TODAY))
    change = correct(office, 520, 2)

    (row,) = office.read(corrections.corrections).rows

    assert (row.change, row.is_correction, row.reason) == (change, True, "転記の誤り")
    assert (row.before.amount, row.after.amount) == (510 * SCALE, 520 * SCALE)
    assert (row.department_name, row.month) == ("総務課", APRIL)
    both = office.read(partial(corrections.corrections, replaced_too=True)).rows
    assert [one.before.amount for one in both] == [510 * SCALE, 500 * SCALE]
    assert [one.kind_name for one in both] == ["訂正", "入力"]


def test_a_figure_that_a_closed_month_lacked_comes_out_of_nothing(office: Office) -> None:
    add_organization(office)
    office.write(partial(months.close, month=APRIL, today=TODAY))
    correct(office, 520, 0)

    (row,) = office.read(corrections.corrections).rows

    assert row.before.state is State.NOT_REPORTED


def test_corrections_of_an_earlier_time_and_beyond_the_most_are_left_out(office: Office) -> None:
    add_organization(office)
    office.write(partial(months.close, month=APRIL, today=TODAY))
    for number in range(3):
        correct(office, 500 + number, number)
    now = datetime.now(UTC)
    ask = corrections.corrections

    assert len(office.read(partial(ask, since=now - timedelta(days=1))).rows) == 3
    assert office.read(partial(ask, since=now + timedelta(days=1))).rows == ()
    cut = office.read(partial(ask, most=2))
    assert (len(cut.rows), cut.cut) == (2, True)
    assert cut.rows[0].after.amount == 502 * SCALE


def test_a_cells_life_names_the_file_that_a_figure_came_from(
    office: Office, tmp_path: Path
) -> None:
    add_organization(office)
    save(office, "A001", APRIL, cell(PAPER, 500), key="first")
    file = tmp_path / "figures.csv"
    file.write_text(f"department,month,metric,value\nA001,2022-04,{PAPER},600\n", "utf-8")
    contents = read_files([file], figures_import.KINDS)
    office.write(partial(figures_import.import_figures, contents=contents, today=TODAY))

    found = office.read(partial(month_history, department="A001", month=APRIL))

    lives = {life.metric.code: life for life in found.cells}
    assert [one.number for one in lives[PAPER].revisions] == [2, 1]
    assert lives[PAPER].before(2) == lives[PAPER].revisions[1]
    (source,) = lives[PAPER].revisions[0].sources
    assert (source.name, source.lines, source.used) == ("figures.csv", 1, 1)
    assert source.sha256 == contents[0][0].source.sha256
    assert lives["byod_sessions"].state is State.NOT_REPORTED
    (imported,) = office.read(changes.imports)
    assert imported.sources == (source,)


def test_the_life_of_an_unknown_department_is_refused(office: Office) -> None:
    with pytest.raises(DataError):
        office.read(partial(month_history, department="X", month=APRIL))


def test_a_correction_tells_which_kpis_it_moves_before_it_is_stored(office: Office) -> None:
    add_organization(office)
    save(office, "A001", APRIL, cell("telework_sessions", 5), key="first")
    entry = Entry("A001", APRIL, (cell("telework_sessions", 9, 1),), "try")
    before = office.read(ledger.head)

    (effect,) = office.read(partial(effects, entry=entry))

    assert effect.after.value is not None
    assert effect.before.value is not None
    assert effect.after.value - effect.before.value == 4
    assert office.read(ledger.head) == before
    same = Entry("A001", APRIL, (cell("telework_sessions", 5, 1),), "try")
    assert office.read(partial(effects, entry=same)) == ()


def test_a_correction_before_every_plan_is_seen_as_of_the_last_figures(office: Office) -> None:
    add_organization(office)
    save(office, "A001", APRIL, cell(PAPER, 500), key="first")
    save(office, "A001", Month(201904), cell(PAPER, 1000), key="second")
    entry = Entry("A001", Month(201904), (cell(PAPER, 2000, 1),), "try")

    (effect,) = office.read(partial(effects, entry=entry))

    assert effect.after.as_of == APRIL
    assert effect.after.value != effect.before.value


class Stopped(Exception):
    """Somebody has pressed 中止."""


def test_a_verification_tells_how_far_it_is_and_can_be_stopped(small_office: Office) -> None:
    told: list[tuple[str, int, int]] = []

    def tell(what: str, done: int, total: int) -> None:
        told.append((what, done, total))

    assert small_office.read(partial(ledger.verify, progress=tell)).intact
    assert {what for what, _, _ in told} == {"明細", "変更", "現在の値"}
    assert all(done <= total for _, done, total in told)

    def stop(what: str, done: int, total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        small_office.read(partial(ledger.verify, progress=stop))


@pytest.mark.parametrize("broken", ["\ud842", "一\0二"])
def test_half_a_character_is_told_in_a_sentence_and_nothing_is_stored(
    office: Office, broken: str
) -> None:
    before = office.read(ledger.head)
    state = {
        "plan": PLAN,
        "position": 1,
        "day": 20220701,
        "state": "導入",
        "note": broken,
    }
    whole: Rows = {InitiativeStateVersion: [{**state, "note": ""}]}
    noted: Rows = {InitiativeStateVersion: [state]}
    for act, rows in ((Act(Kind.PLAN, broken), whole), (Act(Kind.PLAN), noted)):
        with pytest.raises(DataError, match="壊れた文字"):
            office.write(partial(record, act=act, rows=rows))
    assert office.read(ledger.head) == before
