"""TypingTableView: what the tables that are typed into have in common under the hand."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QWidget
from typing_extensions import override

from kdx_desktop.views.entry.clipboard_grid import write_grid
from kdx_desktop.views.plain_text import name_for_readers

EndEditHint = QAbstractItemDelegate.EndEditHint
_STEPS = {
    EndEditHint.EditNextItem: 1,
    EndEditHint.SubmitModelCache: 1,
    EndEditHint.EditPreviousItem: -1,
}


class TypingTableView(QTableView):
    """Typing opens a cell, Enter goes on from it, and ranges are copied for Excel."""

    def __init__(self, model: QAbstractItemModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        name_for_readers(self, name)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)

    @property
    def is_typing(self) -> bool:
        """Tell whether the current cell is open."""
        return self.state() is QAbstractItemView.State.EditingState

    def finish_typing(self) -> None:
        """Commit the cell that is open, as leaving it does."""
        editor = self.focusWidget()
        if self.is_typing and editor is not None:
            self.commitData(editor)
            super().closeEditor(editor, EndEditHint.NoHint)

    def copy(self) -> None:
        """Copy the selected cells as text for Excel."""
        chosen = self.selectionModel().selection()
        if chosen.isEmpty():
            return
        area = chosen.first()
        rows = [
            [
                str(area.model().index(row, column).data() or "")
                for column in range(area.left(), area.right() + 1)
            ]
            for row in range(area.top(), area.bottom() + 1)
        ]
        QGuiApplication.clipboard().setText(write_grid(rows))

    @override
    def closeEditor(self, editor: QWidget, hint: EndEditHint) -> None:
        super().closeEditor(editor, EndEditHint.NoHint if hint in _STEPS else hint)
        if hint in _STEPS:
            self._go_on(_STEPS[hint])

    def _go_on(self, step: int) -> None:
        """Go to where typing goes on, 1 for downwards and -1 for upwards; to be overridden."""
        raise NotImplementedError
