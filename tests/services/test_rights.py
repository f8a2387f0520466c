"""Who may do what, today: decided alike by the program, on both stores, and by the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.orm import Session

from kdx_desktop.errors import NotAllowed
from kdx_desktop.metrics.days import day_number
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.account import Account, Assignment
from kdx_desktop.models.organization import DepartmentVersion, SuccessionVersion
from kdx_desktop.services import rights
from kdx_desktop.services.account_rules import today
from kdx_desktop.services.office import Actor, Office
from kdx_desktop.services.person import Person, Role
from tests.services.homes import Homes

DAY = timedelta(days=1)
#: Beyond all changes of a new database.
FIRST_CHANGE = 1_000


@dataclass(frozen=True)
class Department:
    """A version of a department; months are counted from this one."""

    code: str
    ended: int | None = None
    withdrawn: int = 0


@dataclass(frozen=True)
class Succession:
    predecessor: str
    successor: str
    effective: int = 0
    withdrawn: int = 0


@dataclass(frozen=True)
class Held:
    """An assignment; days are counted from today."""

    department: str
    kind: str = "chief"
    first: int = -100
    last: int | None = None


@dataclass(frozen=True)
class World:
    """Suzuki's account, what she is assigned to, and the versions of the organisation in order."""

    role: str = "chief"
    held: Sequence[Held] = ()
    departments: Sequence[Department] = tuple(map(Department, "ABCD"))
    successions: Sequence[Succession] = ()
    disabled: int = 0
    temporary: int = 0
    account: bool = True
    others: Sequence[str] = field(default=("keeper",))


Judge = Callable[[World], Person]


@pytest.fixture
def judge(homes: Homes, office: Office, store: str) -> Iterator[Judge]:
    """Ask who suzuki is in a world that is gone afterwards; the server has to agree."""
    if store == "postgresql":
        homes.employ(office.url, "suzuki", "chief")
    with homes.outside(office.url) as connection:
        yield _judge(connection, store)


def _judge(connection: Connection, store: str) -> Judge:
    def ask(world: World) -> Person:
        try:
            return _asked(connection, world, store)
        finally:
            connection.rollback()

    connection.rollback()
    return ask


def _asked(connection: Connection, world: World, store: str) -> Person:
    server = store == "postgresql"
    if server:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("DELETE FROM accounts")
    _fill(connection, world)
    if server:
        connection.exec_driver_sql("SET LOCAL SESSION AUTHORIZATION suzuki")
    with Session(connection, info={"actor": Actor("suzuki", "PC-9")}) as session:
        who = rights.person(session)
        if server:
            _agree(session, who)
        return who


def _agree(session: Session, who: Person) -> None:
    """Compare with what the database itself goes by."""
    calls = (
        func.person_role(),
        func.person_reads(),
        func.person_departments(False),
        func.person_departments(True),
    )
    role, reads, enters, submits = session.execute(select(*calls)).one()
    assert (who.role, who.reads) == (role, reads)
    assert (who.enters, who.submits) == (frozenset(enters), frozenset(submits))
    assert (len(set(enters)), len(set(submits))) == (len(enters), len(submits))


def _fill(connection: Connection, world: World) -> None:
    day, month = today(), Month.of(today().year, today().month)
    accounts = [_account(login, "accounts") for login in world.others]
    if world.account:
        accounts.append(_account("suzuki", world.role, world.disabled, world.temporary))
    changes = iter(range(FIRST_CHANGE, FIRST_CHANGE + 1_000))
    _insert(connection, Account, accounts)
    _insert(
        connection,
        Assignment,
        [
            {
                "login": "suzuki",
                "department": held.department,
                "kind": held.kind,
                "first_day": _day(day, held.first),
                "last_day": None if held.last is None else _day(day, held.last),
            }
            for held in world.held
        ],
    )
    _insert(
        connection,
        DepartmentVersion,
        [
            {
                "code": one.code,
                "name": one.code,
                "bureau": "",
                "valid_from": 201504,
                "valid_to": None if one.ended is None else int(month.plus(one.ended)),
                "withdrawn": one.withdrawn,
                "change": next(changes),
            }
            for one in world.departments
        ],
    )
    _insert(
        connection,
        SuccessionVersion,
        [
            {
                "predecessor": one.predecessor,
                "successor": one.successor,
                "effective_month": int(month.plus(one.effective)),
                "share": None,
                "withdrawn": one.withdrawn,
                "change": next(changes),
            }
            for one in world.successions
        ],
    )


