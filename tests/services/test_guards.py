"""`database check` on a server: whoever weakens a guard is found out, whatever it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, make_url

from kdx_desktop.models import postgres_check, postgres_store
from tests.postgres.databases import Databases
from tests.services.homes import ServerHomes

WEAKENED = {
    "a trigger that is switched off": "ALTER TABLE revisions DISABLE TRIGGER append_only",
    "a trigger that is gone": "DROP TRIGGER seal ON changes",
    "a function that says yes": (
        "CREATE OR REPLACE FUNCTION person_reads() RETURNS boolean LANGUAGE sql STABLE"
        " SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS 'SELECT true'"
    ),
    "a function of somebody else's": "CREATE FUNCTION evil() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a function with its owner's rights gone": "ALTER FUNCTION seal_change() SECURITY INVOKER",
    "rows without rights": "ALTER TABLE closings DISABLE ROW LEVEL SECURITY",
    "one more policy": "CREATE POLICY more ON revisions FOR INSERT TO kdx_people WITH CHECK (true)",
    "a softened policy": "ALTER POLICY team ON revisions WITH CHECK (true)",
    "updates for people": "GRANT UPDATE ON revisions TO kdx_people",
    "reading for everybody": "GRANT SELECT ON revisions TO PUBLIC",
    "a table of somebody else's": "ALTER TABLE revisions OWNER TO postgres",
    "a lost condition": "ALTER TABLE revisions DROP CONSTRAINT ck_revisions_amount",
    "connections for everybody": "GRANT CONNECT ON DATABASE {database} TO PUBLIC",
    "own tables for everybody": "GRANT TEMPORARY ON DATABASE {database} TO PUBLIC",
    "transactions without an end": (
        "ALTER DATABASE {database} RESET idle_in_transaction_session_timeout"
    ),
    "locks for everybody": "GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO PUBLIC",
}


@pytest.fixture
def weakened(
    request: pytest.FixtureRequest, server_homes: ServerHomes, databases: Databases
) -> Iterator[list[str]]:
    """What the check finds after an administrator's slip, then after an upgrade has mended it."""
    with databases.copy("new") as database:
        url = make_url(databases.server.url(database=database)).set(
            drivername="postgresql+psycopg", password=databases.server.password
        )
        engine = create_engine(url)
        assert postgres_check.check(engine) == []
        with engine.begin() as connection:
            connection.exec_driver_sql(request.param.format(database=database))
        yield postgres_check.check(engine)
        postgres_store.upgrade(engine)
        engine.dispose()


@pytest.mark.parametrize("weakened", WEAKENED.values(), ids=WEAKENED, indirect=True)
def test_a_weakened_guard_is_named(weakened: list[str]) -> None:
    assert len(weakened) >= 1
