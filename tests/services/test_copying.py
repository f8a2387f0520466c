"""From one PC to the office: nothing is lost, altered or half moved on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from kdx_desktop.commands import main
from kdx_desktop.errors import DataError, EnvironmentFailure
from kdx_desktop.models.tables import VERSIONED, Base, Change, CurrentFigure, Revision
from kdx_desktop.services import audit, copying, ledger
from kdx_desktop.services.audit import EventKind
from kdx_desktop.services.office import Office
from tests.postgres.server import SUPERUSER
from tests.services import small_city
from tests.services.homes import TANAKA, FileHomes, ServerHomes

MOVED: tuple[type[Base], ...] = (Change, Revision, CurrentFigure, *VERSIONED)


@pytest.fixture
def pc(file_homes: FileHomes, tmp_path: Path) -> Iterator[Office]:
    """The small city on somebody's own PC, with an event in its audit log."""
    file_homes.template("small", small_city.fill)
    with file_homes.place(tmp_path) as url:
        file_homes.settle(url, "small")
        office = Office.open(url, TANAKA)
        office.write(lambda session: audit.record_event(session, EventKind.EXPORT, "表\t.csv"))
        yield office
        office.close()


@pytest.fixture
def server(
    server_homes: ServerHomes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """The office's new database, in the hands of the server's administrator."""
    monkeypatch.setenv("PGPASSFILE", str(server_homes.passfile))
    with server_homes.place(tmp_path) as url:
        server_homes.settle(url, "new")
        office = Office.open(server_homes.url_of(url, SUPERUSER), TANAKA, administration=True)
        yield office
        office.close()


def rows(session: Session) -> dict[str, set[tuple[object, ...]]]:
    return {
        model.__tablename__: {
            tuple(row) for row in session.execute(select(*model.__table__.columns))
        }
        for model in MOVED
    }


def test_every_row_arrives_as_it_was_and_the_chain_holds(pc: Office, server: Office) -> None:
    copied = copying.copy(pc, server)

    assert server.read(rows) == pc.read(rows)
    assert copied.head == pc.read(ledger.head) == server.read(ledger.head)
    assert server.read(ledger.verify).intact
    assert server.check() == []
    events = server.read(audit.events)
    assert events[0].kind == "copy"
    assert events[1:] == pc.read(audit.events)


def test_the_office_goes_on_where_the_pc_left_off(pc: Office, server: Office) -> None:
    copying.copy(pc, server)
    last = pc.read(ledger.head)
    tanaka = Office.open(server.url.replace(f"{SUPERUSER}@", f"{TANAKA.name}@"), TANAKA)

    saved = small_city.save(tanaka, "A001", 202205, small_city.cell("copy_paper_sheets", 450))

    assert last is not None
    assert saved.change == last.number + 1
    assert tanaka.read(ledger.verify).intact
    tanaka.close()


def test_an_office_that_has_figures_is_never_overwritten(pc: Office, server: Office) -> None:
    copying.copy(pc, server)
    before = server.read(rows)

    with pytest.raises(DataError, match="すでに記録があります"):
        copying.copy(pc, server)

    assert server.read(rows) == before


def test_a_ledger_that_does_not_hold_moves_nowhere(
    pc: Office, server: Office, file_homes: FileHomes
) -> None:
    with file_homes.outside(pc.url, guarded=False) as connection:
        connection.execute(text("UPDATE revisions SET amount = amount + 10000 WHERE amount > 0"))
        connection.commit()
    before = server.read(rows)

    with pytest.raises(DataError, match="移行元に問題がある"):
        copying.copy(pc, server)

    assert server.read(rows) == before


def test_a_move_the_other_way_round_is_refused(pc: Office, server: Office) -> None:
    with pytest.raises(EnvironmentFailure, match="SQLite"):
        copying.copy(server, pc)


def test_the_command_moves_and_says_what_stays_behind(
    pc: Office, server: Office, server_homes: ServerHomes, capsys: pytest.CaptureFixture[str]
) -> None:
    small_city.employ(pc, "tanaka", "team")

    status = main(["database", "copy", pc.url, server.url])

    said = capsys.readouterr().out
    assert status == 0, said
    assert "移行し、検証しました" in said
    assert "アカウント 1件は移りません" in said
