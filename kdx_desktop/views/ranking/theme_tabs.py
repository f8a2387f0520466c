"""ThemeTabs: the themes of the ranking; where their names have no room, all of them are shorter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QTabBar, QWidget
from typing_extensions import override

from kdx_desktop.metrics.rankings import Theme
from kdx_desktop.views.plain_text import name_for_readers, tool_tip
from kdx_desktop.views.style.shown import space

_SHORT = {
    Theme.PAPER: "用紙",
    Theme.MEETINGS: "会議",
    Theme.TELEWORK: "テレワーク",
    Theme.AUTOMATION: "自動化",
    Theme.OVERALL: "総合",
}
_AROUND = 7  # steps of the grid around a name, as the style sheet has it


class ThemeTabs(QTabBar):
    """One tab for each theme, in their order; the tooltip and the readers have the whole name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        name_for_readers(self, "ランキングの種類")
        for number, theme in enumerate(Theme):
            self.addTab(theme.japanese)
            self.setTabToolTip(number, tool_tip(theme.japanese))
            self.setAccessibleTabName(number, theme.japanese)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(space(60), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def _fit(self) -> None:
        bold = QFont(self.font())
        bold.setBold(True)  # as the chosen one is written
        plain = [self.fontMetrics().horizontalAdvance(one.japanese) for one in Theme]
        thick = [QFontMetrics(bold).horizontalAdvance(one.japanese) for one in Theme]
        more = max(one - other for one, other in zip(thick, plain, strict=True))
        wanted = sum(plain) + more + space(_AROUND) * len(plain)
        for number, theme in enumerate(Theme):
            text = theme.japanese if wanted <= self.width() else _SHORT[theme]
            if self.tabText(number) != text:
                self.setTabText(number, text)
