"""Banners: the lines above everything, each there only while it has something to say."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.services.person import Role
from kdx_desktop.views.sample_banner import SampleBanner
from kdx_desktop.workspace import Workspace


class Banners(QWidget):
    """Has none at first; each is asked for once at most, and asking again changes nothing."""

    role_selected = Signal(object)
    tour_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._says_sample = self._watches = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def say_sample(self, role: Role, *, throw_away: bool) -> None:
        """Say that the city is made up; a throw-away one can be seen in each role."""
        if self._says_sample:
            return
        self._says_sample = True
        banner = SampleBanner(role, throw_away=throw_away)
        banner.role_selected.connect(self.role_selected)
        banner.tour_requested.connect(self.tour_requested)
        self._column.insertWidget(0, banner)

    def watch_server(self, workspace: Workspace) -> None:
        """Say when the server is lost; one PC has none to lose."""
        if self._watches:
            return
        self._watches = True
        # Imported here: one PC does without.
        from kdx_desktop.views.offline_banner import OfflineBanner

        self._column.insertWidget(0, OfflineBanner(workspace))
