"""Forms about people: a new one, another name or role, a new assignment, the end of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import Signal

from kdx_desktop.errors import DataError
from kdx_desktop.metrics.days import parse_day
from kdx_desktop.metrics.organization import Department
from kdx_desktop.services.account_rules import checked_name
from kdx_desktop.services.account_store import Held, Task
from kdx_desktop.services.accounts import AccountLine
from kdx_desktop.services.accounts_book import AccountsBook
from kdx_desktop.services.person import Role
from kdx_desktop.views.notices import NoticeKind
from kdx_desktop.views.settings.edit_form import EditForm
from kdx_desktop.views.settings.fields import ChoiceField, DepartmentField, TextField
from kdx_desktop.views.widgets.tick_box import TickBox

_ROLES = (Role.CHIEF, Role.CLERK, Role.TEAM, Role.MANAGER, Role.ACCOUNTS)
_MEANINGS = {
    Role.CHIEF: "すべての部署を読み、担当部署の数値を入力し、提出します。",
    Role.CLERK: "担当部署の数値を入力します。提出は課長がします。",
    Role.TEAM: "承認、締め、訂正、取込、計画、組織など、数値のすべてを扱います。",
    Role.MANAGER: "すべてを読みます。何も書き込みません。",
    Role.ACCOUNTS: "アカウントだけを扱います。数値は見えません。",
}
_ASSIGNED = (Role.CHIEF, Role.CLERK)
_DAY_HINT = "例：2023-04-01、令和5年4月1日"


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to add; ``external``: known to the server by LDAP or Kerberos."""

    login: str
    name: str
    role: Role
    departments: tuple[str, ...]
    first: date | None
    external: bool


class NewPersonForm(EditForm):
    """``ready``: a NewPerson."""

    ready = Signal(object)

    def __init__(self, book: AccountsBook) -> None:
        super().__init__("利用者を追加", save="追加する(&S)")
        self._book = book
        hint = (
            "サインインの名前です。小文字の英数字と . _ - @ が使えます。あとから変更できません。"
            if book.has_passwords
            else "PCのログイン名と同じにします。あとから変更できません。"
        )
        self.login = TextField("利用者名", "", hint)
        self.name = TextField("氏名")
        self.role = _role_field(Role.CHIEF)
        self.department = DepartmentField("担当部署", _living(book), hint="あとから追加できます。")
        self.first = TextField("担当の開始日", f"{book.today:%Y-%m-%d}", _DAY_HINT)
        self.external = TickBox("LDAP・Kerberos でサインインする人（パスワードを発行しない）(&L)")
        fields = (self.login, self.name, self.role, self.department, self.first)
        for field in fields:
            self.add(field)
        self.add(self.external)
        self.external.setVisible(book.has_passwords)
        self.without_reason()
        self.role.changed.connect(self._on_role_changed)
        self.external.toggled.connect(self.touch)
        self.save_requested.connect(self._on_save_requested)
        self._on_role_changed()
        if not book.lines:
            self.login.line.setText(book.me)
            text = (
                "最初の利用者を登録すると、登録のない人は使えなくなります。"
                f"まずご自身（PCのログイン名「{book.me}」）を登録してください。"
            )
            self.say(NoticeKind.WARNING, text)

    def _on_role_changed(self) -> None:
        role = Role(self.role.text)
        for field in (self.department, self.first):
            field.setVisible(role in _ASSIGNED)
        _explain_role(self.role)

    def _on_save_requested(self) -> None:
        login = self.login.read(_filled)
        name = self.name.read(_name)
        role = Role(self.role.text)
        assigned = role in _ASSIGNED and bool(self.department.text)
        first = self.first.read(parse_day) if assigned else self._book.today
        if login is None or name is None or first is None:
            return
        self.wait()
        departments = (self.department.text,) if assigned else ()
        start = first if assigned else None
        external = self.external.isChecked()
        self.ready.emit(NewPerson(login, name, role, departments, start, external))


