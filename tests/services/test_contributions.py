"""内訳 and 根拠: the parts make up the whole, and behind each number stand its revisions and files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from random import Random

import pytest

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.kpis import evaluate_kpi
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.metrics.plan import Rule
from kdx_desktop.metrics.views import RestReason
from kdx_desktop.reports.number_text import coverage_rate
from kdx_desktop.services import demo
from kdx_desktop.services.contribution_cells import together
from kdx_desktop.services.contributions import Contributions, contributions, contributions_of
from kdx_desktop.services.evidence import department_cells, evidence
from kdx_desktop.services.office import Office
from kdx_desktop.services.recording import Act, Kind, NewRevision, record
from kdx_desktop.services.standings import kpi_forecasts, kpi_standings
from kdx_desktop.views.dashboard.breakdown_lines import bureau_lines
from tests.metrics.cities import some_city, to_product
from tests.metrics.test_forecast import plan_months
from tests.services.homes import TANAKA, Homes
from tests.services.small_city import cell, save

DECEMBER = Month(202212)
KPIS = (
    "copy_paper",
    "paperless_meetings",
    "telework_byod",
    "automation_hours",
    "digital_leaders",
    "manager_training",
)
both_views = pytest.mark.parametrize("view", list(OrganizationView))


@pytest.fixture
def sample(homes: Homes, place: str) -> Iterator[Office]:
    """The sample city of twenty departments."""
    homes.template(
        "twenty", lambda office: office.write(partial(demo.load, departments=20, years=4))
    )
    homes.settle(place, "twenty")
    office = Office.open(place, TANAKA)
    yield office
    office.close()


def of(office: Office, kpi: str, view: OrganizationView, month: Month = DECEMBER) -> Contributions:
    return office.read(partial(contributions, as_of=month, kpi_code=kpi, view=view))


def value_of(found: Contributions) -> Fraction | None:
    amounts = sum((row.amount for row in found.rows), Fraction(0))
    return amounts / found.divisor if found.divisor else None


def told_by_lines(found: Contributions) -> tuple[str, int]:
    """Coverage and estimates as the last line of 内訳 tells them."""
    *_, coverage, estimates = bureau_lines(found).rows[-1].texts
    return coverage, int(estimates.replace(",", "") or 0)


@both_views
def test_departments_and_rest_make_up_each_kpi(sample: Office, view: OrganizationView) -> None:
    for month in (DECEMBER, Month(202106), Month(202203)):
        shown = sample.read(partial(kpi_standings, as_of=month))
        assert [result.kpi.code for result in shown.results] == list(KPIS)
        for result in shown.results:
            found = of(sample, result.kpi.code, view, month)
            assert value_of(found) == result.value == found.value
            assert told_by_lines(found) == (coverage_rate(result.coverage), result.estimates)


@both_views
def test_all_rows_together_have_the_cells_that_the_card_counts(
    sample: Office, view: OrganizationView
) -> None:
    for month in map(Month, (202106, 202111, 202203, 202204, 202209, 202212, 202303)):
        for code in KPIS:
            found = of(sample, code, view, month)
            assert told_by_lines(found) == (coverage_rate(found.coverage), found.estimates)
            if found.kpi.rule is not Rule.SHARE_OF_DEPARTMENTS:
                whole = together(row.cells for row in found.rows)
                assert whole.coverage == found.coverage, (code, month)
                assert len(whole.estimates) == found.estimates, (code, month)


@both_views
@pytest.mark.parametrize("month", [202003, 202103, 203004])
def test_outside_the_plan_a_kpi_is_made_of_what_its_card_counts(
    sample: Office, view: OrganizationView, month: int
) -> None:
    shown = sample.read(partial(kpi_standings, as_of=Month(month)))
    assert shown.results
    for result in shown.results:
        found = of(sample, result.kpi.code, view, Month(month))
        assert (found.value, found.coverage) == (result.value, result.coverage)
        assert (value_of(found) or 0) == (result.value or 0)
        if found.kpi.rule is not Rule.SHARE_OF_DEPARTMENTS:
            assert together(row.cells for row in found.rows).coverage == result.coverage


@pytest.mark.parametrize("seed", range(3000, 3020))
def test_whatever_the_city_nothing_is_lost_between_the_departments(seed: int) -> None:
    city = to_product(some_city(seed))
    plan = city.plans[0]
    rng = Random(seed)
    for as_of in rng.sample(plan_months(city), 2):
        for kpi in plan.kpis:
            whole = evaluate_kpi(city, plan, kpi, as_of)
            thens, nows = (
                contributions_of(city, plan, kpi, as_of, view)
                for view in (OrganizationView.THEN, OrganizationView.NOW)
            )
            for found in (thens, nows):
                expected = whole.value
                if expected is None:
                    assert not value_of(found)
                else:
                    assert value_of(found) == expected
                assert len({(row.department, row.reason) for row in found.rows}) == len(found.rows)
                assert (found.coverage, found.estimates) == (whole.coverage, whole.estimates)
                cells = together(row.cells for row in found.rows)
                if kpi.rule is not Rule.SHARE_OF_DEPARTMENTS:
                    assert cells.coverage == whole.coverage, (kpi.code, found.view)
                    assert len(cells.estimates) == whole.estimates, (kpi.code, found.view)
            assert {row.reason for row in thens.rows} <= {None}
            if not kpi.rule.is_ratio:
                for side in ("now", "before"):
                    sums = [
                        sum(getattr(row, side) or 0 for row in found.rows)
                        for found in (thens, nows)
                    ]
                    assert sums[0] == sums[1], (kpi.code, side)


def test_a_divided_departments_past_is_shared_out_now_and_is_its_own_then(
    small_office: Office,
) -> None:
    """広報課 was divided by shares; its figure of March 2022 goes to two departments of now."""
    save(small_office, "A001", 202205, cell("telework_sessions", 4))
    small_office.write(
        lambda session: record(
            session,
            Act(Kind.CORRECTION, "遅れて届いた報告"),
            [NewRevision("A002", 202203, "telework_sessions", 1, State.ACTUAL, 9 * SCALE)],
        )
    )
    now = of(small_office, "telework_byod", OrganizationView.NOW)
    assert {row.department: row.amount for row in now.rows if row.amount} == {
        "A001": 4,
        "A003": 3,
        "A004": 6,
    }
    then = of(small_office, "telework_byod", OrganizationView.THEN)
    assert {row.department: row.amount for row in then.rows if row.amount} == {"A001": 4, "A002": 9}
    assert RestReason.NO_SUCCESSOR not in {row.reason for row in now.rows}


def test_an_unknown_kpi_or_department_is_told_in_a_sentence(small_office: Office) -> None:
    with pytest.raises(DataError, match="nothing"):
        of(small_office, "nothing", OrganizationView.NOW)
    found = of(small_office, "copy_paper", OrganizationView.NOW)
    with pytest.raises(DataError, match="Z999"):
        small_office.read(partial(department_cells, found=found, department="Z999"))


@both_views
def test_a_departments_cells_add_up_to_its_part(sample: Office, view: OrganizationView) -> None:
    for code in ("telework_byod", "automation_hours"):
        found = of(sample, code, view)
        for row in [one for one in found.rows if one.reason is None][::5]:
            cells = sample.read(partial(department_cells, found=found, department=row.department))
            total = sum((c.amount or 0 for _, line in cells.rows for c in line), Fraction(0))
            assert total == row.amount
            assert len(cells.rows) == (21 if found.kpi.rule is Rule.CUMULATIVE_TOTAL else 9)


def test_paper_stands_beside_the_same_month_of_the_baseline_year(sample: Office) -> None:
    found = of(sample, "copy_paper", OrganizationView.THEN)
    row = next(row for row in found.rows if row.count and row.beside)
    cells = sample.read(partial(department_cells, found=found, department=row.department))
    assert [column.title for column in cells.columns] == ["2022年度", "2019年度の同じ月"]
    now = sum((line[0].amount or 0 for _, line in cells.rows), Fraction(0))
    assert now == row.now


def test_behind_a_cell_stand_all_its_revisions_and_their_files(small_office: Office) -> None:
    source = json.dumps(
        [
            {
                "file": "紙.csv",
                "sha256": "ab" * 32,
                "size": 12,
                "lines": 3,
                "used": 2,
                "rejected": [],
            }
        ],
        separators=(",", ":"),
        ensure_ascii=False,
    )
    small_office.write(
        lambda session: record(
            session,
            Act(Kind.CORRECTION, "検針の誤り", source),
            [NewRevision("A001", 202204, "copy_paper_sheets", 3, State.ESTIMATE, 7 * SCALE, "注")],
        )
    )
    places = (("A003", 202204), ("A001", 202204))
    other, own = small_office.read(partial(evidence, metric="copy_paper_sheets", places=places))
    assert [one.state for one in other.revisions] == [State.NOT_APPLICABLE]
    assert [one.number for one in own.revisions] == [3, 2, 1]
    last = own.revisions[0]
    assert (last.who, last.computer, last.kind_name, last.reason) == (
        "tanaka",
        "PC-1",
        "訂正",
        "検針の誤り",
    )
    assert (last.amount, last.note, last.state) == (7 * SCALE, "注", State.ESTIMATE)
    assert [(s.name, s.size, s.lines, s.used, s.rejected) for s in last.sources] == [
        ("紙.csv", 12, 3, 2, 0)
    ]
    assert own.revisions[2].amount == 500 * SCALE
    known = small_office.read(
        partial(
            evidence,
            metric="copy_paper_sheets",
            places=places[1:],
            known_at=last.change - 1,
        )
    )
    assert [one.number for one in known[0].revisions] == [2, 1]


def test_behind_an_annual_baseline_stands_the_change_that_stated_it(small_office: Office) -> None:
    found = of(small_office, "copy_paper", OrganizationView.THEN, Month(202204))
    cells = small_office.read(partial(department_cells, found=found, department="A001"))
    baseline = cells.rows[0][1][1]
    assert baseline.annual
    assert baseline.amount == 1000
    (told,) = small_office.read(
        partial(evidence, metric="copy_paper_sheets", places=baseline.places, annual=True)
    )
    assert told.annual
    assert [(one.amount, one.reason) for one in told.revisions] == [(12_000 * SCALE, "基準値")]


def test_every_kpi_of_the_sample_city_has_a_forecast_by_winter(sample: Office) -> None:
    shown = sample.read(partial(kpi_standings, as_of=DECEMBER))
    found = sample.read(partial(kpi_forecasts, found=shown))
    for result in shown.results:
        told = found[result.kpi.code]
        assert told is not None
        assert told.low <= told.value <= told.high
        assert told.method.endswith("。")
    may = sample.read(partial(kpi_standings, as_of=Month(202205)))
    assert set(sample.read(partial(kpi_forecasts, found=may)).values()) == {None}
    assert replace(shown, known_at=None) == shown
