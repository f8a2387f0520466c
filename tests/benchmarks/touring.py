"""tour: 300 actions of a person in a hurry, alone and beside a large file and 110 reports.

Each action is timed on five tours and stands for their median: what another program on the machine
holds up, it holds up once, and what this one takes, it takes each time.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks.cities import export, office
from tests.benchmarks.timing import Result, compiled

_ANSWERED, _STILL = 0.1, 0.05
_TOURS = 5


def run(folder: Path) -> list[Result]:
    """Let a program of its own go on the tour, alone and busy: what it types is not saved."""
    city = office(folder, 110, 4)
    _, figures = export(city, folder / "files")
    city.close()
    database = str(folder / "110x4.sqlite3")
    busy = [database, "--busy", str(figures), str(folder / "reports")]
    _toured(folder, *busy, "--actions", "50")  # which compiles the program
    return [*_results("tour", folder, database), *_results("tour-busy", folder, *busy)]


def _results(name: str, folder: Path, *words: str) -> list[Result]:
    tours = [_toured(folder, *words) for _ in range(_TOURS)]
    answered = [median(seconds for seconds, _ in times) for times in zip(*tours, strict=True)]
    stalls = [median(stall for _, stall in times) for times in zip(*tours, strict=True)]
    return [
        Result(f"{name}-p95", quantiles(answered, n=20)[-1], None, _ANSWERED),
        Result(f"{name}-stall", max(stalls), None, _STILL),
    ]


def _toured(folder: Path, *words: str) -> list[tuple[float, float]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.tour_desk", *words],
        check=True,
        capture_output=True,
        timeout=600,
        env=compiled(folder),
    )
    return [(seconds, stall) for seconds, stall in json.loads(done.stdout)]
