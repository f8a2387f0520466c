"""Attacks that take two sessions, or a change of rights while somebody is connected."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import psycopg

from tests.torture.attack import CHIEF, KEEPER, TEMPORARY
from tests.torture.attack_city import OPEN, TEAM, VICTIM, AttackCity
from tests.torture.finding import Amount
from tests.torture.office_city import PASSWORD

_SEES = "SELECT count(*) FROM revisions"
_DISABLE = "SELECT account_set_disabled('x', 'team', true)"
_DEMOTE = "SELECT account_set_role('x', 'team', 'manager')"
_BACK = (
    "UPDATE accounts SET role = 'team', disabled = 0 WHERE login = 'team'; ALTER ROLE team LOGIN"
)


def play(city: AttackCity, amount: Amount) -> tuple[int, list[str]]:
    """Play all scenes; return how many, and what went wrong in them."""
    scenes = [
        _rows_under_somebody_elses_change,
        _connected_while_the_rights_go,
        _back_before_the_rights_are_gone,
        _sealed_after_the_rights_are_gone,
        _temporary_password,
        _sending_somebody_away,
    ]
    if amount is Amount.FULL:
        scenes.append(_holding_everybody_up)
    broken = [f"{scene.__name__}: {text}" for scene in scenes for text in scene(city)]
    return len(scenes), broken


def _next(city: AttackCity) -> int:
    return int(city.words(CHIEF)["next"])


def _insert(session: psycopg.Connection[Any], department: str, change: int) -> None:
    row = (change, department, int(OPEN))
    statement = "INSERT INTO revisions VALUES (%s, %s, %s, 'meetings_held', 1, 'actual', 1, '', '')"
    session.execute(statement, row)


def _seal(session: psycopg.Connection[Any], change: int, kind: str = "entry") -> None:
    session.execute(
        "INSERT INTO changes (number, computer, kind, reason, source, key)"
        " VALUES (%s, 'x', %s, 'x', '', gen_random_uuid()::text)",
        (change, kind),
    )


def _refused(session: psycopg.Connection[Any], statement: str) -> bool:
    """Tell whether a statement fails; one that is answered with no row or 0 is refused, too."""
    try:
        row = session.execute(statement.encode()).fetchone()
    except psycopg.Error:
        return True
    return row is None or row[0] == 0


def _rows_under_somebody_elses_change(city: AttackCity) -> Iterator[str]:
    """Slip a row into a change that somebody else is about to seal."""
    own, other = city.city.codes[:2]
    change = _next(city)
    with city.connect(VICTIM) as victim, city.connect(CHIEF) as chief, ThreadPoolExecutor() as pool:
        victim.execute("BEGIN")
        _insert(victim, other, change)
        slipping = pool.submit(_insert, chief, own, change)
        time.sleep(0.3)  # it waits for its turn
        _seal(victim, change)
        victim.execute("COMMIT")
        if slipping.exception() is None:
            yield "the row was taken"
    rows = city.superuser.execute(
        "SELECT department FROM revisions WHERE change = %s", (change,)
    ).fetchall()
    if rows != [(other,)]:
        yield f"in the change are {rows}"


def _connected_while_the_rights_go(city: AttackCity) -> Iterator[str]:
    """Go on reading and writing in what was open when somebody was disabled, or got another role."""
    for change_of_rights in (_DISABLE, _DEMOTE):
        sessions = [city.connect(TEAM) for _ in range(5)]
        idle, old_view, prepared, cursor, writer = sessions
        idle.execute(_SEES.encode())
        old_view.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        old_view.execute(_SEES.encode())
        prepared.execute(f"PREPARE p AS {_SEES}".encode())
        cursor.execute("BEGIN; DECLARE c CURSOR FOR SELECT amount FROM revisions")
        writer.execute("BEGIN")
        change = _next(city)
        _insert(writer, city.city.codes[2], change)
        with city.connect(KEEPER) as keeper:
            keeper.execute(change_of_rights.encode())
        tries = (_SEES, _SEES, "EXECUTE p", "FETCH c", "SELECT take_turn()")
        for session, statement in zip(sessions, tries, strict=True):
            if not _refused(session, statement):
                yield f"{statement} after {change_of_rights}"
            session.close()
        city.superuser.execute(_BACK)
        if _next(city) != change:
            yield f"a change was sealed after {change_of_rights}"


def _back_before_the_rights_are_gone(city: AttackCity) -> Iterator[str]:
    """Come back while the change of rights is not yet there for everybody; keep that view."""
    with city.connect(KEEPER) as keeper:
        keeper.execute("BEGIN")
        keeper.execute(_DISABLE.encode())
        with city.connect(TEAM) as back:
            back.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            back.execute(_SEES.encode())
            keeper.execute("COMMIT")
            if not _refused(back, _SEES):
                yield "the old view is still open"
            back.close()
    try:
        city.connect(TEAM).close()
        yield "a disabled login can sign in"
    except psycopg.OperationalError:
        pass
    city.superuser.execute(_BACK)


def _sealed_after_the_rights_are_gone(city: AttackCity) -> Iterator[str]:
    """Seal rows that were put in with rights which are gone when the change is sealed."""
    for what in ("figures", "closing"):
        change = _next(city)
        with city.connect(TEAM) as session:
            session.execute("BEGIN")
            if what == "figures":
                _insert(session, city.city.codes[2], change)
            else:
                closing = "INSERT INTO closings (change, withdrawn, month) VALUES (%s, 0, %s)"
                session.execute(closing, (change, int(OPEN)))
            city.superuser.execute("UPDATE accounts SET role = 'chief' WHERE login = 'team'")
            with suppress(psycopg.Error):
                _seal(session, change)
            session.execute("COMMIT")
        city.superuser.execute(_BACK)
        if _next(city) != change:
            yield f"{what}: sealed"


def _temporary_password(city: AttackCity) -> Iterator[str]:
    """See nothing until the password is changed, and everything from then on."""
    with city.connect(TEMPORARY) as session:
        if not _refused(session, _SEES):
            yield "figures to be seen with a temporary password"
        verifier = session.pgconn.encrypt_password(PASSWORD.encode(), b"", b"scram-sha-256")
        session.execute("SELECT account_change_password('x', %s)", (verifier.decode(),))
        if _refused(session, _SEES):
            yield "nothing to be seen with the own password"
    city.superuser.execute("UPDATE accounts SET temporary = 1 WHERE login = 'temporary'")


def _sending_somebody_away(city: AttackCity) -> Iterator[str]:
    """End the account administrator's session by naming them a clerk, and by taking it back."""
    own = city.city.codes[0]
    with city.connect(KEEPER) as keeper, city.connect(CHIEF) as chief:
        chief.execute(f"SELECT assignment_set('x', 'keeper', '{own}', 'clerk', 1, NULL)".encode())
        chief.execute(f"SELECT assignment_remove('x', 'keeper', '{own}', 'clerk', 1)".encode())
        if _refused(keeper, "SELECT 1"):
            yield "the session has ended"


def _holding_everybody_up(city: AttackCity) -> Iterator[str]:
    """Take one's turn and go to sleep with all limits lifted: the others get through."""
    for lock in ("take_turn()", "record_event('x', 'export', 'x', 'x')"):
        with city.connect(CHIEF) as hog, city.connect(VICTIM) as victim:
            hog.execute("SET idle_in_transaction_session_timeout = 0; SET statement_timeout = 0")
            hog.execute("BEGIN")
            hog.execute(f"SELECT {lock}".encode())
            time.sleep(15)
            try:
                victim.execute(f"SELECT {lock}".encode())
            except psycopg.Error as error:
                yield f"{lock}: {error}"
            hog.close()
