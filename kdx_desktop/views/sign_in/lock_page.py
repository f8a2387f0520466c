"""LockPage: the screen is locked; whoever knows the password goes on where they were."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kdx_desktop.errors import ConnectionLost, KdxError
from kdx_desktop.views.plain_text import Paragraph, PlainLabel
from kdx_desktop.views.sign_in.form_page import FormPage, Remark
from kdx_desktop.views.sign_in.password_field import PasswordField, PasswordTools
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button, link_button

_UNLOCK, _AGAIN = "ロックを解除(&S)", "もう一度(&S)"


class LockPage(FormPage):
    """Shows nothing of the city, only whose desk it is."""

    #: Unlock with this Secret.
    submitted = Signal(object)
    sign_out_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("画面をロックしました", parent=parent)
        self.person = PlainLabel("", TextRole.STRONG)
        self.password = PasswordField()
        self.tools = PasswordTools(self.password)
        self.remark = Remark()
        self.button = action_button(_UNLOCK, primary=True)
        self.body.addWidget(self.person)
        self.add_field("パスワード(&P)", self.password)
        self.body.addWidget(self.tools)
        self.body.addWidget(self.remark)
        self.add_button(self.button)
        kept = "入力中の内容は下書きに残っています。"
        note = Paragraph(kept, TextRole.QUIET)
        note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.foot.addWidget(note)
        self.sign_out = link_button("別の利用者でサインイン(&O)")
        self.foot.addWidget(self.sign_out, alignment=Qt.AlignmentFlag.AlignCenter)
        self.password.returnPressed.connect(self._on_entered)
        self.password.textEdited.connect(self._on_edited)
        self.button.clicked.connect(self._on_entered)
        self.sign_out.clicked.connect(self.sign_out_requested)

    def start(self, name: str, login: str) -> None:
        """Lock the desk of a person."""
        self.person.setText(f"{name}（{login}）" if name != login else login)
        self._allow(allowed=True)
        self.password.clear()
        self.tools.hide_again()
        self.button.setText(_UNLOCK)
        self.remark.clear()
        self.setFocus()

    def refuse(self, failure: KdxError) -> None:
        """Say why it stays locked."""
        self._allow(allowed=True)
        if isinstance(failure, ConnectionLost):
            self.remark.refuse(failure.message)
            self.button.setText(_AGAIN)
            self.button.setFocus()
        else:
            self.remark.refuse("解除できません。パスワードをご確認ください。")
            self.password.clear()
            self.password.setFocus()

    def forget(self) -> None:
        """Keep nothing of the password."""
        self.password.clear()

    @override
    def setFocus(self, *_reason: object) -> None:
        self.password.setFocus()

    def _on_edited(self) -> None:
        self.button.setText(_UNLOCK)

    def _on_entered(self) -> None:
        if self.password.text():
            self._allow(allowed=False)
            self.remark.inform("確認しています。")
            self.submitted.emit(self.password.secret)

    def _allow(self, *, allowed: bool) -> None:
        for widget in (self.password, self.tools, self.button, self.sign_out):
            widget.setEnabled(allowed)
