"""What the tests of services share: each runs on both stores, on a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kdx_desktop.commands import main
from kdx_desktop.services.office import Actor, Office
from tests.conftest import Outcome
from tests.postgres.databases import Databases
from tests.postgres.fixtures import stores
from tests.postgres.server import SUPERUSER
from tests.services import small_city
from tests.services.homes import TANAKA, FileHomes, Homes, ServerHomes, clean_environment


@pytest.fixture(params=stores())
def store(request: pytest.FixtureRequest) -> str:
    """The store that a test runs on. For a test that is about one of them only:
    ``@pytest.mark.parametrize("store", ["sqlite"], indirect=True)``.
    """
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def file_homes(tmp_path_factory: pytest.TempPathFactory) -> FileHomes:
    """The tests' SQLite files."""
    return FileHomes(tmp_path_factory.mktemp("homes"))


@pytest.fixture(scope="session")
def server_homes(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> ServerHomes:
    """The tests' databases on a PostgreSQL server."""
    return ServerHomes(databases, tmp_path_factory.mktemp("homes") / "pgpass")


@pytest.fixture
def homes(
    store: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> FileHomes | ServerHomes:
    """Where the test's offices live; on the server everybody's password is known."""
    for name in clean_environment():
        monkeypatch.delenv(name)
    if store == "sqlite":
        files: FileHomes = request.getfixturevalue("file_homes")
        return files
    server: ServerHomes = request.getfixturevalue("server_homes")
    monkeypatch.setenv("PGPASSFILE", str(server.passfile))
    return server


@pytest.fixture(scope="session")
def new_file(file_homes: FileHomes) -> Path:
    """A SQLite database as `database create` leaves it; tests copy it."""
    return file_homes.new_file


@pytest.fixture
def place(homes: Homes, tmp_path: Path) -> Iterator[str]:
    """The URL of the test's own database, whether it is there yet or not."""
    with homes.place(tmp_path) as url:
        yield url


@pytest.fixture
def office(homes: Homes, place: str) -> Iterator[Office]:
    """A new database of the test's own, in the hands of tanaka at PC-1."""
    homes.settle(place, "new")
    office = Office.open(place, TANAKA)
    yield office
    office.close()


@pytest.fixture
def small_office(homes: Homes, place: str) -> Iterator[Office]:
    """A small city that has something in every table, in a database of the test's own."""
    homes.template("small", small_city.fill)
    homes.settle(place, "small")
    office = Office.open(place, TANAKA)
    yield office
    office.close()


@pytest.fixture
def sit_down(homes: Homes, office: Office) -> Iterator[Callable[..., Office]]:
    """Open the office as somebody with a role; tanaka has one, too: accounts count from now on."""
    opened: list[Office] = []

    def sit(login: str, role: str, *departments: str) -> Office:
        homes.employ(office.url, login, role, *departments)
        opened.append(Office.open(homes.url_of(office.url, login), Actor(login, "PC-9")))
        return opened[-1]

    yield sit
    for one in opened:
        one.close()


@pytest.fixture
def kdx_at(
    homes: Homes, store: str, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], Callable[..., Outcome]]:
    """Run commands on the database at a URL, through the door a user uses.

    On a server ``database create`` is the superuser's; then tanaka gets an account.
    """

    def at(place: str) -> Callable[..., Outcome]:
        def run(*arguments: object) -> Outcome:
            creating = store == "postgresql" and arguments[:2] == ("database", "create")
            url = homes.url_of(place, SUPERUSER) if creating else place
            capsys.readouterr()
            status = main([*map(str, arguments), "--database", url])
            captured = capsys.readouterr()
            if creating and status == 0:
                homes.employ(place, TANAKA.name, "team")
            return Outcome(status, captured.out, captured.err)

        return run

    return at


@pytest.fixture
def kdx(place: str, kdx_at: Callable[[str], Callable[..., Outcome]]) -> Callable[..., Outcome]:
    """Run commands on the test's own database."""
    return kdx_at(place)
