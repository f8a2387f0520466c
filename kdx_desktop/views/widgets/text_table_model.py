"""TextTableModel: a small table whose texts are made beforehand; it only lays them out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QObject, Qt
from typing_extensions import override

from kdx_desktop.views.widgets.headed_table_model import HeadedTableModel, Index


class TextTableModel(HeadedTableModel):
    """Rows of texts under a header; ``numbers`` are the columns set to the right."""

    def __init__(
        self, header: Sequence[str], numbers: Collection[int] = (), parent: QObject | None = None
    ) -> None:
        super().__init__(header, numbers, parent)
        self._rows: Sequence[tuple[str, ...]] = ()

    def show_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show other rows, each as long as the header."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and index.isValid():
            return self._rows[index.row()][index.column()]
        return super().data(index, role)
