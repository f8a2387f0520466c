"""FlowRow: a row that goes on below where the window is too narrow for all of it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget
from typing_extensions import override

from kdx_desktop.views.style.shown import space

#: Steps of the grid: what is no longer is never shortened to stay in its line.
_SHORT = 32


class FlowRow(QWidget):
    """Widgets from the left, as wide as they like to be; those after `push` stand at the right.

    ``steps`` of the grid are between two of them. Nothing is ever narrower than its least.
    """

    def __init__(self, steps: float = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = _Flow(steps, self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @classmethod
    def of(cls, *widgets: QWidget) -> FlowRow:
        """Make a row of these widgets."""
        row = cls()
        for widget in widgets:
            row.add(widget)
        return row

    def add(self, widget: QWidget) -> None:
        """Add a widget at the end."""
        self._flow.addWidget(widget)

    def push(self) -> None:
        """Set what is added from here on to the right."""
        self._flow.pushed = self._flow.count()


class _Flow(QLayout):
    """Lines from the left; of one line the widgets have the height of the highest in the middle."""

    def __init__(self, steps: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._steps = steps
        self._items: list[QLayoutItem] = []
        self.pushed: int | None = None
        self._heights: dict[int, int] = {}  # by width, until something in it changes
        self.setContentsMargins(0, 0, 0, 0)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._set_out(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    @override
    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._set_out(rect, move=True)

    @override
    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._seen()]
        gaps = self._gap() * max(len(sizes) - 1, 0)
        height = max((size.height() for size in sizes), default=0)
        return QSize(sum(size.width() for size in sizes) + gaps, height)

    @override
    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._seen()]
        return QSize(
            max((size.width() for size in sizes), default=0),
            max((size.height() for size in sizes), default=0),
        )

    def _gap(self) -> int:
        return space(self._steps)

    def _line_gap(self) -> int:
        return max(self._gap() // 2, space(1.5))

    def _seen(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _set_out(self, rect: QRect, *, move: bool) -> int:
        """Place everything in the rectangle; return the height that it takes."""
        pushed = self._items[self.pushed :] if self.pushed is not None else []
        y = rect.top()
        for line in self._lines(rect.width()):
            height = max(item.sizeHint().height() for item, _ in line)
            if move:
                self._place(line, QRect(rect.left(), y, rect.width(), height), pushed)
            y += height + self._line_gap()
        return max(y - rect.top() - self._line_gap(), 0)

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, int]]]:
        """Return the items of each line with their widths."""
        lines: list[list[tuple[QLayoutItem, int]]] = []
        used = 0
        for item in self._seen():
            hint, least = item.sizeHint().width(), item.minimumSize().width()
            room = width - used - self._gap()
            squeezed = max(least, hint // 2, min(hint, space(_SHORT)))
            if lines and min(hint, squeezed) <= room:
                wide = min(hint, room)
                lines[-1].append((item, wide))
                used += self._gap() + wide
            else:
                wide = max(min(hint, width), least)
                lines.append([(item, wide)])
                used = wide
        return lines

    def _place(
        self, line: list[tuple[QLayoutItem, int]], rect: QRect, pushed: list[QLayoutItem]
    ) -> None:
        taken = sum(wide for _, wide in line) + self._gap() * (len(line) - 1)
        x, spare = rect.left(), max(rect.width() - taken, 0)
        for item, wide in line:
            if item in pushed and spare:
                x, spare = x + spare, 0
            height = min(item.sizeHint().height(), rect.height())
            item.setGeometry(
                QRect(QPoint(x, rect.top() + (rect.height() - height) // 2), QSize(wide, height))
            )
            x += wide + self._gap()
