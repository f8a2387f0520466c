"""FactList: names at the left, what they are at the right; numbers stand below each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from kdx_desktop.views.plain_text import PlainLabel
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole


class FactList(QWidget):
    """A short list of facts, each a name and a text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(6))
        self._grid.setVerticalSpacing(space(2))
        self._grid.setColumnStretch(1, 1)
        self._labels: list[tuple[PlainLabel, PlainLabel]] = []

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show other facts; labels are kept and used again."""
        while len(self._labels) < len(facts):
            row = len(self._labels)
            name, text = PlainLabel("", TextRole.QUIET), PlainLabel()
            text.setAlignment(Qt.AlignmentFlag.AlignRight)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(text, row, 1)
            self._labels.append((name, text))
        for row, (name, text) in enumerate(self._labels):
            shown = row < len(facts)
            name.setVisible(shown)
            text.setVisible(shown)
            if shown:
                name.setText(facts[row][0])
                text.setText(facts[row][1])
                text.set_role(TextRole.NUMBER if facts[row][1][:1].isdigit() else TextRole.BODY)
