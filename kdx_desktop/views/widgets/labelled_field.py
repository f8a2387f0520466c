"""LabelledField: a name above, what is typed or chosen, and below what is wrong with it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.views.plain_text import Paragraph, PlainLabel, name_for_readers, restyle
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole


class LabelledField(QWidget):
    """Holds one editor; the sentence below is a hint, or a fault in its place."""

    def __init__(self, label: str, editor: QWidget, hint: str = "") -> None:
        super().__init__()
        self._label, self._hint, self._editor = label, hint, editor
        name = PlainLabel(label, TextRole.STRONG)
        name.setBuddy(editor)
        self._below = Paragraph("", TextRole.QUIET)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        for widget in (name, editor, self._below):
            column.addWidget(widget)
        self.setFocusProxy(editor)
        self.show_fault("")

    def show_hint(self, hint: str) -> None:
        """Say something else below, where nothing is wrong."""
        self._hint = hint
        self.show_fault("")

    def show_fault(self, fault: str) -> None:
        """Say what is wrong; an empty text: nothing is."""
        self._below.setText(f"⚠ {fault}" if fault else self._hint)
        self._below.set_role(TextRole.ERROR if fault else TextRole.QUIET)
        self._below.setVisible(bool(fault or self._hint))
        restyle(self._editor, "invalid", "true" if fault else "false")
        name_for_readers(self._editor, self._label, fault or self._hint)
