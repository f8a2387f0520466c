"""What postgresql.sql lets each role do, beside what a server's database really lets it do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, Table

from kdx_desktop.models.postgres_store import guards_script
from kdx_desktop.models.tables import VERSIONED, Base

_PEOPLE, _KEEPER = "kdx_people", "kdx_keeper"
_POLICY = re.compile(
    r"CREATE POLICY (?P<name>\w+) ON (?P<table>\w+|%I)(?: FOR (?P<command>\w+))?"
    r" TO (?P<role>\w+)(?P<rule>.*?)(?:;|', name\))",
    re.DOTALL,
)
_LIMIT = re.compile(r"ALTER DATABASE %I SET (\w+)")
_VERSIONED = frozenset(model.__tablename__ for model in VERSIONED)
_KEPT = {
    "accounts": {"SELECT", "INSERT", "UPDATE"},
    "assignments": {"SELECT", "INSERT", "UPDATE", "DELETE"},
}
_WRITTEN_COLUMNS = frozenset({"number", "computer", "kind", "reason", "source", "key"})


class _Policy(NamedTuple):
    """A policy, its two conditions in a form that does not depend on who wrote them down."""

    permissive: bool
    roles: tuple[str, ...]
    command: str
    using: str
    check: str


def altered_policies(connection: Connection) -> Iterator[str]:
    """Yield a sentence for each policy that is missing, altered or not ours."""
    wanted = _wanted_policies()
    there = {
        (row.tablename, row.policyname): _Policy(
            row.permissive == "PERMISSIVE",
            tuple(row.roles),
            row.cmd,
            _plain(row.qual or ""),
            _plain(row.with_check or ""),
        )
        for row in connection.exec_driver_sql(
            "SELECT tablename, policyname, permissive, roles::text[], cmd, qual, with_check"
            " FROM pg_policies WHERE schemaname = 'public'"
        )
    }
    for table, name in sorted(wanted.keys() | there.keys()):
        if (table, name) not in there:
            yield f"表（{table}）の行の規則（{name}）が足りません。"
        elif (table, name) not in wanted:
            yield f"表（{table}）の行の規則（{name}）が加えられています。"
        elif there[table, name] != wanted[table, name]:
            yield f"表（{table}）の行の規則（{name}）が変更されています。"


def foreign_privileges(connection: Connection) -> Iterator[str]:
    """Yield a sentence for each privilege on a table or column that nobody should have."""
    for table, column, role, privilege in connection.exec_driver_sql(
        "SELECT relname, '', coalesce(rolname, 'PUBLIC'), privilege_type"
        " FROM pg_class CROSS JOIN aclexplode(relacl) LEFT JOIN pg_roles ON pg_roles.oid = grantee"
        " WHERE relnamespace = 'public'::regnamespace AND grantee <> relowner"
        " UNION ALL"
        " SELECT relname, attname, coalesce(rolname, 'PUBLIC'), privilege_type"
        " FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
        " CROSS JOIN aclexplode(attacl) LEFT JOIN pg_roles ON pg_roles.oid = grantee"
        " WHERE relnamespace = 'public'::regnamespace AND grantee <> relowner"
        " ORDER BY 1, 2, 3, 4"
    ):
        if not _is_given(table, column, role, privilege):
            place = f"{table}.{column}" if column else table
            yield f"表（{place}）の権限（{privilege}）が {role} に与えられています。"


def loosened_database(connection: Connection) -> Iterator[str]:
    """Yield a sentence for what everybody may do, and each limit that is gone.

    A restore without the database's own rights and settings brings back tables alone.
    """
    for (privilege,) in connection.exec_driver_sql(
        "SELECT privilege_type FROM pg_database CROSS JOIN aclexplode("
        "coalesce(datacl, acldefault('d', datdba)))"
        " WHERE datname = current_database() AND grantee = 0 ORDER BY 1"
    ):
        yield f"データベースの権限（{privilege}）が PUBLIC に与えられています。"
    query = (
        "SELECT setconfig FROM pg_db_role_setting JOIN pg_database ON oid = setdatabase"
        " WHERE datname = current_database() AND setrole = 0"
    )
    held = connection.exec_driver_sql(query).scalar() or []
    there = {line.partition("=")[0] for line in held}
    for name in sorted(set(_LIMIT.findall(guards_script())) - there):
        yield f"データベースの制限時間（{name}）が設定されていません。"
    for (signature,) in connection.exec_driver_sql(
        "SELECT oid::regprocedure::text FROM pg_proc"
        " WHERE pronamespace = 'pg_catalog'::regnamespace"
        " AND (proname ~ '^pg_(try_)?advisory_|^lo_' OR proname IN"
        " ('loread', 'lowrite', 'pg_export_snapshot', 'pg_logical_emit_message'))"
        " AND has_function_privilege('public', oid, 'EXECUTE') ORDER BY 1"
    ):
        yield f"サーバーの機能（{signature}）が PUBLIC に与えられています。"
    if connection.exec_driver_sql("SHOW max_prepared_transactions").scalar() != "0":
        # Whoever writes could leave one behind, and with it the turn, for as long as they like.
        yield "サーバーの設定 max_prepared_transactions を 0 にしてください。"


def missing_constraints(connection: Connection) -> Iterator[str]:
    """Yield a sentence for each key or condition of a table that is gone."""
    there = {
        (table, name)
        for table, name in connection.exec_driver_sql(
            "SELECT relname, conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid"
            " WHERE connamespace = 'public'::regnamespace AND convalidated"
        )
    }
    for table in Base.metadata.sorted_tables:
        for name in sorted(_constraints(connection, table)):
            if (table.name, name) not in there:
                yield f"表（{table.name}）の条件（{name}）がありません。"


def _wanted_policies() -> dict[tuple[str, str], _Policy]:
    # Statements within EXECUTE are strings: joined and unquoted, they read like the others.
    script = re.sub(r"'\n\s*'", "", guards_script()).replace("''", "'")
    found = list(_POLICY.finditer(script))
    named = {(one["table"], one["name"]): _read(one) for one in found if one["table"] != "%I"}
    wanted = dict(named)
    for one in found:
        if one["table"] == "%I":
            tables = _VERSIONED if one["name"] == "team" else Base.metadata.tables
            for table in tables:
                wanted.setdefault((table, one["name"]), _read(one))
    return wanted


def _read(found: re.Match[str]) -> _Policy:
    using, _, check = found["rule"].partition("WITH CHECK")
    using = using.strip().removeprefix("USING")
    return _Policy(True, (found["role"],), found["command"] or "ALL", _plain(using), _plain(check))


def _plain(condition: str) -> str:
    """Return a condition without casts, aliases, brackets and spaces: the server adds its own."""
    condition = re.sub(r"::(character varying|\w+)(\[\])?", "", condition)
    condition = re.sub(r"\bAS \w+", "", condition)
    condition = re.sub(r"\bIN \(('[^)]*)\)", r"= ANY (ARRAY[\1])", condition)
    return re.sub(r"[\s()]", "", condition).lower()


def _is_given(table: str, column: str, role: str, privilege: str) -> bool:
    """Tell whether postgresql.sql gives a role this privilege."""
    if column:
        place = (table, role, privilege) == ("changes", _PEOPLE, "INSERT")
        return place and column in _WRITTEN_COLUMNS
    if role == _PEOPLE:
        inserts = privilege == "INSERT" and (table == "revisions" or table in _VERSIONED)
        return privilege == "SELECT" or inserts
    return role == _KEEPER and privilege in _KEPT.get(table, ())


def _constraints(connection: Connection, table: Table) -> Iterator[str]:
    preparer = connection.dialect.identifier_preparer
    for constraint in table.constraints:
        name = preparer.format_constraint(constraint)
        if name is not None:
            yield name.strip('"')
