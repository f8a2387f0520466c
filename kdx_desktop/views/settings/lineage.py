"""Who became whom, laid out in columns: one for each moment between two reorganisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import Succession
from kdx_desktop.services.organization_checks import Reorganization


@dataclass(frozen=True, slots=True)
class Place:
    """Where a department stands: its column, and its row from the top."""

    code: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Ribbon:
    """From a place to one in a later column; ``link`` None: the same department lives on."""

    start: Place
    end: Place
    link: Succession | None


@dataclass(frozen=True, slots=True)
class Lineage:
    """All departments that hang together with a reorganisation, over all months."""

    months: tuple[Month, ...]
    places: tuple[Place, ...]
    ribbons: tuple[Ribbon, ...]

    @property
    def columns(self) -> int:
        """How many columns there are: one more than months."""
        return len(self.months) + 1

    @property
    def rows(self) -> int:
        """The number of places in the tallest column."""
        return max((place.row + 1 for place in self.places), default=0)


def lineage(reform: Reorganization, reforms: Iterable[Reorganization]) -> Lineage:
    """Lay out everything that hangs together with a reorganisation."""
    links = _family(reform, [link for one in reforms for link in one.links])
    months = tuple(sorted({link.effective_month for link in links}))
    seen: defaultdict[str, set[int]] = defaultdict(set)
    for link in links:
        at = months.index(link.effective_month)
        seen[link.predecessor].add(at)
        seen[link.successor].add(at + 1)
    places = _placed(seen, links, months)
    at_place = {(place.code, place.column): place for place in places}
    ribbons, direct = [], set()
    for link in links:
        column = months.index(link.effective_month)
        ribbon = Ribbon(
            at_place[link.predecessor, column], at_place[link.successor, column + 1], link
        )
        ribbons.append(ribbon)
        direct.add((ribbon.start, ribbon.end))
    for code, columns in seen.items():
        ordered = sorted(columns)
        for before, after in pairwise(ordered):
            ends = at_place[code, before], at_place[code, after]
            if ends not in direct:
                ribbons.append(Ribbon(*ends, None))
    return Lineage(months, tuple(places), tuple(ribbons))


def _family(reform: Reorganization, links: Sequence[Succession]) -> list[Succession]:
    codes = {code for link in reform.links for code in (link.predecessor, link.successor)}
    while True:
        found = [link for link in links if {link.predecessor, link.successor} & codes]
        reached = codes.union(*({link.predecessor, link.successor} for link in found))
        if reached == codes:
            return sorted(found, key=lambda s: (s.effective_month, s.predecessor, s.successor))
        codes = reached


def _placed(
    seen: dict[str, set[int]], links: Sequence[Succession], months: Sequence[Month]
) -> list[Place]:
    """Put each column in the order of where its departments come from."""
    rows: dict[tuple[str, int], int] = {}
    places = []
    for column in range(len(months) + 1):
        sources: defaultdict[str, list[int]] = defaultdict(list)
        for link in links:
            if months.index(link.effective_month) == column - 1:
                sources[link.successor].append(rows.get((link.predecessor, column - 1), 0))
        here = [code for code, columns in seen.items() if column in columns]
        here.sort(key=lambda code: (_mean(sources[code]), code))
        for row, code in enumerate(here):
            rows[code, column] = row
            places.append(Place(code, column, row))
    return places


def _mean(rows: Sequence[int]) -> float:
    return sum(rows) / len(rows) if rows else 0.0
