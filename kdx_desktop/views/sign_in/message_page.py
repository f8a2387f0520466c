"""MessagePage: why there is nothing to see for somebody, and whom to ask."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kdx_desktop.views.plain_text import Paragraph, PlainLabel
from kdx_desktop.views.sign_in.form_page import FormPage
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button, link_button


class MessagePage(FormPage):
    """A heading and a sentence; one can look again, or leave."""

    again_requested = Signal()
    sign_out_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", 128, parent)
        self.text = Paragraph()
        self.again = action_button("もう一度確認する(&R)")
        self.sign_out = link_button("別の利用者でサインイン(&O)")
        self.person = PlainLabel("", TextRole.QUIET)
        self.body.addWidget(self.text)
        self.add_button(self.again)
        for widget in (self.person, self.sign_out):
            self.foot.addWidget(widget, alignment=Qt.AlignmentFlag.AlignCenter)
        self.again.clicked.connect(self.again_requested)
        self.sign_out.clicked.connect(self.sign_out_requested)

    def tell_no_rights(self, person: str, *, can_leave: bool) -> None:
        """Say that this person may see nothing."""
        self.title.setText("利用の権限がありません")
        self.text.setText(
            "この利用者は登録されていないか、利用が止められています。\n"
            "アカウント管理の担当へ、下の利用者名を添えてご連絡ください。"
        )
        self.setAccessibleName(self.title.text())
        self.person.setText(f"利用者名：{person}")
        self.sign_out.setVisible(can_leave)

    @override
    def setFocus(self, *_reason: object) -> None:
        self.again.setFocus()
