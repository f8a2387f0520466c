"""SampleBanner: says that everything on screen is made up, and lets one change the role."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from kdx_desktop.services.person import Role
from kdx_desktop.views.plain_text import PlainLabel, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import link_button
from kdx_desktop.views.widgets.choice_box import ChoiceBox

#: Those who see figures; a sample city has no accounts to keep.
_PLAYED = (Role.CHIEF, Role.CLERK, Role.TEAM, Role.MANAGER)


class SampleBanner(QFrame):
    """A slim line above everything; the role switch is there in a throw-away city only."""

    role_selected = Signal(object)
    tour_requested = Signal()

    def __init__(self, role: Role, *, throw_away: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("notice", "sample")
        row = QHBoxLayout(self)
        row.setContentsMargins(space(4), space(1), space(4), space(1))
        row.setSpacing(space(3))
        row.addWidget(PlainLabel("サンプル", TextRole.STRONG))
        text = "架空の市のデータです。"
        if throw_away:
            text += "自由に試せます。閉じると消えます。"
        row.addWidget(PlainLabel(text), 1)
        self._roles = ChoiceBox("役割", "その役割の人に見える画面に切り替えます")
        for one in _PLAYED:
            self._roles.addItem(one.japanese, one)
        self._roles.setCurrentIndex(self._roles.findData(role))
        label = PlainLabel("役割")
        label.setBuddy(self._roles)
        for widget in (label, self._roles):
            row.addWidget(widget)
            widget.setVisible(throw_away)
        self.tour = link_button("操作の案内")
        self.tour.clicked.connect(self.tour_requested)
        row.insertWidget(2, self.tour)
        explain(
            self,
            "いま見ているのは架空の市のデータです。役割を切り替えると、その役割の人に見える画面を試せます。"
            "「操作の案内」は画面の使い方を順に示します。",
        )
        self._roles.activated.connect(self._on_activated)

    def _on_activated(self, index: int) -> None:
        self.role_selected.emit(Role(self._roles.itemData(index)))
