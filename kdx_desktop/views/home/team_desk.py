"""The home of the HR/DX team: how far the month has come, and the next step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kdx_desktop.views.home.desk import Desk
from kdx_desktop.views.home.faces import Lead, TeamFace
from kdx_desktop.views.home.row_list import RowList
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.card_grid import CardGrid
from kdx_desktop.views.widgets.figure_line import FigureLine
from kdx_desktop.views.widgets.part_bar import PartBar


class TeamDesk(Desk):
    """The bar says where all departments stand; the button leads to what comes next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lead = Lead("submissions")
        self._month = Card("今月の集まり具合")
        self._approved = FigureLine()
        self._bar = PartBar("提出の状況")
        self._next = Paragraph()
        self.button = action_button("提出状況を開く(&N)", primary=True)
        self._waiting = RowList("承認を待っている部署", "承認を待っている提出はありません。")
        self._late = RowList("期限を過ぎた部署", "期限を過ぎた部署はありません。")
        self._doubts = RowList("確かめたい数値", "確認しています。")
        self._arrange()
        self.button.clicked.connect(self._on_next)
        for rows in (self._waiting, self._late, self._doubts):
            rows.pressed.connect(self.lead_to)
            rows.more_pressed.connect(self._on_more)
        self.setFocusProxy(self.button)
        explain(self, "対象月の提出の進み具合と、次にすることを表示します。")

    def show_face(self, face: TeamFace) -> None:
        """Show where the month stands."""
        self._lead = face.lead
        self._month.set_title(face.title)
        self._approved.show_texts(face.figure, face.beside)
        self._bar.show_parts(face.parts)
        self._next.setText(face.step)
        self.button.setText(face.act)
        self._waiting.show_rows(face.waiting)
        self._late.set_heading(face.late_heading)
        self._late.show_rows(face.late)
        if face.doubts is None:
            return  # those of before stay until they are read
        if face.doubts:
            self._doubts.show_rows(face.doubts)
        else:
            self._doubts.say_nothing("説明のない目立つ数値はありません。")

    def _arrange(self) -> None:
        step = QHBoxLayout()
        step.setSpacing(space(4))
        step.addWidget(self._next, 1, Qt.AlignmentFlag.AlignVCenter)
        step.addWidget(self.button)
        self._month.body.addLayout(self._approved)
        self._month.body.addWidget(self._bar)
        self._month.body.addLayout(step)
        self.column.addWidget(self._month)
        lists = CardGrid(most=2, least=110)
        lists.add(self._waiting)
        lists.add(self._late)
        self.column.addWidget(lists)
        self.column.addWidget(self._doubts)
        self.column.addStretch(1)

    def _on_next(self) -> None:
        self.lead_to(self._lead)

    def _on_more(self) -> None:
        self.lead_to(Lead("submissions"))
