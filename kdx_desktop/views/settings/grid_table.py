"""GridTable: the table over a GridTableModel — typing begins at once, Enter goes down, Ctrl+V, Ctrl+Z."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from kdx_desktop.views.plain_text import explain, name_for_readers
from kdx_desktop.views.settings.grid_model import GridTableModel
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.data_table import DataTable

_Index = QModelIndex | QPersistentModelIndex
_Hint = QAbstractItemDelegate.EndEditHint
_DOWN = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}

_MOST_FOR_NAMES = 0.55


class GridTable(DataTable):
    """One cell has the focus; Tab leaves the table, the arrows go about in it."""

    def __init__(self, name: str, model: GridTableModel, rows: int = 12) -> None:
        super().__init__(name)
        self._grid = model
        self._rows = rows
        self._names: int | None = None
        self.setModel(model)
        self.setItemDelegate(_LineDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.verticalHeader().setDefaultSectionSize(space(9))
        self.setMinimumHeight(space(9) * 4)
        model.modelReset.connect(self._on_reset)
        explain(
            self,
            f"{name}の表です。矢印キーで動き、そのまま入力します。Enterで下の行へ進み、"
            "Ctrl+Zで元に戻し、Ctrl+Vで表計算ソフトの範囲を貼り付けられます。",
        )
        self._on_reset()

    def share_room(self, name: int, rest: int) -> None:
        """Give a column of names what they need, up to most of the room, and another the rest."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(name, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(rest, QHeaderView.ResizeMode.Stretch)
        self._names = name
        self._arrange_columns()

    @override
    def _arrange_columns(self) -> None:
        if self._names is not None:
            wanted = self.sizeHintForColumn(self._names) + space(2)
            room = round(self.viewport().width() * _MOST_FOR_NAMES)
            self.horizontalHeader().resizeSection(self._names, min(wanted, room))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.FontChange}:
            self.verticalHeader().setDefaultSectionSize(space(9))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self._grid.undo()
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            cells = {(one.row(), one.column()): "" for one in self.selectedIndexes()}
            self._grid.type_texts(cells)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _paste(self) -> None:
        start = self.currentIndex()
        lines = QGuiApplication.clipboard().text().rstrip("\r\n").split("\n")
        if start.isValid():
            self._grid.type_texts(
                {
                    (start.row() + down, start.column() + right): text.strip()
                    for down, line in enumerate(lines)
                    for right, text in enumerate(line.split("\t"))
                }
            )

    def _on_reset(self) -> None:
        editable = [
            number for number, one in enumerate(self._grid.columns) if one.parse is not None
        ]
        if editable and self._grid.rowCount():
            self.setCurrentIndex(self._grid.index(0, editable[0]))
        shown = min(max(self._grid.rowCount(), 2), self._rows)
        self.setMinimumHeight(space(9) * (shown + 1) + space(2))


class _LineDelegate(QStyledItemDelegate):
    """A line to type in, without the room around it that fields of forms have."""

    @override
    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        editor.setStyleSheet("QLineEdit { padding: 0 4px; border-radius: 0; }")
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        editor.setAlignment(Qt.AlignmentFlag(alignment))
        row = index.model().index(index.row(), 0).data()
        column = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        name_for_readers(editor, f"{row} {column}")
        return editor

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Qt's own way with Enter leaves the key to the table as well, which would edit again.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _DOWN
            and isinstance(watched, QLineEdit)
        ):
            self.commitData.emit(watched)
            self.closeEditor.emit(watched, _Hint.NoHint)
            table = self.parent()
            if isinstance(table, QAbstractItemView):
                at = table.currentIndex()
                below = at.siblingAtRow(at.row() + 1)
                if below.isValid():
                    table.setCurrentIndex(below)
            return True
        return super().eventFilter(watched, event)
