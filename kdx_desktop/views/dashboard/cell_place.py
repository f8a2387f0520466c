"""Cells: the one whose evidence is asked for, with the words for it, and one of the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from kdx_desktop.metrics.months import Month
from kdx_desktop.services.evidence import Place


@dataclass(frozen=True, slots=True)
class LedgerCell:
    """A department's metric in a month, as the ledger has it."""

    department: str
    month: Month
    metric: str


@dataclass(frozen=True, slots=True)
class CellPlace:
    """``title`` is its step in the breadcrumb; ``places`` are the cells of the ledger behind it."""

    metric: str
    unit: str
    title: str
    places: tuple[Place, ...]
    annual: bool
