"""ScrollColumn: a column of cards that scrolls when it is taller than the window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.views.style.shown import space


class ScrollColumn(QScrollArea):
    """Add widgets to `column`; there is never a horizontal bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = _Inside()
        inside.setObjectName("scrolled")
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(space(6), space(5), space(6), space(6))
        self.column.setSpacing(space(4))
        self.setWidget(inside)


class _Inside(QWidget):
    """As high as its texts are at the width there is.

    Qt adds up how high each of them would be at a width of its own, and a bar would come where all
    of it can be seen.
    """

    @override
    def minimumSizeHint(self) -> QSize:
        least, layout = super().minimumSizeHint(), self.layout()
        if layout is None or not layout.hasHeightForWidth():
            return least
        # Asked for last: the first widget that Qt itself has made takes PySide 40 ms to present.
        around = self.parentWidget()
        width = max(around.width() if around else 0, least.width())
        return QSize(least.width(), layout.minimumHeightForWidth(width))
