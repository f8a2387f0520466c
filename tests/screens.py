"""Renders every screen into build/screens: each role, look, 100 % and 150 %, full and empty.

The pages before the desk are rendered as they look where a server knows people; what is opened over
or beside a screen has a name in STATES.

`python -m tests.screens [WORD…]` — with words, only the pictures whose name contains one of them.
One window serves all pictures of a city and a role.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby, product
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QAction
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
SCHEMES = ("light", "dark", "contrast")
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
    """Return every picture of a screen that is taken."""
    for city, role in product(("sample", "empty"), Role):
        for percent, scheme, entry in product((100, 150), SCHEMES, pages_for(role)):
            yield Shot(city, role, entry.code, scheme, percent)
    for entry in pages_for(Role.TEAM):
        yield Shot("sample", Role.TEAM, entry.code, "light", 200)
        yield Shot("sample", Role.TEAM, entry.code, "light", 200, "wide")
        yield Shot("sample", Role.TEAM, entry.code, size="wide")
        yield Shot("sample", Role.TEAM, entry.code, size="low")


#: What is opened on a screen of the team, by the name of its picture: a screen, and how to open it.
STATES: dict[str, tuple[str, Callable[[MainWindow], object]]] = {
    "palette": ("ranking", lambda window: _trigger(window, "検索と操作(&F)…")),
    "help": ("entry", lambda window: _trigger(window, "画面の説明(&E)")),
    "keys": ("dashboard", lambda window: _trigger(window, "ショートカット一覧(&K)")),
    "tour": ("home", lambda window: _trigger(window, "操作の案内(&T)")),
}


PERSON = Person("tanaka", "田中 花子", AccountRole.CHIEF)
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


def main() -> int:
    """Take the pictures."""
    words = sys.argv[1:]

    def is_wanted(name: str) -> bool:
        return not words or any(word in name for word in words)

    wanted = [shot for shot in shots() if is_wanted(shot.name)]
    states = [name for name in STATES if is_wanted(f"state-{name}")]
    gates = [name for name in GATES if is_wanted(name)]
    firsts = [percent for percent in (100, 200) if is_wanted(f"first-start-{percent}")]
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KDX_HOME"] = folder
        cities = {shot.city for shot in wanted} | ({"sample"} if states else set())
        urls = _cities(Path(folder), cities)
        for (city, role), group in groupby(sorted(wanted, key=_order), key=_desk):
            _take_all(urls[city], role, list(group))
        for name in states:
            _take_state(name, urls["sample"])
        for name in gates:
            for scheme, percent in (("light", 100), ("dark", 100), ("light", 150), ("light", 200)):
                _take_gate(name, scheme, percent)
        for percent in firsts:
            _take_first_start(percent)
    count = len(wanted) + len(states) + 4 * len(gates) + len(firsts)
    print(f"{count} pictures in {OUTPUT}")
    return 0


def _desk(shot: Shot) -> tuple[str, Role]:
    return shot.city, shot.role


def _order(shot: Shot) -> tuple[str, ...]:
    """Change the look as rarely as can be: that takes longer than another screen."""
    return (shot.city, shot.role, f"{shot.percent:03}", shot.scheme, shot.size, shot.page)


def _cities(folder: Path, names: set[str]) -> dict[str, str]:
    urls = {}
    for name in names:
        urls[name] = database_url(str(folder / f"{name}.sqlite3"))
        office = Office.create(urls[name])
        if name == "sample":
            office.write(demo.load)
        office.close()
    return urls


def _take_all(url: str, role: Role, wanted: list[Shot]) -> None:
    """Take all pictures of a city as a role sees it."""
    first = wanted[0]
    window = _opened(url, role, first.page, first.city)
    for shot in wanted:
        if window.look.text_percent != shot.percent:
            window.look.choose_text_percent(shot.percent)
        if window.look.scheme != Scheme(shot.scheme):
            window.look.choose_scheme(Scheme(shot.scheme))
        window.resize(*SIZES[shot.size])
        window.show_page(shot.page)
        _rest(window, shot.page, shot.name)
        _picture(window, shot.name)
    window.look.choose_text_percent(100)
    _close(window)


def _take_state(name: str, url: str) -> None:
    page, open_it = STATES[name]
    window = _opened(url, Role.TEAM, page, "sample")
    window.resize(*SIZES[""])
    open_it(window)
    _settle(0.5)
    _rest(window, page if name != "tour" else "home", name)
    _picture(window, f"state-{name}")
    _close(window)


def _opened(url: str, role: Role, page: str, city: str) -> MainWindow:
    settings = Settings(page=page, month=202212 if city == "sample" else 0)
    window = app.build(url, settings=settings)
    window.select_role(role)
    filled: list[bool] = []
    window.usable.connect(partial(filled.append, True))
    window.show()
    window.activateWindow()
    _wait(lambda: bool(filled), page)
    return window


def _rest(window: MainWindow, page: str, name: str) -> None:
    """Wait until a screen is seen and nothing is under way, answers to answers included."""
    for _ in range(2):
        _wait(lambda: window.page is not None and window.page.objectName() == f"{page}_page", name)
        _wait(lambda: not window.workspace.busy, name)


def _trigger(window: MainWindow, text: str) -> None:
    actions = window.menuBar().findChildren(QAction)
    next(action for action in actions if action.text() == text).trigger()


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
    _settle(0.1)
    _picture(window, f"{name}-{scheme}-{percent}")
    _close(window)


def _take_first_start(percent: int) -> None:
    window = app.build(settings=Settings(text_percent=percent))
    window.resize(*SIZES[""])
    window.show()
    _settle(0.1)
    _picture(window, f"first-start-{percent}")
    window.look.choose_text_percent(100)
    _close(window)


def _picture(window: MainWindow, name: str) -> None:
    _settle(0.03)
    window.grab().save(str(OUTPUT / f"{name}.png"))


def _close(window: MainWindow) -> None:
    window.close()
    window.deleteLater()
    _settle(0.05)


def _wait(ready: Callable[[], bool], name: str) -> None:
    end = time.monotonic() + _PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(name)
        _settle(0.01)
    _settle(0.02)


def _settle(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)


if __name__ == "__main__":
    sys.exit(main())
