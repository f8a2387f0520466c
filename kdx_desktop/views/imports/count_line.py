"""CountLine: numbers side by side, each over the word that says what it counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from kdx_desktop.views.plain_text import PlainLabel, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole


class CountLine(QWidget):
    """Zeros are quiet; ``loud`` counts, of problems, are not."""

    def __init__(self, name: str, loud: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._loud = frozenset(loud)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(8))
        self._grid.setVerticalSpacing(space(0.5))
        self._labels: list[tuple[PlainLabel, PlainLabel]] = []

    def show_counts(self, counts: Sequence[tuple[str, int]]) -> None:
        """Show other counts; their names stay in their places."""
        while len(self._labels) < len(counts):
            column = len(self._labels)
            pair = PlainLabel("", TextRole.HEADING), PlainLabel("", TextRole.QUIET)
            for row, label in enumerate(pair):
                label.setAlignment(Qt.AlignmentFlag.AlignRight)
                self._grid.addWidget(label, row, column)
            self._grid.setColumnStretch(column, 0)
            self._grid.setColumnStretch(column + 1, 1)
            self._labels.append(pair)
        for (number, word), (name, count) in zip(self._labels, counts, strict=True):
            number.setText(f"{count:,}")
            word.setText(name)
            loud = name in self._loud and count
            word.set_role(TextRole.ERROR if loud else TextRole.QUIET)
            number.set_role(TextRole.HEADING if count else TextRole.QUIET)
        said = "、".join(f"{name} {count:,}行" for name, count in counts)
        name_for_readers(self, self._name, said)
