"""取組: the strategy's initiatives by measure, state and version."""

from __future__ import annotations

from typing_extensions import override

from kdx_desktop.views.widgets.page import Page


class InitiativesPage(Page):
    """To be built."""

    @override
    def reload(self) -> None:
        self.filled.emit()
