"""Upgrades of a server: an office of the second version goes on, with its people and its rights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, make_url

from kdx_desktop.errors import EnvironmentFailure, NotAllowed
from kdx_desktop.models import formats
from kdx_desktop.services import ledger, server_store
from kdx_desktop.services.office import Actor, Office
from kdx_desktop.services.recording import Act, Kind, record
from tests.postgres.fixtures import stores
from tests.postgres.server import SUPERUSER
from tests.services import small_city
from tests.services.homes import TANAKA, Homes

pytestmark = pytest.mark.parametrize("store", stores()[1:], indirect=True)
NEW_TABLES = ("automations", "initiative_states")
COLUMNS = (
    "SELECT table_name, ordinal_position, column_name, data_type, is_nullable"
    " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
)
CONDITIONS = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
)
INDEXES = "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"
POLICIES = "SELECT * FROM pg_policies WHERE schemaname = 'public' ORDER BY tablename, policyname"


def made(connection: Connection) -> list[Sequence[Any]]:
    """Return all that tables, conditions, indexes and rules of rows say of themselves."""
    return [
        connection.exec_driver_sql(query).all()
        for query in (COLUMNS, CONDITIONS, INDEXES, POLICIES)
    ]


def age(connection: Connection) -> None:
    """Make of a database one of the second version."""
    for table in NEW_TABLES:
        connection.exec_driver_sql(f"DROP TABLE {table}")
    connection.exec_driver_sql("UPDATE store_format SET version = 2, oldest_program = '0.2.0'")
    connection.commit()


def test_an_upgraded_server_is_made_as_a_fresh_one_and_everybody_goes_on(
    homes: Homes, office: Office
) -> None:
    small_city.add_organization(office)
    homes.employ(office.url, "suzuki", "chief", "A001")
    head = office.read(ledger.head)
    office.close()
    with homes.outside(office.url) as connection:
        fresh = made(connection)
        age(connection)
    with pytest.raises(EnvironmentFailure, match="database upgrade"):
        Office.open(office.url, TANAKA)

    administrator = make_url(homes.url_of(office.url, SUPERUSER))
    assert server_store.upgrade(administrator)
    assert not server_store.upgrade(administrator)

    with homes.outside(office.url) as connection:
        assert made(connection) == fresh
        query = "SELECT version, oldest_program FROM store_format"
        stated = connection.exec_driver_sql(query).all()
        assert stated == [(formats.SCHEMA_VERSION, formats.OLDEST_PROGRAM)]
    again = Office.open(office.url, TANAKA)
    assert again.check() == []
    verification = again.read(lambda session: ledger.verify(session, head))
    assert verification.intact
    assert verification.head == head
    again.write(lambda session: record(session, Act(Kind.SETTING)))
    again.close()
    chief = Office.open(homes.url_of(office.url, "suzuki"), Actor("suzuki", "PC-9"))
    saved = small_city.save(chief, "A001", 202204, small_city.cell("copy_paper_sheets", 500))
    assert saved.cells == 1
    chief.close()


def test_nobody_but_the_servers_administrator_upgrades_it(homes: Homes, office: Office) -> None:
    office.close()
    with homes.outside(office.url) as connection:
        age(connection)

    with pytest.raises(NotAllowed, match="管理者"):
        server_store.upgrade(make_url(office.url))
