"""FlowRow: widgets side by side, and on further lines where one is too narrow for them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget
from typing_extensions import override

from kdx_desktop.views.style.shown import space


class FlowRow(QLayout):
    """All keep the size they ask for; ``steps`` of the grid are between them."""

    def __init__(self, parent: QWidget | None = None, steps: float = 2) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._steps = steps
        self.setContentsMargins(0, 0, 0, 0)

    @override
    def addItem(self, item: QLayoutItem, /) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int, /) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int, /) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int, /) -> int:
        return self._lay_out(QRect(0, 0, width, 0), move=False)

    @override
    def setGeometry(self, rect: QRect, /) -> None:
        super().setGeometry(rect)
        self._lay_out(rect, move=True)

    @override
    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        gap = space(self._steps)
        width = sum(size.width() for size in sizes) + gap * max(len(sizes) - 1, 0)
        return QSize(width, max((size.height() for size in sizes), default=0))

    @override
    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((size.width() for size in sizes), default=0),
            max((size.height() for size in sizes), default=0),
        )

    def _lay_out(self, rect: QRect, *, move: bool) -> int:
        """Put the widgets in their places if asked; return the height of all lines."""
        gap, top, height = space(self._steps), rect.top(), 0
        for line in self._lines(rect.width()):
            height = max(item.sizeHint().height() for item in line)
            left = rect.left()
            for item in line:
                size = item.sizeHint()
                width = min(size.width(), rect.width())
                if move:
                    place = QPoint(left, top + (height - size.height()) // 2)
                    item.setGeometry(QRect(place, QSize(width, size.height())))
                left += width + gap
            top += height + gap
        return max(top - gap - rect.top(), 0)

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        left = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wanted = item.sizeHint().width()
            if not lines or left + wanted > width:
                lines.append([])
                left = 0
            lines[-1].append(item)
            left += wanted + space(self._steps)
        return lines
