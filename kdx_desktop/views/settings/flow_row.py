"""FlowRow: buttons side by side, on as many lines as they need where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kdx_desktop.views.style.shown import space


class FlowRow(QWidget):
    """Hidden ones take no room."""

    def __init__(self, widgets: Sequence[QWidget]) -> None:
        super().__init__()
        self._widgets = tuple(widgets)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for widget in self._widgets:
            widget.setParent(self)
            widget.installEventFilter(self)

    @override
    def heightForWidth(self, width: int) -> int:
        return self._lay_out(width, move=False)

    @override
    def sizeHint(self) -> QSize:
        shown = [one.sizeHint() for one in self._widgets if not one.isHidden()]
        width = sum(size.width() + space(3) for size in shown)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        shown = [one.sizeHint() for one in self._widgets if not one.isHidden()]
        width = max((size.width() for size in shown), default=0)
        return QSize(width, self.heightForWidth(max(self.width(), width)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out(self.width(), move=True)
        self.updateGeometry()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.updateGeometry()

    @override
    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() in {
            QEvent.Type.ShowToParent,
            QEvent.Type.HideToParent,
            QEvent.Type.LayoutRequest,
            QEvent.Type.FontChange,
            QEvent.Type.StyleChange,
        }:
            self._lay_out(self.width(), move=True)
            self.updateGeometry()
        return False

    def _lay_out(self, width: int, *, move: bool) -> int:
        shown = [one for one in self._widgets if not one.isHidden()]
        height = max((one.sizeHint().height() for one in shown), default=0)
        x = y = 0
        for widget in shown:
            wanted = widget.sizeHint().width()
            if x and x + wanted > width:
                x, y = 0, y + height + space(2)
            if move:
                widget.setGeometry(x, y, min(wanted, width), height)
            x += wanted + space(3)
        return y + height
