"""Accounts on both stores: who gets in, from when to when, and what nobody is ever told."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import psycopg
import pytest

from kdx_desktop.errors import DataError, KdxError, NotAllowed, SignInFailed
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services import accounts, audit, passwords
from kdx_desktop.services.account_rules import require_keeper, today
from kdx_desktop.services.account_store import Held, Known, Task
from kdx_desktop.services.accounts import AccountLine
from kdx_desktop.services.office import Actor, Office
from kdx_desktop.services.person import Role
from tests.postgres.server import SUPERUSER, Server
from tests.services import small_city
from tests.services.homes import PASSWORD, Homes

DAY = timedelta(days=1)
OWN_PASSWORD = "一日一善 and a long phrase"
DEPARTMENTS = (
    *small_city.DEPARTMENTS,
    Department("A009", "準備室", "総務局", Month(209904), None),
)
only_server = pytest.mark.parametrize("store", ["postgresql"], indirect=True)
only_file = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class City:
    """A city with departments, of which hoshina keeps the accounts."""

    keeper: Office
    homes: Homes

    def do(self, work: Callable[..., Any], *arguments: object, **options: object) -> Any:
        """Do something with accounts, as hoshina."""
        return self.keeper.write(lambda session: work(session, *arguments, **options))

    def add(self, login: str, role: Role, *departments: str) -> str | None:
        """Add somebody, as chief or clerk of departments from today on."""
        work = partial(
            accounts.employ, login=login, name=f"{login}さん", role=role, departments=departments
        )
        return self.keeper.write(work)

    def line(self, login: str) -> AccountLine:
        """Return what is listed of somebody."""
        return next(line for line in self.keeper.read(accounts.listing) if line.login == login)

    def held(self, login: str) -> list[tuple[str, str, date, date | None]]:
        """Return what somebody is assigned to."""
        return [
            (held.department, held.task.value, held.first, held.last)
            for held in self.line(login).assignments
        ]

    @contextlib.contextmanager
    def seat(self, login: str, password: str | None = None) -> Iterator[Office]:
        """Open the office as somebody, who has changed a temporary password already."""
        url = self.homes.url_of(self.keeper.url, login)
        if password is not None:
            first = Office.open(url, Actor(login, "PC-9"), password)
            first.write(partial(accounts.change_password, new=OWN_PASSWORD))
            first.close()
        office = Office.open(url, Actor(login, "PC-9"), password and OWN_PASSWORD)
        try:
            yield office
        finally:
            office.close()

    def details(self) -> list[tuple[str, str, str]]:
        """Return what the audit log says of accounts, oldest first."""
        return [
            (event.kind, event.subject, event.details)
            for event in reversed(self.keeper.read(accounts.events))
        ]


@pytest.fixture
def city(office: Office, sit_down: Callable[..., Office], homes: Homes) -> City:
    small_city.add_organization(office, DEPARTMENTS)
    return City(sit_down("hoshina", "accounts"), homes)


def test_a_new_person_gets_in_with_role_and_departments(city: City) -> None:
    password = city.add("suzuki", Role.CHIEF, "A001", "A003")
    with city.seat("suzuki", password) as office:
        who = office.person()
        assert (who.name, who.role) == ("suzukiさん", Role.CHIEF)
        assert who.submits == {"A001", "A002", "A003"}
    line = city.line("suzuki")
    assert (line.role, line.disabled, line.temporary) == (Role.CHIEF, False, False)
    assert city.held("suzuki") == [
        ("A001", "chief", today(), None),
        ("A003", "chief", today(), None),
    ]


def test_whoever_cannot_be_assigned_is_not_added_either(city: City) -> None:
    with pytest.raises(DataError, match="X999"):
        city.add("suzuki", Role.CHIEF, "A001", "X999")
    logins = [line.login for line in city.keeper.read(accounts.listing)]
    assert "suzuki" not in logins


@pytest.mark.parametrize("login", ["", " ", "a\nb", "a" * 101, "\x1b[2J"])
def test_a_login_that_cannot_be_is_refused_in_a_sentence(city: City, login: str) -> None:
    with pytest.raises(DataError, match="利用者名"):
        city.add(login, Role.TEAM)


@only_server
@pytest.mark.parametrize(
    "login", ["Suzuki", "鈴木", "pg_suzuki", "kdx_owner", "postgres", "public", 'a"b', "a;b"]
)
def test_a_login_that_the_server_would_refuse_is_refused_before(city: City, login: str) -> None:
    with pytest.raises(DataError, match="利用者名"):
        city.add(login, Role.TEAM)


@pytest.mark.parametrize("name", ["", "\t", "鈴木\n花子", "あ" * 101])
def test_a_name_that_cannot_be_is_refused_in_a_sentence(city: City, name: str) -> None:
    with pytest.raises(DataError, match="氏名"):
        city.do(accounts.add, "suzuki", name, Role.TEAM)


def test_a_login_is_not_given_twice(city: City) -> None:
    city.add("suzuki", Role.TEAM)
    with pytest.raises(DataError, match="すでに登録"):
        city.add("suzuki", Role.MANAGER)
    assert city.line("suzuki").role is Role.TEAM


def test_two_logins_differ_in_more_than_capitals(city: City) -> None:
    city.add("suzuki", Role.TEAM)
    with pytest.raises(DataError):
        city.add("SUZUKI", Role.TEAM)


def test_an_unknown_login_is_called_unknown(city: City) -> None:
    for work in (
        lambda session: accounts.set_role(session, "nobody", Role.TEAM),
        lambda session: accounts.set_disabled(session, "nobody", disabled=True),
        lambda session: accounts.set_name(session, "nobody", "だれか"),
        lambda session: accounts.assign(session, "nobody", "A001"),
        lambda session: accounts.unassign(session, "nobody", "A001"),
    ):
        with pytest.raises(DataError, match="「nobody」は登録されていません"):
            city.keeper.write(work)


def test_nobody_locks_themselves_out_or_makes_themselves_the_team(city: City) -> None:
    with pytest.raises(NotAllowed, match="ご自身"):
        city.do(accounts.set_disabled, "hoshina", disabled=True)
    with pytest.raises(NotAllowed, match="ご自身"):
        city.do(accounts.set_role, "hoshina", Role.TEAM)
    assert city.line("hoshina").role is Role.ACCOUNTS


@only_server
def test_the_last_account_administrator_stays_whoever_asks(
    city: City, postgres_server: Server
) -> None:
    superuser = Office.open(
        city.homes.url_of(city.keeper.url, SUPERUSER),
        Actor("root", "SERVER"),
        postgres_server.password,
        administration=True,
    )
    for work in (
        lambda session: accounts.set_disabled(session, "hoshina", disabled=True),
        lambda session: accounts.set_role(session, "hoshina", Role.TEAM),
    ):
        with pytest.raises(NotAllowed, match="アカウント管理の担当がいなくなります"):
            superuser.write(work)
    superuser.close()
    assert not city.line("hoshina").disabled


def test_an_administrator_who_is_disabled_keeps_no_accounts() -> None:
    one = Known("one", "", Role.ACCOUNTS, disabled=False, temporary=False)
    two = Known("two", "", Role.ACCOUNTS, disabled=True, temporary=False)
    with pytest.raises(NotAllowed):
        require_keeper({"one": one, "two": two}, {"two": two})


@pytest.mark.parametrize("role", ["chief", "clerk", "manager", "team"])
def test_only_the_account_administrator_changes_accounts(
    city: City, sit_down: Callable[..., Office], role: str
) -> None:
    other = sit_down("yamada", role, *(["A001"] if role in {"chief", "clerk"} else []))
    for work in (
        lambda session: accounts.add(session, "suzuki", "鈴木", Role.TEAM),
        lambda session: accounts.set_role(session, "yamada", Role.TEAM),
        lambda session: accounts.set_name(session, "yamada", "山田"),
        lambda session: accounts.set_disabled(session, "hoshina", disabled=True),
        lambda session: accounts.assign(session, "yamada", "A003", Task.CHIEF),
        lambda session: accounts.reset_password(session, "hoshina"),
    ):
        with pytest.raises(NotAllowed):
            other.write(work)
    assert city.line("yamada").name == "yamada"


def test_who_is_disabled_may_do_nothing_from_that_moment_on(city: City) -> None:
    password = city.add("suzuki", Role.TEAM)
    with city.seat("suzuki", password) as office:
        assert office.person().reads
        assert city.do(accounts.set_disabled, "suzuki", disabled=True)
        assert not city.do(accounts.set_disabled, "suzuki", disabled=True)
        with pytest.raises((NotAllowed, SignInFailed)):  # a server does not even let them in
            office.read(accounts.listing)
        city.do(accounts.set_disabled, "suzuki", disabled=False)
        assert office.person().reads


def test_another_role_counts_at_once(city: City) -> None:
    password = city.add("suzuki", Role.TEAM)
    with city.seat("suzuki", password) as office:
        assert office.person().manages_figures
        assert city.do(accounts.set_role, "suzuki", Role.MANAGER)
        assert office.person().role is Role.MANAGER
        assert not city.do(accounts.set_role, "suzuki", Role.MANAGER)


def test_a_department_is_lost_at_once_and_not_before_its_last_day(city: City) -> None:
    password = city.add("suzuki", Role.CHIEF, "A001", "A003")
    with city.seat("suzuki", password) as office:
        city.do(accounts.unassign, "suzuki", "A001", last=today())
        assert office.person().may_enter("A001")
        city.do(accounts.unassign, "suzuki", "A001")
        city.do(accounts.unassign, "suzuki", "A003", Task.CHIEF)
        assert not office.person().enters
    assert city.held("suzuki") == []


def test_what_was_held_before_stays_known_when_it_ends(city: City) -> None:
    city.add("suzuki", Role.CHIEF)
    first = today() - 30 * DAY
    city.do(accounts.assign, "suzuki", "A001", Task.CHIEF, first)
    city.do(accounts.assign, "suzuki", "A001", Task.CLERK, today() + DAY)
    ended = city.do(accounts.unassign, "suzuki", "A001")
    assert len(ended) == 2
    assert city.held("suzuki") == [("A001", "chief", first, today() - DAY)]
    with pytest.raises(DataError, match="終了できる"):
        city.do(accounts.unassign, "suzuki", "A001")


@pytest.mark.parametrize(
    ("department", "task", "first", "last", "said"),
    [
        ("X999", None, None, None, "X999.*登録されていません"),
        ("A001", None, date(2026, 4, 1), date(2026, 3, 31), "より前"),
        ("A002", None, None, None, "廃止"),
        ("A009", None, date(2026, 4, 1), date(2026, 4, 30), "2099年4月に始まります"),
        ("A003", None, date(2026, 4, 1), None, "すでに部署「A003」の課長"),
        ("A003", None, date(2020, 4, 1), date(2026, 4, 1), "すでに部署「A003」の課長"),
        ("A001", None, date(1899, 4, 1), None, "古すぎます"),
    ],
)
def test_an_assignment_that_cannot_be_is_refused_in_a_sentence(
    city: City,
    department: str,
    task: Task | None,
    first: date | None,
    last: date | None,
    said: str,
) -> None:
    city.add("suzuki", Role.CHIEF)
    city.do(accounts.assign, "suzuki", "A003", None, date(2026, 4, 1), date(2026, 9, 30))
    with pytest.raises(DataError, match=said):
        city.do(accounts.assign, "suzuki", department, task, first, last)
    assert len(city.held("suzuki")) == 1


def test_assignments_may_follow_one_another_without_a_gap(city: City) -> None:
    city.add("suzuki", Role.CHIEF)
    city.do(accounts.assign, "suzuki", "A003", None, date(2026, 4, 1), date(2026, 9, 30))
    city.do(accounts.assign, "suzuki", "A003", None, date(2026, 10, 1))
    city.do(accounts.assign, "suzuki", "A003", None, date(2026, 3, 31), date(2026, 3, 31))
    assert len(city.held("suzuki")) == 3


@pytest.mark.parametrize(
    ("role", "task", "fits"),
    [
        (Role.CHIEF, Task.CHIEF, True),
        (Role.CHIEF, Task.CLERK, True),
        (Role.CLERK, Task.CLERK, True),
        (Role.CLERK, Task.CHIEF, False),
        (Role.MANAGER, Task.CHIEF, False),
        (Role.TEAM, Task.CLERK, False),
        (Role.ACCOUNTS, Task.CHIEF, False),
    ],
)
def test_a_role_that_gets_nothing_from_a_department_is_not_assigned_one(
    city: City, role: Role, task: Task, fits: bool
) -> None:
    city.add("suzuki", role)
    if fits:
        city.do(accounts.assign, "suzuki", "A001", task)
    else:
        with pytest.raises(DataError, match=role.japanese):
            city.do(accounts.assign, "suzuki", "A001", task)


def test_a_chief_names_the_clerks_of_the_own_department_only(
    city: City, sit_down: Callable[..., Office]
) -> None:
    city.add("suzuki", Role.CLERK)
    chief = sit_down("yamada", "chief", "A003")
    chief.write(lambda session: accounts.assign(session, "suzuki", "A003", Task.CLERK))
    assert [row[:2] for row in city.held("suzuki")] == [("A003", "clerk")]
    for work in (
        lambda session: accounts.assign(session, "suzuki", "A001", Task.CLERK),
        lambda session: accounts.assign(session, "yamada", "A001", Task.CHIEF),
        lambda session: accounts.unassign(session, "yamada", "A003"),
    ):
        with pytest.raises(NotAllowed, match="入力担当者だけ"):
            chief.write(work)
    chief.write(lambda session: accounts.unassign(session, "suzuki", "A003"))
    assert city.held("suzuki") == []


def test_both_stores_tell_the_audit_log_the_same(city: City) -> None:
    told = len(city.details())
    city.add("suzuki", Role.CLERK)
    city.do(accounts.set_name, "suzuki", "鈴木 花子")
    city.do(accounts.set_role, "suzuki", Role.CHIEF)
    city.do(accounts.assign, "suzuki", "A001", None, date(2026, 4, 1), date(2027, 3, 31))
    city.do(accounts.unassign, "suzuki", "A001", last=date(2026, 9, 30))
    city.do(accounts.unassign, "suzuki", "A001", last=date(2026, 3, 31))
    city.do(accounts.set_disabled, "suzuki", disabled=True)
    city.do(accounts.set_disabled, "suzuki", disabled=False)
    assert city.details()[told:] == [
        ("account", "suzuki", "add clerk"),
        ("account", "suzuki", "name 鈴木 花子"),
        ("account", "suzuki", "role chief"),
        ("assignment", "suzuki", "chief A001 20260401-20270331"),
        ("assignment", "suzuki", "chief A001 20260401-20260930"),
        ("assignment", "suzuki", "remove chief A001 20260401"),
        ("account", "suzuki", "disable"),
        ("account", "suzuki", "enable"),
    ]
    event = city.keeper.read(accounts.events)[0]
    assert (event.who, event.computer) == ("hoshina", "PC-9")
    assert city.keeper.read(lambda session: list(audit.problems(session))) == []


def test_the_audit_log_is_for_the_administrator_and_the_team(
    city: City, sit_down: Callable[..., Office]
) -> None:
    sit_down("inoue", "team").read(accounts.events)
    with pytest.raises(NotAllowed, match="監査記録"):
        sit_down("yamada", "chief", "A001").read(accounts.events)


# --- Passwords ------------------------------------------------------------------------------------


@only_file
def test_one_pc_has_no_passwords_and_says_so(city: City) -> None:
    assert city.add("suzuki", Role.TEAM) is None
    for work in (
        lambda session: accounts.reset_password(session, "suzuki"),
        lambda session: accounts.change_password(session, OWN_PASSWORD),
    ):
        with pytest.raises(DataError, match="パスワードがありません"):
            city.keeper.write(work)
    assert not city.line("suzuki").temporary


def test_temporary_passwords_can_be_read_aloud_and_are_never_the_same() -> None:
    made = [passwords.temporary_password() for _ in range(500)]
    assert len(set(made)) == 500
    for password in made:
        assert len(password) >= 14
        assert re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", password)
    assert len(passwords.temporary_password(40)) >= 40


@only_server
def test_a_temporary_password_shows_nothing_before_it_is_changed(city: City) -> None:
    password = city.add("suzuki", Role.TEAM)
    url = city.homes.url_of(city.keeper.url, "suzuki")
    office = Office.open(url, Actor("suzuki", "PC-9"), password)
    assert office.person().password_due
    for work in (accounts.listing, accounts.events, small_city_departments):
        with contextlib.suppress(NotAllowed):
            assert not office.read(work)
    office.write(partial(accounts.change_password, new=OWN_PASSWORD))
    assert office.person().role is Role.TEAM
    assert not city.line("suzuki").temporary
    office.close()
    for old in (password, "wrong"):
        with pytest.raises(SignInFailed):
            Office.open(url, Actor("suzuki", "PC-9"), old)


def small_city_departments(session: Any) -> object:
    from kdx_desktop.services.knowledge import load_organization

    return load_organization(session).departments


@only_server
def test_a_new_temporary_password_shuts_out_whoever_knew_the_old_one(city: City) -> None:
    with city.seat("suzuki", city.add("suzuki", Role.TEAM)) as office:
        assert office.person().reads
        again = city.do(accounts.reset_password, "suzuki")
        with pytest.raises(SignInFailed):  # the connection was ended, the password is another one
            office.person()
    assert city.line("suzuki").temporary
    with city.seat("suzuki", again) as office:
        assert office.person().reads
    with pytest.raises(NotAllowed, match="ご自身"):
        city.do(accounts.reset_password, "hoshina")


@only_server
def test_changing_the_own_password_ends_the_own_other_sessions(city: City) -> None:
    with city.seat("suzuki", city.add("suzuki", Role.TEAM)) as office:
        url = city.homes.url_of(city.keeper.url, "suzuki")
        elsewhere = Office.open(url, Actor("suzuki", "PC-8"), OWN_PASSWORD)
        newer = partial(accounts.change_password, new=OWN_PASSWORD + "!", current=OWN_PASSWORD)
        with pytest.raises(DataError, match="いまのパスワードが違います"):
            office.write(partial(accounts.change_password, new="x" * 20, current="not it"))
        office.write(newer)
        assert office.person().reads
        with pytest.raises(SignInFailed):
            elsewhere.person()
        elsewhere.close()


@only_server
@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("short", "12文字以上"),
        ("x" * 11, "12文字以上"),
        ("my name is Suzuki", "利用者名"),
        ("ｓｕｚｕｋｉの長いパスワード", "利用者名"),
        (" leading blank 123", "空白"),
        ("line\nbreak in the middle", "制御文字"),
        ("x" * 201, "200文字まで"),
    ],
)
def test_a_password_that_breaks_the_rules_is_refused_with_the_rule(
    city: City, new: str, said: str
) -> None:
    password = city.add("suzuki", Role.TEAM)
    url = city.homes.url_of(city.keeper.url, "suzuki")
    office = Office.open(url, Actor("suzuki", "PC-9"), password)
    for bad, reason in ((new, said), (str(password), "いまのパスワード")):
        with pytest.raises(DataError, match=reason) as refused:
            office.write(partial(accounts.change_password, new=bad))
        assert bad not in str(refused.value)
    assert office.person().password_due
    office.close()


@only_server
def test_the_citys_length_holds_for_those_who_see_nothing_else(city: City, office: Office) -> None:
    assert office.write(partial(passwords.MIN_LENGTH.write, number=20)) is not None
    assert office.write(partial(passwords.MIN_LENGTH.write, number=20)) is None
    with pytest.raises(DataError, match="8から64"):
        office.write(partial(passwords.MIN_LENGTH.write, number=7))
    password = city.add("suzuki", Role.TEAM)
    assert password is not None
    assert len(password) >= 20
    url = city.homes.url_of(city.keeper.url, "suzuki")
    new = Office.open(url, Actor("suzuki", "PC-9"), password)
    with pytest.raises(DataError, match="20文字以上"):
        new.write(partial(accounts.change_password, new="nineteen characters"))
    new.close()


@only_server
def test_whoever_comes_by_ldap_gets_no_password_and_owes_none(city: City) -> None:
    assert city.do(accounts.add, "suzuki", "鈴木", Role.TEAM, external=True) is None
    assert not city.line("suzuki").temporary


@only_server
def test_a_login_that_the_server_has_already_keeps_its_password(
    city: City, postgres_server: Server
) -> None:
    postgres_server.execute_as_superuser(
        f"CREATE ROLE suzuki LOGIN PASSWORD '{PASSWORD}' IN ROLE kdx_people"
    )
    assert city.add("suzuki", Role.TEAM) is None
    with city.seat("suzuki") as office:
        assert office.person().reads


@only_server
def test_a_login_of_another_application_is_not_taken_over(
    city: City, postgres_server: Server
) -> None:
    postgres_server.execute_as_superuser("CREATE ROLE suzuki SUPERUSER LOGIN")
    with pytest.raises(NotAllowed):
        city.add("suzuki", Role.TEAM)


@only_server
def test_passwords_and_verifiers_are_nowhere_to_be_read(
    city: City, postgres_server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in logs, answers and listings, nor among what the server shows of sessions."""
    logged = len(postgres_server.log_text())
    secrets = [str(city.add("suzuki", Role.TEAM)), OWN_PASSWORD]
    with city.seat("suzuki", secrets[0]):
        pass
    secrets.append(city.do(accounts.reset_password, "suzuki"))
    # A login that somebody else has made, whose password is not ours to set on newer servers.
    postgres_server.execute_as_superuser("CREATE ROLE other LOGIN PASSWORD 'x' IN ROLE kdx_people")
    city.do(accounts.add, "other", "他", Role.TEAM, external=True)
    said = ""
    try:
        secrets.append(city.do(accounts.reset_password, "other"))
    except KdxError as error:
        said = f"{error!r} {error.__cause__!r} {error.__cause__}"
    rows = postgres_server.execute_as_superuser("SELECT query FROM pg_stat_activity")
    shown = [
        said,
        caplog.text,
        postgres_server.log_text()[logged:],
        repr(rows),
        repr(city.keeper.read(accounts.listing)),
        repr(city.keeper.read(accounts.events)),
    ]
    for text in shown:
        assert "SCRAM-SHA-256$" not in text
        for secret in secrets:
            assert secret not in text


