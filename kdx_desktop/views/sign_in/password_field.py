"""PasswordField: what is typed stays hidden unless wished otherwise; notices Caps Lock."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from kdx_desktop.views.opening import Secret
from kdx_desktop.views.plain_text import PlainLabel
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.tick_box import TickBox

_HINTS = (
    Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
    | Qt.InputMethodHint.ImhLatinOnly
)
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class PasswordField(QLineEdit):
    """No undo, no drag, no copying of what is hidden."""

    #: Whether Caps Lock is on, as far as the last letter or the key itself tells.
    caps_lock_noticed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caps_lock: bool | None = None
        self.reveal(shown=False)

    @property
    def secret(self) -> Secret:
        """What was typed."""
        return Secret(self.text())

    def reveal(self, *, shown: bool) -> None:
        """Show what is typed, or dots."""
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        self.setInputMethodHints(_HINTS)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock and self._caps_lock is not None:
            self._notice(on=not self._caps_lock)
        elif len(letter) == 1 and letter.isascii() and letter.isalpha():
            self._notice(on=letter.isupper() != bool(event.modifiers() & _SHIFT))
        super().keyPressEvent(event)

    def _notice(self, *, on: bool) -> None:
        self._caps_lock = on
        self.caps_lock_noticed.emit(on)


class PasswordTools(QWidget):
    """Below password fields: show what is typed; Caps Lock is on."""

    def __init__(self, *fields: PasswordField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields = fields
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(3))
        self.shown = TickBox("パスワードを表示(&W)")
        self.caps_lock = PlainLabel("", TextRole.WARNING)
        row.addWidget(self.shown)
        row.addStretch()
        row.addWidget(self.caps_lock)
        self.shown.toggled.connect(self._on_toggled)
        for field in fields:
            field.caps_lock_noticed.connect(self._on_caps_lock_noticed)

    def hide_again(self) -> None:
        """Show dots and no hint, as at first."""
        self.shown.setChecked(False)
        self._on_caps_lock_noticed(on=False)

    def _on_toggled(self, shown: bool) -> None:  # noqa: FBT001 - a slot takes what the signal says
        for field in self._fields:
            field.reveal(shown=shown)

    def _on_caps_lock_noticed(self, on: bool) -> None:  # noqa: FBT001 - …
        self.caps_lock.setText("Caps Lock がオンです" if on else "")
