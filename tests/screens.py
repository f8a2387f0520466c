"""Renders every screen into build/screens: light and dark, each role, 100 % and 150 %.

The pages before the desk are rendered as they look where a server knows people.

`python -m tests.screens [WORD…]` — with words, only the pictures whose name contains one of them.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from kdx_desktop import app
from kdx_desktop.errors import SignInFailed
from kdx_desktop.services import demo
from kdx_desktop.services.addresses import database_url
from kdx_desktop.services.office import Office
from kdx_desktop.services.rights import Person
from kdx_desktop.services.rights import Role as AccountRole
from kdx_desktop.settings import Settings
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.opening import Opening, Server
from kdx_desktop.views.page_table import pages_for
from kdx_desktop.views.scope import Role
from kdx_desktop.views.sign_in.gate import Gate
from kdx_desktop.views.style.look import Look, Scheme
from kdx_desktop.workspace import Workspace

OUTPUT = Path(__file__).resolve().parent.parent / "build" / "screens"
SIZES = {"": (1280, 800), "wide": (1920, 1080), "low": (1366, 768)}
_PATIENCE = 60


@dataclass(frozen=True)
class Shot:
    """One picture: which data, who looks, at which page, in which look."""

    city: str
    role: Role
    page: str
    scheme: str = "light"
    percent: int = 100
    size: str = ""

    @property
    def name(self) -> str:
        """The name of its file."""
        parts = [self.city, self.page, str(self.role), self.scheme, str(self.percent), self.size]
        return "-".join(part for part in parts if part)


def shots() -> Iterator[Shot]:
    """Return every picture that is taken."""
    for role in Role:
        for entry in pages_for(role):
            yield Shot("sample", role, entry.code)
            yield Shot("sample", role, entry.code, "dark")
    for entry in pages_for(Role.TEAM):
        yield Shot("sample", Role.TEAM, entry.code, "light", 150)
        yield Shot("sample", Role.TEAM, entry.code, "dark", 150)
        yield Shot("sample", Role.TEAM, entry.code, "light", 200, "wide")
        yield Shot("sample", Role.TEAM, entry.code, size="wide")
        yield Shot("sample", Role.TEAM, entry.code, size="low")
        yield Shot("empty", Role.TEAM, entry.code)
        yield Shot("empty", Role.TEAM, entry.code, "dark")


PERSON = Person("tanaka", "田中 花子", AccountRole.CHIEF)
KEEPER = Person("ito", "伊藤 四郎", AccountRole.ACCOUNTS)
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
    "accounts": lambda gate: gate.tell(KEEPER, can_leave=True),
    "no-rights": lambda gate: gate.tell(STRANGER, can_leave=True),
}


def main() -> int:
    """Take the pictures."""
    words = sys.argv[1:]
    wanted = [shot for shot in shots() if not words or any(word in shot.name for word in words)]
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KDX_HOME"] = folder
        urls = _cities(Path(folder), {shot.city for shot in wanted})
        for shot in wanted:
            _take(shot, urls[shot.city])
        gates = [name for name in GATES if not words or any(word in name for word in words)]
        for name in gates:
            for scheme, percent in (("light", 100), ("dark", 100), ("light", 150), ("light", 200)):
                _take_gate(name, scheme, percent)
        if not words:
            _take_first_start()
    print(f"{len(wanted) + 4 * len(gates)} pictures in {OUTPUT}")
    return 0


def _cities(folder: Path, names: set[str]) -> dict[str, str]:
    urls = {}
    for name in names:
        urls[name] = database_url(str(folder / f"{name}.sqlite3"))
        office = Office.create(urls[name])
        if name == "sample":
            office.write(demo.load)
        office.close()
    return urls


def _take(shot: Shot, url: str) -> None:
    settings = Settings(page=shot.page, scheme=shot.scheme, text_percent=shot.percent)
    settings.month = 202212 if shot.city == "sample" else 0
    window = app.build(url, settings=settings)
    window.select_role(shot.role)
    window.resize(*SIZES[shot.size])
    filled: list[bool] = []
    window.usable.connect(lambda: filled.append(True))
    window.show()
    _wait(lambda: bool(filled), shot.name)
    _wait(lambda: not window.workspace.busy, shot.name)
    _save(window, shot.name)


def _take_gate(name: str, scheme: str, percent: int) -> None:
    def refused(*_: object) -> Office:
        raise _REFUSED

    server = Server("kdx.city.example", "kdx", "tanaka", refused, refused, str)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    look = Look(application, Scheme(scheme), percent)
    window = MainWindow(Workspace(), Settings(), look, Opening(open=refused, server=server))
    window.resize(*SIZES[""])
    window.show()
    _wait(lambda: window.findChild(Gate) is not None, name)
    gate = window.findChild(Gate)
    assert gate is not None
    GATES[name](gate)
    _save(window, f"{name}-{scheme}-{percent}")


def _take_first_start() -> None:
    window = app.build(settings=Settings())
    window.resize(*SIZES[""])
    window.show()
    _wait(lambda: True, "first-start")
    _save(window, "first-start")


def _save(window: MainWindow, name: str) -> None:
    _settle(0.1)
    window.grab().save(str(OUTPUT / f"{name}.png"))
    window.close()
    window.deleteLater()
    _settle(0.05)


def _wait(ready: Callable[[], bool], name: str) -> None:
    end = time.monotonic() + _PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(name)
        _settle(0.02)
    _settle(0.05)


def _settle(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)


if __name__ == "__main__":
    sys.exit(main())
