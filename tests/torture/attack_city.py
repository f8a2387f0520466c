"""A city whose rows carry marks, and people of six kinds who should not see all of them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.models.calendar import ClosingVersion, SettingVersion, SubmissionVersion
from kdx_desktop.models.organization import HeadcountVersion
from kdx_desktop.services.audit import EventKind, record_event
from kdx_desktop.services.recording import Act, Kind, NewRevision, record
from tests.torture.attack import CHIEF, CLERK, DISABLED, KEEPER, MANAGER, TEMPORARY
from tests.torture.office_city import DATABASE, PASSWORD, OfficeCity, office_city

OPEN, CLOSED, SUBMITTED, APPROVED, RETURNED = map(Month, (202204, 202203, 202205, 202206, 202207))
TEAM, VICTIM = "team", "victim"
METRIC = "copy_paper_sheets"
_FIGURE, _NAME, _AUDIT, _AMOUNT = "MARKFIGURE", "MARKNAME", "MARKAUDIT", 7351982640
_LONG = 200  # so many marks in a row are kept beside the table (TOAST)
_ROLES = {
    CHIEF: "chief",
    CLERK: "clerk",
    MANAGER: "manager",
    KEEPER: "accounts",
    DISABLED: "team",
    TEMPORARY: "team",
    TEAM: "team",
    VICTIM: "chief",
}
#: Tables and whatever says who may do what.
_CATALOGS = (
    (
        "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication,"
        " rolbypassrls, rolconnlimit, rolpassword, rolvaliduntil FROM pg_authid"
    ),
    "SELECT roleid, member, admin_option FROM pg_auth_members",
    "SELECT * FROM pg_db_role_setting",
    "SELECT * FROM pg_shdescription",
    "SELECT datname, datdba, datacl FROM pg_database",
    "SELECT nspname, nspowner, nspacl FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp'",
    (
        "SELECT relnamespace, relname, relkind, relowner, relacl, relrowsecurity, relforcerowsecurity,"
        " relhasrules FROM pg_class WHERE relnamespace = 'public'::regnamespace OR relpersistence = 't'"
    ),
    "SELECT oid, proname, prosrc, proowner, proacl, proconfig, prosecdef FROM pg_proc",
    "SELECT attrelid, attname, attacl FROM pg_attribute WHERE attacl IS NOT NULL",
    "SELECT * FROM pg_policy",
    "SELECT tgrelid, tgname, tgenabled FROM pg_trigger",
    "SELECT extname FROM pg_extension",
    "SELECT lanname FROM pg_language",
    "SELECT oid FROM pg_largeobject_metadata",
    "SELECT count(*) FROM pg_type",
    "SELECT count(*) FROM pg_operator",
    "SELECT count(*) FROM pg_cast",
    "SELECT * FROM pg_default_acl",
    "SELECT slot_name FROM pg_replication_slots",
    "SELECT gid FROM pg_prepared_xacts",
    "SELECT * FROM pg_file_settings",
    "SELECT spcname FROM pg_tablespace",
    "SELECT objid, classid FROM pg_locks WHERE locktype = 'advisory'",
)


class AttackCity:
    """The city, and what its superuser knows."""

    def __init__(self, city: OfficeCity) -> None:
        self.city = city
        self.server = city.server
        self._add_people()
        office = city.administrator()
        office.write(_put_marks)
        office.close()
        self.superuser = self.server.superuser(DATABASE)
        self.superuser.execute("CREATE ROLE outsider LOGIN PASSWORD 'x'")
        self.superuser.execute("CREATE ROLE boss SUPERUSER LOGIN PASSWORD 'x'")
        self.superuser.execute("ANALYZE")
        self._fingerprint = self._fingerprint_query()
        verifiers = self.superuser.execute(
            "SELECT DISTINCT split_part(rolpassword, '$', 3) FROM pg_authid"
            " WHERE rolpassword IS NOT NULL"
        )
        self._verifiers = tuple(text for (text,) in verifiers)
        self.forget()

    def _add_people(self) -> None:
        for login, role in _ROLES.items():
            self.city.add_people(role, [login])
        said = partial(self.server.execute_as_superuser, database=DATABASE)
        said(
            "UPDATE accounts SET name = %s WHERE login NOT IN (%s, %s)",
            (_NAME, DISABLED, TEMPORARY),
        )
        said("UPDATE accounts SET disabled = 1 WHERE login = %s", (DISABLED,))
        said("UPDATE accounts SET temporary = 1 WHERE login = %s", (TEMPORARY,))
        own, other = self.city.codes[:2]
        for login, code, kind in (
            (CHIEF, own, "chief"),
            (CLERK, own, "clerk"),
            (VICTIM, other, "chief"),
        ):
            said("INSERT INTO assignments VALUES (%s, %s, %s, 20150401, NULL)", (login, code, kind))

    def forget(self) -> None:
        """Begin anew to look for changes."""
        self._before = self._taken()

    def changed(self) -> bool:
        """Tell whether anything is otherwise than at the last look."""
        before, self._before = self._before, self._taken()
        return before != self._before

    def _taken(self) -> str:
        row = self.superuser.execute(self._fingerprint).fetchone()
        assert row is not None
        left = Path("/tmp/kdx_attack").exists()  # noqa: S108 - where attacks try to write
        return f"{row[0]} {left}"

    def _fingerprint_query(self) -> bytes:
        names = self.superuser.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        )
        queries = [*_CATALOGS, *(f"SELECT * FROM {name}" for (name,) in names)]
        parts = (
            f"(SELECT md5(coalesce(string_agg(t::text, ' ' ORDER BY t::text), '')) FROM ({query}) t)"
            for query in queries
        )
        return f"SELECT concat_ws(' ', {', '.join(parts)})".encode()

    def words(self, kind: str) -> dict[str, str]:
        """Return what stands for the words between angle brackets."""
        row = self.superuser.execute("SELECT max(number) + 1 FROM changes").fetchone()
        assert row is not None
        return {
            "next": str(row[0]),
            "own": self.city.codes[0],
            "other": self.city.codes[1],
            "me": kind,
            "team": TEAM,
            "superuser": "boss",
            "open": str(int(OPEN)),
            "closed": str(int(CLOSED)),
            "submitted": str(int(SUBMITTED)),
            "approved": str(int(APPROVED)),
            "returned": str(int(RETURNED)),
            "amount": f"({_AMOUNT - 1} + 1)",  # psql repeats what it does not understand
        }

    def hidden(self, kind: str) -> tuple[str, ...]:
        """Return the marks that this kind of person may not see."""
        always = ("LEAKED", *self._verifiers)
        figures = (_FIGURE, str(_AMOUNT))
        if kind == KEEPER:
            return (*always, *figures)
        if kind in {DISABLED, TEMPORARY}:
            return (*always, *figures, _NAME, _AUDIT)
        return (*always, _AUDIT)

    def psql(self, kind: str, script: str) -> str:
        """Return what psql prints, errors and all, where they come."""
        return self.run("psql", kind, "-X", "-A", "-t", stdin=script)

    def run(self, program: str, kind: str, *words: str, stdin: str = "") -> str:
        """Run one of PostgreSQL's programs as somebody."""
        ended = subprocess.run(
            [self.server.program(program), *words],
            input=stdin,
            env=self.server.environment(kind, PASSWORD, DATABASE),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        return ended.stdout

    def connect(self, login: str) -> psycopg.Connection[tuple[Any, ...]]:
        """Return a connection of somebody; every statement is a transaction."""
        return psycopg.connect(
            host=self.server.host,
            port=self.server.port,
            dbname=DATABASE,
            user=login,
            password=PASSWORD,
            autocommit=True,
        )

    def close(self) -> None:
        """Let go of the server."""
        self.superuser.close()


def _put_marks(session: Session) -> None:
    codes = [f"D{number:03}" for number in range(4)]
    months = (CLOSED, OPEN, SUBMITTED, APPROVED, RETURNED)
    revisions = [
        NewRevision(
            code, month, METRIC, 1, State.ACTUAL, _AMOUNT, f"{_FIGURE} {code}", _FIGURE * _LONG
        )
        for code in codes
        for month in months
    ]
    record(session, Act(Kind.IMPORT, _FIGURE, _FIGURE * _LONG, key="known key"), revisions)
    steps = ((SUBMITTED, "submitted"), (APPROVED, "approved"), (RETURNED, "returned"))
    rows = [
        {"department": code, "month": int(month), "state": state, "reason": _FIGURE}
        for code in codes[:2]
        for month, state in steps
    ]
    record(session, Act(Kind.SUBMISSION, _FIGURE), rows={SubmissionVersion: rows})
    record(session, Act(Kind.CLOSING), rows={ClosingVersion: [{"month": int(CLOSED)}]})
    headcount = {"department": codes[0], "fiscal_year": 2022, "headcount": _AMOUNT}
    setting = {"name": "city_name", "value": _FIGURE}
    record(
        session,
        Act(Kind.SETTING),
        rows={HeadcountVersion: [headcount], SettingVersion: [setting]},
    )
    record_event(session, EventKind.COPY, _AUDIT, _AUDIT)
    session.execute(select(func.account_set_name("x", TEAM, _NAME)))


@contextmanager
def attack_city(version: int | None = None) -> Iterator[AttackCity]:
    """Give such a city on a server of its own."""
    with office_city(4, version=version) as city:
        marked = AttackCity(city)
        try:
            yield marked
        finally:
            marked.close()
