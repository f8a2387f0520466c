"""CountField: a small field for a number, in which Enter and the arrows go from field to field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import name_for_readers

_STEPS = {
    Qt.Key.Key_Return: 1,
    Qt.Key.Key_Enter: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
}


class CountField(QLineEdit):
    """Full-width digits are let in; whoever reads the text says what is wrong with it."""

    #: Enter or an arrow was pressed: 1 forwards, -1 backwards.
    stepped = Signal(int)

    def __init__(self, name: str, description: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name_for_readers(self, name, description)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    @override
    def event(self, event: QEvent) -> bool:
        # Without typing of its own to take back, Ctrl+Z is the month's.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undoes = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            redoes = event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
            if undoes or redoes:
                event.ignore()
                return False
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)
