"""ScopeKeeper: keeps who acts, month and department for all screens; reads what the window needs."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.months import Month
from kdx_desktop.metrics.organization import OrganizationView
from kdx_desktop.services.person import Person, Role
from kdx_desktop.settings import Settings
from kdx_desktop.views.frame import Frame, Reading, played
from kdx_desktop.views.scope import Scope
from kdx_desktop.workspace import Workspace


class ScopeKeeper(QObject):
    """Remembers what was chosen last; every choice goes through here, and comes out as a Scope."""

    #: A Reading came: the Person who acts, perhaps with other rights than before.
    person_read = Signal(object)
    frame_read = Signal(object)
    scope_changed = Signal(object)
    #: A KdxError instead of a reading.
    failed = Signal(object)

    def __init__(self, workspace: Workspace, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._settings = settings
        self._frame: Frame | None = None
        self._foreseen: Frame | None = None
        self._played: Person | None = None
        self._wanted_role: Role | None = None
        self._greeted = ""
        self.person: Person | None = None
        self.lock_minutes: int | None = None
        #: Whether they own this PC's data, without accounts: then the role is theirs to choose.
        self.owns = False
        workspace.changed.connect(self.read)

    @property
    def role(self) -> Role:
        """What the person is, or plays in the sample city; before that is known, as last time."""
        if self._wanted_role is not None:
            return self._wanted_role
        if self.person is not None and self.person.role is not None:
            return self.person.role
        if self.person is not None and self.person.keeps_accounts:
            return Role.ACCOUNTS
        known = [str(role) for role in Role]
        return Role(self._settings.role) if self._settings.role in known else Role.TEAM

    def read(self) -> None:
        """Read who acts and the frame again, at the month that was chosen last."""
        month = Month(self._settings.month) if self._settings.month else None
        self._workspace.run(partial(_read_first, wanted=month), self._on_read, self._on_failed)

    def foresee(self, reading: Reading) -> None:
        """Begin with what was read last time, until `read` has an answer."""
        self._on_read(reading)
        self._foreseen = reading.frame

    def forget(self) -> None:
        """Know nothing of anybody any more: somebody else may sit down."""
        self.person = self._frame = None
        self._greeted = ""

    def select_month(self, month: Month) -> None:
        """Look at another month."""
        self._settings.month = int(month)
        self.read()

    def select_department(self, code: str) -> None:
        """Look at another department."""
        self._settings.department = code
        self._tell()

    def select_view(self, view: OrganizationView) -> None:
        """See the past by the departments of then, or of now."""
        self._settings.view = str(view)
        self._tell()

    def select_role(self, role: Role) -> None:
        """See what another role sees (sample city)."""
        self._wanted_role, self._played = role, None
        if self.owns:
            self._settings.own_role = str(role)
        if self._frame is not None:
            self._play()
            self.person_read.emit(self.person)
            self._tell()

    def _on_read(self, reading: Reading) -> None:
        self.person, self.lock_minutes = reading.person, reading.lock_minutes
        self._frame = frame = reading.frame
        if frame is not None:
            self._settings.month = int(frame.month)
            self._choose_department(frame)
        self.owns = bool(
            frame is not None
            and not frame.sample
            and reading.person.keeps_accounts
            and reading.person.role is Role.TEAM
        )
        if self.owns and self._wanted_role is None and self._settings.own_role in list(Role):
            self._wanted_role = Role(self._settings.own_role)
        if self._wanted_role is None:
            self._settings.role = str(self.role)
        else:
            self._play()
        self.person_read.emit(self.person)
        foreseen, self._foreseen = self._foreseen, None
        if frame is not None and frame != foreseen:  # nothing flickers that stays the same
            self.frame_read.emit(frame)
        self._tell()

    def _on_failed(self, failure: KdxError) -> None:
        self.failed.emit(failure)

    def _play(self) -> None:
        """Be somebody of the wanted role, in charge of the department that was looked at then."""
        if self._played is None and self._wanted_role is not None:
            self._played = played(self._wanted_role, self._settings.department)
        self.person = self._played

    def _choose_department(self, frame: Frame) -> None:
        """Begin with a department of one's own; later stay with what exists in the month."""
        codes = [one.code for one in frame.departments]
        enters = frozenset[str]() if self.person is None else self.person.enters
        own = [code for code in codes if code in enters]
        login = "" if self.person is None else self.person.login
        is_new, self._greeted = login != self._greeted, login
        chosen = self._settings.department
        if chosen not in codes or (is_new and own and chosen not in own):
            self._settings.department = next(iter(own or codes), "")

    def _tell(self) -> None:
        if self._frame is None or self.person is None:
            return
        scope = Scope(
            self._frame.month,
            self.role,
            self._settings.department,
            self._frame.departments,
            self.person.enters,
            self.person.submits,
            self.person.keeps_accounts,
            OrganizationView.THEN if self._settings.view == "then" else OrganizationView.NOW,
        )
        self.scope_changed.emit(scope)


def _read_first(session: Any, wanted: Month | None) -> Reading:
    # Imported here, on the worker: it brings the services, and the window appears without them.
    from kdx_desktop.views.first_reading import read_first

    return read_first(session, wanted)
