"""業務 and their minutes: what a department stated for a month, and who may state it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError, NotAllowed
from kdx_desktop.metrics.amounts import SCALE
from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.automation import AutomationVersion
from kdx_desktop.models.plan import InitiativeStateVersion
from kdx_desktop.services import ledger
from kdx_desktop.services.automations import MAX_NAME, Automation, automations_of, rows_for
from kdx_desktop.services.office import Office
from kdx_desktop.services.recording import Act, Kind, NewRevision, Rows, record
from tests.postgres.fixtures import stores
from tests.services import small_city

APRIL, JULY, OCTOBER = Month(202204), Month(202207), Month(202210)
RPA = Automation("転入の入力", APRIL, 15 * SCALE, 25_000, True, False, "RPA")
TIDY = Automation("台帳の整理", APRIL, 30 * SCALE, 0, False, True, "")
SitDown = Callable[..., Office]
on_postgresql = pytest.mark.parametrize("store", stores()[1:], indirect=True)


def state(
    office: Office,
    new: Sequence[Automation],
    old: Sequence[Automation] = (),
    *,
    department: str = "A001",
    month: Month | None = None,
) -> int:
    """Record what the form of a department says."""
    rows: Rows = {AutomationVersion: rows_for(department, old, new, month)}
    return office.write(lambda session: record(session, Act(Kind.ENTRY), rows=rows))


def known(office: Office, month: Month, department: str = "A001") -> tuple[Automation, ...]:
    return office.read(lambda session: automations_of(session, department, month))


def test_what_was_stated_for_a_month_is_there_from_that_month_on(office: Office) -> None:
    state(office, [RPA, TIDY])

    assert known(office, APRIL) == known(office, OCTOBER) == (TIDY, RPA)
    assert known(office, APRIL.plus(-1)) == ()
    assert known(office, APRIL, "A002") == ()


def test_new_minutes_count_from_their_month_and_leave_the_months_before_alone(
    office: Office,
) -> None:
    state(office, [RPA])
    faster = replace(RPA, valid_from=JULY, after=10_000, note="設定の見直し")

    state(office, [faster], [RPA])

    assert known(office, APRIL) == (RPA,)
    assert known(office, JULY) == known(office, OCTOBER) == (faster,)


def test_minutes_that_were_wrong_from_the_start_are_corrected_in_place(office: Office) -> None:
    state(office, [RPA])
    corrected = replace(RPA, before=14 * SCALE)

    state(office, [corrected], [RPA])

    assert known(office, APRIL) == (corrected,)


def test_minutes_that_held_earlier_than_was_thought_hold_all_along(office: Office) -> None:
    later = replace(RPA, valid_from=JULY)
    state(office, [later])
    earlier = replace(RPA, after=0)

    state(office, [earlier], [later])

    assert known(office, APRIL) == (earlier,)
    assert known(office, OCTOBER) == (replace(earlier, valid_from=JULY),)


def test_what_a_department_does_no_more_is_gone_from_then_on_and_kept_before(
    office: Office,
) -> None:
    faster = replace(RPA, valid_from=JULY, after=0)
    state(office, [RPA, TIDY])
    state(office, [faster, TIDY], [RPA, TIDY])

    state(office, [TIDY], [faster, TIDY], month=OCTOBER)

    assert known(office, APRIL) == (TIDY, RPA)
    assert known(office, JULY) == (TIDY, faster)
    assert known(office, OCTOBER) == (TIDY,)


def test_what_was_taken_back_can_be_stated_again(office: Office) -> None:
    state(office, [RPA])
    state(office, [], [RPA])
    assert known(office, APRIL) == ()

    state(office, [RPA])

    assert known(office, APRIL) == (RPA,)


def test_nothing_new_is_nothing_to_record() -> None:
    assert rows_for("A001", [RPA, TIDY], [TIDY, RPA]) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(RPA, name=" "), "業務名を入力"),
        (replace(RPA, name="長" * (MAX_NAME + 1)), "文字まで"),
        (replace(RPA, name=TIDY.name), "二つ"),
        (replace(RPA, after=-1), "マイナス"),
    ],
)
def test_what_could_not_be_stored_is_refused_in_words(wrong: Automation, said: str) -> None:
    with pytest.raises(DataError) as refused:
        rows_for("A001", [], [TIDY, wrong])

    assert said in refused.value.problems[0].reason


def test_the_ledger_vouches_for_minutes_too(office: Office) -> None:
    state(office, [RPA])
    state(office, [replace(RPA, before=10 * SCALE)], [RPA])

    assert office.read(ledger.verify).intact
    assert office.check() == []


# --- What the server itself allows ----------------------------------------------------------------


def entry(rows: Rows, *departments: str, kind: Kind = Kind.ENTRY) -> Callable[[Session], int]:
    """Give a change with rows, and a figure of each department named."""
    revisions = [
        NewRevision(code, 202204, "automation_hours", 1, State.ACTUAL, 83_333)
        for code in departments
    ]
    return lambda session: record(session, Act(kind), revisions, rows)


def of(*departments: str) -> Rows:
    return {AutomationVersion: [row for code in departments for row in rows_for(code, [], [RPA])]}


STATE: Rows = {
    InitiativeStateVersion: [
        {"plan": small_city.PLAN, "position": 1, "day": 20220701, "state": "導入", "note": ""}
    ]
}


@on_postgresql
@pytest.mark.parametrize("role", ["chief", "clerk"])
def test_whoever_enters_for_a_department_states_its_minutes_alone_or_with_figures(
    office: Office, sit_down: SitDown, role: str
) -> None:
    small_city.add_organization(office)
    desk = sit_down("suzuki", role, "A001")

    desk.write(entry(of("A001"), "A001"))
    desk.write(entry({AutomationVersion: rows_for("A001", [RPA], [TIDY])}))

    assert known(office, APRIL) == (TIDY,)
    assert office.read(ledger.verify).intact


@on_postgresql
@pytest.mark.parametrize("role", ["chief", "clerk", "manager"])
@pytest.mark.parametrize(
    "work",
    [
        entry(of("A003")),
        entry(of("A001", "A003")),
        entry(of("A003"), "A001"),
        entry(of("A001"), "A003"),
        entry(of("A001"), kind=Kind.CORRECTION),
        entry(of("A001"), kind=Kind.ORGANIZATION),
        entry(STATE),
        entry(STATE, kind=Kind.PLAN),
        entry({**of("A001"), **STATE}),
    ],
    ids=[
        "other",
        "own-and-other",
        "other-with-own-figure",
        "own-with-others-figure",
        "as-correction",
        "as-organization",
        "initiative",
        "initiative-as-plan",
        "initiative-with-own",
    ],
)
def test_nobody_states_what_is_not_their_departments(
    office: Office, sit_down: SitDown, role: str, work: Callable[[Session], int]
) -> None:
    small_city.add_organization(office)
    before = office.read(ledger.head)
    desk = sit_down("suzuki", role, *(["A001"] if role != "manager" else []))

    with pytest.raises(NotAllowed):
        desk.write(work)

    assert office.read(ledger.head) == before


@on_postgresql
def test_a_manager_states_no_minutes(office: Office, sit_down: SitDown) -> None:
    small_city.add_organization(office)

    with pytest.raises(NotAllowed):
        sit_down("suzuki", "manager").write(entry(of("A001")))


@on_postgresql
def test_the_team_states_minutes_and_states_for_all(office: Office, sit_down: SitDown) -> None:
    small_city.add_organization(office)
    desk = sit_down("suzuki", "team")

    desk.write(entry(of("A001", "A003"), "A003"))
    desk.write(entry(STATE, kind=Kind.PLAN))

    assert known(office, APRIL, "A003") == (RPA,)
    assert office.read(ledger.verify).intact


@on_postgresql
@pytest.mark.parametrize("figures", [(), ("A001",)])
def test_whoever_reckoned_with_minutes_that_have_changed_meanwhile_looks_again(
    office: Office, sit_down: SitDown, figures: tuple[str, ...]
) -> None:
    small_city.add_organization(office)
    desk = sit_down("suzuki", "chief", "A001")
    other = sit_down("kato", "clerk", "A001")
    looks: list[tuple[Automation, ...]] = []
    later = replace(RPA, valid_from=JULY)

    def slowly(session: Session) -> int:
        looks.append(automations_of(session, "A001", APRIL))
        if len(looks) == 1:
            other.write(entry({AutomationVersion: rows_for("A001", [], [RPA])}))
        rows: Rows = {} if figures else {AutomationVersion: rows_for("A001", [], [later])}
        return entry(rows, *figures)(session)

    desk.write(slowly)

    assert looks == [(), (RPA,)]
