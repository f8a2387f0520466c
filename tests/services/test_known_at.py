"""A report of long ago can be made again, to the digit, whatever has changed since."""

from __future__ import annotations

import csv
import json
import re
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.metrics.months import Month, fiscal_year_months
from kdx_desktop.metrics.organization import Department, Headcount, Succession
from kdx_desktop.models.base import Versioned
from kdx_desktop.models.organization import BaselineVersion, HeadcountVersion
from kdx_desktop.models.plan import GradeBandVersion, KpiVersion, TargetVersion
from kdx_desktop.services import entries, figures_export, ledger, months, standings
from kdx_desktop.services.figures_export import TidyFigure
from kdx_desktop.services.knowledge import as_known, change_moment
from kdx_desktop.services.office import Office
from kdx_desktop.services.organization import rows_of
from kdx_desktop.services.recording import Act, Kind, NewRevision, Rows, record
from tests.conftest import Outcome
from tests.services.homes import Homes
from tests.services.small_city import PLAN, cell, save

Kdx = Callable[..., Outcome]
MONTH = "2022-06"

COMMANDS = (
    ("kpi", "--as-of", MONTH),
    ("ranking", "--theme", "paper", "--as-of", MONTH),
    ("ranking", "--theme", "overall", "--as-of", MONTH),
    ("gap", "--as-of", MONTH),
)


@pytest.fixture
def city(office: Office) -> Office:
    """Three departments with a baseline year and the first months of FY2022."""
    departments = [
        Department(code, name, "局", Month(201504), None)
        for code, name in (("A001", "総務課"), ("A002", "広報課"), ("A003", "市民課"))
    ]
    headcounts = [Headcount(f"A00{i}", 2022, 10 * i, 8 * i) for i in (1, 2, 3)]
    rows: Rows = rows_of(departments, headcounts, [])
    office.write(lambda session: record(session, Act(Kind.ORGANIZATION), rows=rows))
    revisions = []
    for i, department in enumerate(departments, start=1):
        for month in (*fiscal_year_months(2019), *fiscal_year_months(2022)[:3]):
            values = {"copy_paper_sheets": 1000 * i - month.month, "automation_hours": 7 * i}
            values |= {"meetings_held": 10, "meetings_paperless": 5 + i}
            values |= {"telework_sessions": 10 * i, "byod_sessions": i}
            if month.fiscal_year == 2022:
                values["copy_paper_sheets"] //= 2
            revisions += [
                NewRevision(department.code, month, metric, 1, State.ACTUAL, value * SCALE)
                for metric, value in values.items()
            ]
    office.write(lambda session: record(session, Act(Kind.IMPORT), revisions))
    return office


def numbers(kdx: Kdx, known_at: int | str | None = None) -> list[Any]:
    """Ask every command for its numbers, as programs get them."""
    documents = []
    for command in COMMANDS:
        extra = () if known_at is None else ("--known-at", known_at)
        answer = kdx(*command, *extra, "--json")
        assert answer.status == 0, answer.err
        document = json.loads(answer.out)
        document.pop("known_at", None)
        documents.append(document)
    return documents


def last_change(office: Office) -> int:
    head = office.read(ledger.head)
    assert head is not None
    return head.number


def record_rows(office: Office, model: type[Versioned], **row: object) -> int:
    act = Act(Kind.PLAN, "変更")
    return office.write(lambda session: record(session, act, rows={model: [row]}))


def restate(office: Office, model: type[Versioned], key: dict[str, object], **new: object) -> int:
    """Record a versioned row again with some of its values changed."""
    rows = office.read(lambda session: as_known(session, model))
    old = next(row for row in rows if all(getattr(row, k) == v for k, v in key.items()))
    known = {name: value for name, value in old._asdict().items() if name != "change"}
    return record_rows(office, model, **{**known, **new})


def correct(office: Office) -> None:
    save(office, "A001", 202205, cell("copy_paper_sheets", 9, 1, note="訂正"), key="c1")
    save(office, "A002", 202206, cell("meetings_paperless", 10, 1), key="c2")


def withdraw(office: Office) -> None:
    save(office, "A001", 202205, cell("copy_paper_sheets", None, 1), key="w1")
    not_applicable = cell("meetings_held", None, 1, state=State.NOT_APPLICABLE)
    save(office, "A003", 202204, cell("meetings_paperless", None, 1), not_applicable, key="w2")


def estimate(office: Office) -> None:
    estimated = cell("copy_paper_sheets", 499, 1, state=State.ESTIMATE)
    save(office, "A001", 202204, estimated, key="e1")


