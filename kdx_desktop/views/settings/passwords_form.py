"""Temporary passwords, shown once: to be handed over, and never to be looked up again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QWidget

from kdx_desktop.views.notices import NoticeKind
from kdx_desktop.views.plain_text import PlainLabel, name_for_readers
from kdx_desktop.views.settings.edit_form import EditForm
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button

_ABOUT = (
    "仮のパスワードは二度と表示されません。本人だけに渡してください。"
    "最初のサインインで本人が自分のパスワードに変えるまで、ほかには何も使えません。"
)


class PasswordsForm(EditForm):
    """Nothing is typed here; closing forgets them."""

    def __init__(self, passwords: Mapping[str, str]) -> None:
        super().__init__("仮のパスワード", _ABOUT)
        self.lines: list[QLineEdit] = []
        self.copies: list[QPushButton] = []
        grid = QWidget()
        rows = QGridLayout(grid)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(space(3))
        rows.setVerticalSpacing(space(2))
        rows.setColumnStretch(3, 1)
        for row, (login, password) in enumerate(passwords.items()):
            line = QLineEdit(password)
            line.setReadOnly(True)
            line.setProperty("numbers", "true")
            line.setMinimumWidth(space(56))
            name_for_readers(line, f"{login}の仮のパスワード")
            copy = action_button("コピー", icon_name="copy")
            name_for_readers(copy, f"{login}の仮のパスワードをコピー")
            copy.clicked.connect(partial(self._copy, line))
            rows.addWidget(PlainLabel(login, TextRole.STRONG), row, 0)
            rows.addWidget(line, row, 1)
            rows.addWidget(copy, row, 2, Qt.AlignmentFlag.AlignLeft)
            self.lines.append(line)
            self.copies.append(copy)
        self.add(grid)
        self.without_reason()
        self.save_button.hide()
        self.cancel_button.setText("閉じる(&C)")
        self.focus_first(self.copies[0])
        self.left.connect(self._forget)

    def _forget(self) -> None:
        for line in self.lines:
            line.clear()

    def _copy(self, line: QLineEdit) -> None:
        QGuiApplication.clipboard().setText(line.text())
        self.say(
            NoticeKind.INFO, "コピーしました。渡したあとは、別のものをコピーして消してください。"
        )
