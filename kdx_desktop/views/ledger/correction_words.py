"""What a correction says before it is stored: before → after, and what another has stored meanwhile."""

from __future__ import annotations

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.amounts import grouped
from kdx_desktop.metrics.figures import Metric, State
from kdx_desktop.services.entries import CellEntry, ConflictCell
from kdx_desktop.services.month_history import CellHistory
from kdx_desktop.views.ledger.ledger_texts import moment_text, state_text


def said(amount: int | None, state: State, note: str, metric: Metric) -> str:
    """Write what a cell says, with its note."""
    if amount is None:
        text = state_text(state, metric)
    else:
        text = f"{grouped(amount)}{metric.unit}" + ("（推計）" if state is State.ESTIMATE else "")
    return f"{text}（備考：{note}）" if note else text


def now_text(cell: CellHistory) -> str:
    """Write what is stored."""
    now = cell.current
    if now is None:
        return state_text(State.NOT_REPORTED, cell.metric)
    return said(now.amount, now.state, now.note, cell.metric)


def preview_text(cell: CellHistory, entry: CellEntry | None) -> str:
    """Write before and after; only what is stored, while nothing else can be read."""
    if entry is None:
        return f"現在：{now_text(cell)}"
    after = said(entry.amount, entry.state, entry.note, cell.metric)
    return f"{now_text(cell)}　→　{after}"


def conflict_text(cell: CellHistory, mine: ConflictCell | CellEntry | None) -> str:
    """Write both values when somebody else was faster; neither is lost."""
    if isinstance(mine, ConflictCell):
        who, when, theirs = mine.who, mine.when, mine.theirs
        value = said(theirs.amount, theirs.state, theirs.note, cell.metric)
        own = said(mine.mine.amount, mine.mine.state, mine.mine.note, cell.metric)
    else:
        now = cell.current
        if now is None:
            return ""
        who, when, value = now.who, now.when, now_text(cell)
        own = "" if mine is None else said(mine.amount, mine.state, mine.note, cell.metric)
    typed = f"自分の入力は「{own}」のまま残しています。" if own else ""
    return (
        f"{who}さんが{moment_text(when)}に「{value}」に変更しました。{typed}"
        "自分の値にするときは、もう一度「訂正を登録」を押してください。"
        "相手の値のままにするときは「やめる」を押してください。"
    )


def refusal_text(failure: KdxError) -> str:
    """Write why a correction was not stored, and what to do."""
    problems = [problem.reason for problem in failure.problems]
    return "\n".join(problems or [failure.message])
