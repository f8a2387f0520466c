"""A disk whose power can be cut: what was not synced may be there, or not, or in part.

Harsher than most disks: unsynced sectors are kept or dropped one by one, whatever their order; a
sector may be torn in its middle; a file may have grown without its content; a name that was made
or taken away without a sync of the folder may be as it was before.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Final

_HALF: Final = 0.5


class PowerCut(Exception):
    """The power is off; nothing is read or written any more."""


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes written at an offset, and not synced yet."""

    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncation:
    """A file cut to a size, and not synced yet."""

    size: int


@dataclass(slots=True)
class Inode:
    """A file's content as programs see it, as it is safe, and what lies between."""

    live: bytearray = field(default_factory=bytearray)
    safe: bytes = b""
    pending: list[Write | Truncation] = field(default_factory=list)

    def apply(self, change: Write | Truncation) -> None:
        """Change the file; it is not safe before the next sync."""
        self.pending.append(change)
        _apply(self.live, change)

    def sync(self) -> None:
        """Make everything safe."""
        self.safe = bytes(self.live)
        self.pending.clear()

    def survivor(self, rng: random.Random) -> bytes:
        """Return what a power cut may leave of the file."""
        fate = rng.random()
        if not self.pending or fate < 0.15:
            return self.safe
        if fate < _HALF:  # in order, up to some change, the last one in part
            image = bytearray(self.safe)
            kept = self.pending[: rng.randint(0, len(self.pending))]
            for change in kept[:-1]:
                _apply(image, change)
            return _mixed(rng, bytes(image), kept[-1:])
        return _mixed(rng, self.safe, self.pending)


def _apply(image: bytearray, change: Write | Truncation) -> None:
    if isinstance(change, Truncation):
        del image[change.size :]
        image.extend(bytes(change.size - len(image)))
    else:
        image.extend(bytes(max(0, change.offset - len(image))))
        image[change.offset : change.offset + len(change.data)] = change.data


def _mixed(rng: random.Random, safe: bytes, changes: list[Write | Truncation]) -> bytes:
    """Return an image in which every sector is of some moment, and the size of another."""
    unit = rng.choice((512, 4096))
    moments = [safe]
    touched: dict[int, list[int]] = {}
    image = bytearray(safe)
    for moment, change in enumerate(changes, start=1):
        _apply(image, change)
        moments.append(bytes(image))
        if isinstance(change, Write):
            last = change.offset + len(change.data) - 1
            for sector in range(change.offset // unit, last // unit + 1):
                touched.setdefault(sector, [0]).append(moment)
    size = len(rng.choice(moments))
    filler = rng.choice((bytes, rng.randbytes))
    result = bytearray(safe[:size])
    result.extend(filler(size - len(result)))
    for sector, versions in touched.items():
        start, end = sector * unit, min((sector + 1) * unit, size)
        moment = rng.choice(versions)
        if start < end and moment:
            new = moments[moment][start:end]
            torn = rng.randrange(len(new) + 1) if rng.random() < 0.05 else len(new)
            result[start : start + torn] = new[:torn]
    return bytes(result[:size])


class Disk:
    """A folder of files under power until so many operations have been done."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = {name: Inode(bytearray(data), data) for name, data in files.items()}
        self.is_off = False
        self.operations = 0
        self._cut_at: int | None = None
        self._safe_names = dict(self.files)

    def cut_power_after(self, operations: int) -> None:
        """Let the power fail at that operation from now on: writes, syncs, changes of names."""
        self._cut_at = self.operations + operations

    def require_power(self) -> None:
        """Raise PowerCut when there is none."""
        if self.is_off:
            raise PowerCut

    def operate(self) -> None:
        """Count an operation that has been done or is about to be made safe."""
        self.require_power()
        self.operations += 1
        if self.operations == self._cut_at:
            self.is_off = True
            raise PowerCut

    def create(self, name: str) -> Inode:
        """Make an empty file whose name is not safe yet."""
        inode = self.files[name] = Inode()
        self.operate()
        return inode

    def sync_name(self, name: str) -> None:
        """Make a name safe, or its absence: a sync of the folder."""
        if name in self.files:
            self._safe_names[name] = self.files[name]
        else:
            self._safe_names.pop(name, None)

    def remains(self, rng: random.Random) -> dict[str, bytes]:
        """Return the files that are found when the power is back."""
        found = {}
        for name in self.files.keys() | self._safe_names.keys():
            before, after = self._safe_names.get(name), self.files.get(name)
            inode = after if before is after or rng.random() < _HALF else before
            if inode is not None:
                found[name] = inode.survivor(rng)
        return found
