"""ChangesPanel: every change of the ledger, newest first, read page by page."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.services.changes import ChangePage, changes, kind_name
from kdx_desktop.services.recording import Kind
from kdx_desktop.views.ledger import ledger_texts as texts
from kdx_desktop.views.ledger.changes_table_model import ChangesTableModel
from kdx_desktop.views.ledger.ledger_panel import LedgerPanel
from kdx_desktop.views.ledger.search_line import search_line
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, explain
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.choice_box import ChoiceBox
from kdx_desktop.views.widgets.fact_list import FactList
from kdx_desktop.views.widgets.roomy_table import RoomyTable
from kdx_desktop.workspace import Workspace

#: Milliseconds after the last key before the store is asked.
_QUIET = 300


class ChangesPanel(LedgerPanel):
    """The search is the store's: it finds what has not been read yet."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.kind = ChoiceBox("種類")
        self.kind.addItem("すべての種類", "")
        for kind in Kind:
            self.kind.addItem(kind_name(kind), kind.value)
        self.search = search_line("番号・人・端末・理由・ファイルで探す")
        self._count = PlainLabel("", TextRole.QUIET)
        self.model = ChangesTableModel(self)
        self.table = RoomyTable("変更の一覧", texts.CHANGES.index("理由"), 50)
        self.table.setModel(self.model)
        self._none = Paragraph("当てはまる変更はありません。", TextRole.QUIET)
        self.facts = FactList(wraps=True)
        self._timer = QTimer(self, singleShot=True, interval=_QUIET)
        self._build()
        self.kind.currentIndexChanged.connect(self._read)
        self.search.textChanged.connect(self._on_searched)
        self._timer.timeout.connect(self._read)
        self.model.more_wanted.connect(self._on_more_wanted)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)

    @override
    def look_at(self, scope: Scope) -> None:
        self._read()

    def _build(self) -> None:
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(space(3))
        head.addWidget(self.kind)
        head.addWidget(self.search, 1)
        head.addWidget(self._count)
        card.body.addLayout(head)
        card.body.addWidget(self._none)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.facts)
        self._none.hide()
        self.table.setMinimumHeight(space(48))
        explain(
            self.table,
            "入力・取込・訂正・承認など、台帳に加わったすべての変更です。取り消されたり、"
            "書き換えられたりすることはありません。下へ進むと続きを読み込みます。",
        )
        self.fill().addWidget(card, 1)

    def _read(self) -> None:
        self._timer.stop()
        self.workspace.run(self._work(None), self._on_first_read, self.on_failed)

    def _work(self, before: int | None) -> partial[ChangePage]:
        chosen = str(self.kind.currentData())
        kinds = [Kind(chosen)] if chosen else []
        return partial(changes, before=before, kinds=kinds, text=self.search.text())

    def _on_first_read(self, page: ChangePage) -> None:
        chosen = self.table.currentIndex().row()
        self.model.show_page(page)
        self._none.setVisible(not page.records)
        self.facts.show_facts([])
        if 0 <= chosen < len(page.records):
            self.table.selectRow(chosen)
        self._show_count()
        self.filled.emit()

    def _on_more_wanted(self, before: int) -> None:
        self.workspace.run(self._work(before), self._on_more_read, self._on_more_failed)

    def _on_more_read(self, page: ChangePage) -> None:
        if page.records:
            self.model.add_page(page)
        self._show_count()

    def _on_more_failed(self, failure: KdxError) -> None:
        self.model.give_up()
        self.failed.emit(failure)

    def _show_count(self) -> None:
        shown, total = self.model.rowCount(), self.model.total
        self._count.setText(f"{shown:,}／{total:,}件" if shown != total else f"{total:,}件")

    def _on_searched(self, _text: str) -> None:
        self._timer.start()

    def _on_row_changed(self, row: QModelIndex) -> None:
        facts = texts.change_facts(self.model.record(row.row())) if row.isValid() else []
        self.facts.show_facts(facts)
