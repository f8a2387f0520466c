"""Runs the benchmarks, all or those named, and prints the table: name, ours, reference, ratio."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import importing, numbers, office, reporting, starting, touring
from tests.benchmarks.timing import Result

_BENCHMARKS: dict[str, Callable[[Path], list[Result]]] = {
    "start": starting.run,
    "tour": touring.run,
    "numbers": lambda folder: [numbers.run(folder)],
    "import-figures": lambda folder: [importing.run(folder)],
    "report-monthly": lambda folder: [reporting.run(folder)],
    "office": office.run,
}


def main(names: list[str]) -> int:
    """Run, print, and fail when a goal is missed."""
    results = []
    for name, run in _BENCHMARKS.items():
        if names and name not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            os.environ["KDX_HOME"] = str(Path(folder) / "home")
            results += run(Path(folder))
    print(f"{'name':<17}{'ours':>10}{'reference':>12}{'ratio':>8}{'goal':>7}")
    for result in results:
        print(result.line)
    return 0 if all(result.reached for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
