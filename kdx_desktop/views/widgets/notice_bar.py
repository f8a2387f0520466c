"""NoticeBar: a sentence at the top of a screen that stays until it is settled."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from kdx_desktop.views.notices import Notice, NoticeKind
from kdx_desktop.views.plain_text import Paragraph, restyle
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.buttons import action_button, icon_button
from kdx_desktop.views.widgets.icon_label import IconLabel

_ICONS = {
    NoticeKind.INFO: ("info-circle", "accent"),
    NoticeKind.SUCCESS: ("circle-check", "success"),
    NoticeKind.WARNING: ("alert-triangle", "warning"),
    NoticeKind.ERROR: ("alert-triangle", "error"),
}


class NoticeBar(QFrame):
    """Hidden until there is a notice; it has a way to close it, and an action if one is given."""

    action_triggered = Signal()
    closed = Signal()

    def __init__(self, action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("notice", str(NoticeKind.INFO))
        row = QHBoxLayout(self)
        row.setContentsMargins(space(3), space(1.5), space(2), space(1.5))
        row.setSpacing(space(2))
        self._icon = IconLabel(5)
        self._text = Paragraph()
        row.addWidget(self._icon)
        row.addWidget(self._text, 1, Qt.AlignmentFlag.AlignVCenter)
        self.button = action_button(action)
        self.button.clicked.connect(self.action_triggered)
        row.addWidget(self.button)
        self.button.setVisible(bool(action))  # with a parent: else it would open as a window
        close = icon_button("x", "閉じる")
        close.clicked.connect(self._on_close_clicked)
        row.addWidget(close)
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Show a sentence, in the place of the one before."""
        name, colour = _ICONS[notice.kind]
        restyle(self, "notice", str(notice.kind))
        self._icon.show_icon(name, colour)
        self._text.setText(notice.text)
        self.setAccessibleName(notice.text)
        self.show()

    def _on_close_clicked(self) -> None:
        self.hide()
        self.closed.emit()
