"""ホーム: nobody is asked for what is done, and nothing that is owed is left out."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.services import boards, demo, home, months, standings
from kdx_desktop.services.board import Standing
from kdx_desktop.services.home import Duties, Progress
from kdx_desktop.services.office import Office
from tests.services.small_city import APRIL, add_organization, cell, save

MAY = Month(202205)
IN_MAY = date(2022, 5, 20)
DECEMBER = Month(202212)


@pytest.fixture
def small(office: Office) -> Office:
    """Departments, and nothing entered."""
    add_organization(office)
    return office


def owed(office: Office, *departments: str, month: Month = APRIL) -> Duties:
    return office.read(partial(home.duties, month=month, departments=departments, today=IN_MAY))


def step(office: Office, state: str, reason: str = "", month: Month = APRIL) -> None:
    work = partial(months.set_state, month=month, departments=["A003"], state=state, reason=reason)
    office.write(partial(work, today=IN_MAY))


def test_a_chief_is_asked_for_the_months_since_the_department_began(small: Office) -> None:
    rows = owed(small, "A003", month=MAY).owed
    assert [(row.month, row.standing) for row in rows] == [
        (APRIL, Standing.MISSING),
        (MAY, Standing.MISSING),
    ]
    assert [row.late for row in rows] == [True, False]


def test_no_month_is_owed_from_before_the_citys_first_figures(small: Office) -> None:
    save(small, "A003", MAY, cell("copy_paper_sheets", 500), key="k")
    assert [row.month for row in owed(small, "A003", month=MAY).owed] == [MAY]


def test_a_month_that_was_handed_in_is_owed_no_more_until_it_is_returned(small: Office) -> None:
    save(small, "A003", APRIL, cell("copy_paper_sheets", 500), key="k")
    assert [row.standing for row in owed(small, "A003").owed] == [Standing.DRAFT]
    step(small, months.SUBMITTED)
    assert owed(small, "A003").owed == ()
    assert [row.standing for row in owed(small, "A003").latest] == [Standing.SUBMITTED]
    step(small, months.RETURNED, "会議の回数")
    (row,) = owed(small, "A003").owed
    assert (row.standing, row.reason, row.who) == (Standing.RETURNED, "会議の回数", "tanaka")


def test_a_closed_month_is_owed_no_more(small: Office) -> None:
    small.write(partial(months.close, month=APRIL, today=date(2022, 6, 1)))
    assert owed(small, "A003").owed == ()


def test_the_months_of_an_abolished_department_are_still_owed_by_who_carries_it_on(
    small: Office,
) -> None:
    months_owed = [row.month for row in owed(small, "A002", "A003").owed]
    assert Month(202203) in months_owed  # A002 ended in March
    assert months_owed.count(APRIL) == 1


def test_who_has_no_department_owes_nothing(small: Office) -> None:
    found = owed(small)
    assert (found.owed, found.latest) == ((), ())


def test_the_team_sees_who_waits_and_who_is_late(small: Office) -> None:
    save(small, "A003", APRIL, cell("copy_paper_sheets", 500), key="k")
    step(small, months.SUBMITTED)
    found: Progress = small.read(partial(home.progress, month=APRIL, today=IN_MAY))
    assert [row.department.code for row in found.of(Standing.SUBMITTED)] == ["A003"]
    assert [row.department.code for row in found.late] == ["A001", "A004"]
    assert (found.phase.approved, found.phase.submitted, found.phase.departments) == (0, 1, 3)


@pytest.fixture
def city(office: Office) -> Office:
    """A sample city of twenty departments."""
    office.write(partial(demo.load, departments=20, years=4))
    return office


def test_the_tiles_say_what_the_rankings_say(city: Office) -> None:
    board = city.read(partial(boards.board, theme=Theme.TELEWORK, as_of=DECEMBER))
    for row in board.rows[:3]:
        found = city.read(partial(home.places, month=DECEMBER, department=row.department))
        tile = next(tile for tile in found if tile.theme is Theme.TELEWORK)
        assert (tile.value, tile.rank) == (row.value, row.rank)
        assert (tile.previous_rank, tile.ranked) == (row.previous_rank, len(board.rows))
    for without in board.unranked[:1]:
        found = city.read(partial(home.places, month=DECEMBER, department=without.department))
        tile = next(tile for tile in found if tile.theme is Theme.TELEWORK)
        assert (tile.rank, tile.reason) == (None, without.reason)


def test_a_manager_sees_the_kpis_and_who_moved_most(city: Office) -> None:
    found = city.read(partial(home.lookout, month=DECEMBER))
    assert found.results == city.read(partial(standings.kpi_standings, as_of=DECEMBER)).results
    board = city.read(partial(boards.board, theme=Theme.OVERALL, as_of=DECEMBER))
    moved = {
        row.department: row.previous_rank - row.rank
        for row in board.rows
        if row.previous_rank is not None
    }
    assert [mover.places for mover in found.up] == sorted(
        (places for places in moved.values() if places > 0), reverse=True
    )[:5]
    assert [mover.places for mover in found.down] == sorted(
        places for places in moved.values() if places < 0
    )[:5]
    assert all(moved[m.department.code] == m.places for m in (*found.up, *found.down))


def test_april_compares_with_no_month_of_another_year(city: Office) -> None:
    found = city.read(partial(home.lookout, month=APRIL))
    assert (found.compared, found.up, found.down) == (False, (), ())
