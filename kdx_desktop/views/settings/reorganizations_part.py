"""機構改革: a list of who became whom, and the picture of the chosen one with its chain."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMessageBox, QVBoxLayout, QWidget

from kdx_desktop.services.organization_changes import OrganizationBook
from kdx_desktop.services.organization_checks import Reorganization, share_text
from kdx_desktop.views.plain_text import Paragraph, explain, question_box
from kdx_desktop.views.settings.lineage import Lineage, lineage
from kdx_desktop.views.settings.lineage_picture import LineagePicture
from kdx_desktop.views.settings.list_table import ListTable
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.flow_row import FlowRow

_HEADER = ("施行月", "種類", "前の部署", "後の部署", "按分率")


class ReorganizationsPart(QWidget):
    """The list is for the keyboard, the picture says the same to the eye."""

    chosen = Signal(object)
    add_requested = Signal()
    withdraw_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.table = ListTable(
            "機構改革の一覧", _HEADER, stretched=(2, 3), most_rows=5, grows=False, spare=(1, 4)
        )
        self.picture = LineagePicture()
        self.add = action_button("機構改革を登録(&A)", primary=True, icon_name="plus")
        self.edit = action_button("編集(&E)", icon_name="edit")
        self.withdraw = action_button("登録を取り消す(&D)", icon_name="trash")
        self._words = Paragraph("", TextRole.QUIET)
        self._picture_card = Card("承継の図")
        self._list_card = Card()
        self._empty = EmptyState(
            "機構改革の登録はまだありません",
            "部署の統合・分割・改称を登録すると、前年度や基準年度との比較が部署をまたいで続きます。",
        )
        self._book: OrganizationBook | None = None
        self._question: QMessageBox | None = None
        self._arrange()
        self.table.pointed.connect(self._on_pointed)
        self.table.chosen.connect(self.chosen)
        self.add.clicked.connect(self.add_requested)
        self.edit.clicked.connect(self._on_edit_clicked)
        self.withdraw.clicked.connect(self._on_withdraw_clicked)
        self.first = self.table

    def show_book(self, book: OrganizationBook) -> None:
        """Show another state of the organisation."""
        self._book = book
        there = bool(book.reorganizations)
        self.table.show_rows([(one, self._texts(book, one)) for one in book.reorganizations])
        for widget in (self.table, self._picture_card, self.edit, self.withdraw):
            widget.setVisible(there)
        self._empty.setVisible(not there)
        self.add.setEnabled(bool(book.departments))
        self._on_pointed(self.table.value)

    def _arrange(self) -> None:
        self._list_card.body.addWidget(self.table)
        self._list_card.body.addWidget(self._empty)
        buttons = FlowRow.of(self.add, self.edit, self.withdraw)
        self._list_card.body.addWidget(buttons)
        self._picture_card.body.addWidget(self._words)
        self._picture_card.body.addWidget(self.picture)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(4))
        column.addWidget(self._list_card)
        column.addWidget(self._picture_card)
        column.addStretch()
        explain(
            self.table,
            "機構改革の一覧です。矢印キーで選ぶと下の図が変わり、Enterで編集します。",
        )

    def _on_pointed(self, reform: object) -> None:
        book = self._book
        if book is None or not isinstance(reform, Reorganization):
            self.picture.show_lineage(Lineage((), (), ()), {}, None)
            return
        names = {one.code: one.name for one in book.departments}
        shown = lineage(reform, book.reorganizations)
        self.picture.show_lineage(shown, names, reform)
        chain = "、".join(month.japanese for month in shown.months if month != reform.month)
        self._words.setText(
            f"青が{reform.month.japanese}の{reform.kind}です。"
            + (f"灰色は前後の機構改革（{chain}）です。" if chain else "")
            + "帯の太さと数字は按分率、破線は按分できない承継です。"
        )

    def _on_edit_clicked(self) -> None:
        if self.table.value is not None:
            self.chosen.emit(self.table.value)

    def _on_withdraw_clicked(self) -> None:
        reform = self.table.value
        if not isinstance(reform, Reorganization):
            return
        box = question_box(
            self,
            "登録の取消",
            f"{reform.month.japanese}の「{reform.words}」の登録を取り消しますか。\n"
            "前年度や基準年度との比較、順位が変わることがあります。",
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        stay = box.addButton("取り消さない(&C)", QMessageBox.ButtonRole.RejectRole)
        self._drop = box.addButton("登録を取り消す(&D)", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.buttonClicked.connect(self._on_answered)
        self._question, self._asked = box, reform
        box.open()

    def _on_answered(self, button: object) -> None:
        if button is self._drop:
            self.withdraw_requested.emit(self._asked)

    @staticmethod
    def _texts(book: OrganizationBook, reform: Reorganization) -> tuple[str, ...]:
        names = {one.code: one.name for one in book.departments}
        shares = [
            "按分できない" if link.share is None else share_text(link.share)
            for link in reform.links
        ]
        if all(link.share is None for link in reform.links):
            del shares[1:]
        return (
            reform.month.japanese,
            reform.kind,
            "、".join(f"{code} {names.get(code, '')}".strip() for code in reform.predecessors),
            "、".join(f"{code} {names.get(code, '')}".strip() for code in reform.successors),
            "、".join(shares),
        )
