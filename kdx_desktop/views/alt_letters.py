"""AltLetters: Alt and a letter that no button takes, since it is disabled, types nothing."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

_ALT = Qt.KeyboardModifier.AltModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class AltLetters(QObject):
    """Listens to the widget that has the focus.

    Qt's text fields ignore letters with Ctrl, but take those with Alt for text: on some systems
    that is how letters with accents are typed, though not on Windows and Linux.
    """

    def __init__(self, application: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._focus: QWidget | None = None
        application.focusChanged.connect(self._on_focus_changed)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.modifiers() & ~_SHIFT == _ALT
            and event.text().isprintable()
            and bool(event.text())
        )

    def _on_focus_changed(self, _before: object, now: object) -> None:
        if self._focus is not None and shiboken6.isValid(self._focus):
            self._focus.removeEventFilter(self)
        self._focus = now if isinstance(now, QWidget) else None
        if self._focus is not None:
            self._focus.installEventFilter(self)
