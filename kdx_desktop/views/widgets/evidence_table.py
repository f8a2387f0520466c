"""EvidenceTable: a titled table below others; it takes no room when it has nothing to say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import PlainLabel
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.opening_table import OpeningTable
from kdx_desktop.views.widgets.text_table_model import TextTableModel

_WIDEST = 260  # steps of the grid; wider, the eye loses the row to numbers at its end


class EvidenceTable(QWidget):
    """As tall as its rows, up to ``most_rows``; longer ones scroll inside."""

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
        super().__init__(parent)
        self._name = title
        self._most_rows = most_rows
        self._title = PlainLabel(title, TextRole.STRONG)
        self._model = TextTableModel(header, numbers, self)
        self._table = OpeningTable(title)
        self._table.setModel(self._model)
        self._table.row_opened.connect(self.row_opened)
        self.setFocusProxy(self._table)
        last = len(header) - 1
        if last in numbers:
            self._table.setMaximumWidth(space(_WIDEST))
            self._table.stretch_column(1 if len(numbers) < last else 0)
        else:  # texts stand close together, and the rest of the room is behind them
            self._table.stretch_column(last)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(3), 0, 0)
        column.setSpacing(space(1))
        column.addWidget(self._title)
        column.addWidget(self._table)
        self.hide()

    def limit(self, most_rows: int) -> None:
        """Let fewer or more rows be seen at once."""
        if most_rows != self._most_rows:
            self._most_rows = most_rows
            self._say_title()
            self._fit()

    def show_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show other rows; none at all hides the table."""
        self._model.show_rows(rows)
        self._say_title()
        self.setVisible(bool(rows))
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _say_title(self) -> None:
        count = self._model.rowCount()
        self._title.setText(f"{self._name}（{count}件）" if count > self._most_rows else self._name)

    def _fit(self) -> None:
        shown = min(self._model.rowCount(), self._most_rows)
        header = self._table.horizontalHeader()
        header.ensurePolished()
        height = header.sizeHint().height() + shown * space(8) + 2
        if header.length() > self._table.viewport().width():  # the bar shall not cover a row
            height += self._table.horizontalScrollBar().sizeHint().height()
        if height != self._table.height():
            self._table.setFixedHeight(height)
