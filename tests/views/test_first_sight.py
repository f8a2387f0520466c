"""The first screen as it was left: there at once, only while it is true, and gone when it is not."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from kdx_desktop import app
from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.months import Month
from kdx_desktop.services import months
from kdx_desktop.services.board import Standing, board
from kdx_desktop.services.office import Office
from kdx_desktop.services.person import Role
from kdx_desktop.settings import Settings
from kdx_desktop.views import first_sight
from kdx_desktop.views.admission import Stage
from kdx_desktop.views.home.face_reading import complete, read_face
from kdx_desktop.views.home.faces import ChiefFace, ManagerFace, TeamFace
from kdx_desktop.views.home.team_desk import TeamDesk
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.navigation import Navigation
from kdx_desktop.views.scope import Scope
from tests.services.small_city import employ
from tests.views.waiting import settle

OPEN_MONTH = Month(202303)
TODAY = date.today()  # noqa: DTZ011 - the desk's own day


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


@pytest.fixture
def start(city: str, settings_file: Path) -> Iterator[Callable[..., MainWindow]]:
    """Start the program as a person does: with what it remembers; nothing is waited for."""
    windows = []

    def started() -> MainWindow:
        window = app.build(city, settings=Settings.load(settings_file))
        windows.append(window)
        window.show()
        return window

    yield started
    for window in windows:
        window.close_anyway()
        window.deleteLater()


Start = Callable[[], MainWindow]


def leave(qtbot: QtBot, start: Start, settings_file: Path, **choices: Any) -> None:
    """Look at ホーム once, and close the window."""
    Settings(settings_file, page="home", month=int(OPEN_MONTH), **choices).save()
    window = start()
    qtbot.waitUntil(lambda: window.page is not None, timeout=20_000)
    settle(qtbot, window)
    window.close()


def recalled(city: str, settings_file: Path) -> first_sight.FirstSight | None:
    file = Path(city.removeprefix("sqlite:///"))
    return first_sight.recall(file, Settings.load(settings_file))


def held_back(window: MainWindow) -> Event:
    """Let the store be there only when the event is set."""
    there, opening = Event(), window.admission.opening

    def opened() -> Office:
        there.wait(20)
        return opening.open()

    window.admission.opening = replace(opening, open=opened)
    return there


def seen(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


@pytest.mark.parametrize("role", ["team", "manager", "chief", "clerk"])
def test_it_is_there_before_the_store_and_what_is_read_says_the_same(
    qtbot: QtBot,
    start: Start,
    city: str,
    settings_file: Path,
    role: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = Office.open(city)
    (found,) = office.read(partial(board, months=[OPEN_MONTH]))
    own = [found.rows[3].department.code] if role in {"chief", "clerk"} else []
    employ(office, "suzuki", role, *own)
    office.close()
    monkeypatch.setenv("LOGNAME", "suzuki")
    leave(qtbot, start, settings_file)
    assert recalled(city, settings_file) is not None
    window = start()
    there = held_back(window)
    with qtbot.waitSignal(window.usable, timeout=20_000):
        pass
    assert window.admission.stage is Stage.OUTSIDE
    assert window.page is not None
    assert str(window.page.scope.role) == role
    before = seen(window.page)
    assert len(before) > 5
    there.set()
    qtbot.waitUntil(lambda: window.admission.stage is Stage.INSIDE, timeout=20_000)
    settle(qtbot, window)
    assert seen(window.page) == before


def test_nothing_of_the_store_is_loaded_for_it() -> None:
    modules = "kdx_desktop.app, kdx_desktop.views.main_window, kdx_desktop.views.home.home_page"
    code = f"import sys, {modules}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "kdx_desktop.views.home.team_desk" in loaded
    assert not loaded & {"sqlalchemy", "kdx_desktop.models", "kdx_desktop.services.office"}


def test_what_was_stored_meanwhile_is_read_instead(
    qtbot: QtBot, start: Start, city: str, settings_file: Path
) -> None:
    leave(qtbot, start, settings_file)
    office = Office.open(city)
    (found,) = office.read(partial(board, months=[OPEN_MONTH]))
    code = next(r.department.code for r in found.rows if r.standing is Standing.SUBMITTED)
    work = partial(
        months.set_state, month=OPEN_MONTH, departments=[code], state=months.APPROVED, reason=""
    )
    office.write(work)
    office.close()
    assert recalled(city, settings_file) is None
    window = start()
    with qtbot.waitSignal(window.usable, timeout=20_000):
        pass
    assert window.admission.stage is Stage.INSIDE
    settle(qtbot, window)
    desk = window.findChild(TeamDesk)
    assert desk is not None
    approved = sum(row.standing is Standing.APPROVED for row in found.rows) + 1
    assert str(approved) in seen(desk)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("program", "0.0.1"),
        ("file", "another.sqlite3"),
        ("stamp", ""),
        ("day", str(TODAY + timedelta(days=1))),
        ("day", str(TODAY - timedelta(days=40))),
        ("until", str(TODAY - timedelta(days=1))),
        ("choices", ["somebody else"]),
        ("sight", {}),
    ],
)
def test_it_is_not_shown_when_something_is_not_as_it_was(
    qtbot: QtBot, start: Start, city: str, settings_file: Path, name: str, value: object
) -> None:
    leave(qtbot, start, settings_file)
    place = settings_file.with_name("first_sight.json")
    kept = json.loads(place.read_text(encoding="utf-8"))
    assert recalled(city, settings_file) is not None
    place.write_text(json.dumps({**kept, name: value}), encoding="utf-8")
    assert recalled(city, settings_file) is None


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00\xff", '{"program": 1}'])
def test_a_broken_memory_costs_nothing(
    qtbot: QtBot, start: Start, settings_file: Path, content: str
) -> None:
    leave(qtbot, start, settings_file)
    settings_file.with_name("first_sight.json").write_text(content, encoding="latin-1")
    window = start()
    with qtbot.waitSignal(window.usable, timeout=20_000):
        pass
    assert window.admission.stage is Stage.INSIDE


def test_a_screen_that_it_cannot_be_shown_on_any_more_is_read(
    qtbot: QtBot, start: Start, settings_file: Path
) -> None:
    leave(qtbot, start, settings_file)
    place = settings_file.with_name("first_sight.json")
    kept = json.loads(place.read_text(encoding="utf-8"))
    kept["sight"]["content"] = '{"of": "another program"}'
    place.write_text(json.dumps(kept), encoding="utf-8")
    window = start()
    with qtbot.waitSignal(window.usable, timeout=20_000):
        pass
    settle(qtbot, window)
    desk = window.findChild(TeamDesk)
    assert desk is not None
    assert "2023年3月分の集まり具合" in seen(desk)


def test_a_file_in_the_middle_of_a_change_is_opened_first(
    qtbot: QtBot, start: Start, city: str, settings_file: Path
) -> None:
    leave(qtbot, start, settings_file)
    file = Path(city.removeprefix("sqlite:///"))
    file.with_name(f"{file.name}-journal").write_bytes(b"left behind")
    assert recalled(city, settings_file) is None


def test_a_click_at_first_sight_leads_on_once_the_store_is_there(
    qtbot: QtBot, start: Start, settings_file: Path
) -> None:
    leave(qtbot, start, settings_file)
    window = start()
    there = held_back(window)
    with qtbot.waitSignal(window.usable, timeout=20_000):
        pass
    (navigation,) = window.findChildren(Navigation)
    assert navigation.isEnabled()
    navigation.page_selected.emit("submissions")
    assert window.page is not None
    window.page.month_chosen.emit(OPEN_MONTH.plus(-1))
    there.set()
    qtbot.waitUntil(lambda: _shows(window, "submissions_page"), timeout=20_000)
    settle(qtbot, window)
    assert window.page.scope.month == OPEN_MONTH.plus(-1)


def _shows(window: MainWindow, name: str) -> bool:
    return window.page is not None and window.page.objectName() == name


def test_a_file_that_cannot_be_opened_is_said_and_its_first_sight_goes(
    qtbot: QtBot, start: Start, city: str, settings_file: Path
) -> None:
    leave(qtbot, start, settings_file)
    window = start()
    opening = window.admission.opening

    def refuse() -> Office:
        raise KdxError("ファイルを開けません。")

    window.admission.opening = replace(opening, open=refuse)
    with qtbot.waitSignal(window.usable, timeout=20_000):
        pass
    qtbot.waitUntil(lambda: window.page is None, timeout=20_000)
    assert "ファイルを開けません。" in seen(window)
    (navigation,) = window.findChildren(Navigation)
    assert navigation.isVisible()
    assert not navigation.isEnabled()
    window.admission.opening = opening
    window.admission.open()
    qtbot.waitUntil(lambda: _shows(window, "home_page"), timeout=20_000)


def test_another_screen_is_read_as_ever(
    qtbot: QtBot, start: Start, city: str, settings_file: Path
) -> None:
    leave(qtbot, start, settings_file)
    window = start()
    qtbot.waitUntil(lambda: window.admission.stage is Stage.INSIDE, timeout=20_000)
    window.show_page("dashboard")
    qtbot.waitUntil(lambda: _shows(window, "dashboard_page"), timeout=20_000)
    settle(qtbot, window)
    window.close()
    assert recalled(city, settings_file) is None


@pytest.mark.parametrize("role", [Role.TEAM, Role.MANAGER, Role.CHIEF, Role.CLERK])
def test_what_is_kept_of_each_role_is_what_was_read(city: str, role: Role) -> None:
    office = Office.open(city)
    (found,) = office.read(partial(board, months=[OPEN_MONTH]))
    departments = tuple(row.department for row in found.rows)
    own = frozenset(one.code for one in departments[:3])
    scope = Scope(OPEN_MONTH, role, departments[0].code, departments, own, own)
    face = office.read(partial(read_face, scope=scope))
    face = office.read(partial(complete, scope=scope, face=face))
    office.close()
    kinds = {Role.TEAM: TeamFace, Role.MANAGER: ManagerFace}
    kind = kinds.get(role, ChiefFace)
    assert isinstance(face, kind)
    assert first_sight.read(first_sight.written(face), kind) == face
