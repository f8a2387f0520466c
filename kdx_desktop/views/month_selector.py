"""MonthSelector: the month all screens look at (対象月), with its fiscal year."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from kdx_desktop.metrics.months import Month
from kdx_desktop.views.month_popup import MonthPopup, short_year_name
from kdx_desktop.views.plain_text import explain, name_for_readers, set_tool_tip
from kdx_desktop.views.style.icons import icon
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.buttons import icon_button


class MonthSelector(QWidget):
    """``◀ 2022年12月（令和4年度） ▶``; the month in the middle opens a year's months."""

    month_selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._month: Month | None = None
        self._first: Month | None = None
        self._last: Month | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(1))
        self._back = icon_button("chevron-left", "前の月")
        self._forward = icon_button("chevron-right", "次の月")
        self._button = QToolButton()
        self._button.setProperty("kind", "month")
        self._button.setIcon(icon("calendar"))
        self._button.setIconSize(QSize(space(6), space(4)))
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for widget in (self._back, self._button, self._forward):
            row.addWidget(widget)
        self._popup = MonthPopup(self)
        self._popup.month_selected.connect(self._on_picked)
        self._back.clicked.connect(self._on_back)
        self._forward.clicked.connect(self._on_forward)
        self._button.clicked.connect(self._on_opened)
        for keys, slot in (("Alt+Left", self._on_back), ("Alt+Right", self._on_forward)):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        set_tool_tip(self._back, "前の月（Alt+←）")
        set_tool_tip(self._forward, "次の月（Alt+→）")
        explain(
            self,
            "どの月までの数値を見るかを選びます（対象月）。Alt+←とAlt+→ で前後の月に移り、"
            "真ん中のボタンで年度の月から選べます。「速報」は締め切る前、「確定」は締め切った月です。",
        )
        self.setEnabled(False)

    def limit(self, first: Month, last: Month) -> None:
        """Offer the months from first to last."""
        self._first, self._last = first, last
        self._show_state()

    def show_month(self, month: Month) -> None:
        """Show which month it is; says nothing."""
        self._month = month
        self._button.setText(f"{month.japanese}（{short_year_name(month.fiscal_year)}）")
        name_for_readers(self._button, f"対象月 {month.japanese}", "押すと年度の月から選べます")
        self._show_state()

    def _show_state(self) -> None:
        if self._month is None or self._first is None or self._last is None:
            return
        self.setEnabled(True)
        self._back.setEnabled(self._month > self._first)
        self._forward.setEnabled(self._month < self._last)

    def _select(self, month: Month) -> None:
        if self._first is None or self._last is None:
            return
        month = min(max(month, self._first), self._last)
        if month != self._month:
            self.show_month(month)
            self.month_selected.emit(month)

    def _on_back(self) -> None:
        if self._month is not None:
            self._select(self._month.plus(-1))

    def _on_forward(self) -> None:
        if self._month is not None:
            self._select(self._month.plus(1))

    def _on_picked(self, month: Month) -> None:
        self._select(month)

    def _on_opened(self) -> None:
        if self._month is None or self._first is None or self._last is None:
            return
        self._popup.open_at(
            self._button.mapToGlobal(QPoint(0, self._button.height())),
            self._month,
            (self._first, self._last),
        )
