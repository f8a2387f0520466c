"""The 編集 menu's wishes, handed to whatever has the focus as the keys it knows anyway."""

from __future__ import annotations

from enum import Enum
from typing import Any, cast

from PySide6.QtCore import QEvent, QKeyCombination
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget


class EditWish(Enum):
    """What the menu offers."""

    UNDO = QKeySequence.StandardKey.Undo
    REDO = QKeySequence.StandardKey.Redo
    CUT = QKeySequence.StandardKey.Cut
    COPY = QKeySequence.StandardKey.Copy
    PASTE = QKeySequence.StandardKey.Paste


def route(wish: EditWish, focus: QWidget | None) -> bool:
    """Do what the wish's keys would do where the focus is; tell whether anything took them.

    First a command or a shortcut of the widget or of what it stands in, as with the keys
    themselves; then the widget's own way with them.
    """
    keys = QKeySequence(wish.value)
    press = _event(QEvent.Type.ShortcutOverride, keys)
    press.ignore()
    if focus is not None:
        QApplication.sendEvent(focus, press)  # a text field claims the keys for itself
    if focus is None or not press.isAccepted():
        widget = focus
        while widget is not None:
            if _triggered(widget, keys):
                return True
            widget = widget.parentWidget()
    if focus is None:
        return False
    typed = _event(QEvent.Type.KeyPress, keys)
    QApplication.sendEvent(focus, typed)
    return typed.isAccepted()


def _event(kind: QEvent.Type, keys: QKeySequence) -> QKeyEvent:
    combination: QKeyCombination = cast("Any", keys)[0]  # which its stubs do not know
    return QKeyEvent(kind, combination.key(), combination.keyboardModifiers())


def _triggered(widget: QWidget, keys: QKeySequence) -> bool:
    for action in widget.actions():
        if action.isEnabled() and keys in action.shortcuts():
            action.trigger()
            return True
    for made in widget.children():
        if isinstance(made, QShortcut) and made.isEnabled() and made.key() == keys:
            made.activated.emit()
            return True
        if isinstance(made, QAction) and made.isEnabled() and keys in made.shortcuts():
            made.trigger()
            return True
    return False
