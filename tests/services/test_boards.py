"""Boards: the same city total in both views of the past, and nobody ranked by another's figures."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

import pytest

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.funnel import Band
from kdx_desktop.metrics.improvement import Comparison, NoComparison
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import (
    Department,
    Headcount,
    OrganizationView,
    Succession,
)
from kdx_desktop.metrics.rankings import Theme, UnrankedReason
from kdx_desktop.metrics.views import RestReason
from kdx_desktop.services import demo
from kdx_desktop.services.boards import board, ranking
from kdx_desktop.services.city_totals import RestRow
from kdx_desktop.services.funnel_board import funnel_board
from kdx_desktop.services.improvement_board import improvement_board
from kdx_desktop.services.office import Office
from kdx_desktop.services.recording import Act, Kind, NewRevision, record
from kdx_desktop.services.then_board import then_board
from tests.services.small_city import add_organization

SHEETS, HELD, PAPERLESS = "copy_paper_sheets", "meetings_held", "meetings_paperless"
JULY, AUGUST = Month(202207), Month(202208)
ALWAYS, JUNE = Month(201504), Month(202206)
NOW, THEN = OrganizationView.NOW, OrganizationView.THEN

DEPARTMENTS = (
    Department("A1", "残る課", "総務局", ALWAYS),
    Department("B1", "終わる課", "総務局", ALWAYS, JUNE),
    Department("C1", "分かれる課", "市民局", ALWAYS, JUNE),
    Department("D1", "合わさる一課", "市民局", ALWAYS, JUNE),
    Department("D2", "合わさる二課", "市民局", ALWAYS, JUNE),
    Department("E1", "新しい課", "市民局", JULY),
    Department("E2", "合わさった課", "市民局", JULY),
    Department("E3", "もう一つの課", "市民局", JULY),
)
SUCCESSIONS = (
    Succession("C1", "E3", JULY, None),
    Succession("C1", "E1", JULY, None),
    Succession("D1", "E2", JULY, Fraction(1)),
    Succession("D2", "E2", JULY, Fraction(1)),
)
HEADCOUNTS = tuple(
    Headcount(one.code, year, 10, None) for one in DEPARTMENTS for year in (2021, 2022)
)
Cells = dict[tuple[str, int, str], int]


def fill(office: Office, cells: Cells) -> None:
    """Record an organisation that changed in July, and figures in units."""
    add_organization(office, DEPARTMENTS, HEADCOUNTS, SUCCESSIONS)
    revisions = [
        NewRevision(code, month, metric, 1, State.ACTUAL, amount * SCALE)
        for (code, month, metric), amount in cells.items()
    ]
    office.write(lambda session: record(session, Act(Kind.IMPORT), revisions))


def meetings(code: str, month: int, held: int, paperless: int) -> Cells:
    return {(code, month, HELD): held, (code, month, PAPERLESS): paperless}


@pytest.fixture
def reformed(office: Office) -> Office:
    """A city whose departments were reorganised within the fiscal year."""
    cells = {
        **meetings("A1", 202204, 10, 9),
        **meetings("A1", 202208, 10, 9),
        **meetings("B1", 202204, 8, 4),
        **meetings("C1", 202204, 6, 3),
        **meetings("D1", 202204, 4, 2),
        **meetings("D1", 202205, 5, 5),
        **meetings("D2", 202204, 6, 6),
        **meetings("E2", 202208, 10, 10),
    }
    fill(office, cells)
    return office


def test_the_city_counts_the_same_in_both_views(reformed: Office) -> None:
    now = reformed.read(partial(board, theme=Theme.MEETINGS, as_of=AUGUST))
    then = reformed.read(partial(then_board, theme=Theme.MEETINGS, as_of=AUGUST))
    assert [(one.metric.code, one.then, one.now, one.rest) for one in now.totals.city] == [
        (HELD, Fraction(59), Fraction(40), Fraction(19)),
        (PAPERLESS, Fraction(48), Fraction(36), Fraction(12)),
    ]
    assert then.totals.city == now.totals.city
    for position, total in enumerate(then.totals.city):
        parts = (row.amounts[position] for row in then.rows)
        assert sum(part for part in parts if part is not None) == total.then
        left = (row.amounts[position] for row in now.totals.rest)
        assert sum(part for part in left if part is not None) == total.rest


def test_what_nobody_inherits_is_listed_with_its_reason(reformed: Office) -> None:
    found = reformed.read(partial(board, theme=Theme.MEETINGS, as_of=AUGUST))
    assert found.totals.rest == (
        RestRow("B1", "終わる課", "総務局", RestReason.NO_SUCCESSOR, (Fraction(8), Fraction(4))),
        RestRow("C1", "分かれる課", "市民局", RestReason.NO_SHARE, (Fraction(6), Fraction(3))),
        RestRow(
            "D1", "合わさる一課", "市民局", RestReason.PARTLY_REPORTED, (Fraction(5), Fraction(5))
        ),
    )


def test_departments_of_then_stand_by_their_own_figures_alone(reformed: Office) -> None:
    found = reformed.read(partial(then_board, theme=Theme.MEETINGS, as_of=AUGUST))
    assert [(row.rank, row.department, row.value, row.ended) for row in found.rows] == [
        (1, "D2", Fraction(1), JUNE),
        (1, "E2", Fraction(1), None),
        (3, "A1", Fraction(9, 10), None),
        (4, "D1", Fraction(7, 9), JUNE),
        (5, "B1", Fraction(1, 2), JUNE),
        (5, "C1", Fraction(1, 2), JUNE),
        (None, "E1", None, None),
        (None, "E3", None, None),
    ]
    assert found.rows[-1].reason is UnrankedReason.NOT_REPORTED
    assert found.rows[1].amounts == (Fraction(10), Fraction(10))  # nothing of D1 and D2
    before = reformed.read(partial(then_board, theme=Theme.MEETINGS, as_of=JUNE))
    assert {row.department for row in before.rows} == {"A1", "B1", "C1", "D1", "D2"}


def test_a_theme_without_figures_of_its_own_has_no_total(reformed: Office) -> None:
    found = reformed.read(partial(then_board, theme=Theme.OVERALL, as_of=AUGUST))
    assert found.totals.city == ()
    assert all(row.amounts == () for row in found.rows)


def test_improvement_is_read_from_before_the_plan(office: Office) -> None:
    cells = {("A1", 202004, SHEETS): 80, ("A1", 202104, SHEETS): 50, ("A1", 201904, SHEETS): 100}
    fill(office, cells)
    found = office.read(partial(improvement_board, theme=Theme.PAPER, as_of=Month(202104)))
    (row,) = found.rows
    assert (row.rank, row.name) == (1, "残る課")
    assert row.comparison == Comparison(Fraction(1, 2), Fraction(1, 5), 1)
    assert {one.reason for one in found.unranked} == {NoComparison.NOT_REPORTED}


def test_a_merged_department_improves_on_its_parts_only_in_the_view_of_now(
    office: Office,
) -> None:
    cells = {("D1", 202108, SHEETS): 30, ("D2", 202108, SHEETS): 30, ("E2", 202208, SHEETS): 30}
    cells |= {("D1", 201908, SHEETS): 50, ("D2", 201908, SHEETS): 50}
    fill(office, cells)

    def outcome(view: OrganizationView) -> object:
        found = office.read(partial(improvement_board, theme=Theme.PAPER, as_of=AUGUST, view=view))
        rows = {row.department: row.comparison.change for row in found.rows}
        return rows.get("E2") or {one.department: one.reason for one in found.unranked}["E2"]

    assert outcome(NOW) == Fraction(3, 10)
    assert outcome(THEN) is NoComparison.NO_PREVIOUS


def test_a_rate_says_whether_it_differs_by_more_than_chance(reformed: Office) -> None:
    found = reformed.read(partial(funnel_board, theme=Theme.MEETINGS, as_of=AUGUST))
    assert found.centre == Fraction(36, 40)
    assert [(row.department, row.whole, row.value) for row in found.rows] == [
        ("A1", Fraction(20), Fraction(9, 10)),
        ("E2", Fraction(20), Fraction(9, 10)),
    ]
    assert {row.band for row in found.rows} == {Band.INSIDE}
    assert [(one.department, one.reason) for one in found.unranked] == [
        ("E1", UnrankedReason.NOT_REPORTED),
        ("E3", UnrankedReason.NOT_REPORTED),
    ]
    level = reformed.read(partial(board, theme=Theme.MEETINGS, as_of=AUGUST))
    assert {row.band for row in level.rows} == {Band.INSIDE}


def test_a_board_without_any_figure_is_empty_and_no_failure(office: Office) -> None:
    add_organization(office)
    for theme in Theme:
        as_of = Month(202212)
        assert office.read(partial(board, theme=theme, as_of=as_of)).rows == ()
        assert office.read(partial(improvement_board, theme=theme, as_of=as_of)).rows == ()
        then = office.read(partial(then_board, theme=theme, as_of=as_of))
        assert {row.rank for row in then.rows} == {None}
    found = office.read(partial(funnel_board, theme=Theme.MEETINGS, as_of=Month(202212)))
    assert (found.centre, found.rows) == (None, ())


@pytest.mark.parametrize("month", [202109, 202112, 202204, 202303])
def test_in_the_sample_city_totals_agree_in_every_theme(
    sample: Callable[[], Office], month: int
) -> None:
    office = sample()
    for theme in Theme:
        now = office.read(partial(board, theme=theme, as_of=Month(month)))
        then = office.read(partial(then_board, theme=theme, as_of=Month(month)))
        assert now.totals.city == then.totals.city
        assert all(one.then == one.now + one.rest for one in now.totals.city)
        plain = office.read(partial(ranking, theme=theme, as_of=Month(month)))
        assert [(row.rank, row.department, row.value) for row in now.rows] == [
            (row.rank, row.department, row.value) for row in plain.rows
        ]
    office.close()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Office]:
    """Open the sample city, made once."""
    url = f"sqlite:///{tmp_path_factory.mktemp('sample') / 'city.sqlite3'}"
    office = Office.create(url)
    office.write(partial(demo.load, departments=60, years=4))
    office.close()
    return partial(Office.open, url)
