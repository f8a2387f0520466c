"""CorrectionsPanel: 訂正一覧 — what was put right, by whom, from what to what, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.services.corrections import MOST, Correction, Corrections
from kdx_desktop.views.ledger import ledger_texts as texts
from kdx_desktop.views.ledger.correction_list import CorrectionList, listed
from kdx_desktop.views.ledger.ledger_panel import LedgerPanel
from kdx_desktop.views.ledger.row_search import RowSearch
from kdx_desktop.views.ledger.search_line import search_line
from kdx_desktop.views.plain_text import Paragraph, PlainLabel, explain
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.views.widgets.choice_box import ChoiceBox
from kdx_desktop.views.widgets.fact_list import FactList
from kdx_desktop.views.widgets.roomy_table import RoomyTable
from kdx_desktop.views.widgets.segments import Segments
from kdx_desktop.views.widgets.text_table_model import TextTableModel
from kdx_desktop.workspace import Workspace

#: Days back from now; 0: from the beginning.
_PERIODS = (("直近30日", 30), ("直近3か月", 92), ("直近1年", 366), ("すべての期間", 0))
_WHICH = ((False, "訂正だけ"), (True, "置き換えも含む"))
_NONE = "この期間に訂正はありません。期間を広げるか、「置き換えも含む」を選んでください。"


class CorrectionsPanel(LedgerPanel):
    """Enter on a row leads to the figure's history."""

    #: Show the history of a figure: a Correction.
    cell_requested = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self._found = Corrections((), cut=False)
        self.period = ChoiceBox("期間")
        for name, days in _PERIODS:
            self.period.addItem(name, days)
        self.period.setCurrentIndex(1)
        self.which = Segments("一覧に載せるもの", _WHICH)
        self.search = search_line("人・部署・指標・理由で絞り込む")
        self._count = PlainLabel("", TextRole.QUIET)
        self.model = TextTableModel(texts.CORRECTIONS, texts.CORRECTIONS_NUMBERS, self)
        self.rows = RowSearch(self)
        self.rows.setSourceModel(self.model)
        self.table = RoomyTable("訂正一覧", texts.CORRECTIONS.index("理由"), 24)
        self.table.setModel(self.rows)
        self._none = Paragraph(_NONE, TextRole.QUIET)
        self.facts = FactList(wraps=True)
        self._build()
        self._connect()

    @override
    def look_at(self, scope: Scope) -> None:
        self._read()

    def _build(self) -> None:
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(space(3))
        head.addWidget(self.period)
        head.addWidget(self.which)
        head.addStretch()
        head.addWidget(self._count)
        card.body.addLayout(head)
        card.body.addWidget(self.search)
        card.body.addWidget(self._none)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.facts)
        explain(self.table, "Enterキーかダブルクリックで、その数値の履歴を開きます。")
        explain(
            self.which,
            "訂正は、締め切った月の数値を理由を付けて直したものです。置き換えは、"
            "締め切る前に数値が変わったものです。",
        )
        self.fill().addWidget(card, 1)
        self.table.setMinimumHeight(space(48))
        self._none.hide()

    def _connect(self) -> None:
        self.period.currentIndexChanged.connect(self._read)
        self.which.selected.connect(self._on_which_selected)
        self.search.textChanged.connect(self._on_searched)
        self.table.row_opened.connect(self._on_row_opened)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)

    def _read(self) -> None:
        days = int(self.period.currentData())
        since = datetime.now(UTC) - timedelta(days=days) if days else None
        work = partial(listed, since=since, replaced_too=self.which.value is True)
        self.workspace.run(work, self._on_read, self.on_failed)

    def _on_read(self, read: CorrectionList) -> None:
        found = read.found
        if found != self._found:
            self._found = found
            self.rows.look_in(read.searched)
            self.model.show_rows(read.rows)
            self.facts.show_facts([])
        self._none.setVisible(not found.rows)
        one_kind = self.which.value is False
        self.table.setColumnHidden(texts.CORRECTIONS.index("種類"), one_kind)
        self.table.measure()
        self._show_count()
        self.filled.emit()

    def _show_count(self) -> None:
        seen, there = self.rows.rowCount(), len(self._found.rows)
        text = f"{seen:,}／{there:,}件" if seen != there else f"{there:,}件"
        self._count.setText(f"新しい{MOST:,}件だけを表示　{text}" if self._found.cut else text)

    def _correction(self, row: int) -> Correction:
        return self._found.rows[self.rows.mapToSource(self.rows.index(row, 0)).row()]

    def _on_which_selected(self, _value: object) -> None:
        self._read()

    def _on_searched(self, text: str) -> None:
        self.rows.search(text)
        self._show_count()

    def _on_row_changed(self, row: QModelIndex) -> None:
        """Tell in full what the row has no room for."""
        one = self._correction(row.row()) if row.isValid() else None
        self.facts.show_facts(texts.correction_facts(one) if one else [])

    def _on_row_opened(self, row: int) -> None:
        self.cell_requested.emit(self._correction(row))
