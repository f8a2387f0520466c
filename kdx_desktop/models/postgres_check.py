"""Whether a server's database still guards what postgresql.sql says it guards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection, Engine

from kdx_desktop.models.postgres_store import guards_script
from kdx_desktop.models.tables import VERSIONED, Base

_FUNCTION = re.compile(
    r"CREATE OR REPLACE FUNCTION (?P<name>\w+)\(.*?\nAS \$\$(?P<body>.*?)\$\$;", re.DOTALL
)
_ROWS = ("revisions", *(model.__tablename__ for model in VERSIONED))
#: (table, trigger) that have to be there, and to fire.
_TRIGGERS = frozenset(
    {("changes", "seal")}
    | {(table, "before_seal") for table in _ROWS}
    | {(table, "append_only") for table in (*_ROWS, "changes", "audit_events")}
)
#: (table, policy): all that says who may see or write which row.
_POLICIES = frozenset(
    {(table, "reading") for table in Base.metadata.tables}
    | {(model.__tablename__, "team") for model in VERSIONED}
    | {("revisions", "team"), ("revisions", "department"), ("changes", "writing")}
    | {("submissions", "submitting"), ("submissions", "drafting"), ("accounts", "own")}
    | {(table, "keeping") for table in ("accounts", "assignments", "departments")}
)


def check(engine: Engine) -> list[str]:
    """Return what is not as the program made it; nothing when all guards are in place."""
    with engine.connect() as connection:
        return [
            *_functions(connection),
            *_triggers(connection),
            *_tables(connection),
            *_privileges(connection),
        ]


def _functions(connection: Connection) -> Iterator[str]:
    wanted = {found["name"]: found["body"] for found in _FUNCTION.finditer(guards_script())}
    query = (
        "SELECT proname, prosrc, pg_get_userbyid(proowner) FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace"
    )
    there = {name: (body, owner) for name, body, owner in connection.exec_driver_sql(query)}
    for name, body in wanted.items():
        if name not in there:
            yield f"台帳を守る仕組み（{name}）がありません。"
        elif there[name][0] != body or there[name][1] not in {"kdx_owner", "kdx_keeper"}:
            yield f"台帳を守る仕組み（{name}）が変更されています。"
    for name in sorted(there.keys() - wanted.keys()):
        yield f"見覚えのない仕組み（{name}）が加えられています。"


def _triggers(connection: Connection) -> Iterator[str]:
    query = (
        "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger"
        " JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace"
    )
    firing = set()
    for table, name, enabled in connection.exec_driver_sql(query):
        if (table, name) not in _TRIGGERS:
            yield f"見覚えのない仕組み（{table}の{name}）が加えられています。"
        elif enabled == "O":
            firing.add((table, name))
    for table, name in sorted(_TRIGGERS - firing):
        yield f"台帳を守る仕組み（{table}の{name}）がないか、止められています。"


def _tables(connection: Connection) -> Iterator[str]:
    query = (
        "SELECT relname, relrowsecurity, pg_get_userbyid(relowner) FROM pg_class"
        " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    there = {name: (guarded, owner) for name, guarded, owner in connection.exec_driver_sql(query)}
    for name in sorted(Base.metadata.tables):
        if name not in there:
            yield f"表（{name}）がありません。"
        elif there[name] != (True, "kdx_owner"):
            yield f"表（{name}）の行ごとの権限または所有者が変更されています。"
    query = "SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'"
    policies = {(table, name) for table, name in connection.exec_driver_sql(query)}
    for table, name in sorted(_POLICIES ^ policies):
        what = "足りません" if (table, name) in _POLICIES else "加えられています"
        yield f"表（{table}）の行の規則（{name}）が{what}。"


def _privileges(connection: Connection) -> Iterator[str]:
    for table, grantee, privilege in connection.exec_driver_sql(
        "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants"
        " WHERE table_schema = 'public' AND grantee NOT IN ('kdx_owner', 'kdx_keeper')"
        " AND NOT (grantee = 'kdx_people' AND privilege_type IN ('SELECT', 'INSERT'))"
    ):
        yield f"表（{table}）の権限（{privilege}）が {grantee} に与えられています。"
    for (login,) in connection.exec_driver_sql(
        "SELECT rolname FROM pg_roles JOIN accounts ON login = rolname"
        " WHERE rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication"
        " OR pg_has_role(rolname, 'kdx_owner', 'MEMBER')"
        " OR pg_has_role(rolname, 'kdx_keeper', 'MEMBER') ORDER BY rolname"
    ):
        yield f"利用者「{login}」がサーバーの管理権限を持っています。"
