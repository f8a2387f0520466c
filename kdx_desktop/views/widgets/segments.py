"""Segments: two to four choices side by side, one of them taken; for a switch of view."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QWidget

from kdx_desktop.views.plain_text import name_for_readers


class Segments(QFrame):
    """The arrows go from one to the next; ``name`` is what screen readers speak of the whole."""

    #: Somebody chose another: its value.
    selected = Signal(object)

    def __init__(
        self, name: str, choices: Sequence[tuple[object, str]], parent: QWidget | None = None
    ) -> None:
        """``choices`` are values and the texts for people; the first is taken at the start."""
        super().__init__(parent)
        self.setProperty("surface", "segments")
        name_for_readers(self, name)
        self._values = [value for value, _ in choices]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, (_, text) in enumerate(choices):
            button = QToolButton()
            button.setText(text)
            button.setCheckable(True)
            button.setProperty("kind", "segment")
            button.setProperty("first", number == 0)
            name_for_readers(button, f"{name}：{text}")
            self._group.addButton(button, number)
            row.addWidget(button)
        self._group.idClicked.connect(self._on_clicked)
        self.choose(self._values[0])

    @property
    def value(self) -> object:
        """The value that is chosen."""
        return self._values[self._group.checkedId()]

    def choose(self, value: object) -> None:
        """Show another choice; says nothing."""
        self._group.button(self._values.index(value)).setChecked(True)
        self._lead_tab()

    def enter(self) -> None:
        """Take the focus, at the one that is taken."""
        button = self._group.checkedButton()
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_clicked(self, number: int) -> None:
        self._lead_tab()
        self.selected.emit(self._values[number])

    def _lead_tab(self) -> None:
        """Let Tab come to the one that is taken; the arrows lead to the others."""
        for button in self._group.buttons():
            taken = button.isChecked()
            button.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if taken else Qt.FocusPolicy.ClickFocus
            )
