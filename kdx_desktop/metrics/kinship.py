"""Kinship: who a department came from and what became of it, generation by generation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kdx_desktop.metrics.organization import Organization, Succession


@dataclass(frozen=True, slots=True)
class Kin:
    """A department and how far away it is: 0 itself, -1 a forebear, 1 an heir, and so on."""

    department: str
    generation: int


@dataclass(frozen=True, slots=True)
class Kinship:
    """All direct forebears and heirs; ``links`` are the successions between them."""

    kin: tuple[Kin, ...]
    links: tuple[Succession, ...]


def kinship(organization: Organization, department: str) -> Kinship:
    """Walk back over predecessors and on over successors; what a department kept is no link.

    Each department stands once, in the generation that it is met in first.
    """
    links = [one for one in organization.successions if one.predecessor != one.successor]
    generations = {department: 0}
    used: set[Succession] = set()
    for step in (-1, 1):
        edge, generation = {department}, 0
        while edge:
            generation += step
            met = [one for one in links if _near(one, step) in edge and one not in used]
            used.update(met)
            edge = {_far(one, step) for one in met} - generations.keys()
            generations.update(dict.fromkeys(edge, generation))
    kin = sorted(generations.items(), key=lambda pair: (pair[1], pair[0]))
    onward = (one for one in used if generations[one.predecessor] < generations[one.successor])
    return Kinship(tuple(Kin(code, at) for code, at in kin), tuple(_in_order(onward)))


def _near(link: Succession, step: int) -> str:
    return link.successor if step < 0 else link.predecessor


def _far(link: Succession, step: int) -> str:
    return link.predecessor if step < 0 else link.successor


def _in_order(links: Iterable[Succession]) -> list[Succession]:
    return sorted(links, key=lambda one: (one.effective_month, one.predecessor, one.successor))
