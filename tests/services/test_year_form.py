"""年間表: what a department reported in a fiscal year, and what is still missing."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import months
from kdx_desktop.services.board import Standing
from kdx_desktop.services.office import Office
from kdx_desktop.services.year_form import YearForm, YearRow, year_form
from tests.services.small_city import APRIL, add_organization, cell, save

PAPER = "copy_paper_sheets"
#: The tests' today: eight months of FY2022 have begun.
NOVEMBER = date(2022, 11, 20)


@pytest.fixture(autouse=True)
def organization(office: Office) -> None:
    add_organization(office)


def read(office: Office, department: str = "A001", fiscal_year: int = 2022) -> YearForm:
    return office.read(
        partial(year_form, department=department, fiscal_year=fiscal_year, today=NOVEMBER)
    )


def row(form: YearForm, metric: str = PAPER) -> YearRow:
    return {one.metric.code: one for one in form.rows}[metric]


def test_the_total_says_how_many_months_are_in_it(office: Office) -> None:
    save(office, "A001", APRIL, cell(PAPER, 500), key="one")
    save(office, "A001", 202205, cell(PAPER, 300, state=State.ESTIMATE), key="two")
    save(office, "A001", 202206, cell(PAPER, None, state=State.NOT_APPLICABLE), key="three")
    found = row(read(office))
    assert found.total == 800 * SCALE
    assert (found.reported, found.expected, found.estimates) == (2, 7, 1)
    assert not found.complete
    assert [value.state for value in found.values[:4]] == [
        State.ACTUAL,
        State.ESTIMATE,
        State.NOT_APPLICABLE,
        State.NOT_REPORTED,
    ]


def test_nothing_reported_is_no_zero(office: Office) -> None:
    assert row(read(office)).total is None
    save(office, "A001", APRIL, cell(PAPER, 0), key="one")
    assert row(read(office)).total == 0


def test_what_is_recorded_as_it_happens_is_not_missing(office: Office) -> None:
    save(office, "A001", APRIL, cell("leaders_trained", 2), key="one")
    found = row(read(office), "leaders_trained")
    assert (found.total, found.reported, found.expected) == (2 * SCALE, 0, 0)
    assert found.complete


def test_each_month_says_where_it_stands(office: Office) -> None:
    save(office, "A001", APRIL, cell(PAPER, 500), key="one")
    office.write(
        partial(months.set_state, month=APRIL, departments=["A001"], state=months.SUBMITTED)
    )
    save(office, "A001", 202205, cell(PAPER, 500), key="two")
    office.write(lambda session: months.close(session, Month(202203)))
    form = read(office)
    assert [one.standing for one in form.months[:3]] == [
        Standing.SUBMITTED,
        Standing.DRAFT,
        Standing.MISSING,
    ]
    assert [one.due for one in form.months] == [True] * 8 + [False] * 4
    assert form.months[-1].standing is None
    assert [one.closed for one in read(office, fiscal_year=2021).months][-1]


def test_months_before_a_department_are_not_expected_of_it(office: Office) -> None:
    form = read(office, "A003", 2021)
    assert not any(one.exists for one in form.months)
    assert row(form).expected == 0


def test_an_unknown_department_is_named(office: Office) -> None:
    with pytest.raises(DataError, match="A999"):
        read(office, "A999")
