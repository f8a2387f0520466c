"""ホーム: what is due, how the month stands, where to go next."""

from __future__ import annotations

from typing_extensions import override

from kdx_desktop.views.widgets.page import Page


class HomePage(Page):
    """To be built."""

    @override
    def reload(self) -> None:
        self.filled.emit()