def reorganize(office: Office) -> None:
    departments = [
        Department("A001", "総務課", "局", Month(201504), Month(202203)),
        Department("B001", "新課", "局", Month(202204), None),
    ]
    rows: Rows = rows_of(departments, [], [Succession("A001", "B001", Month(202204), Fraction(1))])
    office.write(lambda session: record(session, Act(Kind.ORGANIZATION), rows=rows))


def rename(office: Office) -> None:
    rows: Rows = rows_of([Department("A001", "秘書課", "新局", Month(201504), None)], [], [])
    office.write(lambda session: record(session, Act(Kind.ORGANIZATION), rows=rows))


def count_heads_again(office: Office) -> None:
    key: dict[str, object] = {"department": "A002", "fiscal_year": 2022}
    restate(office, HeadcountVersion, key, headcount=3, telework_eligible=None)


def add_baseline(office: Office) -> None:
    rows: Rows = rows_of([Department("B002", "古課", "局", Month(201504), None)], [], [])
    office.write(lambda session: record(session, Act(Kind.ORGANIZATION), rows=rows))
    save(office, "B002", 202204, cell("copy_paper_sheets", 70), key="b1")
    row = {"department": "B002", "fiscal_year": 2019, "metric": "copy_paper_sheets"}
    record_rows(office, BaselineVersion, **row, amount=1200 * SCALE)
    record_rows(office, BaselineVersion, **row, amount=2400 * SCALE)


def change_target(office: Office) -> None:
    key: dict[str, object] = {"plan": PLAN, "kpi": "copy_paper", "fiscal_year": 2022}
    restate(office, TargetVersion, key, target="3/5")
    key = {"plan": PLAN, "kpi": "telework_byod", "fiscal_year": 2022}
    restate(office, TargetVersion, key, withdrawn=1)


def change_kpi(office: Office) -> None:
    restate(office, KpiVersion, {"code": "paperless_meetings"}, threshold="9/10", name="新しい名前")


def change_bands(office: Office) -> None:
    restate(office, GradeBandVersion, {"grade": "B"}, at_least="1/1000")


LATER = (
    correct,
    withdraw,
    estimate,
    reorganize,
    rename,
    count_heads_again,
    add_baseline,
    change_target,
    change_kpi,
    change_bands,
)


@pytest.mark.parametrize("happens", LATER, ids=lambda happens: happens.__name__)
def test_what_happens_later_does_not_touch_the_numbers_of_before(
    city: Office, kdx: Kdx, happens: Callable[[Office], None]
) -> None:
    before = numbers(kdx)
    change = last_change(city)

    happens(city)

    assert numbers(kdx) != before  # it does matter …
    assert numbers(kdx, change) == before  # … but not then
    assert numbers(kdx, last_change(city)) == numbers(kdx)


def test_every_state_of_the_ledger_can_be_gone_back_to(city: Office, kdx: Kdx) -> None:
    known = {last_change(city): numbers(kdx)}
    for happens in (correct, change_target, rename, count_heads_again, add_baseline, change_kpi):
        happens(city)
        known[last_change(city)] = numbers(kdx)

    for change, then in known.items():
        assert numbers(kdx, change) == then
    assert len({json.dumps(then) for then in known.values()}) == len(known)


def test_a_time_means_the_last_change_before_it(city: Office, kdx: Kdx) -> None:
    before = numbers(kdx)
    change = last_change(city)
    time.sleep(0.002)
    between = datetime.now(UTC)
    time.sleep(0.002)
    correct(city)

    assert numbers(kdx, between.isoformat()) == before
    assert numbers(kdx, between.astimezone().replace(tzinfo=None).isoformat()) == before
    assert numbers(kdx, "2199-01-01") == numbers(kdx)
    exact = city.read(lambda session: change_moment(session, change + 1))
    assert numbers(kdx, exact.isoformat()) == before  # before it, not at it
    document = json.loads(kdx(*COMMANDS[0], "--known-at", between.isoformat(), "--json").out)
    assert document["known_at"] == change


def test_the_phase_of_a_month_is_that_of_then(city: Office, kdx: Kdx) -> None:
    before = last_change(city)
    june = Month(202206)
    for state in (months.SUBMITTED, months.APPROVED):
        city.write(partial(months.set_state, month=june, departments=["A001"], state=state))
    approved = last_change(city)
    city.write(partial(months.close, month=june))

    def said(*known_at: object) -> str:
        return kdx("kpi", "--as-of", MONTH, *known_at).out.splitlines()[0]

    assert "確定" in said()
    assert "未承認 2部署" in said("--known-at", approved)
    assert "未承認 3部署" in said("--known-at", before)


