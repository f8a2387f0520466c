"""PaletteTableModel: the lines of the palette of Ctrl+K."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from kdx_desktop.views.finding import Finding

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
#: The Finding of a line.
FINDING_ROLE = int(Qt.ItemDataRole.UserRole)


class PaletteTableModel(QAbstractListModel):
    """One line for each thing that was found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._findings: tuple[Finding, ...] = ()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._findings = tuple(findings)
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._findings)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        one = self._findings[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "　".join(part for part in (one.title, one.detail, one.keys) if part)
        return one if role == FINDING_ROLE else None
