"""台帳: the history of any cell, 訂正一覧, verification."""

from __future__ import annotations

from typing_extensions import override

from kdx_desktop.views.widgets.page import Page


class LedgerPage(Page):
    """To be built."""

    @override
    def reload(self) -> None:
        self.filled.emit()
