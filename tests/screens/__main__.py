"""Renders every screen into build/screens: each role, look, 100 % and 150 %, full and empty.

What is opened over or beside a screen has a name in states.STATES; the pages before the desk in
before.GATES. `python -m tests.screens [WORD…]` — with words, only the pictures whose name contains
one of them. One window serves all pictures of a city and a role.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QDialog

from kdx_desktop import paths
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import demo
from kdx_desktop.services.addresses import database_url
from kdx_desktop.services.office import Office
from kdx_desktop.services.person import Role
from kdx_desktop.views.main_window import MainWindow
from tests.screens.before import FIRST_STARTS, GATES, take_first_start, take_gate
from tests.screens.camera import OUTPUT, close, dress, opened, rest, settle, take
from tests.screens.shots import SCHEMES, SIZES, Shot, shots
from tests.screens.states import STATES, State

LOOKS = (*((scheme, 100) for scheme in SCHEMES), ("light", 150), ("light", 200))


def main() -> int:
    """Take the pictures."""
    words = sys.argv[1:]

    def is_wanted(name: str) -> bool:
        return not words or any(word in name for word in words)

    qInstallMessageHandler(_say)
    wanted = [shot for shot in shots() if is_wanted(shot.name)]
    states = {name: _looks(f"state-{name}", is_wanted) for name in STATES}
    states = {name: looks for name, looks in states.items() if looks}
    OUTPUT.mkdir(parents=True, exist_ok=True)
    if not words:  # nobody shall look at what is not there any more
        for old in OUTPUT.glob("*.png"):
            old.unlink()
    count = len(wanted) + sum(map(len, states.values()))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KDX_HOME"] = folder
        files = _cities(
            Path(folder), {shot.city for shot in wanted} | ({"sample"} if states else set())
        )
        for (city, role), group in groupby(sorted(wanted, key=_order), key=_desk):
            _take_all(files[city], role, list(group))
        for name, looks in states.items():
            _take_state(name, looks, files["sample"])
        for taken, names in ((take_gate, GATES), (take_first_start, FIRST_STARTS)):
            for name in names:
                for scheme, percent in _looks(name, is_wanted):
                    taken(name, scheme, percent)
                    count += 1
    print(f"{count} pictures in {OUTPUT}")
    return 0


def _looks(name: str, is_wanted: Callable[[str], bool]) -> list[tuple[str, int]]:
    """The looks in which a picture is taken that is opened first, then dressed."""
    return [look for look in LOOKS if is_wanted(f"{name}-{look[0]}-{look[1]}")]


def _desk(shot: Shot) -> tuple[str, Role]:
    return shot.city, shot.role


def _order(shot: Shot) -> tuple[str, ...]:
    """Change the look as rarely as can be: that takes longer than another screen."""
    month = str(shot.month)
    return (shot.city, shot.role, f"{shot.percent:03}", shot.scheme, shot.size, month, shot.page)


def _cities(folder: Path, names: set[str]) -> dict[str, Path]:
    """Make the cities: the sample city with its 110 departments, and one with nothing but a plan."""
    files = {}
    for name in names:
        files[name] = folder / f"{name}.sqlite3"
        office = Office.create(database_url(str(files[name])))
        if name == "sample":
            office.write(demo.load)
        office.close()
    return files


def _take_all(file: Path, role: Role, wanted: list[Shot]) -> None:
    """Take all pictures of a city as a role sees it."""
    first = wanted[0]
    window = opened(database_url(str(file)), role, first.page, first.month)
    month = first.month
    for shot in wanted:
        dress(window, shot.scheme, shot.percent)
        window.resize(*SIZES[shot.size])
        window.show_page(shot.page)
        rest(window, shot.page, shot.name)
        if shot.month != month and window.page is not None:
            month = shot.month
            window.page.month_chosen.emit(Month(month))
            rest(window, shot.page, shot.name)
        take(window, shot.name)
    dress(window, "light", 100)
    close(window)


def _take_state(name: str, looks: list[tuple[str, int]], file: Path) -> None:
    """Take what is opened on a screen, on a city of its own: some of it is stored."""
    state = STATES[name]
    shutil.rmtree(paths.data_dir() / "drafts", ignore_errors=True)  # another state's
    own = shutil.copy(file, file.with_name("state.sqlite3"))
    window = opened(database_url(str(own)), state.role, state.page, state.month)
    window.resize(*SIZES[""])
    if not state.dialog:
        _open(state, window, name)
    for scheme, percent in looks:
        dress(window, scheme, percent)
        rest(window, state.page, name)
        if state.dialog:
            _open(state, window, name)
        settle(0.1)
        take(window, f"state-{name}-{scheme}-{percent}")
        for box in window.findChildren(QDialog) if state.dialog else ():
            close(box)
    dress(window, "light", 100)
    close(window)


def _open(state: State, window: MainWindow, name: str) -> None:
    rest(window, state.page, name)
    state.open(window)
    settle(0.3)


def _say(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Say what Qt complains about, but not that nobody moves windows without a display."""
    if "This plugin does not support" not in text:
        print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
