"""What a role is offered, on one PC: the login of the system says who somebody is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kdx_desktop import app
from kdx_desktop.metrics.months import Month
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.office import Office
from kdx_desktop.services.person import Role
from kdx_desktop.settings import Settings
from kdx_desktop.views.admission import Stage
from kdx_desktop.views.entry.entry_page import EntryPage
from kdx_desktop.views.main_window import TITLE, MainWindow
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.widgets.department_box import DepartmentBox
from tests.services.small_city import employ
from tests.views.waiting import settle

Open = Callable[..., MainWindow]
#: The sample city's month that is not closed yet.
OPEN_MONTH = 202303


@pytest.fixture
def codes(city: str) -> list[str]:
    """The departments of the sample city in the open month."""
    office = Office.open(city)
    organization = office.read(load_organization)
    office.close()
    return list(organization.existing(OPEN_MONTH))


@pytest.fixture
def hire(city: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give suzuki, who sits at this PC, a role."""

    def hired(role: str, *departments: str) -> None:
        office = Office.open(city)
        employ(office, "suzuki", role, *departments)
        office.close()
        monkeypatch.setenv("LOGNAME", "suzuki")

    return hired


Hire = Callable[..., None]


def test_a_chief_begins_with_the_own_department(
    qtbot: QtBot, open_window: Open, city: str, codes: list[str], hire: Hire
) -> None:
    hire("chief", codes[5], codes[9])
    window = open_window(city, page="entry", month=OPEN_MONTH)
    box = window.findChildren(DepartmentBox)[0]
    assert [box.itemData(row) for row in range(2)] == [codes[5], codes[9]]
    assert box.count() == len(codes)
    page = _entry(window)
    assert page.scope.department == codes[5]
    assert page.sheet.model.form is not None
    assert page.sheet.model.form.editable
    assert "課長" in window._menus.person.text()


def test_a_chief_reads_other_departments_and_is_told_why_they_are_locked(
    qtbot: QtBot, open_window: Open, city: str, codes: list[str], hire: Hire
) -> None:
    hire("chief", codes[5])
    window = open_window(city, page="entry", month=OPEN_MONTH)
    window.findChildren(DepartmentBox)[0].department_selected.emit(codes[0])
    settle(qtbot, window)
    page = _entry(window)
    assert page.scope.department == codes[0]
    assert "担当の課長" in page.sheet.state_text
    assert page.sheet.model.form is not None
    assert not page.sheet.model.form.editable


def test_a_clerk_types_but_does_not_submit(
    open_window: Open, city: str, codes: list[str], hire: Hire
) -> None:
    hire("clerk", codes[5])
    window = open_window(city, page="entry", month=OPEN_MONTH)
    assert _entry(window).scope.may_enter(codes[5])
    assert not _entry(window).scope.may_submit(codes[5])


def test_a_manager_is_led_to_a_screen_that_may_be_seen(
    open_window: Open, city: str, hire: Hire
) -> None:
    hire("manager")
    window = open_window(city, page="entry")
    assert window.page is not None
    assert window.page.objectName() == "home_page"


def test_who_may_nothing_sees_nothing_of_the_city(
    qtbot: QtBot, city: str, hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire("accounts")
    monkeypatch.setenv("LOGNAME", "unknown")
    window = app.build(city, settings=Settings(page="dashboard"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.admission.stage is Stage.INSIDE, timeout=20_000)
    said = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert any("アカウント管理の担当へ" in text for text in said)
    assert not any("サンプル市" in text for text in said)
    assert window.windowTitle() == TITLE
    assert window.page is None
    assert not window._navigation.isVisible()
    window.close()


def test_who_keeps_the_accounts_comes_in_and_sees_nothing_of_the_figures(
    open_window: Open, city: str, hire: Hire
) -> None:
    hire("accounts")
    window = open_window(city, page="dashboard")
    assert window.page is not None
    assert window.page.objectName() == "settings_page"
    assert window.page.scope.departments == ()
    said = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert not any("サンプル市" in text for text in said)
    assert window.windowTitle() == TITLE


def test_a_right_that_comes_while_one_sits_there_opens_the_desk(
    qtbot: QtBot, city: str, codes: list[str], hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire("accounts")
    monkeypatch.setenv("LOGNAME", "sato")
    window = app.build(city, settings=Settings(page="entry", month=OPEN_MONTH))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.admission.stage is Stage.INSIDE, timeout=20_000)
    office = Office.open(city)
    employ(office, "sato", "chief", codes[5])
    office.close()
    again = window.admission._gate
    assert again is not None
    assert again.message is not None
    with qtbot.waitSignal(window.usable, timeout=20_000):
        again.message.again.click()
    assert _entry(window).scope.own_department == codes[5]
    window.close()


def test_on_one_pc_the_lock_of_the_system_is_the_right_one(
    qtbot: QtBot, open_window: Open, city: str
) -> None:
    """There is no password to ask for: a lock of our own would open to whoever asks it to."""
    window = open_window(city)
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    window.admission.lock()
    assert window.page is not None
    assert window.page.isVisible()
    assert not window._menus.person_menu.menuAction().isVisible()


def test_the_roles_of_the_sample_city_are_people_with_their_rights(
    qtbot: QtBot, open_window: Open, city: str, codes: list[str]
) -> None:
    window = open_window(city, page="entry", month=OPEN_MONTH)
    window._scopes.select_department(codes[3])
    window.select_role(Role.CHIEF)
    settle(qtbot, window)
    assert _entry(window).scope.enters == {codes[3]}
    window._scopes.select_department(codes[4])
    settle(qtbot, window)
    page = _entry(window)
    assert page.sheet.model.form is not None
    assert not page.sheet.model.form.editable
    window.select_role(Role.TEAM)
    settle(qtbot, window)
    assert page.sheet.model.form.editable


def test_a_scope_knows_what_a_person_may_do() -> None:
    chief = Scope(Month(202212), Role.CHIEF, enters=frozenset({"A001"}))
    assert (chief.may_enter("A001"), chief.may_enter("A002")) == (True, False)
    assert not chief.may_submit("A001")
    assert Scope(Month(202212), Role.TEAM).may_submit("A002")


def test_one_pc_starts_without_what_only_a_server_needs(city: str) -> None:
    code = f"""
import sys
from kdx_desktop import app
app.main(["--database", {city!r}])
print([name for name in sys.modules if "sign_in" in name or "offline" in name or "accounts" in name])
"""
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "KDX_STARTUP_EXIT": "1", "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout.strip() == "[]", ended.stderr


def _entry(window: MainWindow) -> EntryPage:
    assert isinstance(window.page, EntryPage)
    return window.page
