"""TableBox: a titled table below others; it takes no room when it has nothing to say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.data_table import DataTable
from kdx_desktop.views.widgets.text_table_model import TextTableModel


class TableBox(QWidget):
    """As tall as its rows, up to ``most_rows``; longer ones scroll inside. Hidden without rows."""

    def __init__(
        self, table: DataTable, model: TextTableModel, most_rows: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.table, self.model = table, model
        model.setParent(self)
        table.setModel(model)
        self._most_rows = most_rows
        self.hide()

    def show_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show other rows; none at all hides the table."""
        self.model.show_rows(rows)
        self._say_title(len(rows))
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

    def _say_title(self, rows: int) -> None:
        """Write the title of so many rows; to be overridden."""
        raise NotImplementedError

    def _fit(self) -> None:
        header = self.table.horizontalHeader()
        header.ensurePolished()
        shown = min(self.model.rowCount(), self._most_rows)
        height = header.sizeHint().height() + shown * space(8) + 2
        if self.table.overflows:  # the bar shall not cover a row
            height += self.table.horizontalScrollBar().sizeHint().height()
        self.table.setFixedHeight(height)