# --- What somebody with psql could try ------------------------------------------------------------


def connect(city: City, login: str) -> psycopg.Connection[tuple[Any, ...]]:
    url = city.homes.url_of(city.keeper.url, login)
    return psycopg.connect(url, password=PASSWORD)


@only_server
@pytest.mark.parametrize(
    "call",
    [
        "assignment_remove('x', 'hoshina', NULL, 'clerk', 0)",
        "assignment_remove('x', 'hoshina', 'A003', 'clerk', 20200101)",
        "assignment_set('x', 'hoshina', NULL, 'clerk', 20200101, NULL)",
        "assignment_set('x', 'yamada', 'A001', NULL, 20200101, NULL)",
        "account_set_name('x', 'hoshina', 'fool')",
        "account_set_verifier('yamada', NULL)",
        "account_reset_password('x', 'hoshina', NULL)",
        "account_change_password('x', NULL)",
        "end_sessions('hoshina')",
    ],
)
def test_a_chief_ends_nobodys_session_and_tells_the_audit_log_nothing_false(
    city: City, sit_down: Callable[..., Office], call: str
) -> None:
    sit_down("yamada", "chief", "A003")
    told = city.details()
    with connect(city, "hoshina") as keeper:
        with connect(city, "yamada") as connection, pytest.raises(psycopg.DatabaseError):
            connection.execute(f"SELECT {call}".encode())
        keeper.execute("SELECT 1")  # still there
    assert city.details() == told


