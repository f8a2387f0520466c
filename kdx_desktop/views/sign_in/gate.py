"""Gate: the pages before the desk, one of them seen at a time; made when they are first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from kdx_desktop.errors import KdxError
from kdx_desktop.views.opening import Server
from kdx_desktop.views.sign_in.lock_page import LockPage
from kdx_desktop.views.sign_in.message_page import MessagePage
from kdx_desktop.views.sign_in.sign_in_page import SignInPage

if TYPE_CHECKING:  # brings the services; loaded on the worker
    from kdx_desktop.services.person import Person
    from kdx_desktop.views.sign_in.password_page import PasswordPage


class Gate(QStackedWidget):
    """Asks and tells; what comes of it is decided by the window's Admission."""

    #: Sign in with a login and a Secret; unlock with a Secret; change from one Secret to another.
    sign_in_requested = Signal(str, object)
    unlock_requested = Signal(object)
    change_requested = Signal(object, object)
    change_cancelled = Signal()
    sign_out_requested = Signal()
    again_requested = Signal()
    leave_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pages")  # the ground of pages
        self.sign_in: SignInPage | None = None
        self.lock: LockPage | None = None
        self.password: PasswordPage | None = None
        self.message: MessagePage | None = None

    def ask_sign_in(self, server: Server, reason: str = "") -> None:
        """Ask who it is; ``reason`` says why once more."""
        if self.sign_in is None:
            self.sign_in = SignInPage(server)
            self.sign_in.submitted.connect(self.sign_in_requested)
            self.sign_in.leave_requested.connect(self.leave_requested)
            self.addWidget(self.sign_in)
        self.setCurrentWidget(self.sign_in)
        self.sign_in.start(reason)

    def ask_unlock(self, person: Person) -> None:
        """Ask the person for the password, to go on where they were."""
        if self.lock is None:
            self.lock = LockPage()
            self.lock.submitted.connect(self.unlock_requested)
            self.lock.sign_out_requested.connect(self.sign_out_requested)
            self.addWidget(self.lock)
        self.setCurrentWidget(self.lock)
        self.lock.start(person.name, person.login)

    def ask_password(self, person: Person, least: int, *, due: bool) -> None:
        """Ask for a new password of at least ``least`` characters; ``due``: nothing else goes."""
        if self.password is None:
            # Imported here: it brings the services, which are there once somebody is signed in.
            from kdx_desktop.views.sign_in.password_page import PasswordPage

            self.password = PasswordPage()
            self.password.submitted.connect(self.change_requested)
            self.password.cancelled.connect(self.change_cancelled)
            self.password.sign_out_requested.connect(self.sign_out_requested)
            self.addWidget(self.password)
        self.setCurrentWidget(self.password)
        self.password.start(person.login, least, due=due)

    def tell(self, person: Person, *, can_leave: bool) -> None:
        """Say why there is nothing to see."""
        if self.message is None:
            self.message = MessagePage()
            self.message.again_requested.connect(self.again_requested)
            self.message.sign_out_requested.connect(self.sign_out_requested)
            self.addWidget(self.message)
        self.message.tell_no_rights(person.login, can_leave=can_leave)
        if self.currentWidget() is not self.message:
            self.setCurrentWidget(self.message)
            self.message.setFocus()

    def refuse(self, failure: KdxError) -> None:
        """Say beside the form that is seen why it did not work."""
        seen = self.currentWidget()
        for page in (self.sign_in, self.lock, self.password):
            if page is not None and page is seen:
                page.refuse(failure)

    def forget(self) -> None:
        """Keep no password on any page."""
        for page in (self.sign_in, self.lock, self.password):
            if page is not None:
                page.forget()
