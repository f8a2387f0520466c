"""SignInPage: who are you — the name and the password for the office's server."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from kdx_desktop.errors import ConnectionLost, KdxError
from kdx_desktop.views.opening import Server
from kdx_desktop.views.plain_text import ElidedLabel, Paragraph
from kdx_desktop.views.sign_in.form_page import FormPage, Remark
from kdx_desktop.views.sign_in.password_field import PasswordField, PasswordTools
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button, link_button

_SIGN_IN, _AGAIN = "サインイン(&S)", "もう一度(&S)"
_LOGIN_HINTS = (
    Qt.InputMethodHint.ImhNoAutoUppercase
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhLatinOnly
)


class SignInPage(FormPage):
    """Says the same for an unknown name and a wrong password."""

    #: Sign in with this login and this Secret.
    submitted = Signal(str, object)
    leave_requested = Signal()

    def __init__(self, server: Server, parent: QWidget | None = None) -> None:
        super().__init__("サインイン", parent=parent)
        self.login = QLineEdit(server.login)
        self.login.setInputMethodHints(_LOGIN_HINTS)
        self.password = PasswordField()
        self.tools = PasswordTools(self.password)
        self.remark = Remark()
        self.button = action_button(_SIGN_IN, primary=True)
        self.add_field("利用者名(&U)", self.login)
        self.add_field("パスワード(&P)", self.password)
        self.body.addWidget(self.tools)
        self.body.addWidget(self.remark)
        self.add_button(self.button)
        stuck = "サインインできないときは、アカウント管理の担当まで。"
        for label in (
            ElidedLabel(
                f"サーバー：{server.place}　データベース：{server.database}", TextRole.QUIET
            ),
            Paragraph(stuck, TextRole.QUIET),
        ):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.foot.addWidget(label)
        self.leave = link_button("このPC のデータを開く(&L)")
        self.foot.addWidget(self.leave, alignment=Qt.AlignmentFlag.AlignCenter)
        self.leave.setVisible(server.leave is not None)
        for field in (self.login, self.password):
            field.returnPressed.connect(self._on_entered)
            field.textEdited.connect(self._on_edited)
        self.button.clicked.connect(self._on_entered)
        self.leave.clicked.connect(self.leave_requested)

    def start(self, reason: str = "") -> None:
        """Ask; ``reason`` says why once more."""
        self._allow(allowed=True)
        self.password.clear()
        self.tools.hide_again()
        self.button.setText(_SIGN_IN)
        self.remark.clear()
        if reason:
            self.remark.inform(reason)
        self.setFocus()

    def refuse(self, failure: KdxError) -> None:
        """Say why it did not work; where the server was not reached, the password is kept."""
        self._allow(allowed=True)
        self.remark.refuse(failure.message)
        if isinstance(failure, ConnectionLost):
            self.button.setText(_AGAIN)
            self.button.setFocus()
        else:
            self.password.clear()
            self.password.setFocus()

    def forget(self) -> None:
        """Keep nothing of the password."""
        self.password.clear()

    @override
    def setFocus(self, *_reason: object) -> None:
        (self.password if self.login.text() else self.login).setFocus()

    def _on_edited(self) -> None:
        self.button.setText(_SIGN_IN)

    def _on_entered(self) -> None:
        login = unicodedata.normalize("NFKC", self.login.text()).strip().lower()
        self.login.setText(login)
        if not login:
            self.remark.refuse("利用者名を入力してください。")
            self.login.setFocus()
        elif not self.password.text():
            self.remark.refuse("パスワードを入力してください。")
            self.password.setFocus()
        else:
            self._allow(allowed=False)
            self.remark.inform("サインインしています。")
            self.submitted.emit(login, self.password.secret)

    def _allow(self, *, allowed: bool) -> None:
        for widget in (self.login, self.password, self.tools, self.button, self.leave):
            widget.setEnabled(allowed)
