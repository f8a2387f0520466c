"""Desk: what the home of each role is made from."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.views.home.faces import Lead
from kdx_desktop.views.style.shown import space


class Desk(QWidget):
    """A column of cards. What is pressed on it leads to a screen, perhaps of another place."""

    #: The code of a screen, or "code:part"; before it, where it shall look: a Month, the code of a department.
    page_requested = Signal(str)
    month_chosen = Signal(object)
    department_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(space(4))

    def lead_to(self, lead: Lead) -> None:
        """Ask for a screen, at a department and a month where they are given."""
        if lead.department:
            self.department_chosen.emit(lead.department)
        if lead.month is not None:
            self.month_chosen.emit(lead.month)
        self.page_requested.emit(lead.page)
