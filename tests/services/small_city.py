"""A city small enough to know by heart: four departments, one reorganisation, a few figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import partial

from sqlalchemy.orm import Session

from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department, Headcount, Succession
from kdx_desktop.models.account import Account, Assignment
from kdx_desktop.models.automation import AutomationVersion
from kdx_desktop.models.calendar import SettingVersion
from kdx_desktop.models.organization import BaselineVersion
from kdx_desktop.models.plan import InitiativeStateVersion, TargetVersion
from kdx_desktop.services import automations, entries, months
from kdx_desktop.services.automations import Automation
from kdx_desktop.services.entries import CellEntry, Entry, Saved
from kdx_desktop.services.office import Office
from kdx_desktop.services.organization import rows_of
from kdx_desktop.services.recording import Act, Kind, NewRevision, Rows, record

PLAN = "kanazawa_digital_strategy_2"
APRIL = Month(202204)
#: "Today" of tests that enter figures: all months of FY2022 are past.
TODAY = date(2023, 6, 1)

DEPARTMENTS = (
    Department("A001", "総務課", "総務局", Month(201504), None),
    Department("A002", "広報課", "総務局", Month(201504), Month(202203)),
    Department("A003", "市民課", "市民局", Month(202204), None),
    Department("A004", "相談\t室\n（\\N）", "市民局", Month(202204), None),
)
HEADCOUNTS = (
    Headcount("A001", 2022, 20, 18),
    Headcount("A003", 2022, 10, None),
    Headcount("A004", 2022, None, None),
)
SUCCESSIONS = (
    Succession("A002", "A003", Month(202204), Fraction(1, 3)),
    Succession("A002", "A004", Month(202204), Fraction(2, 3)),
)
AUTOMATIONS = (
    Automation("転入の入力", APRIL, 15 * SCALE, 25_000, measured=True, one_off=False, note="RPA"),
    Automation("台帳の整理", APRIL, 30 * SCALE, 0, measured=False, one_off=True, note=""),
)


def add_organization(
    office: Office,
    departments: Sequence[Department] = DEPARTMENTS,
    headcounts: Sequence[Headcount] = HEADCOUNTS,
    successions: Sequence[Succession] = SUCCESSIONS,
) -> int:
    """Record an organisation; return the change."""
    rows = rows_of(departments, headcounts, successions)
    return office.write(lambda session: record(session, Act(Kind.ORGANIZATION), rows=rows))


def cell(
    metric: str,
    value: int | Fraction | None,
    based_on: int = 0,
    *,
    state: State | None = None,
    note: str = "",
) -> CellEntry:
    """Return a cell of an entry; a value in units is 実績 unless a state is given."""
    amount = None if value is None else int(value * SCALE)
    if state is None:
        state = State.ACTUAL if amount is not None else State.NOT_REPORTED
    return CellEntry(metric, state, amount, note, based_on)


def save(office: Office, department: str, month: int, *cells: CellEntry, key: str = "") -> Saved:
    """Save cells of a department's month, as the entry form does."""
    entry = Entry(department, Month(month), cells, key)
    return office.write(lambda session: entries.save(session, entry, TODAY))


def employ(office: Office, login: str, role: str, *departments: str) -> None:
    """Give somebody an account, and departments for as long as anybody can think."""

    def add(session: Session) -> None:
        session.add(Account(login=login, name=login, role=role, disabled=0, temporary=0))
        session.flush()
        session.add_all(
            Assignment(login=login, department=code, kind=role, first_day=20150401, last_day=None)
            for code in departments
        )

    office.write(add)


def fill(office: Office) -> None:
    """Make at least two changes to every sort of row."""
    add_organization(office)
    baselines = [
        {"department": code, "fiscal_year": 2019, "metric": "copy_paper_sheets", "amount": amount}
        for code, amount in (("A001", 12_000 * SCALE), ("A002", 6_000 * SCALE))
    ]
    office.write(
        lambda session: record(
            session, Act(Kind.IMPORT, "基準値"), rows={BaselineVersion: baselines}
        )
    )
    revisions = [
        NewRevision("A001", 202203, "copy_paper_sheets", 1, State.ACTUAL, 800 * SCALE),
        NewRevision("A002", 202203, "copy_paper_sheets", 1, State.ESTIMATE, 300 * SCALE, "推計\n"),
        NewRevision("A003", 202204, "copy_paper_sheets", 1, State.NOT_APPLICABLE, None, "\\N"),
    ]
    office.write(lambda session: record(session, Act(Kind.IMPORT, source="[]"), revisions))
    save(
        office,
        "A001",
        202204,
        cell("copy_paper_sheets", 500),
        cell("meetings_held", 10),
        cell("meetings_paperless", 7, note="一部\tPDF"),
        key="first",
    )
    save(office, "A001", 202204, cell("copy_paper_sheets", Fraction(1001, 2), 1), key="second")
    save(office, "A001", 202204, cell("meetings_paperless", None, 1), key="third")
    steps = (
        (months.SUBMITTED, ""),
        (months.RETURNED, "会議"),
        (months.SUBMITTED, "確認済み"),
        (months.APPROVED, ""),
    )
    for state, reason in steps:
        office.write(
            partial(months.set_state, month=APRIL, departments=["A001"], state=state, reason=reason)
        )
    office.write(lambda session: months.close(session, Month(202203)))
    office.write(lambda session: months.close(session, Month(202202)))
    target = {"plan": PLAN, "kpi": "copy_paper", "fiscal_year": 2022, "target": "3/5"}
    rows: Rows = {
        TargetVersion: [{**target, "note": "改定"}],
        SettingVersion: [{"name": "city_name", "value": "金沢"}, {"name": "due", "value": "10"}],
        AutomationVersion: automations.rows_for("A001", (), AUTOMATIONS),
        InitiativeStateVersion: [
            {
                "plan": PLAN,
                "position": position,
                "day": 20220701,
                "state": state,
                "note": "会議\t後",
            }
            for position, state in ((1, "導入"), (2, ""))
        ],
    }
    office.write(lambda session: record(session, Act(Kind.PLAN, "目標の改定"), rows=rows))
