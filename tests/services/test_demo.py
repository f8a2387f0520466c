"""The sample city in a database: complete, marked, and never mixed with real data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.reports.charts import Role
from kdx_desktop.services import figures_export, ledger, reporting, standings
from kdx_desktop.services.office import Office
from kdx_desktop.services.overview import overview
from tests.conftest import SAMPLE_CITY, Outcome
from tests.services.homes import Homes

Kdx = Callable[..., Outcome]
SMALL = ("demo", "load", "--departments", "12", "--years", "2")


@pytest.fixture
def load(store: str) -> Callable[..., Outcome]:
    """Load the sample city as whoever tries the program: on a server it takes a new database."""

    def with_words(kdx: Kdx, *words: object) -> Outcome:
        if store == "postgresql":
            assert kdx("database", "create").status == 0
        return kdx(*SMALL, *words)

    return with_words


@pytest.fixture
def demo(kdx: Kdx, load: Callable[..., Outcome]) -> Kdx:
    answer = load(kdx)
    assert answer.status == 0, answer.err
    return kdx


@pytest.fixture
def opened(demo: Kdx, place: str) -> Iterator[Office]:
    office = Office.open(place)
    yield office
    office.close()


def test_one_command_makes_a_database_with_a_sample_city(opened: Office) -> None:
    office = opened
    found = office.read(overview)
    figures = office.read(figures_export.tidy_figures)

    assert found.sample
    assert found.city_name == "サンプル市"
    assert found.first_month is not None
    assert found.last_month is not None
    assert found.first_month < found.last_month
    assert found.closed_months
    assert len(figures) > 12 * 24 * 4
    assert {row.state for row in figures} >= {State.ACTUAL, State.ESTIMATE}
    assert office.check() == []
    assert office.read(ledger.verify).intact


def test_the_sample_is_marked_wherever_somebody_could_take_it_for_real(
    demo: Kdx, opened: Office
) -> None:
    assert "サンプル" in demo("database", "info").out
    assert json.loads(demo("database", "info", "--json").out)["sample"] is True
    report = opened.read(partial(reporting.monthly_report, as_of=Month(202212)))
    assert report.sample
    assert report.city_name == "サンプル市"


def test_the_report_of_the_sample_city_foretells_the_end_of_the_year(opened: Office) -> None:
    report = opened.read(partial(reporting.monthly_report, as_of=Month(202212)))
    behind = opened.read(
        lambda session: standings.kpi_particulars(
            session, standings.kpi_standings(session, Month(202212))
        )
    )
    found = {section.result.kpi.code: section for section in report.kpis}
    assert {code: section.forecast for code, section in found.items()} == behind.forecasts
    assert all(section.forecast is not None for section in found.values())
    hours = found["automation_hours"].chart
    assert hours.of(Role.FORECAST) is not None
    assert hours.of(Role.FORECAST_HIGH) is not None


def test_the_sample_city_has_numbers_corrections_and_submissions(
    demo: Kdx, homes: Homes, place: str
) -> None:
    found = json.loads(demo("kpi", "--as-of", "2022-12", "--json").out)
    assert all(kpi["value"] is not None for kpi in found["kpis"])
    with homes.outside(place) as connection:
        kinds = connection.exec_driver_sql("SELECT DISTINCT kind FROM changes").scalars().all()
        corrected = connection.exec_driver_sql("SELECT count(*) FROM revisions WHERE number > 1")
        assert corrected.scalar_one() > 0
    assert {*kinds} >= {"plan", "organization", "import", "correction", "closing", "submission"}


def test_the_same_seed_makes_the_same_city_and_another_another(
    homes: Homes,
    kdx_at: Callable[[str], Kdx],
    load: Callable[..., Outcome],
    tmp_path: Path,
) -> None:
    exported = []
    for number, seed in enumerate((7, 7, 8)):
        with homes.place(tmp_path) as place:
            kdx = kdx_at(place)
            assert load(kdx, "--seed", seed).status == 0
            file = tmp_path / f"{number}.csv"
            assert kdx("figures", "export", file).status == 0
            exported.append(file.read_bytes())
    assert exported[0] == exported[1] != exported[2]


def test_a_database_with_departments_is_never_filled_with_samples(
    kdx: Kdx, demo: Kdx, tmp_path: Path
) -> None:
    before = demo("ledger", "head").out

    again = demo(*SMALL)

    assert again.status == 1
    assert "部署が登録されている" in again.err
    assert demo("ledger", "head").out == before


def test_real_departments_stay_alone(kdx: Kdx) -> None:
    assert kdx("database", "create").status == 0
    assert kdx("organization", "import", SAMPLE_CITY / "departments.csv").status == 0
    before = kdx("ledger", "head").out

    assert kdx(*SMALL).status == 1
    assert kdx("ledger", "head").out == before
    assert json.loads(kdx("database", "info", "--json").out)["sample"] is False


def test_an_empty_database_that_exists_is_filled(kdx: Kdx) -> None:
    assert kdx("database", "create").status == 0

    answer = kdx(*SMALL, "--json")

    assert answer.status == 0
    assert json.loads(answer.out)["figures"] > 0
