"""FirstStart: asks three things on one page — where the data live, who you are, what to begin with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from kdx_desktop.services.person import Role
from kdx_desktop.views.opening import FirstChoice
from kdx_desktop.views.plain_text import (
    ElidedLabel,
    Paragraph,
    PlainLabel,
    name_for_readers,
    restyle,
)
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.choice_box import ChoiceBox
from kdx_desktop.views.widgets.scroll_column import ScrollColumn

_WIDTH = 170  # steps of the grid
_ROLES = (Role.TEAM, Role.CHIEF, Role.CLERK, Role.MANAGER)
_SCHEME = "postgresql://"
_WHOSE = {
    Role.TEAM: "全部署の入力・承認・設定ができます。",
    Role.CHIEF: "自分の部署の入力と提出をします。部署は、登録されたあとに画面の上で選べます。",
    Role.CLERK: "自分の部署の入力をします。部署は、登録されたあとに画面の上で選べます。",
    Role.MANAGER: "KPI、ランキング、レポートを見ます。",
}
_BY_SERVER = "サーバーの利用者登録と計画に従います。"


class FirstStart(ScrollColumn):
    """Every question has an answer from the start: Enter alone begins."""

    #: A FirstChoice.
    chosen = Signal(object)

    def __init__(self, place: str, login: str, parent: QWidget | None = None) -> None:
        """``place`` is this PC's own database; ``login`` the name at the system, may be empty."""
        super().__init__(parent)
        self.setAccessibleName("はじめての起動")
        middle = QWidget()
        middle.setMaximumWidth(space(_WIDTH))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        column.addWidget(PlainLabel("はじめての起動です", TextRole.TITLE))
        column.addWidget(
            Paragraph("三つ確かめれば始められます。そのままでよければEnter キーを押してください。")
        )
        column.addWidget(self._data(place))
        column.addWidget(self._person(login))
        column.addWidget(self._plan())
        self.begin = action_button("はじめる(&S)", primary=True)
        self.begin.clicked.connect(self._on_begin)
        column.addWidget(self.begin, alignment=Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(middle, 1)
        row.addStretch()
        self.column.addStretch(1)
        self.column.addLayout(row)
        self.column.addStretch(2)
        self._follow()

    def take_focus(self) -> None:
        """Begin at the first question."""
        self.here.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_begin()
        else:
            super().keyPressEvent(event)

    def _data(self, place: str) -> QWidget:
        card = Card("1　データの置き場所")
        self.here = QRadioButton("このPC(&P)")
        self.at_server = QRadioButton("庁内のサーバー(&D)")
        self.url = QLineEdit()
        self.url.setPlaceholderText("サーバー名/データベース名")
        name_for_readers(self.url, "サーバーのURL", "管理者に聞いたURL を入力します")
        self._wrong = Paragraph("", TextRole.ERROR)
        self._wrong.hide()
        self._where = _group(card, (self.here, self.at_server))
        card.body.insertWidget(2, ElidedLabel(f"保存先：{place}", TextRole.QUIET))
        card.body.addWidget(self.url)
        card.body.addWidget(self._wrong)
        self.at_server.toggled.connect(self._on_place_chosen)
        self.url.textChanged.connect(self._on_typed)
        return card

    def _person(self, login: str) -> QWidget:
        card = Card("2　あなたの役割")
        self.role = ChoiceBox("役割")
        for role in _ROLES:
            self.role.addItem(role.japanese, role)
        row = QHBoxLayout()
        row.setSpacing(space(3))
        label = PlainLabel("役割(&R)")
        label.setBuddy(self.role)
        row.addWidget(label)
        row.addWidget(self.role)
        row.addStretch()
        if login:
            row.addWidget(ElidedLabel(f"このPC の利用者：{login}", TextRole.QUIET), 1)
        card.body.addLayout(row)
        self._role_text = Paragraph("", TextRole.QUIET)
        card.body.addWidget(self._role_text)
        self.role.currentIndexChanged.connect(self._follow)
        return card

    def _plan(self) -> QWidget:
        card = Card("3　はじめる内容")
        self.with_plan = QRadioButton("金沢市デジタル戦略 2.0 の計画を読み込む(&K)")
        self.with_sample = QRadioButton("サンプルの市で試す(&A)")
        self._what = _group(card, (self.with_plan, self.with_sample))
        card.body.insertWidget(
            2, Paragraph("六つのKPI と目標、指標、取組が登録されます。", TextRole.QUIET)
        )
        card.body.addWidget(
            Paragraph("架空の市のデータが入っています。閉じると消えます。", TextRole.QUIET)
        )
        self.with_sample.toggled.connect(self._follow)
        return card

    def _on_place_chosen(self) -> None:
        self._follow()
        if self.at_server.isChecked():
            self.url.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_typed(self) -> None:
        self._wrong.hide()
        restyle(self.url, "invalid", "false")

    def _follow(self) -> None:
        """Ask only what still matters."""
        server = self.at_server.isChecked()
        self.url.setEnabled(server)
        for widget in (self.role, self.with_plan, self.with_sample):
            widget.setEnabled(not server)
        self._role_text.setText(_BY_SERVER if server else _WHOSE[Role(self.role.currentData())])

    def _on_begin(self) -> None:
        server = self.at_server.isChecked()
        url = self.url.text().strip() if server else ""
        if server and "://" not in url:
            url = f"{_SCHEME}{url}"
        if server and not all(url.partition("://")[2].partition("/")[::2]):
            self._wrong.setText("サーバー名とデータベース名を「/」で区切って入力してください。")
            self._wrong.show()
            restyle(self.url, "invalid", "true")
            self.url.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        sample = self.with_sample.isChecked() and not server
        self.chosen.emit(FirstChoice(url, str(self.role.currentData()), sample))


def _group(card: Card, buttons: Sequence[QRadioButton]) -> QButtonGroup:
    group = QButtonGroup(card)
    for button in buttons:
        group.addButton(button)
        card.body.addWidget(button)
    buttons[0].setChecked(True)
    return group
