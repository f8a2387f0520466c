"""How figures of a month are written in its table (domain.md §3, the five states)."""

from __future__ import annotations

from kdx_desktop.metrics.amounts import Amount, grouped
from kdx_desktop.metrics.figures import State
from kdx_desktop.services.entries import CellValue, FormCell
from kdx_desktop.views.entry.typed_cells import TypedCell

_NOT_APPLICABLE = "－"
_NOT_REPORTED = "…"


def value_text(typed: TypedCell, amount: Amount | None) -> str:
    """Write what is typed: a number with its separators, else the text; blank stays blank."""
    if amount is None:
        return _NOT_APPLICABLE if typed.state is State.NOT_APPLICABLE else typed.text
    return grouped(amount) + ("*" if typed.state is State.ESTIMATE else "")


def stored_text(value: CellValue) -> str:
    """Write a stored value as tables print it."""
    if value.state is State.NOT_APPLICABLE:
        return _NOT_APPLICABLE
    if value.amount is None:
        return _NOT_REPORTED
    return grouped(value.amount) + ("*" if value.state is State.ESTIMATE else "")


def history_in_words(cell: FormCell) -> str:
    """Tell the twelve months that the small line shows, for those who cannot see it."""
    return "、".join(
        f"{month.japanese}{'未提出' if amount is None else grouped(amount)}"
        for month, amount in cell.history
    )