class PersonForm(EditForm):
    """``ready``: the name and the role."""

    ready = Signal(str, object)

    def __init__(self, book: AccountsBook, line: AccountLine) -> None:
        super().__init__(f"利用者を編集：{line.login}")
        self._line = line
        self.name = TextField("氏名", line.name)
        self.role = _role_field(line.role)
        for field in (self.name, self.role):
            self.add(field)
            field.changed.connect(self._check)
        self.without_reason()
        if line.login == book.me and book.has_passwords:
            self.role.box.setEnabled(False)
        self.save_requested.connect(self._on_save_requested)
        _explain_role(self.role)

    def _check(self) -> None:
        _explain_role(self.role)
        pairs = (
            ("氏名", self._line.name, self.name.text.strip()),
            ("役割", self._line.role.japanese, Role(self.role.text).japanese),
        )
        self.show_differences([pair for pair in pairs if pair[1] != pair[2]])

    def _on_save_requested(self) -> None:
        name = self.name.read(_name)
        if name is not None:
            self.wait()
            self.ready.emit(name, Role(self.role.text))


class AssignmentForm(EditForm):
    """``ready``: a Held."""

    ready = Signal(object)

    def __init__(self, book: AccountsBook, line: AccountLine) -> None:
        super().__init__(f"担当を追加：{line.name}（{line.login}）", save="追加する(&S)")
        self._line = line
        tasks = (Task.CHIEF, Task.CLERK) if line.role is Role.CHIEF else (Task.CLERK,)
        self.department = DepartmentField("部署", _living(book))
        self.task = ChoiceField("担当", [(task.value, task.japanese) for task in tasks])
        self.first = TextField("開始日", f"{book.today:%Y-%m-%d}", _DAY_HINT)
        self.last = TextField("終了日", "", "決まっていないときは空欄にします。")
        for field in (self.department, self.task, self.first, self.last):
            self.add(field)
        self.without_reason()
        self.save_requested.connect(self._on_save_requested)

    def _on_save_requested(self) -> None:
        department = self.department.read(_chosen)
        first = self.first.read(parse_day)
        last = self.last.read(_optional_day)
        if department is None or first is None or last is None:
            return
        end = last[0] if last else None
        if end is not None and end < first:
            self.last.show_fault("開始日以後の日にしてください。")
            return
        self.wait()
        self.ready.emit(Held(self._line.login, department, Task(self.task.text), first, end))


class EndForm(EditForm):
    """``ready``: the last day."""

    ready = Signal(object)

    def __init__(self, book: AccountsBook, held: Held) -> None:
        about = (
            f"{book.name_of(held.department)}の{held.task.japanese}（{held.period}）を、"
            "この日までにします。開始日より前の日にすると、担当そのものを取り消します。"
        )
        super().__init__("担当を終了", about)
        self._book = book
        yesterday = book.today - timedelta(days=1)
        self.last = TextField("最後の日", f"{yesterday:%Y-%m-%d}", _DAY_HINT)
        self.add(self.last)
        self.without_reason()
        self.save_requested.connect(self._on_save_requested)

    def _on_save_requested(self) -> None:
        last = self.last.read(parse_day)
        if last is not None:
            self.wait()
            self.ready.emit(last)


def _living(book: AccountsBook) -> list[Department]:
    """Return the departments that somebody can be assigned to: those that have not ended."""
    month = book.today.year * 100 + book.today.month
    return [one for one in book.departments if one.valid_to is None or one.valid_to >= month]


def _role_field(role: Role) -> ChoiceField:
    return ChoiceField("役割", [(one.value, one.japanese) for one in _ROLES], role.value)


def _explain_role(field: ChoiceField) -> None:
    field.show_hint(_MEANINGS[Role(field.text)])


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("利用者名を入力してください。")
    return text.strip()


def _name(text: str) -> str:
    try:
        return checked_name(text)
    except DataError as error:
        raise ValueError(error.message if text.strip() else "氏名を入力してください。") from error


def _chosen(text: str) -> str:
    if not text:
        raise ValueError("部署を選んでください。")
    return text


def _optional_day(text: str) -> tuple[date, ...]:
    """Read a day that may be blank: then there is none."""
    return (parse_day(text),) if text.strip() else ()
