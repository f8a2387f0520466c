"""The check list: what about the organisation does not add up, and what mends it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kdx_desktop.services.organization_changes import OrganizationBook
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.settings.list_table import ListTable
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.empty_state import EmptyState


class DoubtsPart(QWidget):
    """Enter on a line leads to where it is mended."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.table = ListTable(
            "組織の点検", ("コード", "部署", "気になる点", "対応"), stretched=(2,), most_rows=12
        )
        self._sound = EmptyState(
            "気になる点はありません",
            "承継先のない廃止部署、時期の合わない承継、合計が1にならない割合はありません。",
        )
        self._about = Paragraph("Enterで、直すための画面を開きます。", TextRole.QUIET)
        card = Card("組織の点検")
        for widget in (self._about, self.table, self._sound):
            card.body.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch()
        self.table.chosen.connect(self.chosen)
        self.first = self.table
        explain(self.table, "組織の登録で、つじつまの合わない点の一覧です。")

    def show_book(self, book: OrganizationBook) -> None:
        """Show another state of the organisation."""
        rows = [(one, (one.department, one.name, one.reason, one.remedy)) for one in book.doubts]
        self.table.show_rows(rows)
        for widget in (self.table, self._about):
            widget.setVisible(bool(rows))
        self._sound.setVisible(not rows)
