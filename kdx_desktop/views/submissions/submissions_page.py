"""提出状況: department × month, who is missing, late or returned."""

from __future__ import annotations

from typing_extensions import override

from kdx_desktop.views.widgets.page import Page


class SubmissionsPage(Page):
    """To be built."""

    @override
    def reload(self) -> None:
        self.filled.emit()
