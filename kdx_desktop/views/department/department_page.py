"""部署カルテ: one page on one department."""

from __future__ import annotations

from typing_extensions import override

from kdx_desktop.views.widgets.page import Page


class DepartmentPage(Page):
    """To be built."""

    @override
    def reload(self) -> None:
        self.filled.emit()
