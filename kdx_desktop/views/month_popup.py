"""MonthPopup: the twelve months of a fiscal year, to pick one from."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from kdx_desktop.metrics.months import Month, fiscal_year_months, fiscal_year_name
from kdx_desktop.views.plain_text import PlainLabel, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import icon_button

_COLUMNS = 4
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_COLUMNS,
    Qt.Key.Key_Down: _COLUMNS,
}


def short_year_name(fiscal_year: int) -> str:
    """Return ``令和4年度``."""
    return fiscal_year_name(fiscal_year).partition("（")[0]


class MonthPopup(QFrame):
    """A grid of months; arrows walk through it, across years too, Return takes one."""

    month_selected = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("surface", "palette")
        name_for_readers(self, "対象月を選ぶ")
        self._months: tuple[Month, ...] = ()
        self._first = self._last = self._chosen = Month.of(2000, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(3), space(3), space(3), space(3))
        head = QHBoxLayout()
        self._back = icon_button("chevron-left", "前の年度")
        self._forward = icon_button("chevron-right", "次の年度")
        self._year = PlainLabel("", TextRole.STRONG)
        self._year.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head.addWidget(self._back)
        head.addWidget(self._year, 1)
        head.addWidget(self._forward)
        column.addLayout(head)
        grid = QGridLayout()
        grid.setSpacing(space(1))
        self._buttons = [self._button(position) for position in range(12)]
        for position, button in enumerate(self._buttons):
            grid.addWidget(button, position // _COLUMNS, position % _COLUMNS)
        column.addLayout(grid)
        self._back.clicked.connect(self._on_back)
        self._forward.clicked.connect(self._on_forward)

    def open_at(self, place: QPoint, chosen: Month, limits: tuple[Month, Month]) -> None:
        """Open below a button, at the year of the chosen month."""
        self._chosen = chosen
        self._first, self._last = limits
        self._show_year(chosen.fiscal_year)
        self.adjustSize()
        room = self.screen().availableGeometry()
        place.setX(min(place.x(), room.right() - self.width()))
        self.move(place)
        self.show()
        self._buttons[chosen.fiscal_position - 1].setFocus(Qt.FocusReason.PopupFocusReason)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        focused = self.focusWidget()
        if step is None or focused not in self._buttons:
            super().keyPressEvent(event)
            return
        month = self._months[self._buttons.index(focused)].plus(step)
        if self._first <= month <= self._last:
            self._show_year(month.fiscal_year)
            self._buttons[month.fiscal_position - 1].setFocus(Qt.FocusReason.TabFocusReason)

    def _button(self, position: int) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "month")
        button.setObjectName(str(position))
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setMinimumWidth(space(14))
        button.clicked.connect(self._on_clicked)
        return button

    def _show_year(self, fiscal_year: int) -> None:
        self._months = fiscal_year_months(fiscal_year)
        self._year.setText(fiscal_year_name(fiscal_year))
        for month, button in zip(self._months, self._buttons, strict=True):
            button.setText(f"{month.month}月")
            button.setAccessibleName(month.japanese)
            button.setEnabled(self._first <= month <= self._last)
            button.setChecked(month == self._chosen)
        self._back.setEnabled(self._months[0] > self._first)
        self._forward.setEnabled(self._months[-1] < self._last)

    def _on_back(self) -> None:
        self._show_year(self._months[0].fiscal_year - 1)

    def _on_forward(self) -> None:
        self._show_year(self._months[0].fiscal_year + 1)

    def _on_clicked(self) -> None:
        month = self._months[int(self.sender().objectName())]
        self.close()
        self.month_selected.emit(month)
