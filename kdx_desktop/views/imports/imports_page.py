"""取込: files that people send, seen before they are stored."""

from __future__ import annotations

from typing_extensions import override

from kdx_desktop.views.widgets.page import Page


class ImportsPage(Page):
    """To be built."""

    @override
    def reload(self) -> None:
        self.filled.emit()
