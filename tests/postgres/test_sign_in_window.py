"""The window on a server that knows people: sign-in, passwords, lock, and rights that change."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from kdx_desktop import app, paths
from kdx_desktop.errors import SignInFailed, report
from kdx_desktop.models.calendar import SettingVersion
from kdx_desktop.services import accounts
from kdx_desktop.services.audit import Event, EventKind
from kdx_desktop.services.office import Actor, Office
from kdx_desktop.services.recording import Act, Kind, Rows, record
from kdx_desktop.settings import Settings
from kdx_desktop.views.admission import Stage
from kdx_desktop.views.entry.entry_page import EntryPage
from kdx_desktop.views.main_window import TITLE, MainWindow
from kdx_desktop.views.settings.account_forms import NewPersonForm
from kdx_desktop.views.settings.accounts_section import AccountsSection
from kdx_desktop.views.settings.calendar_section import CalendarSection
from kdx_desktop.views.settings.edit_form import EditForm
from kdx_desktop.views.settings.passwords_form import PasswordsForm
from kdx_desktop.views.settings.settings_page import SettingsPage
from kdx_desktop.views.sign_in.gate import Gate
from kdx_desktop.views.widgets.department_box import DepartmentBox
from tests.services import small_city
from tests.services.homes import PASSWORD, ServerHomes, clean_environment
from tests.services.small_city import cell
from tests.views.waiting import settle

#: What Qt says of a window on a screen that is none.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
_LONG = 30_000
NEW = "a new one that is long"


class FrontDoor:
    """A window that asks who it is, and the people of a small city."""

    def __init__(self, qtbot: QtBot, homes: ServerHomes, url: str) -> None:
        self._qtbot, self.homes, self.url = qtbot, homes, url
        self.settings = Settings(paths.config_dir() / "settings.ini", page="entry", month=202204)
        self.windows: list[MainWindow] = []

    @property
    def window(self) -> MainWindow:
        """The window opened last."""
        return self.windows[-1]

    @property
    def gate(self) -> Gate:
        """The pages before its desk."""
        found = self.window.admission._gate
        assert found is not None
        return found

    @property
    def page(self) -> EntryPage:
        """The screen that is seen: 月次入力."""
        assert isinstance(self.window.page, EntryPage)
        return self.window.page

    def open(self, login: str = "tanaka", lock_after: float | None = None) -> None:
        """Open the window, and wait until it has tried to do without a password."""
        url = self.homes.url_of(self.url, login)
        window = app.build(url, settings=self.settings, lock_after=lock_after)
        self.windows.append(window)
        window.resize(1280, 800)
        window.show()
        self.until(lambda: window.workspace.last_contact is not None or self.asks())

    def asks(self) -> bool:
        """Tell whether the sign-in page is seen."""
        gate = self.window.admission._gate
        return gate is not None and gate.isVisible() and gate.currentWidget() is gate.sign_in

    def sign_in(self, password: str = PASSWORD, login: str = "") -> None:
        """Type a password (and a name) and press the button."""
        page = self.gate.sign_in
        assert page is not None
        if login:
            page.login.setText(login)
        page.password.setText(password)
        page.button.click()

    def enter(self, login: str = "tanaka", lock_after: float | None = None) -> None:
        """Open the window and sign in; the first screen is filled."""
        self.open(login, lock_after)
        with self._qtbot.waitSignal(self.window.usable, timeout=_LONG):
            self.sign_in()
        settle(self._qtbot, self.window)

    def until(self, what: Callable[[], bool]) -> None:
        """Wait for something."""
        self._qtbot.waitUntil(what, timeout=_LONG)

    def inside(self) -> None:
        """Wait until somebody is in and all is read."""
        self.until(lambda: self.window.admission.stage is Stage.INSIDE)
        settle(self._qtbot, self.window)

    def said(self) -> str:
        """Return all text that is seen."""
        labels = self.window.findChildren(QLabel)
        return " ".join(label.text() for label in labels if label.isVisible())

    def unlock(self, password: str = PASSWORD) -> None:
        """Type a password on the lock page and press the button."""
        assert self.gate.lock is not None
        self.gate.lock.password.setText(password)
        self.gate.lock.button.click()

    def type(self, text: str) -> None:
        """Type into the first cell."""
        self.page.sheet.model.setData(self.page.sheet.model.index(0, 2), text)

    def text(self) -> str:
        """Return what the first cell shows."""
        return str(self.page.sheet.model.index(0, 2).data())

    def changed_form(self) -> EditForm:
        """Come in, and begin to change the calendar."""
        self.settings.page = "settings"
        self.enter()
        page = self.window.page
        assert isinstance(page, SettingsPage)
        page.choose("calendar")
        settle(self._qtbot, self.window)
        section = page.section
        assert isinstance(section, CalendarSection)
        section.edit.click()
        form = section.form
        assert form is not None
        form.reason.line.setFocus()
        self._qtbot.keyClicks(form.reason.line, "R5")
        form.touch()
        return form

    def question(self) -> QMessageBox:
        """Return the question that is asked."""
        (found,) = [one for one in self.window.findChildren(QMessageBox) if one.isVisible()]
        return found

    def leave(self) -> None:
        """Answer that what was typed may go."""
        (button,) = [one for one in self.question().buttons() if "保存せずに" in one.text()]
        button.click()

    def office(self, login: str, password: str = PASSWORD) -> Office:
        """Open the database as somebody, at another PC."""
        return Office.open(self.homes.url_of(self.url, login), Actor(login, "PC-2"), password)

    def events(self) -> list[Event]:
        """Return the sign-ins on record."""
        with closing(self.office("tanaka")) as office:
            found = office.read(accounts.events)
        return [event for event in found if event.kind == EventKind.SIGN_IN]

    def as_owner(self, statement: str) -> None:
        """Run SQL as the owner of the server."""
        with self.homes.outside(self.url) as connection:
            connection.exec_driver_sql(statement)
            connection.commit()


@pytest.fixture
def door(
    qtbot: QtBot, line_homes: ServerHomes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FrontDoor]:
    for name in clean_environment():
        monkeypatch.delenv(name)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    with line_homes.place(tmp_path) as url:
        line_homes.settle(url, "organized")
        found = FrontDoor(qtbot, line_homes, url)
        yield found
        for window in found.windows:
            window.close()
            window.deleteLater()


# --- signing in ---------------------------------------------------------------------------------


def test_nothing_of_the_city_is_seen_before_one_signs_in(door: FrontDoor) -> None:
    door.open()
    assert door.asks()
    assert door.window.windowTitle() == TITLE
    for part in (door.window._navigation, door.window._header, door.window._status):
        assert not part.isVisible()
    assert "127.0.0.1" in door.said()
    assert door.url.rpartition("/")[2] in door.said()


def test_an_unknown_name_and_a_wrong_password_look_the_same(door: FrontDoor) -> None:
    door.open()
    heard = []
    for login, password in (("tanaka", "wrong"), ("nobody-there", PASSWORD)):
        door.sign_in(password, login)
        page = door.gate.sign_in
        assert page is not None
        door.until(page.button.isEnabled)
        heard.append(page.remark.text)
        assert page.password.text() == ""
    assert heard[0] == heard[1]
    assert "サインインできません" in heard[0]
    assert door.asks()


def test_one_comes_in_with_the_right_password_and_that_is_on_record(door: FrontDoor) -> None:
    door.enter()
    assert "総務課" in door.said() or door.window._header._departments.isVisible()
    assert "tanaka（推進担当）" in door.window._menus.person.text()
    assert [(one.who, one.computer != "") for one in door.events()] == [("tanaka", True)]


def test_who_needs_no_password_never_sees_the_page(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv("PGPASSFILE", str(door.homes.passfile))
    door.open()
    door.inside()
    assert door.window.admission._gate is None
    door.window.admission.lock()  # there is nothing that it could ask for
    assert door.window.admission.stage is Stage.INSIDE
    assert [one.who for one in door.events()] == ["tanaka"]


def test_a_server_that_is_not_there_is_said_and_tried_again(
    door: FrontDoor, qtbot: QtBot, line_homes: ServerHomes
) -> None:
    window = app.build("postgresql://tanaka@127.0.0.1:9/kdx", settings=Settings())
    door.windows.append(window)
    window.show()
    door.until(lambda: "つながりません" in door.said())
    with qtbot.waitSignal(window.workspace.busy_changed):
        window._stack.start._failure.button.click()
    door.until(lambda: "つながりません" in door.said())


def test_the_next_start_remembers_server_and_name_but_no_password(
    door: FrontDoor, qtbot: QtBot
) -> None:
    door.enter()
    door.window.close()
    assert door.settings.file is not None
    text = door.settings.file.read_text(encoding="utf-8")
    assert PASSWORD not in text
    again = app.build(settings=Settings.load(door.settings.file))
    door.windows.append(again)
    again.show()
    door.until(door.asks)
    page = door.gate.sign_in
    assert page is not None
    assert page.login.text() == "tanaka"
    page.leave.click()  # this PC's own data, which there are none of yet
    door.until(lambda: "はじめての起動" in door.said())
    assert not again._navigation.isVisible()  # nothing to go to before there are data
    assert Settings.load(door.settings.file).database == ""


# --- passwords ----------------------------------------------------------------------------------


def test_with_a_temporary_password_nothing_is_seen_until_it_is_changed(
    door: FrontDoor, qtbot: QtBot
) -> None:
    door.homes.employ(door.url, "suzuki", "chief", "A001")
    door.as_owner("UPDATE accounts SET temporary = 1 WHERE login = 'suzuki'")
    door.open("suzuki")
    door.sign_in()
    door.until(lambda: door.window.admission.stage is Stage.CHANGING)
    page = door.gate.password
    assert page is not None
    assert page.isVisible()
    assert door.window.page is None
    assert door.window.windowTitle() == TITLE
    assert "総務課" not in door.said()
    for field, text in ((page.current, "wrong"), (page.new, NEW), (page.again, NEW)):
        field.setText(text)
    page.button.click()
    door.until(page.button.isEnabled)
    assert "パスワード" in page.remark.text
    page.current.setText(PASSWORD)
    with qtbot.waitSignal(door.window.usable, timeout=_LONG):
        page.button.click()
    assert door.page.scope.department == "A001"
    with pytest.raises(SignInFailed):
        door.office("suzuki")
    door.office("suzuki", NEW).close()
    door.window.admission.lock()
    door.unlock(NEW)
    door.inside()


def test_one_changes_the_password_and_goes_on(door: FrontDoor) -> None:
    door.homes.employ(door.url, "suzuki", "chief", "A001")
    door.enter("suzuki")
    door.type("12345")
    door.window._menus._password.trigger()
    door.until(lambda: door.window.admission.stage is Stage.CHANGING)
    page = door.gate.password
    assert page is not None
    page.cancel.click()
    door.inside()
    door.window._menus._password.trigger()
    door.until(lambda: door.window.admission.stage is Stage.CHANGING)
    for field, text in ((page.current, PASSWORD), (page.new, NEW), (page.again, NEW)):
        field.setText(text)
    page.button.click()
    door.until(lambda: door.window.admission.stage is Stage.INSIDE)
    door.inside()
    assert door.text() == "12,345"
    door.office("suzuki", NEW).close()
    door.as_owner("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'suzuki'")
    door.page.reload()  # on a new connection, with the new password
    door.inside()
    assert not door.asks()


# --- the lock -----------------------------------------------------------------------------------


def test_a_locked_screen_shows_nothing_and_opens_where_one_was(
    door: FrontDoor, qtbot: QtBot
) -> None:
    door.enter()
    title = door.window.windowTitle()
    door.type("12345")
    door.page.sheet.view.setFocus()
    door.window.activateWindow()
    qtbot.keyClick(door.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert door.window.admission.stage is Stage.LOCKED
    assert not door.window._desk.isVisible()
    assert door.window.windowTitle() == TITLE
    assert not door.window._menus._pages_menu.isEnabled()
    assert len([*(paths.data_dir() / "drafts").rglob("*.json")]) == 1
    door.unlock("wrong")
    lock = door.gate.lock
    assert lock is not None
    door.until(lock.button.isEnabled)
    assert "解除できません" in lock.remark.text
    assert not door.window._desk.isVisible()
    door.unlock()
    door.inside()
    assert door.window.windowTitle() == title
    assert door.text() == "12,345"
    assert QApplication.focusWidget() is door.page.sheet.view
    assert len(door.events()) == 1


def test_a_desk_that_nobody_touches_locks_itself(door: FrontDoor) -> None:
    door.enter(lock_after=0.5)
    door.until(lambda: door.window.admission.stage is Stage.LOCKED)
    door.window.admission._lock_after = 0.0
    door.unlock()
    door.inside()


def test_a_desk_waits_a_quarter_of_an_hour_and_never_longer_than_the_city_says(
    door: FrontDoor, qtbot: QtBot
) -> None:
    door.enter()
    watch = door.window.admission._watch
    assert watch is not None
    assert watch._seconds == 15 * 60
    with closing(door.office("tanaka")) as office:
        rows: Rows = {SettingVersion: [{"name": "lock_minutes", "value": "5"}]}
        office.write(lambda session: record(session, Act(Kind.SETTING), rows=rows))
    with qtbot.waitSignal(door.window._scopes.person_read):
        door.window.workspace.changed.emit()
    assert watch._seconds == 5 * 60


def test_a_dialog_does_not_stay_open_over_a_locked_screen(door: FrontDoor) -> None:
    door.enter()
    door.window._menus._on_about_asked()
    assert any(box.isVisible() for box in QApplication.topLevelWidgets() if box is not door.window)
    door.window.admission.lock()
    seen = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert [one for one in seen if not isinstance(one, MainWindow)] == []


# --- other rights, other people -----------------------------------------------------------------


def test_a_new_assignment_shows_without_a_restart(door: FrontDoor, qtbot: QtBot) -> None:
    door.homes.employ(door.url, "suzuki", "chief", "A001")
    door.enter("suzuki")
    box = door.window.findChildren(DepartmentBox)[0]
    assert door.page.scope.enters == {"A001"}
    door.as_owner(
        "SELECT assignment_set('PC-9', 'suzuki', 'A003', 'chief', 20150401, NULL)"
    )  # which ends the session
    door.window.admission._on_round()
    door.until(lambda: "A003" in door.page.scope.enters)
    assert [box.itemData(row) for row in range(2)] == ["A001", "A003"]
    assert not door.asks()


def test_what_another_desk_does_shows_without_a_restart(door: FrontDoor) -> None:
    door.homes.employ(door.url, "suzuki", "chief", "A001")
    door.enter("suzuki")
    form = door.page.sheet.model.form
    assert form is not None
    with closing(door.office("tanaka")) as office:
        small_city.save(office, form.department.code, form.month, cell("copy_paper_sheets", 777))

    door.window.admission._on_round()

    door.until(
        lambda: "777" in [str(door.page.sheet.model.index(row, 2).data()) for row in range(6)]
    )
    assert "tanaka" in door.said()


def test_who_is_disabled_sees_nothing_any_more(door: FrontDoor) -> None:
    door.homes.employ(door.url, "suzuki", "chief", "A001")
    door.enter("suzuki")
    door.as_owner("SELECT account_set_disabled('PC-9', 'suzuki', true)")
    door.type("12345")
    door.page.save()
    door.until(door.asks)
    assert "サーバーがサインインを終了しました" in door.said()
    assert "アカウント管理の担当まで" in door.said()
    assert not door.window._desk.isVisible()
    assert door.window.windowTitle() == TITLE


def test_whose_password_was_reset_signs_in_again_and_finds_what_was_typed(
    door: FrontDoor, qtbot: QtBot
) -> None:
    door.homes.employ(door.url, "suzuki", "chief", "A001")
    door.homes.employ(door.url, "keeper", "accounts")
    door.enter("suzuki")
    door.type("12345")
    with closing(door.office("keeper")) as office:
        temporary = office.write(lambda session: accounts.reset_password(session, "suzuki"))
    door.page.save()
    door.until(door.asks)
    assert "下書きに残っています" in door.said()
    assert not door.window._desk.isVisible()
    door.sign_in(temporary)
    door.until(lambda: door.window.admission.stage is Stage.CHANGING)
    page = door.gate.password
    assert page is not None
    for field, text in ((page.current, temporary), (page.new, NEW), (page.again, NEW)):
        field.setText(text)
    page.button.click()
    door.until(lambda: door.window.admission.stage is Stage.INSIDE)
    door.inside()
    assert door.text() == "12,345"


def test_who_keeps_the_accounts_comes_in_and_gives_a_temporary_password(
    door: FrontDoor, qtbot: QtBot
) -> None:
    door.homes.employ(door.url, "keeper", "accounts")
    door.enter("keeper")
    page = door.window.page
    assert isinstance(page, SettingsPage)
    section = page.section
    assert isinstance(section, AccountsSection)
    section.people.add.click()
    new = section.form
    assert isinstance(new, NewPersonForm)
    login = f"new_{uuid.uuid4().hex}"  # logins outlive the databases of a server
    new.login.line.setText(login)
    new.name.line.setText("新田 四郎")
    new.role.box.setCurrentIndex(new.role.box.findData("manager"))
    new.save_button.click()
    settle(qtbot, door.window)
    form = section.form
    assert isinstance(form, PasswordsForm)
    temporary = form.lines[0].text()
    form.cancel_button.click()
    assert section.form is None
    assert not any(line.text() == temporary for line in door.window.findChildren(QLineEdit))
    door.window.close()
    door.open(login)
    door.sign_in(temporary, login)
    door.until(lambda: door.window.admission.stage is Stage.CHANGING)


def test_who_comes_next_sees_nothing_of_who_was_there(door: FrontDoor, qtbot: QtBot) -> None:
    door.homes.employ(door.url, "suzuki", "chief", "A003")
    door.enter()
    first = door.page
    door.window._menus._sign_out.trigger()
    door.until(door.asks)
    settle(qtbot, door.window)
    assert door.window.page is None
    assert door.window.windowTitle() == TITLE
    with qtbot.waitSignal(door.window.workspace.failed):
        door.window.workspace.run(accounts.listing, repr)
    door.sign_in(login="suzuki")
    door.until(lambda: door.window.page is not None)
    door.inside()
    assert door.page is not first
    assert door.page.scope.department == "A003"
    assert "suzuki（課長）" in door.window._menus.person.text()
    assert [one.who for one in door.events()] == ["suzuki", "tanaka"]


def test_signing_out_asks_about_a_form_and_keeps_it_until_it_is_given_up(
    door: FrontDoor, qtbot: QtBot
) -> None:
    form = door.changed_form()
    door.window.show_page("entry")
    settle(qtbot, door.window)

    door.window._menus._sign_out.trigger()
    box = door.question()
    assert box.windowTitle() == "サインアウトの確認"
    assert "「設定」に、まだ保存していない編集があります。" in box.text()
    assert "サインアウトすると失われます。" in box.text()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    settle(qtbot, door.window)
    assert not door.asks()
    assert form.isVisible()
    assert form.reason.line.text() == "R5"

    door.window._menus._sign_out.trigger()
    door.leave()
    door.until(door.asks)
    assert door.window.page is None


def test_who_takes_over_a_locked_desk_is_told_what_would_be_lost(
    door: FrontDoor, qtbot: QtBot
) -> None:
    form = door.changed_form()
    door.window._menus._sign_out.trigger()
    door.window.admission.lock()  # puts the question away, as when nobody is there
    lock = door.gate.lock
    assert lock is not None
    lock.sign_out.click()
    qtbot.keyClick(door.question(), Qt.Key.Key_Return)
    assert lock.isVisible()
    assert door.window.admission.stage is Stage.LOCKED
    door.unlock()
    door.inside()
    assert form.reason.line.text() == "R5"
    door.window.admission.lock()
    lock.sign_out.click()
    door.leave()
    door.until(door.asks)


def test_what_is_in_an_open_cell_is_a_draft_after_signing_out(
    door: FrontDoor, qtbot: QtBot
) -> None:
    door.enter()
    view = door.page.sheet.view
    view.setCurrentIndex(door.page.sheet.model.index(0, 2))
    view.edit(view.currentIndex())
    editor = view.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    qtbot.keyClicks(editor, "4321")
    door.window._menus._sign_out.trigger()
    door.until(door.asks)
    door.sign_in()
    door.until(lambda: door.window.page is not None)
    door.inside()
    assert door.text() == "4,321"


# --- the password is nobody's business ----------------------------------------------------------


def test_the_password_is_in_no_file_and_no_crash_report(
    door: FrontDoor, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports: list[str] = []
    monkeypatch.setattr(
        "sys.excepthook", lambda kind, error, trace: reports.append(report(kind, error, trace))
    )

    def broken(*arguments: object, **named: object) -> Office:
        password = named.get("password")
        raise ValueError(f"{arguments} {password}")

    door.open()
    with monkeypatch.context() as patched:
        patched.setattr(Office, "open", broken)
        door.sign_in()
        door.until(lambda: bool(reports))
    assert "ValueError" in reports[0]
    door.sign_in()
    door.inside()
    door.window.admission.lock()
    door.unlock()
    door.inside()
    door.window.close()
    assert not any(PASSWORD in text for text in reports)
    home = paths.data_dir().parent
    files = [file for file in home.rglob("*") if file.is_file()]
    assert files
    assert not any(PASSWORD.encode() in file.read_bytes() for file in files)
    assert PASSWORD not in Path("/proc/self/cmdline").read_text()
    assert not any(PASSWORD in thread.name for thread in threading.enumerate())
