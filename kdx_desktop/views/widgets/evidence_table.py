"""EvidenceTable: what stands behind a figure or a question, in rows that can be opened."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import PlainLabel
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.opening_table import OpeningTable
from kdx_desktop.views.widgets.table_box import TableBox
from kdx_desktop.views.widgets.text_table_model import TextTableModel

_WIDEST = 260  # steps of the grid; wider, the eye loses the row to numbers at its end


class EvidenceTable(TableBox):
    """Its title says how many rows there are when they are not all seen."""

    #: Somebody opened a row: its number, from 0.
    row_opened = Signal(int)

    def __init__(
        self,
        title: str,
        header: Sequence[str],
        numbers: Sequence[int] = (),
        most_rows: int = 10,
        parent: QWidget | None = None,
    ) -> None:
        table = OpeningTable(title)
        super().__init__(table, TextTableModel(header, numbers), most_rows, parent)
        self._name = title
        self._title = PlainLabel(title, TextRole.STRONG)
        table.row_opened.connect(self.row_opened)
        self.setFocusProxy(self.table)
        last = len(header) - 1
        if last in numbers:
            self.table.setMaximumWidth(space(_WIDEST))
            self.table.stretch_column(1 if len(numbers) < last else 0)
        else:  # texts stand close together, and the rest of the room is behind them
            self.table.stretch_column(last)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(3), 0, 0)
        column.setSpacing(space(1))
        column.addWidget(self._title)
        column.addWidget(self.table)

    def limit(self, most_rows: int) -> None:
        """Let fewer or more rows be seen at once."""
        if most_rows != self._most_rows:
            self._most_rows = most_rows
            self._say_title(self.model.rowCount())
            self._fit()

    @override
    def _say_title(self, rows: int) -> None:
        self._title.setText(f"{self._name}（{rows}件）" if rows > self._most_rows else self._name)
