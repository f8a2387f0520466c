"""SortHeader: says which column a board is sorted by, and whether from small to large."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.data_table import dress_header


class SortHeader(QHeaderView):
    """An arrow up where values grow downwards from small to large, as spreadsheets have it.

    Qt's own arrow tells the order of the sort, which is turned round where the best comes first.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._largest_first: Collection[int] = ()
        self.setSectionsClickable(True)
        dress_header(self)

    def put_largest_first(self, columns: Collection[int]) -> None:
        """Know the columns whose sort puts the largest first."""
        self._largest_first = columns

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.save()
        super().paintSection(painter, rect, logicalIndex)
        painter.restore()
        if logicalIndex != self.sortIndicatorSection():
            return
        ascending = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
        grows = ascending is not (logicalIndex in self._largest_first)
        side = space(3.5)
        place = QRect(0, 0, side, side)
        place.moveCenter(rect.center())
        right = self.model().headerData(
            logicalIndex, self.orientation(), Qt.ItemDataRole.TextAlignmentRole
        )
        text = self.fontMetrics().horizontalAdvance(
            str(self.model().headerData(logicalIndex, self.orientation()))
        )
        margin = space(2) + 3 + text + space(0.5)
        if right & int(Qt.AlignmentFlag.AlignRight):
            place.moveRight(rect.right() - margin)
        else:
            place.moveLeft(rect.left() + margin)
        icon("arrow-up" if grows else "arrow-down", "accent").paint(painter, place)
