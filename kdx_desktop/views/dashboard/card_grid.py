"""CardGrid: cards in as many columns as the width allows — three, two or one."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from kdx_desktop.views.style.shown import space

_MOST = 3
_LEAST_WIDTH = 82  # steps of the grid that a card needs


class CardGrid(QWidget):
    """Lays its cards out anew when it becomes wider or narrower."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(space(4))
        self._cards: list[QWidget] = []
        self._columns = _MOST

    def add(self, card: QWidget) -> None:
        """Add a card after the others."""
        self._cards.append(card)
        self._place()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = min(max(event.size().width() // space(_LEAST_WIDTH), 1), _MOST)
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _place(self) -> None:
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, number // self._columns, number % self._columns)
        for column in range(_MOST):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)
