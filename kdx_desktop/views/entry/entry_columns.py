"""The columns of 月次入力, and what can be asked of a cell besides its text."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import Qt

from kdx_desktop.metrics.figures import State
from kdx_desktop.services.breakdowns import HOURS, PAPER


class Column(IntEnum):
    """The columns, from left to right."""

    METRIC = 0
    UNIT = 1
    VALUE = 2
    STATE = 3
    NOTE = 4
    LAST_MONTH = 5
    LAST_YEAR = 6
    TREND = 7
    CHECK = 8


HEADERS = ("指標", "単位", "入力値", "状態", "備考", "前月", "前年同月", "12か月の推移", "確認")
EDITABLE = (Column.VALUE, Column.STATE, Column.NOTE)
NUMBERS = frozenset({Column.VALUE, Column.LAST_MONTH, Column.LAST_YEAR})
#: The states to choose from; their order is that of the list.
STATES = (State.ACTUAL, State.ESTIMATE, State.NOT_APPLICABLE, State.NOT_REPORTED)

#: The metrics whose figures can be made from something, and from what.
MAKINGS = {PAPER: "paper", HOURS: "works"}
#: How people call it.
MAKING_NAMES = {"paper": "用紙サイズ別の入力", "works": "業務別の入力"}

#: Raw values to sort by; amounts in ten-thousandths.
SORT_ROLE = Qt.ItemDataRole.UserRole
#: The cell's Verdict, for painting.
VERDICT_ROLE = Qt.ItemDataRole.UserRole + 1
#: The last twelve months and the typed value, oldest first, None where there is none.
TREND_ROLE = Qt.ItemDataRole.UserRole + 2
#: Whether the row differs from what is stored.
CHANGED_ROLE = Qt.ItemDataRole.UserRole + 3
#: What the row's figure can be made from: "paper", "works" or nothing; and whether it was.
MAKING_ROLE = Qt.ItemDataRole.UserRole + 4
MADE_ROLE = Qt.ItemDataRole.UserRole + 5
