"""アカウント: who may come in, as what and for which departments; a 人事異動; the audit log."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QWidget
from typing_extensions import override

from kdx_desktop.services import accounts, accounts_book
from kdx_desktop.services.account_deeds import AccountsResult
from kdx_desktop.services.account_store import Held
from kdx_desktop.services.accounts import AccountLine
from kdx_desktop.services.accounts_book import AccountsBook
from kdx_desktop.services.accounts_import import import_accounts
from kdx_desktop.services.importing import Contents
from kdx_desktop.services.person import Role
from kdx_desktop.settings import Settings
from kdx_desktop.views.notices import NoticeKind
from kdx_desktop.views.plain_text import question_box
from kdx_desktop.views.settings.account_forms import (
    AssignmentForm,
    EndForm,
    NewPerson,
    NewPersonForm,
    PersonForm,
)
from kdx_desktop.views.settings.audit_part import AuditPart
from kdx_desktop.views.settings.passwords_form import PasswordsForm
from kdx_desktop.views.settings.people_part import PeoplePart
from kdx_desktop.views.settings.section import Section
from kdx_desktop.views.settings.transfers_part import TransfersPart
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.views.widgets.segments import Segments
from kdx_desktop.workspace import Workspace

_PARTS = (("people", "利用者"), ("transfers", "人事異動の取込"), ("audit", "監査記録"))


class AccountsSection(Section):
    """Every deed is stored at once and has its line in the audit log."""

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self.switch = Segments("アカウントの表示", _PARTS)
        self.people = PeoplePart()
        self.transfers = TransfersPart(workspace)
        self.audit = AuditPart()
        self.book: AccountsBook | None = None
        self._question: QMessageBox | None = None
        self._asked: AccountLine | None = None
        self._arrange()
        self.switch.selected.connect(self._on_part_selected)
        people = self.people
        people.add_requested.connect(self._add)
        people.edit_requested.connect(self._edit)
        people.assign_requested.connect(self._assign)
        people.end_requested.connect(self._end)
        people.password_requested.connect(self._ask_reset)
        people.disable_requested.connect(self._ask_disable)
        self.transfers.take_requested.connect(self._take)

    @override
    def reload(self) -> None:
        self.workspace.run(accounts_book.accounts_book, self._on_read, self.not_read)

    @override
    def take_focus(self) -> None:
        for part in (self.people, self.transfers, self.audit):
            if part.isVisible():
                part.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        whole = ScrollColumn()
        head = QHBoxLayout()
        head.addWidget(self.switch)
        head.addStretch()
        whole.column.addLayout(head)
        for part in (self.people, self.transfers, self.audit):
            whole.column.addWidget(part, 1)
            part.hide()
        self.people.show()
        self.set_overview(whole)

    def _on_read(self, book: AccountsBook) -> None:
        self.book = book
        for part in (self.people, self.transfers, self.audit):
            part.show_book(book)
        self.filled.emit()

    def _on_part_selected(self, code: object) -> None:
        parts = (self.people, self.transfers, self.audit)
        for (name, _), part in zip(_PARTS, parts, strict=True):
            part.setVisible(name == code)

    # --- people -----------------------------------------------------------------------------------

    def _add(self) -> None:
        if self.book is not None:
            form = NewPersonForm(self.book)
            form.ready.connect(self._on_new_person)
            self.open_form(form)

    def _on_new_person(self, new: NewPerson) -> None:
        work = partial(
            accounts.employ,
            login=new.login,
            name=new.name,
            role=new.role,
            departments=new.departments,
            first=new.first,
            external=new.external,
        )
        self.workspace.change(work, partial(self._on_added, new), self.refused)

    def _on_added(self, new: NewPerson, password: str | None) -> None:
        self.saved(new)
        if password is not None:
            self._show_passwords({new.login: password})

    def _edit(self, line: AccountLine) -> None:
        if self.book is not None:
            form = PersonForm(self.book, line)
            form.ready.connect(partial(self._on_person, line.login))
            self.open_form(form)

    def _on_person(self, login: str, name: str, role: Role) -> None:
        work = partial(accounts_book.change_person, login=login, name=name, role=role)
        self.workspace.change(work, self._on_changed, self.refused)

    def _on_changed(self, changed: bool) -> None:  # noqa: FBT001 - as the service answers
        self.saved(changed or None)

    def _assign(self, line: AccountLine) -> None:
        if self.book is not None:
            form = AssignmentForm(self.book, line)
            form.ready.connect(self._on_assignment)
            self.open_form(form)

    def _on_assignment(self, held: Held) -> None:
        work = partial(
            accounts.assign,
            login=held.login,
            department=held.department,
            task=held.task,
            first=held.first,
            last=held.last,
        )
        self.workspace.change(work, self.saved, self.refused)

    def _end(self, held: Held) -> None:
        if self.book is not None:
            form = EndForm(self.book, held)
            form.ready.connect(partial(self._on_end, held))
            self.open_form(form)

    def _on_end(self, held: Held, last: date) -> None:
        work = partial(accounts_book.move_assignment, held=held, last=last)
        self.workspace.change(work, self.saved, self.refused)

    # --- questions --------------------------------------------------------------------------------

    def _ask_disable(self, line: AccountLine) -> None:
        if line.disabled:
            self._set_disabled(line, disabled=False)
            return
        text = (
            f"「{line.name}（{line.login}）」を無効にしますか。\n"
            "すぐに使えなくなります。記録は残り、いつでも有効に戻せます。"
        )
        self._ask("アカウントの無効", text, "無効にする(&D)", line)
        self._deed = "disable"

    def _ask_reset(self, line: AccountLine) -> None:
        text = (
            f"「{line.name}（{line.login}）」に仮のパスワードを発行しますか。\n"
            "いまのパスワードは使えなくなり、使用中の画面はサインインに戻ります。"
        )
        self._ask("仮のパスワード", text, "発行する(&P)", line)
        self._deed = "reset"

    def _ask(self, title: str, text: str, yes: str, line: AccountLine) -> None:
        box = question_box(self, title, text)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        no = box.addButton("やめる(&C)", QMessageBox.ButtonRole.RejectRole)
        self._yes = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        box.buttonClicked.connect(self._on_answered)
        self._question, self._asked = box, line
        box.open()

    def _on_answered(self, button: object) -> None:
        line = self._asked
        if button is not self._yes or line is None:
            return
        if self._deed == "disable":
            self._set_disabled(line, disabled=True)
        else:
            work = partial(accounts.reset_password, login=line.login)
            self.workspace.change(work, partial(self._on_reset, line.login), self.tell_failure)

    def _set_disabled(self, line: AccountLine, *, disabled: bool) -> None:
        work = partial(accounts.set_disabled, login=line.login, disabled=disabled)
        said = f"「{line.name}」を{'無効' if disabled else '有効'}にしました。"
        self.workspace.change(work, partial(self._on_told, said), self.tell_failure)

    def _on_told(self, said: str, _: object) -> None:
        self.tell(NoticeKind.SUCCESS, said)

    def _on_reset(self, login: str, password: str) -> None:
        self._show_passwords({login: password})

    def _show_passwords(self, passwords: dict[str, str]) -> None:
        self.open_form(PasswordsForm(passwords))

    # --- 人事異動 ---------------------------------------------------------------------------------

    def _take(self, contents: Contents, external: bool) -> None:  # noqa: FBT001 - as the part says
        work = partial(import_accounts, contents=contents, external=external)
        self.workspace.change(work, self._on_taken, self.transfers.refuse)

    def _on_taken(self, result: AccountsResult) -> None:
        self.transfers.show_result(result)
        if result.stored:
            self.tell(NoticeKind.SUCCESS, f"人事異動を取り込みました（{len(result.deeds)}件）。")
        if result.passwords:
            self._show_passwords(dict(result.passwords))
