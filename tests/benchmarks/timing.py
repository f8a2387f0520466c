"""Measuring our work beside its reference, in turns, so that a busy machine slows both."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Work = Callable[[], object]


@dataclass(frozen=True)
class Result:
    """One line of the table; seconds are the best of the rounds.

    Without a reference the goal is one of ``ours`` itself, in its ``unit`` (s, or none: a count).
    ``goal`` None: told beside the others, nothing is asked of it.
    """

    name: str
    ours: float
    reference: float | None
    goal: float | None
    unit: str = "s"

    @property
    def ratio(self) -> float | None:
        """Ours in multiples of the reference."""
        return None if self.reference is None else self.ours / self.reference

    @property
    def reached(self) -> bool:
        """Tell whether the goal of speed.md is reached."""
        measured = self.ours if self.ratio is None else self.ratio
        return self.goal is None or measured <= self.goal

    @property
    def line(self) -> str:
        """The line of the table."""
        digits = 3 if self.unit else 0
        words = [f"{self.name:<16}", f"{f'{self.ours:.{digits}f}{self.unit}':>11}"]
        if self.ratio is None:
            words.append(f"{'-':>12}{'-':>8}")
        else:
            words.append(f"{self.reference:>11.3f}s{self.ratio:>8.2f}")
        if self.goal is None:
            return "".join([*words, f"{'-':>7}"])
        if self.ratio is None:
            words.append(f"{f'{self.goal:.{digits - digits // 2}f}{self.unit}':>7}")
        else:
            words.append(f"{self.goal:>7.1f}")
        return "".join([*words, "  ok" if self.reached else "  MISSED"])


def compiled(folder: Path) -> dict[str, str]:
    """Return the environment of a program that keeps what it compiles, as an installed one does."""
    pycache = {"PYTHONPYCACHEPREFIX": str(folder / "pycache"), "PYTHONDONTWRITEBYTECODE": ""}
    return {**os.environ, **pycache, "QT_QPA_PLATFORM": "offscreen"}


def compare(name: str, ours: Work, reference: Work, goal: float, rounds: int = 5) -> Result:
    """Time both in turns; the best round counts, since noise only ever adds."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for index, work in enumerate((ours, reference)):
            gc.collect()
            start = time.perf_counter()
            work()
            best[index] = min(best[index], time.perf_counter() - start)
    return Result(name, best[0], best[1], goal)