def exported(kdx: Kdx, file: Path, *known_at: object) -> list[dict[str, str]]:
    assert kdx("figures", "export", file, *known_at).status == 0
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_an_export_as_known_then_is_the_export_of_then(
    city: Office, kdx: Kdx, tmp_path: Path
) -> None:
    before = exported(kdx, tmp_path / "then.csv")
    change = last_change(city)
    for happens in (correct, estimate, rename):
        happens(city)
    save(city, "A001", 202205, cell("copy_paper_sheets", None, 2), key="w")

    assert exported(kdx, tmp_path / "again.csv", "--known-at", change) == before
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "then.csv").read_bytes()
    now = exported(kdx, tmp_path / "now.csv")
    assert len(now) == len(before) - 1  # the withdrawn figure is nowhere
    assert exported(kdx, tmp_path / "last.csv", "--known-at", last_change(city)) == now


# --- Any sequence of entering, correcting, withdrawing --------------------------------------------

METRICS = ("copy_paper_sheets", "telework_sessions", "leaders_trained")
PLACES = st.tuples(
    st.sampled_from(("A001", "A002")), st.sampled_from((202204, 202205)), st.sampled_from(METRICS)
)
VALUES = st.one_of(
    st.integers(0, 9).map(lambda value: (State.ACTUAL, value * SCALE)),
    st.integers(0, 9).map(lambda value: (State.ESTIMATE, value * SCALE)),
    st.just((State.NOT_APPLICABLE, None)),
    st.just((State.NOT_REPORTED, None)),
)


def two_departments(office: Office) -> None:
    departments = [Department(f"A00{i}", f"{i}課", "局", Month(201504), None) for i in (1, 2)]
    rows: Rows = rows_of(departments, [], [])
    office.write(lambda session: record(session, Act(Kind.ORGANIZATION), rows=rows))


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.tuples(PLACES, VALUES), min_size=1, max_size=8))
def test_after_any_sequence_of_entries_every_report_of_before_comes_out_the_same(
    homes: Homes, tmp_path: Path, steps: Sequence[tuple[Any, Any]]
) -> None:
    homes.template("two", two_departments)
    with homes.place(tmp_path) as place:
        homes.settle(place, "two")
        office = Office.open(place)
        enter_and_look_back(office, steps)
        office.close()


def enter_and_look_back(office: Office, steps: Sequence[tuple[Any, Any]]) -> None:
    model: dict[tuple[str, int, str], tuple[State, int | None]] = {}
    numbers_of: dict[tuple[str, int, str], int] = {}
    reports: dict[int, tuple[tuple[KpiResult, ...], tuple[TidyFigure, ...]]] = {}

    for step, (place, (state, amount)) in enumerate(steps):
        department, month, metric = place
        entered = entries.CellEntry(metric, state, amount, "理由", numbers_of.get(place, 0))
        saved = save(office, department, month, entered, key=f"{step}")
        if saved.cells:
            numbers_of[place] = numbers_of.get(place, 0) + 1
        model[place] = (state, amount)

        figures = office.read(figures_export.tidy_figures)
        assert {_place(row): (row.state, row.amount) for row in figures} == {
            place: value for place, value in model.items() if value[0] is not State.NOT_REPORTED
        }
        told = office.read(partial(standings.kpi_standings, as_of=Month(202205)))
        copied = {code: 0 for _, _, code in model}
        for (_, _, code), (_, value) in model.items():
            copied[code] += value or 0
        values = {result.kpi.code: result.value for result in told.results}
        if "leaders_trained" in copied:
            assert values["digital_leaders"] == Fraction(copied["leaders_trained"], SCALE)
        reports[last_change(office)] = (told.results, figures)

    for change, (results, figures) in reports.items():
        then = office.read(partial(standings.kpi_standings, as_of=Month(202205), known_at=change))
        assert then.results == results
        assert office.read(partial(figures_export.tidy_figures, known_at=change)) == figures
    assert office.read(ledger.verify).intact
    assert sum(numbers_of.values()) == office.read(ledger.verify).revisions


def _place(row: TidyFigure) -> tuple[str, int, str]:
    return row.department, int(row.month), row.metric


def test_the_history_of_a_cell_names_every_step(city: Office, kdx: Kdx) -> None:
    correct(city)
    save(city, "A001", 202205, cell("copy_paper_sheets", None, 2), key="w")

    words = ("ledger", "history", "--department", "A001", "--month", "2022-05")
    text = kdx(*words, "--metric", "copy_paper_sheets").out
    document = json.loads(kdx(*words, "--metric", "copy_paper_sheets", "--json").out)

    assert [row["number"] for row in document["revisions"]] == [1, 2, 3]
    assert [row["value"] for row in document["revisions"]] == [497, 9, None]
    assert [row["state"] for row in document["revisions"]] == ["actual", "actual", "not_reported"]
    assert all(row["actor"] == "tanaka" for row in document["revisions"])
    assert re.search(r"未提出", text)
    assert "訂正" in text
