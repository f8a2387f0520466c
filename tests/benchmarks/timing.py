"""Measuring our work beside its reference, in turns, so that a busy machine slows both."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Result:
    """One line of the table; seconds are the best of the rounds."""

    name: str
    ours: float
    reference: float
    goal: float

    @property
    def ratio(self) -> float:
        """Ours in multiples of the reference."""
        return self.ours / self.reference

    @property
    def reached(self) -> bool:
        """Tell whether the goal of speed.md is reached."""
        return self.ratio <= self.goal


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