@only_server
def test_two_administrators_cannot_disable_one_another(
    city: City, sit_down: Callable[..., Office], postgres_server: Server
) -> None:
    sit_down("ito", "accounts")
    refused: list[Exception] = []

    def disable(connection: psycopg.Connection[Any]) -> None:
        try:
            connection.execute("SELECT account_set_disabled('x', 'hoshina', true)")
            connection.commit()
        except psycopg.DatabaseError as error:
            refused.append(error)

    with connect(city, "hoshina") as first:
        first.execute("SELECT account_set_disabled('x', 'ito', true)")
        with connect(city, "ito") as second:
            thread = threading.Thread(target=disable, args=(second,))
            thread.start()
            pid = second.info.backend_pid
            while thread.is_alive() and not _waits(postgres_server, pid):
                pass
            first.commit()
            thread.join()
    assert len(refused) == 1
    assert city.line("ito").disabled
    assert not city.line("hoshina").disabled


def _waits(server: Server, pid: int) -> bool:
    """Tell whether a session waits for another one."""
    query = "SELECT wait_event_type FROM pg_stat_activity WHERE pid = %s"
    return server.execute_as_superuser(query, [pid]) == [("Lock",)]


def test_held_days_overlap_when_they_share_one() -> None:
    held = Held("suzuki", "A001", Task.CHIEF, date(2026, 4, 1), date(2026, 4, 30))
    for first, last, overlaps in (
        (date(2026, 4, 30), None, True),
        (date(2026, 5, 1), None, False),
        (date(2026, 3, 1), date(2026, 3, 31), False),
        (date(2026, 3, 1), date(2026, 4, 1), True),
        (date(2020, 1, 1), None, True),
    ):
        assert held.overlaps(first, last) == overlaps
