"""What readings share is as fresh as the ledger: no desk ever sees a number of before."""

from __future__ import annotations

from functools import partial

import pytest

from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services.knowledge import load_city, load_organization
from kdx_desktop.services.office import Actor, Office
from kdx_desktop.services.recording import Act, Kind, NewRevision, record
from kdx_desktop.services.standings import kpi_particulars, kpi_standings
from tests.services.homes import Homes
from tests.services.small_city import APRIL, add_organization, cell, save

PAPER = "copy_paper_sheets"


@pytest.fixture(autouse=True)
def organization(office: Office) -> None:
    add_organization(office)


def paper(office: Office, month: Month = APRIL) -> int | None:
    city = office.read(partial(load_city, as_of=month))
    amount = city.of(PAPER).value("A001", APRIL)
    return None if amount is None else int(amount)


def test_readings_of_the_same_ledger_share_what_they_made(office: Office) -> None:
    first = office.read(partial(load_city, as_of=APRIL))
    assert office.read(partial(load_city, as_of=APRIL.plus(8))) is first  # the same fiscal year


def test_the_own_save_is_seen_at_once(office: Office) -> None:
    assert paper(office) is None
    save(office, "A001", APRIL, cell(PAPER, 500), key="k")
    assert paper(office) == 500_0000


def test_what_another_desk_saved_is_seen_at_once(office: Office, homes: Homes, place: str) -> None:
    assert paper(office) is None
    with_others = Office.open(place, Actor("tanaka", "PC-2"))
    save(with_others, "A001", APRIL, cell(PAPER, 500), key="k")
    with_others.close()
    assert paper(office) == 500_0000


def test_what_stands_behind_kpis_is_never_of_the_kpis_of_before(office: Office) -> None:
    before = office.read(partial(kpi_standings, as_of=APRIL))
    save(office, "A001", APRIL, cell(PAPER, 500), key="k")
    office.read(partial(kpi_particulars, found=before))  # asked for before the save was heard of
    now = office.read(partial(kpi_standings, as_of=APRIL))
    assert now.results != before.results
    assert office.read(partial(kpi_particulars, found=now)).gaps.results == now.results


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)  # a server lets no reading write
def test_what_a_reading_tried_and_discarded_is_not_remembered(office: Office) -> None:
    def tried(session: object) -> int | None:
        revision = NewRevision("A001", int(APRIL), PAPER, 1, State.ACTUAL, 700_0000)
        record(session, Act(Kind.IMPORT), [revision])  # type: ignore[arg-type]
        city = load_city(session, APRIL)  # type: ignore[arg-type]
        return int(city.of(PAPER).value("A001", APRIL) or 0)

    before = office.read(load_organization)
    assert office.read(tried) == 700_0000
    assert paper(office) is None
    assert office.read(load_organization).departments == before.departments
