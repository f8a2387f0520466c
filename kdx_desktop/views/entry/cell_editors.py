"""The editors that open in the cells of 月次入力."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QComboBox,
    QLineEdit,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from kdx_desktop.views.entry.cell_delegates import FieldDelegate, Index, field_of
from kdx_desktop.views.entry.entry_table_model import EntryTableModel
from kdx_desktop.views.style.fonts import scaled
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.choice_box import LINE_STEPS, ChoiceBox, ChoiceLine

EndEditHint = QAbstractItemDelegate.EndEditHint
_LEAVING = {
    Qt.Key.Key_Up: EndEditHint.EditPreviousItem,
    Qt.Key.Key_Down: EndEditHint.EditNextItem,
    Qt.Key.Key_Return: EndEditHint.EditNextItem,
    Qt.Key.Key_Enter: EndEditHint.EditNextItem,
}


class TextDelegate(FieldDelegate):
    """A line to type in: numbers and notes.

    Nothing is refused while typing, since an input method composes text there; the model reads it
    on commit. The arrows up and down commit, too, and move on.
    """

    #: A key was typed in an open cell: its row, its column, and the text so far.
    typing = Signal(int, int, str)

    def __init__(self, role: TextRole, parent: QObject | None = None) -> None:
        super().__init__(role, parent)
        self._open = QPersistentModelIndex()

    @override
    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        editor.setFont(scaled(option.font, self._role))
        editor.setAlignment(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)))
        editor.setAccessibleName(_name(index))
        self._open = QPersistentModelIndex(index)
        editor.textEdited.connect(self._on_text_edited)
        return editor

    @override
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # Asked again when another cell changes: what is being typed must stay.
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    @override
    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(field_of(option.rect))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Qt's own way with Enter leaves the key to the table as well, which would move on twice.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            hint = _LEAVING.get(Qt.Key(event.key()))
            if hint is not None and isinstance(watched, QLineEdit):
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, hint)
                return True
        return super().eventFilter(watched, event)

    def _on_text_edited(self, text: str) -> None:
        if self._open.isValid():
            self.typing.emit(self._open.row(), self._open.column(), text)


class StateDelegate(FieldDelegate):
    """状態: a list that opens at once; its choice is taken when made."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(TextRole.BODY, parent)

    @override
    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QComboBox:
        editor = _OpenList(_name(index), parent)
        model = index.model()
        if isinstance(model, EntryTableModel):
            editor.addItems(model.state_names(index.row()))
        editor.activated.connect(self._on_activated)
        return editor

    @override
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data(Qt.ItemDataRole.EditRole)))

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText(), Qt.ItemDataRole.EditRole)

    @override
    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(field_of(option.rect))

    def _on_activated(self) -> None:
        editor = self.sender()
        if isinstance(editor, QComboBox):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, EndEditHint.NoHint)


class _OpenList(ChoiceBox):
    """A list that is open from the start: it was asked for in order to choose."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent=parent)
        # Fusion's menu would hide the box, and lists are measured without the sheet's borders.
        self.setStyleSheet("combobox-popup: 0;")
        self.setItemDelegate(ChoiceLine(self))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.view().setMinimumHeight(space(LINE_STEPS) * self.count() + space(1))
        QTimer.singleShot(0, self.showPopup)


def _name(index: Index) -> str:
    model = index.model()
    row = model.index(index.row(), 0).data()
    header = model.headerData(index.column(), Qt.Orientation.Horizontal)
    return f"{row} {header}".strip()
