"""CellPlace: the cell whose evidence is asked for, with the words for it."""

from __future__ import annotations

from dataclasses import dataclass

from kdx_desktop.services.evidence import Place


@dataclass(frozen=True, slots=True)
class CellPlace:
    """``title`` is its step in the breadcrumb; ``places`` are the cells of the ledger behind it."""

    metric: str
    unit: str
    title: str
    places: tuple[Place, ...]
    annual: bool
