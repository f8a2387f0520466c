"""CardGrid: cards in as many columns as the width allows — three, two or one."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from kdx_desktop.views.style.shown import space


class CardGrid(QWidget):
    """Lays its cards out anew when it becomes wider or narrower.

    ``most`` columns are seen at once, each at least ``least`` steps of the grid wide.
    """

    def __init__(
        self, most: int = 3, least: float = 82, gap: float = 4, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._most, self._least = most, least
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(space(gap))
        self._cards: list[QWidget] = []
        self._columns = most

    def add(self, card: QWidget) -> None:
        """Add a card after the others."""
        self._cards.append(card)
        self._place()

    @override
    def minimumSizeHint(self) -> QSize:
        """Return the width of the widest card alone: the others can stand below it."""
        widths = [card.minimumSizeHint().width() for card in self._cards]
        return QSize(max(widths, default=0), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = min(max(event.size().width() // space(self._least), 1), self._most)
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _place(self) -> None:
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, number // self._columns, number % self._columns)
        for column in range(self._most):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)
