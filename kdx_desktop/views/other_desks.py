"""OtherDesks: has the window hear of what other people, or a command, store while it is open."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QWidget
from typing_extensions import override

from kdx_desktop.views.page_stack import PageStack
from kdx_desktop.workspace import Workspace

#: Milliseconds between two looks while the window can be seen.
_ROUND = 60_000

#: A scrolled widget, and how far it is scrolled to the side and down.
Place = tuple[QAbstractScrollArea, int, int]


class OtherDesks(QObject):
    """Looks around when a screen is shown, when the window is come back to, and meanwhile.

    Found is what the ledger holds. Accounts, the audit log and backups are not in it: their lists
    are read when they are opened.
    """

    def __init__(self, workspace: Workspace, stack: PageStack, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._stack = stack
        self._window = window
        self._rounds = QTimer(self, interval=_ROUND)
        self._rounds.timeout.connect(self.look)
        self._rounds.start()
        stack.page_shown.connect(self.look)
        workspace.news_found.connect(self._keep_places)
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.WindowActivate:
            self.look()
        return super().eventFilter(watched, event)

    def look(self) -> None:
        """Look, after whatever the screen itself has just asked for."""
        page = self._stack.page
        if page is not None and page.isVisible() and not self._window.isMinimized():
            self._workspace.look_around()

    def _keep_places(self) -> None:
        """Leave lists where they are scrolled to: whoever reads has not asked for anything new."""
        page = self._stack.page
        if page is not None:
            places: list[Place] = [
                (one, one.horizontalScrollBar().value(), one.verticalScrollBar().value())
                for one in page.findChildren(QAbstractScrollArea)
                if one.isVisible()
            ]
            once = Qt.ConnectionType.SingleShotConnection
            page.filled.connect(
                partial(QTimer.singleShot, 0, self, partial(_restore, places)), once
            )


def _restore(places: list[Place]) -> None:
    for widget, across, down in places:
        if shiboken6.isValid(widget):
            if isinstance(widget, QAbstractItemView):
                widget.doItemsLayout()  # its new rows, so that there is something to scroll
            widget.horizontalScrollBar().setValue(across)
            widget.verticalScrollBar().setValue(down)
