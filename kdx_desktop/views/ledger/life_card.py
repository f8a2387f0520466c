"""LifeCard: the revisions of one figure, newest first, and all that is known of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kdx_desktop.services.month_history import CellHistory
from kdx_desktop.views.ledger import ledger_texts as texts
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.buttons import action_button, link_button
from kdx_desktop.views.widgets.card import Card, rule
from kdx_desktop.views.widgets.fact_list import FactList
from kdx_desktop.views.widgets.roomy_table import RoomyTable
from kdx_desktop.views.widgets.text_table_model import TextTableModel

_MOST_ROWS = 6
_OPEN = "この月はまだ締め切られていません。数値は月次入力で直せます。"
_NOTHING = "まだ何も登録されていません。"


class LifeCard(Card):
    """A closed month is corrected from here; an open one where it is entered."""

    correct_requested = Signal()
    entry_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("履歴", parent)
        self._cell: CellHistory | None = None
        self.model = TextTableModel(texts.REVISIONS, texts.REVISIONS_NUMBERS, self)
        self.table = RoomyTable("履歴", len(texts.REVISIONS) - 1, 40)
        self.table.setModel(self.model)
        self.correct_button = action_button("訂正する(&E)…")
        self._entry = link_button("月次入力を開く")
        self._open = Paragraph(_OPEN, TextRole.QUIET)
        self._nothing = Paragraph(_NOTHING, TextRole.QUIET)
        self.facts = FactList(wraps=True)
        self._line = rule()
        self.head.addWidget(self._entry)
        self.head.addWidget(self.correct_button)
        for widget in (self._open, self._nothing, self.table, self._line, self.facts):
            self.body.addWidget(widget)
        explain(self.table, "この数値が登録・変更された記録です。新しいものから並びます。")
        explain(self.correct_button, "締め切った月の数値を、理由を付けて直します。記録は残ります。")
        self.correct_button.clicked.connect(self.correct_requested)
        self._entry.clicked.connect(self.entry_requested)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)

    def show_cell(self, cell: CellHistory, *, closed: bool) -> None:
        """Show another figure."""
        self._cell = cell
        self.set_title(f"{cell.metric.name}の履歴")
        self.correct_button.setVisible(closed)
        self._open.setVisible(not closed)
        self._entry.setVisible(not closed)
        self.model.show_rows(texts.revision_rows(cell))
        has = bool(cell.revisions)
        self._nothing.setVisible(not has)
        for widget in (self.table, self._line, self.facts):
            widget.setVisible(has)
        self._fit()
        if has:
            self.table.selectRow(0)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        header = self.table.horizontalHeader()
        header.ensurePolished()
        rows = min(self.model.rowCount(), _MOST_ROWS) * space(8)
        bar = self.table.horizontalScrollBar().sizeHint().height()
        self.table.setFixedHeight(header.sizeHint().height() + rows + bar)

    def _on_row_changed(self, row: QModelIndex) -> None:
        if self._cell is not None and row.isValid():
            one = self._cell.revisions[row.row()]
            self.facts.show_facts(texts.revision_facts(self._cell, one))
