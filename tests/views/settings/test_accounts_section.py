"""アカウント: people, their departments and their rights, by keyboard; and who does not come here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from kdx_desktop.services import accounts
from kdx_desktop.services.account_rules import today
from kdx_desktop.services.knowledge import load_organization
from kdx_desktop.services.office import Actor, Office
from kdx_desktop.services.person import Role
from kdx_desktop.views.main_window import MainWindow
from kdx_desktop.views.settings.account_forms import NewPersonForm
from kdx_desktop.views.settings.passwords_form import PasswordsForm
from tests.views.settings.conftest import Desk
from tests.views.waiting import settle

Open = Callable[..., MainWindow]


@pytest.fixture
def codes(city: str) -> list[str]:
    """The departments that exist today."""
    office = Office.open(city)
    organization = office.read(load_organization)
    office.close()
    return list(organization.existing(today().year * 100 + today().month))


@pytest.fixture
def keeper(
    qtbot: QtBot, open_window: Open, city: str, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> Desk:
    """アカウント in the hands of who keeps them; suzuki is a chief."""
    office = Office.open(city, Actor("hoshina", "PC-1"))
    add = partial(accounts.employ, login="hoshina", name="保科 聡", role=Role.ACCOUNTS)
    office.write(add)
    add = partial(accounts.employ, login="suzuki", name="鈴木 一郎", role=Role.CHIEF)
    office.write(partial(add, departments=codes[:1], first=date(2020, 4, 1)))
    office.close()
    monkeypatch.setenv("LOGNAME", "hoshina")
    window = open_window(city, page="settings")
    qtbot.waitExposed(window)
    window.activateWindow()
    return Desk(qtbot, window, city)


def listed(desk: Desk) -> dict[str, accounts.AccountLine]:
    office = Office.open(desk.url, Actor("hoshina", "PC-1"))
    try:
        return {line.login: line for line in office.read(accounts.listing)}
    finally:
        office.close()


def test_the_keeper_has_this_section_alone(keeper: Desk) -> None:
    page = keeper.page
    assert [page.list.item(row).text() for row in range(page.list.count())] == ["アカウント"]
    assert "PCにログインした人" in keeper.section.people.about.text()


def test_somebody_is_added_with_a_department_by_keyboard(keeper: Desk, codes: list[str]) -> None:
    keeper.section.people.add.click()
    form = keeper.section.form
    assert isinstance(form, NewPersonForm)
    keeper.save()
    assert "利用者名を入力" in form.login._below.text()
    assert "氏名を入力" in form.name._below.text()
    keeper.type("sato", form.login.line)
    keeper.type("佐藤 花子", form.name.line)
    line = form.department.box.lineEdit()
    keeper.type(codes[1], line)
    keeper.key(Qt.Key.Key_Return, line)
    keeper.type("R2.4.1", form.first.line)
    keeper.save()
    assert keeper.form is None
    (held,) = listed(keeper)["sato"].assignments
    assert (held.department, held.first) == (codes[1], date(2020, 4, 1))
    assert keeper.section.people.table.lines.rowCount() == 3


def test_a_login_that_is_there_is_refused_and_the_form_stays(keeper: Desk) -> None:
    keeper.section._add()
    form = keeper.section.form
    keeper.type("SUZUKI", form.login.line)
    keeper.type("別の鈴木", form.name.line)
    keeper.save()
    assert keeper.section.form is form
    assert "すでに登録されています" in form.notice.accessibleName()
    assert form.name.text == "別の鈴木"
    assert form.save_button.isEnabled()


def test_name_and_role_change_together(keeper: Desk) -> None:
    people = keeper.section.people
    people.table.select(people._book.line("suzuki"))
    keeper.key(Qt.Key.Key_Return, people.table)
    form = keeper.section.form
    keeper.type("鈴木 二郎", form.name.line)
    form.role.box.setFocus()
    form.role.box.setCurrentIndex(form.role.box.findData("team"))
    assert "数値のすべて" in form.role._below.text()
    keeper.save()
    line = listed(keeper)["suzuki"]
    assert (line.name, line.role) == ("鈴木 二郎", Role.TEAM)
    assert people.line.login == "suzuki"


def test_an_assignment_is_added_and_ended(keeper: Desk, codes: list[str]) -> None:
    people = keeper.section.people
    people.table.select(people._book.line("suzuki"))
    people.assign.click()
    form = keeper.section.form
    keeper.save()
    assert "部署を選んで" in form.department._below.text()
    line = form.department.box.lineEdit()
    keeper.type(codes[2], line)
    keeper.key(Qt.Key.Key_Return, line)
    keeper.type("2020-04-01", form.first.line)
    keeper.type("2019-04-01", form.last.line)
    keeper.save()
    assert "開始日以後" in form.last._below.text()
    keeper.type("", form.last.line)
    form.last.line.clear()
    keeper.save()
    assert {one.department for one in listed(keeper)["suzuki"].assignments} == {codes[0], codes[2]}
    assert people.held.lines.rowCount() == 2
    keeper.key(Qt.Key.Key_Return, people.held)
    keeper.save()
    ended = [one for one in listed(keeper)["suzuki"].assignments if one.last is not None]
    assert [one.last for one in ended] == [today() - timedelta(days=1)]


def test_disabling_asks_first_and_can_be_undone(keeper: Desk) -> None:
    people = keeper.section.people
    people.table.select(people._book.line("suzuki"))
    people.disable.click()
    assert keeper.section._question.isVisible()
    keeper.section._yes.click()
    keeper.settle()
    assert listed(keeper)["suzuki"].disabled
    assert people.table.lines.rowCount() == 1
    people.disabled.click()
    people.table.select(people._book.line("suzuki"))
    people.disable.click()
    keeper.settle()
    assert not listed(keeper)["suzuki"].disabled


def test_nobody_locks_themselves_out(keeper: Desk) -> None:
    people = keeper.section.people
    people.table.select(people._book.line("hoshina"))
    assert not people.disable.isEnabled()
    keeper.key(Qt.Key.Key_Return, people.table)
    form = keeper.section.form
    form.role.box.setCurrentIndex(form.role.box.findData("team"))
    form.name.line.setFocus()
    keeper.save()
    assert keeper.section.form is form
    assert "ご自身の役割は変更できません" in form.notice.accessibleName()


def test_a_transfer_is_shown_before_anything_is_stored(
    keeper: Desk, codes: list[str], tmp_path: Path
) -> None:
    part = keeper.section.transfers
    keeper.section._on_part_selected("transfers")
    file = tmp_path / "異動.csv"
    head = "利用者名,氏名,役割,部署コード,担当,開始日,終了日\n"
    file.write_text(f"{head}sato,,課長,ない部署,,2020-04-01,\n", encoding="utf-8")
    part.read(file)
    keeper.settle()
    assert part.problems.isVisible()
    assert not part.take.isEnabled()
    file.write_text(f"{head}sato,佐藤 花子,課長,{codes[0]},,2026-04-01,\n", encoding="utf-8")
    part.read(file)
    keeper.settle()
    assert not part.problems.isVisible()
    assert part.deeds.isVisible()
    assert "sato" not in listed(keeper)
    part.take.click()
    keeper.settle()
    assert listed(keeper)["sato"].role is Role.CHIEF
    assert not part.take.isEnabled()
    keeper.section._on_part_selected("audit")
    audit = keeper.section.audit
    assert any("追加 課長" in audit.table.lines.index(row, 6).data() for row in range(4))


def test_a_temporary_password_is_shown_once_and_can_be_copied(keeper: Desk) -> None:
    keeper.section._show_passwords({"sato": "abcd-efgh-jkmn-pqrs"})
    form = keeper.section.form
    assert isinstance(form, PasswordsForm)
    assert form.copies[0].hasFocus()
    keeper.key(Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == "abcd-efgh-jkmn-pqrs"
    keeper.key(Qt.Key.Key_Escape)
    assert keeper.form is None


def test_on_one_pc_there_are_no_passwords_to_give(keeper: Desk) -> None:
    people = keeper.section.people
    people.table.select(people._book.line("suzuki"))
    assert not people.password.isVisible()


def test_the_first_person_on_one_pc_is_told_to_begin_with_oneself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = desk.open("accounts")
    assert section.people._empty.isVisible()
    section.people.add.click()
    form = section.form
    assert "まずご自身" in form.notice.accessibleName()
    assert form.login.text == section.book.me


def test_the_team_does_not_keep_the_accounts_once_somebody_does(
    qtbot: QtBot, open_window: Open, city: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office.open(city, Actor("hoshina", "PC-1"))
    for login, role in (("hoshina", Role.ACCOUNTS), ("tanaka", Role.TEAM)):
        office.write(partial(accounts.add, login=login, name=login, role=role))
    office.close()
    monkeypatch.setenv("LOGNAME", "tanaka")
    window = open_window(city, page="settings")
    settle(qtbot, window)
    page = Desk(qtbot, window, city).page
    names = [page.list.item(row).text() for row in range(page.list.count())]
    assert "アカウント" not in names
    assert "組織" in names
