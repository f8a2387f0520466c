"""The screen of the accounts: for who keeps them, on both stores, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from kdx_desktop.errors import DataError, KdxError, NotAllowed
from kdx_desktop.services import accounts, accounts_book
from kdx_desktop.services.account_rules import today
from kdx_desktop.services.audit import Event, EventKind
from kdx_desktop.services.audit_words import details_text, kind_text
from kdx_desktop.services.office import Office
from kdx_desktop.services.person import Role
from tests.services.small_city import add_organization

Sit = Callable[..., Office]


@pytest.fixture
def keeper(office: Office, sit_down: Sit) -> Office:
    """A small city in the hands of who keeps its accounts, and kudo, a chief."""
    add_organization(office)
    seat = sit_down("hoshina", "accounts")
    employ = partial(
        accounts.employ, login="kudo", name="工藤", role=Role.CHIEF, departments=["A001"]
    )
    seat.write(employ)
    return seat


def test_the_keeper_sees_everybody_with_departments_and_events(keeper: Office, store: str) -> None:
    book = keeper.read(accounts_book.accounts_book)
    line = book.line("kudo")
    assert line is not None
    assert [book.name_of(one.department) for one in line.assignments] == ["A001 総務課"]
    assert book.me == "hoshina"
    assert book.has_keeper
    assert book.has_passwords == (store == "postgresql")
    said = [(kind_text(one), one.subject, details_text(one)) for one in book.events]
    assert ("アカウント", "kudo", "追加 課長") in said
    assert book.line("nobody") is None


def test_nobody_else_sees_the_accounts(keeper: Office, sit_down: Sit) -> None:
    for role in ("team", "manager", "clerk"):
        seat = sit_down(f"some_{role}", role)
        with pytest.raises(NotAllowed):
            seat.read(accounts_book.accounts_book)
        change = partial(accounts_book.change_person, login="kudo", name="x", role=Role.TEAM)
        with pytest.raises(KdxError):
            seat.write(change)


def test_name_and_role_are_stored_together_or_not_at_all(keeper: Office) -> None:
    change = partial(accounts_book.change_person, login="kudo")
    assert keeper.write(partial(change, name="工藤 新一", role=Role.TEAM))
    assert not keeper.write(partial(change, name="工藤 新一", role=Role.TEAM))
    with pytest.raises(DataError):
        keeper.write(partial(change, name=" ", role=Role.CHIEF))
    own = partial(accounts_book.change_person, login="hoshina", name="別名", role=Role.TEAM)
    with pytest.raises(NotAllowed):  # the last one who keeps the accounts
        keeper.write(own)
    book = keeper.read(accounts_book.accounts_book)
    assert [(one.name, one.role) for one in book.lines if one.login in {"kudo", "hoshina"}] == [
        ("hoshina", Role.ACCOUNTS),
        ("工藤 新一", Role.TEAM),
    ]


def test_an_assignment_ends_with_a_day(keeper: Office) -> None:
    (held,) = keeper.read(accounts_book.accounts_book).lines[1].assignments
    last = today() + timedelta(days=3)
    keeper.write(partial(accounts_book.move_assignment, held=held, last=last))
    book = keeper.read(accounts_book.accounts_book)
    (held,) = book.lines[1].assignments
    assert held.last == last
    assert accounts_book.held_now([held], today()) == (held,)
    assert accounts_book.held_now([held], last + timedelta(days=1)) == ()


def test_an_event_of_a_later_program_is_shown_as_it_is() -> None:
    event = Event(1, None, "a", "b", "new_kind", "c", "x y")  # type: ignore[arg-type]
    assert kind_text(event) == "new_kind"
    assert details_text(event) == "x y"
    assert details_text(Event(1, None, "a", "b", EventKind.ACCOUNT, "c", "")) == ""  # type: ignore[arg-type]
