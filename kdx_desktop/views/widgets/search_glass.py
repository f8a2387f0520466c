"""The magnifier at the left of a field that searches, as large as the letters beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.icon_label import IconLabel

_STEPS = 4  # of the grid: what Qt itself puts into a field does not grow with the letters


def add_glass(line: QLineEdit) -> None:
    """Let a field say with a sign that it searches; the sign takes no click and is not read."""
    _Glass(line)


class _Glass(IconLabel):
    def __init__(self, line: QLineEdit) -> None:
        super().__init__(_STEPS, line)
        self.show_icon("search", "quiet_text")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._line = line
        line.installEventFilter(self)
        self._place()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Resize, QEvent.Type.StyleChange}:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        side = space(_STEPS)
        if self._line.textMargins().left() != side + space(1):
            self._line.setTextMargins(side + space(1), 0, 0, 0)
        self.setGeometry(space(2.5), (self._line.height() - side) // 2, side, side)
