"""Chance in whole numbers: the same keys give the same throws on every machine and version."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

_BITS = 32
_KEY_STEP = 1_000_003
_KEY_SPACE = 2**64


class Dice:
    """Throws that depend on the keys alone (a seed, and what is thrown for).

    Only ``getrandbits`` of the Mersenne Twister is used: its numbers never changed, while the
    ways in which ``random`` turns them into ranges and samples did.
    """

    def __init__(self, *keys: int) -> None:
        mixed = 0
        for key in keys:
            mixed = (mixed * _KEY_STEP + key) % _KEY_SPACE
        self._bits = Random(mixed).getrandbits  # noqa: S311 - a sample, not a secret

    def below(self, limit: int) -> int:
        """Return 0 … limit - 1."""
        return self._bits(_BITS) * limit >> _BITS

    def between(self, least: int, most: int) -> int:
        """Return a number from least to most, both included."""
        return least + self.below(most - least + 1)

    def happens(self, per_mille: int) -> bool:
        """Tell whether something of this probability happens."""
        return self.below(1000) < per_mille

    def around(self, amount: int, spread: int) -> int:
        """Return the amount give or take at most spread per mille, near the middle more often."""
        return amount * (1000 - spread + self.below(spread + 1) + self.below(spread + 1)) // 1000

    def whole(self, thousandths: int) -> int:
        """Round to whole units, up or down by chance, so that many of them add up rightly."""
        return (thousandths + self.below(1000)) // 1000

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[self.below(len(choices))]

    def drawn(self, choices: Sequence[T], count: int) -> list[T]:
        """Return so many different choices (all of them when there are fewer), in drawn order."""
        left = list(choices)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]
