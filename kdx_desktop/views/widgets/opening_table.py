"""OpeningTable: a table whose rows open something — by Enter, space or a double click."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.data_table import DataTable

_PRESSES = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


class OpeningTable(DataTable):
    """Says which row was opened; where nobody listens, nothing happens."""

    #: The row, as it stands on screen, from 0.
    row_opened = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.doubleClicked.connect(self._on_double_clicked)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in _PRESSES and not event.modifiers() and row >= 0:
            self.row_opened.emit(row)
            event.accept()
            return
        super().keyPressEvent(event)

    @override
    def minimumSizeHint(self) -> QSize:
        """Return the header and one row: Qt's own least is higher."""
        least = super().minimumSizeHint()
        header = self.horizontalHeader().sizeHint().height()
        return QSize(least.width(), min(least.height(), header + space(8) + 2))

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.row_opened.emit(index.row())
