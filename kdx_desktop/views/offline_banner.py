"""OfflineBanner: one line above everything while the server is lost, and a word when it is back."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kdx_desktop.views.notices import NoticeKind
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, restyle
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.icon_label import IconLabel
from kdx_desktop.workspace import Workspace

#: Milliseconds for which the good news stays.
_STAY = 6_000
_LOST = "接続が切れました。入力した内容はこのPCに保たれています。つながりしだい自動で再開します。"
_BACK = "再接続しました。"
_TRYING = "接続を試しています…"


class OfflineBanner(QFrame):
    """Hidden as long as all is well. Listens to the workspace; its button tries again at once."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setProperty("notice", str(NoticeKind.WARNING))
        self._icon = IconLabel(5)
        self._text = Paragraph()
        self._when = PlainLabel("", TextRole.QUIET)
        self.button = action_button("今すぐ再接続(&R)", icon_name="refresh")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._text)
        words.addWidget(self._when)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(4), space(2), space(4), space(2))
        row.setSpacing(space(3))
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        self._stay = QTimer(self, singleShot=True, interval=_STAY)
        self._stay.timeout.connect(self.hide)
        self.button.clicked.connect(workspace.reconnect)
        workspace.connection_changed.connect(self._on_connection_changed)
        workspace.trying_changed.connect(self._on_trying_changed)
        self.hide()

    def _on_connection_changed(self, connected: bool) -> None:  # noqa: FBT001 - a signal's word
        self.button.setHidden(connected)
        self._when.setHidden(connected)
        if connected:
            self._say(NoticeKind.SUCCESS, "circle-check", _BACK)
            self._stay.start()
        else:
            self._stay.stop()
            self._show_last()
            self._say(NoticeKind.WARNING, "alert-triangle", _LOST)

    def _on_trying_changed(self, trying: bool) -> None:  # noqa: FBT001 - a signal's word
        if trying:
            self._when.setText(_TRYING)
        else:
            self._show_last()

    def _show_last(self) -> None:
        last = self._workspace.last_contact
        self._when.setText("" if last is None else f"最後につながった時刻：{_moment_text(last)}")

    def _say(self, kind: NoticeKind, icon: str, text: str) -> None:
        restyle(self, "notice", str(kind))
        self._icon.show_icon(icon, str(kind))
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))


def _moment_text(moment: datetime) -> str:
    local, today = moment.astimezone(), datetime.now().astimezone().date()
    day = "" if local.date() == today else f"{local.month}月{local.day}日 "
    return f"{day}{local.hour}:{local.minute:02d}"
