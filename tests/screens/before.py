"""The pages before the desk, as they look where a server knows people, and the first start."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from kdx_desktop import app
from kdx_desktop.errors import SignInFailed
from kdx_desktop.services.office import Office
from kdx_desktop.services.person import Person, Role
from kdx_desktop.settings import Settings
from kdx_desktop.views.first_start import FirstStart
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.opening import Opening, Server
from kdx_desktop.views.sign_in.gate import Gate
from kdx_desktop.views.style.look import Look, Scheme
from kdx_desktop.workspace import Workspace
from tests.screens.camera import close, settle, take, wait
from tests.screens.shots import SIZES

PERSON = Person("tanaka", "田中 花子", Role.CHIEF)
STRANGER = Person("yamamoto", "山本 六郎", None)
_REFUSED = SignInFailed("サインインできません。利用者名とパスワードをご確認ください。")


def _half_changed(gate: Gate) -> None:
    gate.ask_password(PERSON, 12, due=True)
    if gate.password is not None:
        gate.password.current.setText("a temporary one")
        gate.password.new.setText("a new one of my own")


#: The pages before the desk, by the name of their picture.
GATES: dict[str, Callable[[Gate], object]] = {
    "sign-in": lambda gate: None,
    "sign-in-refused": lambda gate: gate.refuse(_REFUSED),
    "password": lambda gate: gate.ask_password(PERSON, 12, due=False),
    "password-due": _half_changed,
    "locked": lambda gate: gate.ask_unlock(PERSON),
    "no-rights": lambda gate: gate.tell(STRANGER, can_leave=True),
}
#: The first start, by the name of its picture.
FIRST_STARTS: dict[str, Callable[[FirstStart], object]] = {
    "first-start": lambda page: None,
    "first-start-server": lambda page: page.at_server.click(),
}


def take_gate(name: str, scheme: str, percent: int) -> None:
    """Take a page before the desk."""

    def refused(*_: object) -> Office:
        raise _REFUSED

    server = Server("kdx.city.example", "kdx", "tanaka", refused, refused, str)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    look = Look(application, Scheme(scheme), percent)
    window = MainWindow(Workspace(), Settings(), look, Opening(open=refused, server=server))
    window.resize(*SIZES[""])
    window.show()
    wait(lambda: window.findChild(Gate) is not None, name)
    gate = window.findChild(Gate)
    assert gate is not None
    GATES[name](gate)
    settle(0.1)
    take(window, f"{name}-{scheme}-{percent}")
    close(window)


def take_first_start(name: str, scheme: str, percent: int) -> None:
    """Take the three questions."""
    window = app.build(settings=Settings(scheme=scheme, text_percent=percent))
    window.resize(*SIZES[""])
    window.show()
    wait(lambda: window.findChild(FirstStart) is not None, name)
    page = window.findChild(FirstStart)
    assert page is not None
    FIRST_STARTS[name](page)
    settle(0.1)
    take(window, f"{name}-{scheme}-{percent}")
    window.look.choose_text_percent(100)
    close(window)
