"""設定: organisation, plans, metrics, calendar, accounts, backup."""

from __future__ import annotations

from typing_extensions import override

from kdx_desktop.views.widgets.page import Page


class SettingsPage(Page):
    """To be built."""

    @override
    def reload(self) -> None:
        self.filled.emit()
