"""PasswordPage: change one's password; with a temporary one nothing else is seen before that."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import DataError, KdxError
from kdx_desktop.services import passwords
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, name_for_readers
from kdx_desktop.views.sign_in.form_page import FormPage, Remark
from kdx_desktop.views.sign_in.password_field import PasswordField, PasswordTools
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button, link_button
from kdx_desktop.views.widgets.icon_label import IconLabel

_DUE = "仮のパスワードをお使いです。ご自身だけが知るものに変更すると、続けられます。"


class PasswordPage(FormPage):
    """The rules stand beside the fields and are ticked off while one types."""

    #: Change the password: the current Secret, the new one.
    submitted = Signal(object, object)
    cancelled = Signal()
    sign_out_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("パスワードの変更", 168, parent)
        self._login = ""
        self._least = passwords.DEFAULT_MIN_LENGTH
        self.intro = Paragraph()
        self.current = PasswordField()
        self.new = PasswordField()
        self.again = PasswordField()
        self.tools = PasswordTools(self.current, self.new, self.again)
        self.rules = [_Rule() for _ in range(4)]
        self.remark = Remark(1)
        self.button = action_button("変更する(&S)", primary=True)
        self.cancel = link_button("変更せずに戻る(&B)")
        self.sign_out = link_button("別の利用者でサインイン(&O)")
        self._build()
        for field in (self.current, self.new, self.again):
            field.textChanged.connect(self._show_rules)
            field.returnPressed.connect(self._on_entered)
        self.button.clicked.connect(self._on_entered)
        self.cancel.clicked.connect(self.cancelled)
        self.sign_out.clicked.connect(self.sign_out_requested)

    def start(self, login: str, least: int, *, due: bool) -> None:
        """Ask a person for a new password of at least ``least`` characters; ``due``: they must."""
        self._login, self._least = login, least
        self.intro.setText(_DUE if due else f"利用者名：{login}")
        self.cancel.setVisible(not due)
        self.sign_out.setVisible(due)
        self.forget()
        self.tools.hide_again()
        self.remark.clear()
        self._allow(allowed=True)
        self._show_rules()
        self.setFocus()

    def refuse(self, failure: KdxError) -> None:
        """Say why the password is still the old one."""
        self._allow(allowed=True)
        self._show_rules()
        self.remark.refuse(failure.message)
        self.current.setFocus()
        self.current.selectAll()

    def forget(self) -> None:
        """Keep nothing of the passwords."""
        for field in (self.current, self.new, self.again):
            field.clear()

    @override
    def setFocus(self, *_reason: object) -> None:
        self.current.setFocus()

    def _build(self) -> None:
        self.body.addWidget(self.intro)
        row = QHBoxLayout()
        row.setSpacing(space(8))
        left = QVBoxLayout()
        left.setSpacing(space(3))
        self.add_field("現在のパスワード(&C)", self.current, left)
        self.add_field("新しいパスワード(&N)", self.new, left)
        self.add_field("新しいパスワード（もう一度）(&R)", self.again, left)
        left.addWidget(self.tools)
        right = QVBoxLayout()
        right.setSpacing(space(2))
        right.addWidget(PlainLabel("新しいパスワードの決まり", TextRole.STRONG))
        for rule in self.rules:
            right.addWidget(rule)
        right.addStretch()
        row.addLayout(left, 3)
        row.addLayout(right, 2)
        self.body.addLayout(row)
        self.body.addWidget(self.remark)
        self.add_button(self.button)
        for link in (self.cancel, self.sign_out):
            self.foot.addWidget(link, alignment=Qt.AlignmentFlag.AlignCenter)

    def _show_rules(self) -> None:
        """Tick off what holds, and say by the button what is still to be done."""
        new, current = self.new.text(), self.current.text()
        named = len(self._login) >= 3 and self._login in new.casefold()
        same = bool(new) and new == self.again.text()
        for rule, (text, holds) in zip(
            self.rules,
            (
                (f"{self._least}文字以上", len(new) >= self._least),
                ("利用者名を含まない", bool(new) and not named),
                ("現在のパスワードと異なる", bool(new and current) and new != current),
                ("2回の入力が同じ", same),
            ),
            strict=True,
        ):
            rule.show_rule(text, holds=holds)
        missing = self._missing()
        self.button.setEnabled(not missing)
        self.button.setAccessibleDescription(missing)
        self.remark.say(missing)

    def _missing(self) -> str:
        """Return what keeps the button from being pressed, empty when nothing does."""
        if not self.current.text():
            return "現在のパスワードを入力してください。"
        if not self.new.text():
            return "新しいパスワードを入力してください。"
        try:
            passwords.require_good(self._login, self.new.text(), self.current.text(), self._least)
        except DataError as refused:
            return refused.message
        if not self.again.text():
            return "新しいパスワードをもう一度入力してください。"
        return "" if self.new.text() == self.again.text() else "2回の入力が異なります。"

    def _on_entered(self) -> None:
        fields = (self.current, self.new, self.again)
        if not self._missing():
            self._allow(allowed=False)
            self.remark.inform("変更しています。")
            self.submitted.emit(self.current.secret, self.new.secret)
        elif (empty := next((one for one in fields if not one.text()), None)) is not None:
            empty.setFocus()

    def _allow(self, *, allowed: bool) -> None:
        for widget in (self.current, self.new, self.again, self.tools, self.button, self.cancel):
            widget.setEnabled(allowed)


class _Rule(QWidget):
    """One rule: a tick when it holds, a dash when it does not yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        self._icon = IconLabel(5)
        self._text = PlainLabel()
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)

    def show_rule(self, text: str, *, holds: bool) -> None:
        """Say the rule, and whether it holds."""
        self._text.setText(text)
        self._text.set_role(TextRole.BODY if holds else TextRole.QUIET)
        self._icon.show_icon(*(("circle-check", "success") if holds else ("minus", "quiet_text")))
        name_for_readers(self, f"{text}：{'満たしています' if holds else 'まだです'}")
        self._text.setAccessibleName(self.accessibleName())
