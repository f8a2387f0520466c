"""A person at the program, which runs as a process of its own: types, looks, waits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

_WITNESS = Path(__file__).with_name("witness.py")
_ROOT = _WITNESS.parents[2]
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Sight:
    """What is on the screen."""

    busy: bool
    windows: list[str]
    focus: str
    texts: list[str]
    fields: list[str]
    cells: list[str]

    def says(self, text: str) -> bool:
        """Tell whether a text stands anywhere."""
        return any(text in one for one in (*self.texts, *self.fields, *self.windows))


class PersonAtProgram:
    """Starts the program and has nothing but a keyboard."""

    def __init__(self, *arguments: str, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, _WITNESS, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, **environment, "PYTHONPATH": str(_ROOT)},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.communicate()

    def press(self, key: str, *modifiers: str) -> Sight:
        """Press a key where the focus is, and wait for what follows."""
        self._order(key=key, **{"with": modifiers})
        return self.settle()

    def type(self, text: str) -> Sight:
        """Press one key after the other."""
        return self._order(type=text)

    def compose(self, text: str) -> Sight:
        """Type through an input method."""
        return self._order(compose=text)

    def look(self) -> Sight:
        """Return what is on the screen now."""
        return self._order()

    def settle(self) -> Sight:
        """Wait until nothing is under way, answers to answers included."""
        for _ in range(2):
            self.until(lambda sight: not sight.busy)
        return self.look()

    def sees(self, text: str) -> Sight:
        """Wait until a text stands on the screen."""
        return self.until(lambda sight: sight.says(text))

    def until(self, true: Callable[[Sight], bool]) -> Sight:
        """Wait until the screen is so."""
        end = time.monotonic() + _PATIENCE
        while not true(sight := self.look()):
            assert time.monotonic() < end, sight
            time.sleep(0.02)
        return sight

    def leave(self) -> int:
        """Close the window with its key; return the exit status of the program."""
        assert self.process.stdin is not None
        self._send(key="Q", **{"with": ["Control"]})
        return self.process.wait(_PATIENCE)

    def _order(self, **order: Any) -> Sight:
        self._send(**order)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the program has ended: {self.process.poll()}"
        return Sight(**json.loads(line))

    def _send(self, **order: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
