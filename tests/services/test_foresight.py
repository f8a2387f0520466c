"""What is worked out ahead is what a person would have been told without it, and is there at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.services import demo
from kdx_desktop.services.boards import board
from kdx_desktop.services.foresight import Steps, boards_ahead, kpis_ahead
from kdx_desktop.services.knowledge import load_city
from kdx_desktop.services.office import Office
from kdx_desktop.services.standings import kpi_particulars, kpi_standings

OPEN = Month(202303)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sample city, made once."""
    place: Path = tmp_path_factory.mktemp("foreseen") / "city.sqlite3"
    office = Office.create(f"sqlite:///{place}")
    office.write(partial(demo.load, departments=30, years=4))
    office.close()
    return f"sqlite:///{place}"


def foresee(office: Office, steps: Steps) -> None:
    found = None
    while True:
        try:
            work = steps.send(found)
        except StopIteration:
            return
        found = office.read(work)


@pytest.mark.parametrize("month", [OPEN, Month(202203), Month(202210), Month(201906)])
def test_kpis_that_were_foreseen_say_the_same(url: str, month: Month) -> None:
    foreseeing, plain = Office.open(url), Office.open(url)
    foresee(foreseeing, kpis_ahead(month))
    seen = []
    for office in (foreseeing, plain):
        found = office.read(partial(kpi_standings, as_of=month))
        behind = office.read(partial(kpi_particulars, found=found))
        assert office.read(partial(kpi_particulars, found=found)) is behind
        seen.append((found, behind))
    assert seen[0] == seen[1]
    foreseeing.close()
    plain.close()


def test_boards_that_were_foreseen_say_the_same_and_are_not_made_again(url: str) -> None:
    foreseeing, plain = Office.open(url), Office.open(url)
    foresee(foreseeing, boards_ahead(OPEN))
    for theme in Theme:
        found = foreseeing.read(partial(board, theme=theme, as_of=OPEN))
        assert found == plain.read(partial(board, theme=theme, as_of=OPEN))
        assert foreseeing.read(partial(board, theme=theme, as_of=OPEN)) is found
    foreseeing.close()
    plain.close()


def test_a_city_that_is_asked_for_earlier_years_knows_them_as_if_it_had_been_at_first(
    url: str,
) -> None:
    grown, whole = Office.open(url), Office.open(url)
    month, since = Month(202104), Month(201504)
    grown.read(partial(load_city, as_of=month))
    found = grown.read(partial(load_city, as_of=month, since=since))
    wanted = whole.read(partial(load_city, as_of=month, since=since))
    assert found.figures.keys() == wanted.figures.keys()
    for code, figures in wanted.figures.items():
        assert found.of(code) == figures, code
    assert grown.read(partial(load_city, as_of=month)) is found
    grown.close()
    whole.close()
