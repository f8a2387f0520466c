"""Which reports went out, and what they knew, can be told afterwards."""

from __future__ import annotations

from functools import partial

import pytest

from kdx_desktop.services.audit import EventKind, record_event
from kdx_desktop.services.issued import issued_reports, note_issued
from kdx_desktop.services.office import Office
from kdx_desktop.services.reporting import monthly_report
from tests.services.small_city import APRIL, add_organization, cell, save

PAPER = "copy_paper_sheets"


@pytest.fixture(autouse=True)
def organization(office: Office) -> None:
    add_organization(office)


def issue(office: Office, name: str) -> None:
    report = office.read(partial(monthly_report, as_of=APRIL))
    office.write(partial(note_issued, report=report, names=[f"{name}.xlsx", f"{name}.pdf"]))


def test_a_report_is_listed_with_its_month_its_phase_and_what_it_knew(office: Office) -> None:
    issue(office, "一")
    save(office, "A001", APRIL, cell(PAPER, 500), key="k")
    issue(office, "二")
    later, earlier = office.read(issued_reports)
    assert later.files == ("二.xlsx", "二.pdf")
    assert later.as_of == APRIL
    assert later.phase.startswith("速報")
    assert later.change is not None
    assert earlier.change is not None
    assert later.change == earlier.change + 1
    assert later.who


def test_other_exports_are_no_reports(office: Office) -> None:
    office.write(partial(record_event, kind=EventKind.EXPORT, subject="figures.csv"))
    assert office.read(issued_reports) == ()


def test_only_the_latest_are_listed(office: Office) -> None:
    for number in range(4):
        issue(office, str(number))
    assert [one.files[0] for one in office.read(partial(issued_reports, limit=2))] == [
        "3.xlsx",
        "2.xlsx",
    ]
