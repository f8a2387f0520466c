"""A month typed but not saved, as it is kept on this PC: plain values and their JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from kdx_desktop.metrics.figures import State
from kdx_desktop.metrics.months import Month
from kdx_desktop.services.entries import Entry
from kdx_desktop.services.month_form import CellValue, MonthForm
from kdx_desktop.views.entry.typed_cells import TypedCell, is_changed, typed_of

_VERSION = 1


@dataclass(frozen=True, slots=True)
class DraftCell:
    """A typed cell, and the stored value and revision that it was typed over."""

    typed: TypedCell
    stored: CellValue
    revision: int


@dataclass(frozen=True, slots=True)
class Draft:
    """The unsaved cells of a department's month, by metric, and when the last was typed.

    ``store`` tells databases apart: the sample city's departments carry the same codes.
    """

    store: str
    department: str
    month: Month
    typed_at: datetime
    cells: Mapping[str, DraftCell] = field(default_factory=dict)


def draft_of(
    store: str, form: MonthForm, typed: tuple[TypedCell, ...], typed_at: datetime
) -> Draft:
    """Return what is unsaved in the form; without cells when nothing is."""
    cells = {
        cell.metric.code: DraftCell(entry, cell.current, cell.revision)
        for cell, entry in zip(form.cells, typed, strict=True)
        if is_changed(cell, entry)
    }
    return Draft(store, form.department.code, form.month, typed_at, cells)


def draft_onto(draft: Draft, form: MonthForm) -> tuple[MonthForm, tuple[TypedCell, ...]]:
    """Put a draft back onto the form as it is stored now.

    Cells keep the revision they were typed over, so that somebody else's newer value is found
    when saving. What has been stored meanwhile exactly as typed is no longer a change.
    """
    cells = []
    typed = []
    for cell in form.cells:
        kept = draft.cells.get(cell.metric.code)
        if kept is None or kept.typed == typed_of(cell.current):
            cells.append(cell)
            typed.append(typed_of(cell.current))
        else:
            cells.append(replace(cell, current=kept.stored, revision=kept.revision))
            typed.append(kept.typed)
    return replace(form, cells=tuple(cells)), tuple(typed)


def in_words(draft: Draft, form: MonthForm) -> str:
    """Return what was typed, metric by metric, as one sentence."""
    return "、".join(
        f"{cell.metric.name} {kept.typed.text or kept.typed.state.japanese}"
        for cell in form.cells
        if (kept := draft.cells.get(cell.metric.code)) is not None
    )


def without_saved(draft: Draft, entry: Entry) -> Draft:
    """Return what is still unsaved of a draft after the store has acknowledged an entry."""
    cells = dict(draft.cells)
    for saved in entry.cells:
        kept = cells.pop(saved.metric, None)
        if kept is not None and kept.typed != typed_of(saved.value):
            cells[saved.metric] = DraftCell(kept.typed, saved.value, saved.based_on + 1)
    return replace(draft, cells=cells)


def draft_text(draft: Draft) -> str:
    """Write a draft as JSON."""
    content = {
        "version": _VERSION,
        "store": draft.store,
        "department": draft.department,
        "month": int(draft.month),
        "typed_at": draft.typed_at.isoformat(),
        "cells": {
            metric: {
                "state": cell.typed.state,
                "text": cell.typed.text,
                "note": cell.typed.note,
                "breakdown": cell.typed.breakdown,
                "stored_state": cell.stored.state,
                "stored_amount": cell.stored.amount,
                "stored_note": cell.stored.note,
                "stored_breakdown": cell.stored.typed,
                "revision": cell.revision,
            }
            for metric, cell in draft.cells.items()
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def read_draft(text: str) -> Draft:
    """Read a draft; raises ValueError when the text is none, whatever it holds."""
    try:
        content: Any = json.loads(text)
        if content["version"] != _VERSION:
            raise ValueError("a draft of another version")
        return Draft(
            str(content["store"]),
            str(content["department"]),
            Month.of(*divmod(int(content["month"]), 100)),
            datetime.fromisoformat(content["typed_at"]),
            {str(metric): _read_cell(cell) for metric, cell in content["cells"].items()},
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as broken:
        raise ValueError("not a draft") from broken


def _read_cell(content: Mapping[str, Any]) -> DraftCell:
    amount = content["stored_amount"]
    return DraftCell(
        TypedCell(
            State(content["state"]),
            str(content["text"]),
            str(content["note"]),
            str(content.get("breakdown", "")),  # drafts of the first version have none
        ),
        CellValue(
            State(content["stored_state"]),
            None if amount is None else int(amount),
            str(content["stored_note"]),
            str(content.get("stored_breakdown", "")),
        ),
        int(content["revision"]),
    )
