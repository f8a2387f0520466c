"""Reads many files in processes that may die, hang, or eat memory, and notices when one does."""

from __future__ import annotations

import os
import random
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import TypeAlias

from tests.torture.processes import CONTEXT

Make: TypeAlias = Callable[[int], bytes]
Read: TypeAlias = Callable[[Path], object]

LONGEST_SECONDS = 5.0
#: On a busy machine a file may take longer; it hangs when it used that much of a processor, or
#: nothing came of it for this long.
_PATIENCE = 60.0
_READERS = 2
#: So that a reader that eats memory does not take the machine along.
_MORE_MEMORY = 1 << 30


@dataclass(slots=True)
class Tally:
    """What became of many files; ``peak`` is the memory in bytes of the largest reader."""

    files: int = 0
    tracebacks: int = 0
    crashes: int = 0
    hangs: int = 0
    peak: int = 0
    worst: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Tell whether every file ended in records or sentences, within the limits."""
        return not (self.tracebacks or self.crashes or self.hangs) and self.peak < 300 << 20

    def __str__(self) -> str:
        named = f" ({'; '.join(self.worst[:3])})" if self.worst else ""
        return (
            f"{self.crashes} crashes, {self.tracebacks} tracebacks, {self.hangs} hangs, "
            f"{self.peak >> 20} MB{named}"
        )


@dataclass(slots=True)
class _Reader:
    """A process, the numbers that it still has to read, and what it is at."""

    last: int
    process: BaseProcess
    messages: Connection
    number: Synchronized[int]
    since: Synchronized[float]
    used: Synchronized[float]


def read_all(name: str, make: Make, read: Read, count: int, folder: Path) -> Tally:
    """Make and read files number 0 … count - 1; ``name`` ends in the suffix of a file."""
    tally = Tally(files=count)
    share = -(-count // _READERS)
    readers = [
        _start(name, make, read, first, min(first + share, count), folder)
        for first in range(0, count, share)
    ]
    while readers:
        time.sleep(0.02)
        for reader in list(readers):
            ended = not reader.process.is_alive()
            tally.peak = max(tally.peak, _resident(reader.process.pid))
            while _heard(reader, name, tally):
                pass
            hangs = _hangs(reader)
            if not ended and not hangs:
                continue
            number = reader.number.value
            readers.remove(reader)
            if number < reader.last:  # it did not come to its end
                tally.hangs += not ended
                tally.crashes += ended
                tally.worst.append(f"{name} {number}: {'ended' if ended else 'hangs'}")
                readers.append(_start(name, make, read, number + 1, reader.last, folder))
            reader.process.kill()
            reader.process.join()
            reader.messages.close()
    return tally


def _hangs(reader: _Reader) -> bool:
    waited = time.monotonic() - reader.since.value
    if waited <= LONGEST_SECONDS:
        return False
    used = _processor_seconds(reader.process.pid) - reader.used.value
    return used > LONGEST_SECONDS or waited > _PATIENCE


def _heard(reader: _Reader, name: str, tally: Tally) -> bool:
    """Take a message; False when there is none."""
    try:
        if not reader.messages.poll():
            return False
        number, peak, said = reader.messages.recv()
    except (EOFError, OSError):
        return False
    tally.peak = max(tally.peak, peak)
    if said:
        tally.tracebacks += 1
        tally.worst.append(f"{name} {number}: {said}")
    return True


def _start(name: str, make: Make, read: Read, first: int, last: int, folder: Path) -> _Reader:
    ours, theirs = CONTEXT.Pipe(duplex=False)
    number = CONTEXT.Value("q", first)
    since = CONTEXT.Value("d", time.monotonic())
    used = CONTEXT.Value("d", 0.0)
    process = CONTEXT.Process(
        target=_read, args=(name, make, read, last, folder, theirs, number, since, used)
    )
    process.start()
    theirs.close()
    return _Reader(last, process, ours, number, since, used)


def _read(
    name: str,
    make: Make,
    read: Read,
    last: int,
    folder: Path,
    messages: Connection,
    number: Synchronized[int],
    since: Synchronized[float],
    used: Synchronized[float],
) -> None:
    _limit_memory()
    path = folder / f"{random.randbytes(8).hex()}-{name}"
    peak = 0
    while number.value < last:
        path.write_bytes(make(number.value))
        since.value, used.value = time.monotonic(), time.process_time()
        said = ""
        try:
            read(path)
        except Exception as error:  # noqa: BLE001 - whatever comes out of a reader is a traceback
            place = traceback.extract_tb(error.__traceback__)[-1]
            said = f"{type(error).__name__} in {place.name}, line {place.lineno}"
        since.value, used.value = time.monotonic(), time.process_time()
        if said or _peak() > peak:
            peak = _peak()
            messages.send((number.value, peak, said))
        number.value += 1


def _limit_memory() -> None:
    if sys.platform != "linux":
        return
    import resource

    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + _MORE_MEMORY, resource.RLIM_INFINITY))


def _processor_seconds(pid: int | None) -> float:
    """Return how long a running process has been computing; for ever, where nobody can tell."""
    if sys.platform != "linux":
        return float("inf")
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has just ended
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int | None) -> int:
    """Return what a running process has in memory, where the system tells."""
    if sys.platform != "linux":
        return 0
    import resource

    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except OSError:  # it has just ended
        return 0
    return int(pages) * resource.getpagesize()


def _peak() -> int:
    """Return the most memory that this process, or one that it has started, ever had in use."""
    if sys.platform == "win32":
        return 0
    import resource

    usages = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in usages) << 10
