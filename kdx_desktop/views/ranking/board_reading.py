"""What a board of the ranking is read by, and how it is laid out once it has been read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.services.boards import Board, board
from kdx_desktop.services.city_totals import NO_TOTALS, Totals
from kdx_desktop.services.funnel_board import FunnelBoard, funnel_board
from kdx_desktop.services.improvement_board import ImprovementBoard, improvement_board
from kdx_desktop.services.then_board import ThenBoard, then_board
from kdx_desktop.views.ranking.board_columns import BoardColumn, BoardRow
from kdx_desktop.views.ranking.board_kinds import BoardKind
from kdx_desktop.views.ranking.level_columns import level_columns
from kdx_desktop.views.ranking.other_columns import (
    funnel_columns,
    improvement_columns,
    then_columns,
)

AnyBoard = Board | FunnelBoard | ImprovementBoard | ThenBoard


@dataclass(frozen=True, slots=True)
class Layout:
    """A board as the page shows it; ``unranked`` is (code, name, bureau, reason)."""

    columns: tuple[BoardColumn, ...]
    rows: Sequence[BoardRow]
    unranked: tuple[tuple[str, str, str, str], ...] = ()
    totals: Totals = NO_TOTALS


def reading(
    kind: BoardKind, theme: Theme, as_of: Month, view: OrganizationView
) -> Callable[[Any], AnyBoard]:
    """Return the one reading that a board needs."""
    if kind is BoardKind.IMPROVEMENT:
        return partial(improvement_board, theme=theme, as_of=as_of, view=view)
    if kind is BoardKind.SPREAD:
        return partial(funnel_board, theme=theme, as_of=as_of, view=view)
    if view is OrganizationView.THEN:
        return partial(then_board, theme=theme, as_of=as_of)
    return partial(board, theme=theme, as_of=as_of)


def laid_out(found: AnyBoard) -> Layout:
    """Return the columns and rows of a board."""
    if isinstance(found, ThenBoard):
        return Layout(then_columns(found), found.rows, (), found.totals)
    unranked = tuple(
        (row.department, row.name, row.bureau, row.reason.japanese) for row in found.unranked
    )
    if isinstance(found, Board):
        return Layout(level_columns(found), found.rows, unranked, found.totals)
    if isinstance(found, FunnelBoard):
        return Layout(funnel_columns(found), found.rows, unranked)
    return Layout(improvement_columns(found), found.rows, unranked)


def place_in_words(rows: Sequence[Any], department: str) -> str:
    """Say one's own department's place, ``自部署は3位``; empty when it has none."""
    row = next((one for one in rows if one.department == department), None)
    rank = getattr(row, "rank", None)
    return "" if row is None or rank is None else f"自部署は{rank}位"
