"""TickBox: a check box whose tick is drawn in the colours of the look."""

from __future__ import annotations

from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton, QWidget
from typing_extensions import override

from kdx_desktop.views.style.icons import icon


class TickBox(QCheckBox):
    """Yes or no; the style sheet draws the box, since Fusion's own is hardly seen on dark."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._tick = icon("check", "on_accent")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            part = QStyle.SubElement.SE_CheckBoxIndicator
            place = self.style().subElementRect(part, option, self)
            mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
            self._tick.paint(QPainter(self), place.adjusted(1, 1, -1, -1), mode=mode)
