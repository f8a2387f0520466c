"""tour: 300 actions of a person in a hurry, alone and beside a large file and 110 reports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.cities import export, office
from tests.benchmarks.timing import Result, compiled

_ANSWERED, _STILL = 0.1, 0.05


def run(folder: Path) -> list[Result]:
    """Let a program of its own go on the tour twice: what it types is not saved."""
    city = office(folder, 110, 4)
    _, figures = export(city, folder / "files")
    city.close()
    database = str(folder / "110x4.sqlite3")
    busy = [database, "--busy", str(figures), str(folder / "reports")]
    _toured(folder, *busy, "--actions", "50")  # which compiles the program
    return [
        *_results("tour", _toured(folder, database)),
        *_results("tour-busy", _toured(folder, *busy)),
    ]


def _results(name: str, measured: list[float]) -> list[Result]:
    answered, longest = measured
    return [
        Result(f"{name}-p95", answered, None, _ANSWERED),
        Result(f"{name}-stall", longest, None, _STILL),
    ]


def _toured(folder: Path, *words: str) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.tour_desk", *words],
        check=True,
        capture_output=True,
        timeout=600,
        env=compiled(folder),
    )
    measured: list[float] = json.loads(done.stdout)
    return measured
