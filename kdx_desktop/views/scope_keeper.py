"""ScopeKeeper: keeps month, role and department for all screens, and reads what the window needs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from kdx_desktop.metrics.months import Month
from kdx_desktop.settings import Settings
from kdx_desktop.views.scope import Role, Scope
from kdx_desktop.workspace import Workspace

if TYPE_CHECKING:  # brings the services; loaded on the worker
    from kdx_desktop.views.frame import Frame


class ScopeKeeper(QObject):
    """Remembers what was chosen last; every choice goes through here, and comes out as a Scope."""

    frame_read = Signal(object)
    scope_changed = Signal(object)

    def __init__(self, workspace: Workspace, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._settings = settings
        self._frame: Frame | None = None
        self.role = Role.HR_DX
        workspace.changed.connect(self.read)

    def read(self) -> None:
        """Read the frame again, at the month that was chosen last."""
        month = Month(self._settings.month) if self._settings.month else None
        self._workspace.run(partial(_read_frame, wanted=month), self._on_frame_read)

    def select_month(self, month: Month) -> None:
        """Look at another month."""
        self._settings.month = int(month)
        self.read()

    def select_department(self, code: str) -> None:
        """Look at another department."""
        self._settings.department = code
        self._tell()

    def select_role(self, role: Role) -> None:
        """See what another role sees."""
        self.role = role
        self._tell()

    def _on_frame_read(self, frame: Frame) -> None:
        self._frame = frame
        self._settings.month = int(frame.month)
        self.frame_read.emit(frame)
        self._tell()

    def _tell(self) -> None:
        if self._frame is None:
            return
        departments = self._frame.departments
        codes = [one.code for one in departments]
        if self._settings.department not in codes:
            self._settings.department = codes[0] if codes else ""
        scope = Scope(self._frame.month, self.role, self._settings.department, departments)
        self.scope_changed.emit(scope)


def _read_frame(session: Any, wanted: Month | None) -> Frame:
    # Imported here, on the worker: it brings the services, and the window appears without them.
    from kdx_desktop.views.frame import read_frame

    return read_frame(session, wanted)
