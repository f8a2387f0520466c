"""FactList: names at the left, what they are at the right; numbers stand below each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from kdx_desktop.views.plain_text import Paragraph, PlainLabel
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole


class FactList(QWidget):
    """A short list of facts, each a name and a text.

    ``wraps``: the texts are of any length; they begin at the left and wrap.
    """

    def __init__(self, parent: QWidget | None = None, *, wraps: bool = False) -> None:
        super().__init__(parent)
        self._wraps = wraps
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(6))
        self._grid.setVerticalSpacing(space(1 if wraps else 2))
        self._grid.setColumnStretch(1, 1)
        self._labels: list[tuple[PlainLabel, PlainLabel]] = []

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show other facts; labels are kept and used again."""
        while len(self._labels) < len(facts):
            self._add_row()
        for row, (name, text) in enumerate(self._labels):
            shown = row < len(facts)
            name.setVisible(shown)
            text.setVisible(shown)
            name.setText(facts[row][0] if shown else "")
            text.setText(facts[row][1] if shown else "")
            if shown and not self._wraps:
                text.set_role(TextRole.NUMBER if facts[row][1][:1].isdigit() else TextRole.BODY)
        self.setAccessibleDescription("、".join(f"{name} {text}" for name, text in facts))

    def texts(self) -> list[tuple[str, str]]:
        """Return what is shown."""
        return [(name.text(), text.text()) for name, text in self._labels if name.text()]

    def _add_row(self) -> None:
        row = len(self._labels)
        name: PlainLabel
        text: PlainLabel
        if self._wraps:
            name, text = Paragraph("", TextRole.QUIET), Paragraph()
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        else:
            name, text = PlainLabel("", TextRole.QUIET), PlainLabel()
            text.setAlignment(Qt.AlignmentFlag.AlignRight)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(name, row, 0)
        self._grid.addWidget(text, row, 1)
        self._labels.append((name, text))