def _account(login: str, role: str, disabled: int = 0, temporary: int = 0) -> dict[str, Any]:
    return {
        "login": login,
        "name": login,
        "role": role,
        "disabled": disabled,
        "temporary": temporary,
    }


def _insert(connection: Connection, model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(model), rows)


def _day(day: date, days: int) -> int:
    return day_number(day + days * DAY)


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (0, None, True),
        (1, None, False),
        (-9, 0, True),
        (-9, -1, False),
        (0, 0, True),
        (-400, 400, True),
    ],
)
def test_an_assignment_holds_from_its_first_to_its_last_day(
    judge: Judge, first: int, last: int | None, holds: bool
) -> None:
    who = judge(World(held=[Held("A", first=first, last=last)]))
    assert (who.may_enter("A"), who.may_submit("A")) == (holds, holds)


def test_a_chief_of_two_departments_has_both_and_no_third(judge: Judge) -> None:
    who = judge(World(held=[Held("A"), Held("C")]))
    assert who.enters == who.submits == {"A", "C"}


@pytest.mark.parametrize("role", ["chief", "clerk"])
def test_whom_a_chief_named_enters_but_does_not_submit(judge: Judge, role: str) -> None:
    who = judge(World(role=role, held=[Held("A", "clerk")]))
    assert (who.enters, who.submits) == (frozenset("A"), frozenset())


def test_somebody_who_is_chief_no_more_submits_nothing_by_an_old_assignment(judge: Judge) -> None:
    who = judge(World(role="clerk", held=[Held("A", "chief")]))
    assert (who.enters, who.submits) == (frozenset(), frozenset())


def test_the_open_months_of_an_abolished_department_are_its_successors_however_often(
    judge: Judge,
) -> None:
    who = judge(
        World(
            held=[Held("C")],
            departments=[
                Department("A", -3),
                Department("B", -1),
                Department("C"),
                Department("D"),
            ],
            successions=[Succession("A", "B", -2), Succession("B", "C", 0)],
        )
    )
    assert who.enters == who.submits == {"A", "B", "C"}


def test_a_department_that_still_exists_is_not_its_successors(judge: Judge) -> None:
    world = World(
        held=[Held("B")],
        departments=[Department("A", 0), Department("B")],  # this is its last month
        successions=[Succession("A", "B", 1)],
    )
    assert judge(world).enters == {"B"}


def test_a_succession_that_was_taken_back_gives_nothing(judge: Judge) -> None:
    world = World(
        held=[Held("B")],
        departments=[Department("A", -1), Department("B")],
        successions=[Succession("A", "B"), Succession("A", "B", withdrawn=1)],
    )
    assert judge(world).enters == {"B"}


def test_departments_that_carry_on_each_other_do_not_go_round_for_ever(judge: Judge) -> None:
    world = World(
        held=[Held("A")],
        departments=[Department("A", -1), Department("B", -1)],
        successions=[Succession("A", "B"), Succession("B", "A")],
    )
    assert judge(world).enters == {"A", "B"}


@pytest.mark.parametrize("role", list(Role))
def test_a_disabled_person_may_do_nothing(judge: Judge, role: Role) -> None:
    who = judge(World(role=role, held=[Held("A")], disabled=1))
    assert (who.role, who.reads, who.enters, who.keeps_accounts) == (
        None,
        False,
        frozenset(),
        False,
    )
    assert not who.password_due


@pytest.mark.parametrize("role", list(Role))
def test_a_temporary_password_opens_nothing_before_it_is_changed(judge: Judge, role: Role) -> None:
    who = judge(World(role=role, held=[Held("A")], temporary=1))
    assert (who.role, who.reads, who.enters, who.keeps_accounts) == (
        None,
        False,
        frozenset(),
        False,
    )
    assert who.password_due


