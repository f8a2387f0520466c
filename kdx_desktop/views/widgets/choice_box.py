"""ChoiceBox: a drop-down list whose arrow is drawn in the colours of the look."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import name_for_readers
from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import space

#: The height of a line of a list, in steps of the grid: high enough for a finger.
LINE_STEPS = 7


class ChoiceBox(QComboBox):
    """Choose one of a few; ``name`` is what screen readers speak."""

    def __init__(self, name: str, description: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name_for_readers(self, name, description)
        self._arrow = icon("chevron-down")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = space(4)
        place = QRect(self.width() - side - space(2), (self.height() - side) // 2, side, side)
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        self._arrow.paint(QPainter(self), place, mode=mode)


class ChoiceLine(QStyledItemDelegate):
    """A line of an opened list."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(super().sizeHint(option, index).width(), space(LINE_STEPS))
