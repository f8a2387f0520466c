"""What all tests share: folders of their own, and the sample city with its expected results."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kdx_desktop.commands import main
from kdx_desktop.views.collector import collect_if_due

pytest_plugins = ["tests.postgres.fixtures"]
SAMPLE_CITY = Path(__file__).parent / "data" / "sample_city"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the real folders of whoever runs it."""
    monkeypatch.setenv("KDX_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KDX_DATABASE", raising=False)


def pytest_configure() -> None:
    """Keep Python's collector off all threads but this one, as the window does (docs/adr/0011).

    Between two tests, too: the thread that is told what to run next makes objects then.
    """
    gc.disable()


@pytest.fixture(autouse=True)
def collected_here() -> Iterator[None]:
    """Collect what a test leaves behind."""
    yield
    collect_if_due()


@dataclass(frozen=True)
class Outcome:
    """What a command answered."""

    status: int
    out: str
    err: str


@pytest.fixture
def kdx(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run a command on the test's own database, through the door a user uses."""

    def run(*arguments: object) -> Outcome:
        capsys.readouterr()
        database = ("--database", f"sqlite:///{tmp_path / 'kdx.sqlite3'}")
        status = main([*map(str, arguments), *database])
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return run


@pytest.fixture
def sample_city(kdx: Callable[..., Outcome]) -> Callable[..., Outcome]:
    """A database that holds the sample city; the command runner comes back."""
    assert kdx("database", "create").status == 0
    for group, names in (
        ("organization", ("departments", "headcounts", "successions")),
        ("figures", ("figures", "annual_baselines")),
    ):
        files = [SAMPLE_CITY / f"{name}.csv" for name in names]
        answer = kdx(group, "import", *files)
        assert answer.status == 0, answer.err
    return kdx