def test_somebody_without_an_account_sees_nothing_where_there_are_accounts(judge: Judge) -> None:
    who = judge(World(account=False))
    assert (who.role, who.reads, who.keeps_accounts) == (None, False, False)


def test_the_account_administrator_sees_no_figures(judge: Judge) -> None:
    who = judge(World(role="accounts", held=[Held("A")]))
    assert (who.reads, who.manages_figures, who.enters) == (False, False, frozenset())
    assert who.keeps_accounts


@pytest.mark.parametrize("role", ["chief", "clerk", "manager", "team"])
def test_nobody_else_keeps_accounts(judge: Judge, role: str) -> None:
    assert not judge(World(role=role)).keeps_accounts


def test_a_manager_reads_all_and_writes_nothing(judge: Judge) -> None:
    who = judge(World(role="manager", held=[Held("A"), Held("A", "clerk")]))
    assert who.reads
    assert (who.may_enter("A"), who.may_submit("A"), who.manages_figures) == (False, False, False)


def test_the_team_enters_and_submits_for_all(judge: Judge) -> None:
    who = judge(World(role="team"))
    assert who.may_enter("D")
    assert who.may_submit("D")


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_whoever_has_the_file_may_do_all_until_the_first_account_is_added(judge: Judge) -> None:
    who = judge(World(account=False, others=()))
    assert (who.role, who.keeps_accounts) == (Role.TEAM, True)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_file_without_an_account_administrator_can_still_get_one(judge: Judge) -> None:
    assert judge(World(role="chief", others=())).keeps_accounts


def test_who_may_not_is_told_so_and_whom_to_ask(sit_down: Callable[..., Office]) -> None:
    keeper = sit_down("hoshina", "accounts")
    with pytest.raises(NotAllowed, match=r"hoshina.*アカウント管理の担当へ"):
        keeper.read(lambda session: rights.require_team(session, "締め"))
    clerk = sit_down("suzuki", "clerk", "A001")
    clerk.read(lambda session: rights.require_entry(session, "A001"))
    for asked in (
        lambda session: rights.require_entry(session, "A002"),
        lambda session: rights.require_submission(session, ["A001"]),
        lambda session: rights.require_team(session, "締め"),
        rights.require_accounts,
    ):
        with pytest.raises(NotAllowed, match=r"だけができます|だけが入力できます"):
            clerk.read(asked)


codes = st.sampled_from("ABCDE")
near = st.integers(-2, 2)
worlds = st.builds(
    World,
    role=st.sampled_from(
        ["chief", "chief", "chief", "clerk", "clerk", "manager", "team", "accounts"]
    ),
    held=st.lists(
        st.builds(
            Held,
            codes,
            st.sampled_from(["chief", "clerk"]),
            near,
            st.none() | st.integers(0, 3),
        ).map(
            lambda held: Held(
                held.department,
                held.kind,
                held.first,
                None if held.last is None else held.first + held.last,
            )
        ),
        max_size=4,
        unique_by=lambda held: (held.department, held.kind, held.first),
    ),
    departments=st.lists(
        st.builds(Department, codes, st.none() | near, st.sampled_from([0, 0, 0, 1])),
        max_size=8,
    ),
    successions=st.lists(
        st.builds(Succession, codes, codes, near, st.sampled_from([0, 0, 0, 1])), max_size=8
    ),
    disabled=st.sampled_from([0, 0, 0, 1]),
    temporary=st.sampled_from([0, 0, 0, 1]),
)


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(world=worlds)
def test_the_program_promises_what_the_server_allows_and_nothing_else(
    judge: Judge, world: World
) -> None:
    judge(world)  # compares


@pytest.fixture
def files_judge(file_homes: Homes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """The same questions to a SQLite file."""
    with file_homes.place(tmp_path_factory.mktemp("judge")) as url:
        file_homes.settle(url, "new")
        with file_homes.outside(url) as connection:
            yield _judge(connection, "sqlite")


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(world=worlds)
def test_both_stores_say_the_same_of_a_person(
    judge: Judge, files_judge: Judge, world: World
) -> None:
    assert judge(world) == files_judge(world)
