"""How figures of a month are written in its table (domain.md §3, the five states)."""

from __future__ import annotations

from kdx_desktop.metrics.amounts import Amount, grouped
from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.services.breakdowns import sheets_of, works_of
from kdx_desktop.services.month_form import CellValue, FormCell
from kdx_desktop.views.entry.typed_cells import TypedCell

_NOT_APPLICABLE = "－"
_NOT_REPORTED = "…"
#: Of a metric that is recorded as it happens: no entry means none.
NONE_HAPPENED = "なし"


def value_text(typed: TypedCell, amount: Amount | None) -> str:
    """Write what is typed: a number with its separators, else the text; blank stays blank."""
    if amount is None:
        return _NOT_APPLICABLE if typed.state is State.NOT_APPLICABLE else typed.text
    return grouped(amount) + ("*" if typed.state is State.ESTIMATE else "")


def state_text(state: State, metric: Metric) -> str:
    """Name a state; where nothing is expected, nothing is missing either (domain.md §3)."""
    if state is State.NOT_REPORTED and not metric.expected_monthly:
        return NONE_HAPPENED
    return state.japanese


def stored_text(value: CellValue, metric: Metric) -> str:
    """Write a stored value as tables print it."""
    if value.state is State.NOT_APPLICABLE:
        return _NOT_APPLICABLE
    if value.amount is None:
        return _NOT_REPORTED if metric.expected_monthly else NONE_HAPPENED
    return grouped(value.amount) + ("*" if value.state is State.ESTIMATE else "")


def breakdown_in_words(breakdown: str) -> str:
    """Tell what a number was made from; empty where it was typed as it is."""
    sheets = [f"{size} {text}枚" for size, text in sheets_of(breakdown).items()]
    works = [f"{work.name} {work.cases}件" for work in works_of(breakdown)]
    return "、".join(sheets or works)


def history_in_words(cell: FormCell) -> str:
    """Tell the twelve months that the small line shows, for those who cannot see it."""
    missing = state_text(State.NOT_REPORTED, cell.metric)
    return "、".join(
        f"{month.japanese}{missing if amount is None else grouped(amount)}"
        for month, amount in cell.history
    )
