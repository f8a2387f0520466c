"""Admission: decides whether the desk is seen, or a page before it — sign-in, password, lock."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, cast

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget

from kdx_desktop.errors import KdxError, NotAllowed, SignInFailed
from kdx_desktop.settings import Settings
from kdx_desktop.views import admission_work
from kdx_desktop.views.attended import AttendedOffice, Told
from kdx_desktop.views.opening import FirstChoice, Opening, Secret
from kdx_desktop.views.scope_keeper import ScopeKeeper
from kdx_desktop.views.start_page import StartPage
from kdx_desktop.workspace import Workspace

if TYPE_CHECKING:  # loaded on the worker, or when somebody has to sign in
    from kdx_desktop.services.office import Office
    from kdx_desktop.services.person import Person
    from kdx_desktop.views.sign_in.gate import Gate
    from kdx_desktop.views.sign_in.inactivity import InactivityWatch

#: Milliseconds between two questions to a server whether rights and figures are as they were.
_ROUND = 60_000
_ENDED = "サーバーがサインインを終了しました（権限やパスワードの変更など）。もう一度サインインしてください。"
_KEPT = "入力した内容は下書きに残っています。"


class Stage(Enum):
    """Where the person at the screen stands."""

    #: Nothing is open yet; a server asks who it is.
    OUTSIDE = auto()
    #: Signed in; who that is and what they may do is being read.
    ENTERING = auto()
    #: At the desk, or told why there is none.
    INSIDE = auto()
    LOCKED = auto()
    #: Changing a password, wished or due.
    CHANGING = auto()


class Admission(QObject):
    """Opens the data and follows who acts; the window shows its desk while this lets it."""

    #: The desk may be seen. Something else is seen in its place.
    admitted = Signal()
    barred = Signal()
    #: Somebody else may sit down: forget all that was shown.
    emptied = Signal()
    #: Other data are opened than at first: an Opening.
    opening_changed = Signal(object)
    #: A good word for the status line.
    told = Signal(str)
    #: Somebody else wishes to sign in: `sign_out`, if nothing is lost by it.
    sign_out_requested = Signal()
    _refused = Signal(object)
    _reconnected = Signal()

    def __init__(
        self,
        workspace: Workspace,
        scopes: ScopeKeeper,
        settings: Settings,
        layers: QStackedWidget,
        desk: QWidget,
    ) -> None:
        super().__init__(layers)
        self._workspace = workspace
        self._scopes = scopes
        self._settings = settings
        self._layers = layers
        self._desk = desk
        self._gate: Gate | None = None
        self._watch: InactivityWatch | None = None
        self._lock_after: float | None = None
        self._login = ""
        self._focus: QWidget | None = None
        self.stage = Stage.OUTSIDE
        #: Whether a password was typed: only then can it be asked again, or changed here.
        self.has_password = False
        scopes.person_read.connect(self._on_person_read)
        self._refused.connect(self.look_at)
        self._reconnected.connect(self._on_round)

    def start(self, opening: Opening, page: StartPage, lock_after: float | None = None) -> None:
        """Begin with an opening; ``page`` is where waiting and failures are told.

        ``lock_after`` are seconds without a touch; None: as the city and the person have set.
        """
        self.opening, self._page, self._lock_after = opening, page, lock_after
        self._rounds = QTimer(self, interval=_ROUND)
        self._rounds.timeout.connect(self._on_round)

    def begin(self) -> None:
        """Open the data; on a first start ask before anything is made."""
        if self.opening.choose is None:
            self.open()
        else:
            self._page.ask_first(self.opening.place, self.opening.login)

    def open(self) -> None:
        """Open the data, for a server without asking for a password first."""
        self._open(self.opening.open)

    def choose(self, choice: FirstChoice) -> None:
        """Go on with what was chosen on a first start."""
        if self.opening.choose is not None:
            self._take(self.opening.choose(choice))
            self.begin()

    def look_at(self, failure: KdxError) -> None:
        """Look whether a failure means that the person has to sign in again, or may do less."""
        if isinstance(failure, SignInFailed) and self._is_in:
            self._ask_sign_in(f"{_ENDED}{_KEPT}")
        elif self.stage is Stage.ENTERING:
            self._layers.setCurrentWidget(self._desk)
            self._page.show_failure(failure.message)
        elif isinstance(failure, NotAllowed) and self.stage is Stage.INSIDE:
            self._on_round()

    # --- what the person wishes -------------------------------------------------------------------

    @property
    def can_sign_out(self) -> bool:
        """Tell whether somebody is signed in to a server."""
        return self.opening.server is not None and self.stage is Stage.INSIDE

    def lock(self) -> None:
        """Cover everything until the password is typed; nothing is put away."""
        person = self._scopes.person
        if not (self.can_sign_out and self.has_password and person is not None):
            return
        self._focus = QApplication.focusWidget()
        self._leave(Stage.LOCKED)
        self._made_gate().ask_unlock(person)

    def change_password(self) -> None:
        """Ask for another password."""
        if self.can_sign_out and self.has_password:
            self._ask_password()

    def sign_out(self) -> None:
        """Close the data and ask who comes next; drafts stay, and forms are gone."""
        if self.opening.server is None:
            return
        self._ask_sign_in()
        self._forget()
        self._workspace.open(admission_work.nobody_in, self._on_closed)

    # --- opening and signing in -------------------------------------------------------------------

    def _open(self, opening: Callable[[], Office]) -> None:
        self._page.wait(self.opening.waiting)
        if self.opening.server is not None:
            opening = partial(self._attended, opening)
        self._workspace.open(opening, self._on_opened, self._on_open_failed)
        self._scopes.read()

    def _attended(self, opening: Callable[[], Office]) -> Office:
        """Open, on the worker, such that a refusal is heard of whichever screen had asked."""
        told = Told(self._refused.emit, self._reconnected.emit)
        return cast("Office", AttendedOffice(opening(), told))

    def _on_opened(self, _: None) -> None:
        self.has_password = False
        self.stage = Stage.ENTERING

    def _on_open_failed(self, failure: KdxError) -> None:
        if isinstance(failure, SignInFailed) and self.opening.server is not None:
            self._ask_sign_in()
            return
        if self._scopes.person is not None and self.stage is Stage.OUTSIDE:  # a first sight
            self._forget()
            self.admitted.emit()
        self._page.show_failure(failure.message)

    def _on_sign_in_requested(self, login: str, secret: Secret) -> None:
        server = self.opening.server
        if server is not None:
            work = partial(self._attended, partial(server.sign_in, login, secret))
            self._workspace.open(work, partial(self._on_signed_in, login), self._on_refused)

    def _on_signed_in(self, login: str, _: None) -> None:
        self.has_password = True
        if self.opening.server is not None:
            self.opening.server.signed_in(login)
        if login != self._login:
            self._forget()
        self._on_unlocked(None)

    def _on_refused(self, failure: KdxError) -> None:
        self._made_gate().refuse(failure)

    def _on_unlock_requested(self, secret: Secret) -> None:
        server = self.opening.server
        if server is not None:
            work = partial(self._attended, partial(server.reopen, self._login, secret))
            self._workspace.open(work, self._on_unlocked, self._on_refused)

    def _on_unlocked(self, _: None) -> None:
        self.stage = Stage.ENTERING
        self._scopes.read()

    def _on_closed(self, _: None) -> None:
        """Nothing is left to do."""

    def _on_leave_requested(self) -> None:
        server = self.opening.server
        if server is not None and server.leave is not None:
            self._take(server.leave())
            self._layers.setCurrentWidget(self._desk)
            self.emptied.emit()
            if self.opening.choose is None:
                self.admitted.emit()
            self.begin()

    def _take(self, opening: Opening) -> None:
        """Go on with another opening."""
        self.opening = opening
        self.opening_changed.emit(opening)

    # --- passwords --------------------------------------------------------------------------------

    def _ask_password(self) -> None:
        self._workspace.run(admission_work.least_length, self._on_least_length_read, self.look_at)

    def _on_least_length_read(self, least: int) -> None:
        person = self._scopes.person
        if person is not None and self.stage in {Stage.INSIDE, Stage.ENTERING}:
            self._leave(Stage.CHANGING)
            self._made_gate().ask_password(person, least, due=person.password_due)

    def _on_change_requested(self, current: Secret, new: Secret) -> None:
        self._workspace.change(
            partial(admission_work.change_password, current=current, new=new),
            partial(self._on_password_changed, new),
            self._on_refused,
        )

    def _on_password_changed(self, new: Secret, _: None) -> None:
        """Come in with the new password: the old connection would not survive a cut."""
        server = self.opening.server
        if server is not None:
            work = partial(self._attended, partial(server.sign_in, self._login, new))
            self._workspace.open(work, self._on_changed_and_opened, self._on_open_failed)

    def _on_changed_and_opened(self, _: None) -> None:
        self.told.emit("パスワードを変更しました。")
        self._on_unlocked(None)

    def _on_change_cancelled(self) -> None:
        self._on_unlocked(None)

    # --- who acts ---------------------------------------------------------------------------------

    def _on_person_read(self, person: Person) -> None:
        if self.stage in {Stage.ENTERING, Stage.INSIDE}:
            self._login = person.login
            self._show_for(person)

    def _show_for(self, person: Person) -> None:
        if person.password_due and self.has_password:
            self._ask_password()
            return
        came = self.stage is Stage.ENTERING
        self.stage = Stage.INSIDE
        self._keep_watch()
        if not (person.reads or person.keeps_accounts):
            self._made_gate().tell(person, can_leave=self.opening.server is not None)
            self._show_gate()
        elif came or self._layers.currentWidget() is not self._desk:
            self._layers.setCurrentWidget(self._desk)
            if self._gate is not None:
                self._gate.forget()
            self.admitted.emit()
            if self._focus is not None and shiboken6.isValid(self._focus):  # an open cell is gone
                self._focus.setFocus()
            self._focus = None

    def _keep_watch(self) -> None:
        """Notice when nobody is there, and when the rights change meanwhile."""
        if self.opening.server is None:
            return
        if not self._rounds.isActive():
            self._rounds.start()
            self._on_round()
        if self.has_password:
            # Imported here: on one PC without passwords the lock of the system is the right one.
            from kdx_desktop.views.sign_in.inactivity import InactivityWatch, seconds_until_lock

            if self._watch is None:
                self._watch = InactivityWatch(self)
                self._watch.idle.connect(self.lock)
            own, city = self._settings.lock_minutes, self._scopes.lock_minutes
            seconds = seconds_until_lock(city, own)
            self._watch.start(seconds if self._lock_after is None else self._lock_after)

    def _on_round(self) -> None:
        if self.stage is Stage.OUTSIDE:
            return
        self._workspace.run(admission_work.who_acts, self._on_asked, self.look_at)
        self._workspace.look_around()

    def _on_asked(self, person: Person) -> None:
        if person != self._scopes.person:
            self._scopes.read()

    # --- what is seen -----------------------------------------------------------------------------

    @property
    def _is_in(self) -> bool:
        return self.opening.server is not None and self.stage is not Stage.OUTSIDE

    def _ask_sign_in(self, reason: str = "") -> None:
        server = self.opening.server
        if server is not None:
            self._leave(Stage.OUTSIDE)
            self._rounds.stop()
            self._made_gate().ask_sign_in(server, reason)

    def _leave(self, stage: Stage) -> None:
        """Show the gate instead of the desk and of every window over it."""
        self.stage = stage
        if self._watch is not None:
            self._watch.stop()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for window in QApplication.topLevelWidgets():
            if isinstance(window, QDialog) and window.isVisible():
                window.reject()
        self._show_gate()

    def _show_gate(self) -> None:
        gate = self._made_gate()
        gate.forget()
        self._layers.setCurrentWidget(gate)
        self.barred.emit()

    def _forget(self) -> None:
        self._login, self._focus = "", None
        self._scopes.forget()
        self.emptied.emit()

    def _made_gate(self) -> Gate:
        if self._gate is None:
            # Imported here: on one PC nobody signs in.
            from kdx_desktop.views.sign_in.gate import Gate

            self._gate = gate = Gate()
            gate.sign_in_requested.connect(self._on_sign_in_requested)
            gate.unlock_requested.connect(self._on_unlock_requested)
            gate.change_requested.connect(self._on_change_requested)
            gate.change_cancelled.connect(self._on_change_cancelled)
            gate.sign_out_requested.connect(self.sign_out_requested)
            gate.again_requested.connect(self._scopes.read)
            gate.leave_requested.connect(self._on_leave_requested)
            self._layers.addWidget(gate)
        return self._gate
