"""The pages before the desk, each by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kdx_desktop.errors import ConnectionLost, SignInFailed
from kdx_desktop.services.person import Person, Role
from kdx_desktop.views.opening import Secret, Server
from kdx_desktop.views.sign_in.form_page import FormPage
from kdx_desktop.views.sign_in.lock_page import LockPage
from kdx_desktop.views.sign_in.message_page import MessagePage
from kdx_desktop.views.sign_in.password_page import PasswordPage
from kdx_desktop.views.sign_in.server_url import ServerUrl
from kdx_desktop.views.sign_in.sign_in_page import SignInPage
from kdx_desktop.views.style.sheet import style_sheet
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.tokens import LIGHT

WRONG = SignInFailed("サインインできません。")
LOST = ConnectionLost("サーバーにつながりません。")
LONG = "correct horse battery staple"


def _nobody(*_: object) -> None: ...


def server(login: str = "tanaka") -> Server:
    return Server("kdx.example", "kdx", login, _nobody, _nobody, _nobody)  # type: ignore[arg-type]


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[FormPage], None]:
    def shown(page: FormPage) -> None:
        qtbot.addWidget(page)
        page.setStyleSheet(style_sheet(LIGHT, 100, space))  # the page's window wears it else
        page.resize(1280, 800)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        page.setFocus()

    return shown


Show = Callable[[FormPage], None]


def test_one_signs_in_with_the_keyboard_alone(qtbot: QtBot, show: Show) -> None:
    page = SignInPage(server(""))
    show(page)
    qtbot.waitUntil(page.login.hasFocus)
    page.login.insert("ＴＡＮＡＫＡ")  # as an input method left on does
    qtbot.keyClick(page.login, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.password
    qtbot.keyClicks(page.password, LONG)
    with qtbot.waitSignal(page.submitted) as asked:
        qtbot.keyClick(page.password, Qt.Key.Key_Return)
    assert asked.args is not None
    assert (asked.args[0], asked.args[1].reveal()) == ("tanaka", LONG)


def test_a_known_name_leaves_the_password_to_type(qtbot: QtBot, show: Show) -> None:
    page = SignInPage(server())
    show(page)
    qtbot.waitUntil(page.password.hasFocus)


def test_nothing_is_asked_of_the_server_without_a_password(qtbot: QtBot, show: Show) -> None:
    page = SignInPage(server())
    show(page)
    with qtbot.assertNotEmitted(page.submitted):
        page.button.click()
    assert "パスワードを入力" in page.remark.text


def test_a_wrong_password_is_typed_anew_and_a_lost_network_costs_no_typing(
    qtbot: QtBot, show: Show
) -> None:
    page = SignInPage(server())
    show(page)
    for failure, left, button in ((WRONG, "", "サインイン"), (LOST, LONG, "もう一度")):
        page.password.setText(LONG)
        page.button.click()
        assert not page.button.isEnabled()
        page.refuse(failure)
        assert page.button.isEnabled()
        assert page.remark.text == failure.message
        assert page.password.text() == left
        assert page.button.text().startswith(button)


def test_nothing_moves_when_a_remark_comes(qtbot: QtBot, show: Show) -> None:
    page = SignInPage(server())
    show(page)
    before = page.button.mapTo(page, page.button.rect().topLeft())
    page.remark.refuse("サインインできません。利用者名とパスワードをご確認ください。")
    QApplication.processEvents()
    assert page.button.mapTo(page, page.button.rect().topLeft()) == before


def test_caps_lock_is_noticed_while_typing(qtbot: QtBot, show: Show) -> None:
    page = SignInPage(server())
    show(page)
    qtbot.keyClicks(page.password, "A")  # without Shift
    assert "Caps Lock" in page.tools.caps_lock.text()
    qtbot.keyClick(page.password, Qt.Key.Key_CapsLock)
    assert page.tools.caps_lock.text() == ""
    qtbot.keyClick(page.password, "A", Qt.KeyboardModifier.ShiftModifier)
    assert page.tools.caps_lock.text() == ""


def test_a_password_is_dots_until_one_wishes_to_see_it(qtbot: QtBot, show: Show) -> None:
    page = SignInPage(server())
    show(page)
    page.password.setText(LONG)
    assert LONG not in page.password.displayText()
    page.tools.shown.setChecked(True)
    assert page.password.displayText() == LONG
    page.start()
    assert page.password.text() == ""
    assert page.password.echoMode() is QLineEdit.EchoMode.Password


def test_the_rules_are_ticked_off_and_the_button_says_what_is_missing(
    qtbot: QtBot, show: Show
) -> None:
    page = PasswordPage()
    show(page)
    page.start("tanaka", 12, due=True)
    steps = (
        (page.current, "old", "新しいパスワードを入力"),
        (page.new, "short", "12文字以上"),
        (page.new, "tanaka-tanaka-tanaka", "利用者名"),
        (page.new, LONG, "もう一度"),
        (page.again, LONG + "r", "異なります"),
        (page.again, LONG, ""),
    )
    for field, text, said in steps:
        assert not page.button.isEnabled()
        field.setText(text)
        assert said in page.remark.text
        assert page.button.accessibleDescription() == page.remark.text
    assert page.button.isEnabled()
    assert all("満たしています" in rule.accessibleName() for rule in page.rules)
    with qtbot.waitSignal(page.submitted) as asked:
        qtbot.keyClick(page.again, Qt.Key.Key_Return)
    assert asked.args is not None
    assert [secret.reveal() for secret in asked.args] == ["old", LONG]


def test_the_current_password_is_no_new_one(show: Show) -> None:
    page = PasswordPage()
    show(page)
    page.start("tanaka", 12, due=False)
    for field in (page.current, page.new, page.again):
        field.setText(LONG)
    assert not page.button.isEnabled()


def test_a_temporary_password_cannot_be_put_off(show: Show) -> None:
    page = PasswordPage()
    show(page)
    page.start("tanaka", 12, due=True)
    assert not page.cancel.isVisible()
    page.start("tanaka", 12, due=False)
    assert page.cancel.isVisible()


def test_every_control_of_every_page_has_a_name_for_screen_readers(show: Show) -> None:
    message, password, lock = MessagePage(), PasswordPage(), LockPage()
    person = Person("tanaka", "田中", Role.ACCOUNTS)
    message.tell_no_rights(person.login, can_leave=True)
    password.start("tanaka", 12, due=True)
    lock.start("田中", "tanaka")
    for page in (SignInPage(server()), password, lock, message):
        show(page)
        controls = [
            child
            for child in page.findChildren(QWidget)
            if isinstance(child, QAbstractButton | QLineEdit) and child.isVisible()
        ]
        assert controls
        assert all(map(_spoken, controls))
        page.hide()


def test_a_locked_screen_says_whose_it_is_and_nothing_else(show: Show) -> None:
    page = LockPage()
    show(page)
    page.start("田中 花子", "tanaka")
    assert page.person.text() == "田中 花子（tanaka）"
    page.password.setText(LONG)
    page.button.click()
    page.refuse(WRONG)
    assert page.password.text() == ""
    assert "解除できません" in page.remark.text


def test_a_secret_does_not_show_in_print() -> None:
    secret = Secret(LONG)
    assert secret.reveal() == LONG
    assert LONG not in f"{secret} {secret!r} {[secret]}"


@pytest.mark.parametrize(
    ("text", "login", "place", "database", "other"),
    [
        ("postgresql://a@b.c:5432/kdx", "a", "b.c", "kdx", "postgresql://x%40y@b.c:5432/kdx"),
        (
            "postgresql://b:1/k?sslmode=require",
            "",
            "b:1",
            "k",
            "postgresql://x%40y@b:1/k?sslmode=require",
        ),
        ("postgresql:///kdx?host=/run", "", "このPC", "kdx", "postgresql://x%40y@/kdx?host=/run"),
        ("postgres://a%40b@h/%E5%B8%82", "a@b", "h", "市", "postgres://x%40y@h/%E5%B8%82"),
    ],
)
def test_a_url_is_taken_apart_and_given_another_name(
    text: str, login: str, place: str, database: str, other: str
) -> None:
    url = ServerUrl(text)
    assert (url.login, url.place, url.database) == (login, place, database)
    assert url.of("x@y") == other


def _spoken(widget: QWidget) -> str:
    return str(QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name))
