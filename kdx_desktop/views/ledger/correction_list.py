"""訂正一覧 as it is shown: read and put into words on the worker, which may be thousands of rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kdx_desktop.services.corrections import Corrections, corrections
from kdx_desktop.views.ledger.ledger_texts import correction_row
from kdx_desktop.views.ledger.row_search import folded


@dataclass(frozen=True, slots=True)
class CorrectionList:
    """The corrections, their rows, and the text in which a search looks for each."""

    found: Corrections
    rows: tuple[tuple[str, ...], ...]
    searched: tuple[str, ...]


def listed(session: Any, since: datetime | None, *, replaced_too: bool) -> CorrectionList:
    """Read the corrections since a moment (None: all)."""
    found = corrections(session, since, replaced_too=replaced_too)
    rows = tuple(correction_row(one) for one in found.rows)
    searched = tuple(
        folded("\n".join((*row, one.department, one.month.japanese)))
        for row, one in zip(rows, found.rows, strict=True)
    )
    return CorrectionList(found, rows, searched)
