"""The sheet of a department: its own numbers, the places of all, and nothing of others."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import partial

import pytest

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.months import Month, fiscal_year_to_date
from kdx_desktop.metrics.organization import Department, Headcount, Succession
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.models.automation import AutomationVersion
from kdx_desktop.services import demo, entries, months
from kdx_desktop.services.automations import Automation, rows_for
from kdx_desktop.services.board import Standing
from kdx_desktop.services.boards import board
from kdx_desktop.services.department_sheet import DepartmentSheet, NoSheet, department_sheet
from kdx_desktop.services.entries import Entry
from kdx_desktop.services.office import Office
from kdx_desktop.services.recording import Act, Kind, Rows, record
from tests.services.small_city import TODAY, add_organization, cell, save

APRIL, MAY = Month(202204), Month(202205)
SHEETS, HELD, PAPERLESS = "copy_paper_sheets", "meetings_held", "meetings_paperless"


def sheet(office: Office, department: str, as_of: Month = MAY) -> DepartmentSheet:
    found = office.read(
        partial(department_sheet, department=department, as_of=as_of, today=date(2022, 6, 1))
    )
    assert isinstance(found, DepartmentSheet)
    return found


@pytest.fixture
def city(office: Office) -> Office:
    """Two departments, one of them made of an earlier one."""
    add_organization(
        office,
        (
            Department("A1", "総務課", "総務局", Month(201504)),
            Department("B1", "旧市民課", "市民局", Month(201504), Month(202203)),
            Department("B2", "市民課", "市民局", APRIL),
        ),
        (Headcount("A1", 2022, 20, 18), Headcount("B2", 2022, 10, None)),
        (Succession("B1", "B2", APRIL, Fraction(1)),),
    )
    save(office, "B1", 202105, cell(SHEETS, 80), cell(HELD, 4), cell(PAPERLESS, 1))
    save(office, "B1", 201905, cell(SHEETS, 100))
    save(office, "A1", 202205, cell(SHEETS, 70), cell(HELD, 10), cell(PAPERLESS, 9))
    save(
        office,
        "B2",
        202205,
        cell(SHEETS, 60, note="印刷物の発送"),
        cell(HELD, 10),
        cell(PAPERLESS, 4),
    )
    return office


def test_a_department_is_shown_with_its_past_and_its_place(city: Office) -> None:
    found = sheet(city, "B2")
    assert (found.department.name, found.headcount) == ("市民課", Headcount("B2", 2022, 10, None))
    assert [(kin.department, kin.generation) for kin in found.kinship.kin] == [
        ("B1", -1),
        ("B2", 0),
    ]
    assert found.names["B1"].name == "旧市民課"
    tiles = {tile.theme: tile for tile in found.tiles}
    assert list(tiles) == list(Theme)
    rate = tiles[Theme.MEETINGS]
    assert (rate.value, rate.rank, rate.ranked) == (Fraction(2, 5), 2, 2)
    assert (rate.previous_rank, rate.trend) == (None, (None, Fraction(2, 5)))
    assert rate.median == Fraction(13, 20)
    assert tiles[Theme.PAPER].value == Fraction(2, 5)
    assert tiles[Theme.TELEWORK].value is None
    assert tiles[Theme.TELEWORK].reason is not None


def test_the_months_stand_beside_the_same_months_of_its_forebear(city: Office) -> None:
    years = {year.metric.code: year for year in sheet(city, "B2").years}
    paper = years[SHEETS]
    assert [paper.now[1], paper.before[1]] == [Fraction(60), Fraction(80)]
    assert paper.now[2:] == (None,) * 10
    assert paper.baseline is not None
    assert (paper.baseline_fiscal_year, paper.baseline[1]) == (2019, Fraction(100))
    assert paper.totals == (Fraction(60), Fraction(80), 1)
    assert years[HELD].baseline is None
    assert "leaders_trained" not in years


def test_it_says_how_many_more_meetings_are_needed(city: Office) -> None:
    need = sheet(city, "B2").meetings
    assert need is not None
    assert (need.rate.rate, need.rate.whole) == (Fraction(2, 5), Fraction(10))
    assert need.threshold == Fraction(7, 10)
    assert need.further == 10
    enough = sheet(city, "A1").meetings
    assert enough is not None
    assert enough.further == 0
    assert sheet(city, "A1", APRIL).meetings is None


def test_the_year_of_submissions_and_what_was_noted_and_corrected_are_there(city: Office) -> None:
    for code, step in ((("A1", "B2"), months.SUBMITTED), (("A1", "B2"), months.APPROVED)):
        city.write(partial(months.set_state, month=MAY, departments=code, state=step, reason=""))
    city.write(lambda session: months.close(session, MAY))
    entry = Entry("B2", MAY, (cell(HELD, 12, 1),), "")
    city.write(lambda session: entries.correct(session, entry, "数え直し", TODAY))
    found = sheet(city, "B2")
    assert [(row.month, row.standing, row.late) for row in found.months] == [
        (APRIL, Standing.MISSING, True),
        (MAY, Standing.APPROVED, False),
    ]
    told = [
        (one.month, one.metric.code if one.metric else "", one.corrected, one.text, one.amount)
        for one in found.remarks
    ]
    assert told == [
        (MAY, SHEETS, False, "印刷物の発送", 60 * SCALE),
        (MAY, HELD, True, "数え直し", 12 * SCALE),
    ]
    assert found.remarks[1].before == 10 * SCALE
    assert found.phase.closed
    assert sheet(city, "A1").remarks == ()


def test_its_automations_are_listed(city: Office) -> None:
    one = Automation("転記", APRIL, 30 * SCALE, 5 * SCALE, measured=True, one_off=False, note="")
    rows: Rows = {AutomationVersion: rows_for("B2", (), (one,))}
    city.write(lambda session: record(session, Act(Kind.ENTRY), rows=rows))
    assert sheet(city, "B2").automations == (one,)
    assert sheet(city, "A1").automations == ()


def test_a_department_of_another_time_leads_to_who_carries_it_on(city: Office) -> None:
    found = city.read(partial(department_sheet, department="B1", as_of=MAY))
    assert isinstance(found, NoSheet)
    assert found.department is not None
    assert [one.code for one in found.heirs] == ["B2"]
    unknown = city.read(partial(department_sheet, department="", as_of=MAY))
    assert isinstance(unknown, NoSheet)
    assert (unknown.department, unknown.heirs) == (None, ())


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_tiles_say_what_the_boards_say(office: Office) -> None:
    office.write(partial(demo.load, departments=20, years=4))
    as_of = Month(202212)
    boards = {theme: office.read(partial(board, theme=theme, as_of=as_of)) for theme in Theme}
    codes = [row.department for row in boards[Theme.PAPER].rows][:4]
    for code in codes:
        for tile in sheet(office, code, as_of).tiles:
            row = next((one for one in boards[tile.theme].rows if one.department == code), None)
            assert tile.ranked == len(boards[tile.theme].rows)
            assert len(tile.trend) == len(fiscal_year_to_date(as_of))
            if row is None:
                assert tile.rank is None
            else:
                assert (tile.rank, tile.previous_rank) == (row.rank, row.previous_rank)
                assert (tile.value, tile.trend) == (row.value, row.trend)
