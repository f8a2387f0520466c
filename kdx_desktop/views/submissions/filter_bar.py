"""FilterBar: the legend of the map, which also filters it; bureau and a part of a name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from kdx_desktop.services.board import MonthBoard, Standing
from kdx_desktop.views.plain_text import explain, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.submissions.state_chip import StateChip
from kdx_desktop.views.submissions.year_lines import Filter
from kdx_desktop.views.widgets.choice_box import ChoiceBox
from kdx_desktop.views.widgets.flow_row import FlowRow
from kdx_desktop.views.widgets.search_glass import add_glass
from kdx_desktop.views.widgets.standing_look import ORDER

_ALL = "すべての局"


class FilterBar(FlowRow):
    """Counts are those of the chosen month, whatever is filtered."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(1.5, parent)
        self.chips = {standing: StateChip(standing.japanese, standing) for standing in ORDER}
        self.late = StateChip("期限超過")
        self.doubts = StateChip("要確認の数値")
        self.bureau = ChoiceBox("局で絞り込む")
        self.search = QLineEdit()
        self._codes: frozenset[str] = frozenset()
        self._build()
        for chip in (*self.chips.values(), self.late, self.doubts):
            chip.toggled.connect(self._on_changed)
        self.bureau.currentIndexChanged.connect(self._on_changed)
        self.search.textChanged.connect(self._on_changed)

    @property
    def filter(self) -> Filter:
        """What is let through."""
        return Filter(
            frozenset(standing for standing, chip in self.chips.items() if chip.isChecked()),
            self.late.isChecked(),
            str(self.bureau.currentData() or ""),
            self.search.text().strip(),
            self._codes if self.doubts.isChecked() else None,
        )

    def show_month(self, found: MonthBoard, bureaus: Sequence[str]) -> None:
        """Show a month's counts and offer its bureaus; the filter stays."""
        counts = found.counts
        for standing, chip in self.chips.items():
            chip.show_count(counts[standing])
        self.late.show_count(found.late)
        if [self.bureau.itemData(n) or "" for n in range(self.bureau.count())] != ["", *bureaus]:
            chosen = self.bureau.currentData()
            self.bureau.blockSignals(True)
            self.bureau.clear()
            self.bureau.addItem(_ALL, "")
            for bureau in bureaus:
                self.bureau.addItem(bureau, bureau)
            self.bureau.setCurrentIndex(max(self.bureau.findData(chosen), 0))
            self.bureau.blockSignals(False)

    def show_doubts(self, codes: frozenset[str]) -> None:
        """Offer the departments with open questions; without any the chip goes."""
        self._codes = codes
        self.doubts.show_count(len(codes))
        if not codes:
            self.doubts.setChecked(False)
        self.doubts.setVisible(bool(codes))

    def let_only(self, *standings: Standing, late: bool = False, doubts: bool = False) -> None:
        """Filter by these, and nothing else."""
        self.blockSignals(True)
        for standing, chip in self.chips.items():
            chip.setChecked(standing in standings)
        self.late.setChecked(late)
        self.doubts.setChecked(doubts)
        self.bureau.setCurrentIndex(0)
        self.search.clear()
        self.blockSignals(False)
        self._on_changed()

    def let_all(self) -> None:
        """Filter nothing."""
        self.let_only()

    def _build(self) -> None:
        self.bureau.addItem(_ALL, "")
        self.bureau.setMinimumWidth(space(34))
        self.bureau.setMaximumWidth(space(60))
        self.search.setPlaceholderText("部署・コード")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(space(38))
        add_glass(self.search)
        name_for_readers(self.search, "部署を名称・コードで絞り込む")
        for chip in (*self.chips.values(), self.late, self.doubts):
            self.add(chip)
        self.push()
        self.add(self.bureau)
        self.add(self.search)
        self.doubts.hide()
        explain(
            self,
            "表の凡例です。件数は対象月のものです。押すと、その状態の部署だけを表示します。"
            "複数を選べます。もう一度押すと元に戻ります。",
        )

    def _on_changed(self) -> None:
        self.changed.emit()
