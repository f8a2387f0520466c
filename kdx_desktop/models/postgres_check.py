"""Whether a server's database still guards what postgresql.sql says it guards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from kdx_desktop.models.postgres_rights import (
    altered_policies,
    foreign_privileges,
    loosened_database,
    missing_constraints,
)
from kdx_desktop.models.postgres_store import guards_script
from kdx_desktop.models.tables import VERSIONED, Base

_FUNCTION = re.compile(
    r"CREATE OR REPLACE FUNCTION (?P<name>\w+)\((?P<head>.*?)\nAS \$\$(?P<body>.*?)\$\$;", re.DOTALL
)
_SETTING = re.compile(r"\bSET (\w+) = (.+?)(?= SET |\n|$)")
_CALLABLE = re.compile(r"GRANT EXECUTE ON FUNCTION\s+(?P<list>[^;]*?)\s+TO kdx_people;", re.DOTALL)
_ROWS = ("revisions", *(model.__tablename__ for model in VERSIONED))
#: (table, trigger) that have to be there, and to fire.
_TRIGGERS = frozenset(
    {("changes", "seal"), ("accounts", "end_sessions")}
    | {(table, "before_seal") for table in _ROWS}
    | {(table, "append_only") for table in (*_ROWS, "changes", "audit_events")}
)


def check(engine: Engine) -> list[str]:
    """Return what is not as the program made it; nothing when all guards are in place."""
    with engine.connect() as connection:
        return [
            *_functions(connection),
            *_triggers(connection),
            *_tables(connection),
            *missing_constraints(connection),
            *altered_policies(connection),
            *foreign_privileges(connection),
            *loosened_database(connection),
            *_overpowered_people(connection),
        ]


class _Function(NamedTuple):
    """What a function does, as whom, under which settings, and whether people may call it."""

    body: str
    as_owner: bool
    settings: frozenset[str]
    for_people: bool


def _functions(connection: Connection) -> Iterator[str]:
    wanted = _wanted_functions()
    query = (
        "SELECT proname, prosrc, prosecdef, coalesce(proconfig, '{}'),"
        " has_function_privilege('kdx_people', pg_proc.oid, 'EXECUTE'),"
        " pg_get_userbyid(proowner) IN ('kdx_owner', 'kdx_keeper') AND NOT EXISTS ("
        " SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner)))"
        " WHERE grantee NOT IN (SELECT oid FROM pg_roles"
        " WHERE rolname IN ('kdx_owner', 'kdx_keeper', 'kdx_people')))"
        " FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY proname, pg_proc.oid"
    )
    seen = set()
    for name, body, as_owner, settings, for_people, ours in connection.exec_driver_sql(query):
        if name not in wanted or name in seen:
            yield f"見覚えのない仕組み（{name}）が加えられています。"
        elif (body, as_owner, frozenset(settings), for_people) != wanted[name] or not ours:
            yield f"台帳を守る仕組み（{name}）が変更されています。"
        seen.add(name)
    for name in sorted(wanted.keys() - seen):
        yield f"台帳を守る仕組み（{name}）がありません。"


def _wanted_functions() -> dict[str, _Function]:
    script = guards_script()
    listed = _CALLABLE.search(script)
    callable_names = set(re.findall(r"(\w+)\(", listed["list"])) if listed else set()
    return {
        found["name"]: _Function(
            found["body"],
            "SECURITY DEFINER" in found["head"],
            frozenset(
                f"{name}={value.strip()}".replace("'", "")
                for name, value in _SETTING.findall(found["head"])
            ),
            found["name"] in callable_names,
        )
        for found in _FUNCTION.finditer(script)
    }


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


def _overpowered_people(connection: Connection) -> Iterator[str]:
    for (login,) in connection.exec_driver_sql(
        "SELECT rolname FROM pg_roles JOIN accounts ON login = rolname"
        " WHERE rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication"
        " OR pg_has_role(rolname, 'kdx_owner', 'MEMBER')"
        " OR pg_has_role(rolname, 'kdx_keeper', 'MEMBER') ORDER BY rolname"
    ):
        yield f"利用者「{login}」がサーバーの管理権限を持っています。"
