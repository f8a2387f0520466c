"""FactGrid: names at the left, texts of any length at the right; they wrap and can be copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from kdx_desktop.views.plain_text import Paragraph
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole


class FactGrid(QWidget):
    """Labels are kept and used again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(6))
        self._grid.setVerticalSpacing(space(1))
        self._grid.setColumnStretch(1, 1)
        self._labels: list[tuple[Paragraph, Paragraph]] = []

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show other facts."""
        while len(self._labels) < len(facts):
            row = len(self._labels)
            name, text = Paragraph("", TextRole.QUIET), Paragraph()
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, row, 1)
            self._labels.append((name, text))
        for row, (name, text) in enumerate(self._labels):
            shown = row < len(facts)
            name.setVisible(shown)
            text.setVisible(shown)
            name.setText(facts[row][0] if shown else "")
            text.setText(facts[row][1] if shown else "")
        self.setAccessibleDescription("、".join(f"{name} {text}" for name, text in facts))

    def texts(self) -> list[tuple[str, str]]:
        """Return what is shown."""
        return [(name.text(), text.text()) for name, text in self._labels if name.text()]
