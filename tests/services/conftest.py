"""What the tests of services share: a new database on a real file, and a small city in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kdx_desktop.services.office import Actor, Office
from tests.services import small_city

TANAKA = Actor("tanaka", "PC-1")


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as `database create` leaves it; tests copy it."""
    file = tmp_path_factory.mktemp("new") / "new.sqlite3"
    Office.create(f"sqlite:///{file}", TANAKA).close()
    return file


@pytest.fixture(scope="session")
def small_city_file(new_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small city that has something in every table; tests copy it."""
    file = tmp_path_factory.mktemp("small") / "small.sqlite3"
    shutil.copy(new_file, file)
    office = Office.open(f"sqlite:///{file}", TANAKA)
    small_city.fill(office)
    office.close()
    return file


@pytest.fixture
def office(new_file: Path, tmp_path: Path) -> Iterator[Office]:
    """A new database of the test's own, in the hands of tanaka at PC-1."""
    yield from _opened(new_file, tmp_path)


@pytest.fixture
def small_office(small_city_file: Path, tmp_path: Path) -> Iterator[Office]:
    """The small city in a database of the test's own."""
    yield from _opened(small_city_file, tmp_path)


@pytest.fixture
def sit_down(office: Office) -> Iterator[Callable[..., Office]]:
    """Open the office as somebody with a role; with the first account, accounts begin to count."""
    opened: list[Office] = []

    def sit(login: str, role: str, *departments: str) -> Office:
        small_city.employ(office, login, role, *departments)
        opened.append(Office.open(office.url, Actor(login, "PC-9")))
        return opened[-1]

    yield sit
    for one in opened:
        one.close()


def _opened(file: Path, folder: Path) -> Iterator[Office]:
    shutil.copy(file, folder / "kdx.sqlite3")
    office = Office.open(f"sqlite:///{folder / 'kdx.sqlite3'}", TANAKA)
    yield office
    office.close()
