"""DashboardPage: the KPIs of the plan as cards, one of them opened below."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QStackedLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.services.standings import (
    Particulars,
    Standings,
    kpi_particulars,
    kpi_standings,
)
from kdx_desktop.settings import Settings
from kdx_desktop.views.widgets.card_grid import CardGrid
from kdx_desktop.views.dashboard.kpi_card import KpiCard
from kdx_desktop.views.dashboard.kpi_detail import KpiDetail
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.workspace import Workspace


class DashboardPage(Page):
    """Reads the cards first: that takes a quarter of the time, and one can begin to read."""

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self._read: Standings | None = None
        self._particulars: Particulars | None = None
        self._opened = ""
        self._grid = CardGrid()
        self._cards: list[KpiCard] = []
        self._detail = KpiDetail()
        self._scroll = ScrollColumn()
        self._scroll.column.addWidget(self._grid)
        self._scroll.column.addWidget(self._detail)
        self._scroll.column.addStretch()
        self._empty = EmptyState("")
        self._faces = QStackedLayout(self)
        self._blank = QWidget()
        for face in (self._blank, self._scroll, self._empty):
            self._faces.addWidget(face)

    @override
    def reload(self) -> None:
        self.workspace.run(
            partial(kpi_standings, as_of=self.scope.month), self._on_cards_read, self._on_failed
        )

    def open_card(self, code: str) -> None:
        """Open a KPI below the cards."""
        if self._read is None:
            return
        results = {result.kpi.code: result for result in self._read.results}
        self._opened = code if code in results else next(iter(results))
        for card in self._cards:
            card.mark(selected=card.code == self._opened)
        self._detail.show_result(results[self._opened])
        if self._particulars is not None:
            self._detail.show_particulars(self._particulars)

    def _on_cards_read(self, found: Standings) -> None:
        if found.phase.departments:
            self.phase_read.emit(found.phase)
        if not found.phase.departments or not found.results:
            self._show_nothing(found)
        else:
            self._read, self._particulars = found, None
            self._show_cards(found)
            work = partial(kpi_particulars, found=found)
            self.workspace.run(work, self._on_particulars_read, self._on_failed)
        self.filled.emit()

    def _show_cards(self, found: Standings) -> None:
        while len(self._cards) < len(found.results):
            card = KpiCard()
            card.selected.connect(self._on_card_selected)
            self._cards.append(card)
            self._grid.add(card)
        for position, card in enumerate(self._cards):
            card.setVisible(position < len(found.results))
            if position < len(found.results):
                card.show_result(found.results[position])
        self.open_card(self._opened)
        self._faces.setCurrentWidget(self._scroll)
        self.setFocusProxy(self._cards[0])

    def _show_nothing(self, found: Standings) -> None:
        if not found.phase.departments:
            self._empty.say(
                "部署がまだ登録されていません",
                "推進担当が部署の一覧を取り込むと、ここに KPI が表示されます。",
            )
        else:
            self._empty.say(
                "KPI がありません", f"「{found.plan.name}」には KPI が登録されていません。"
            )
        self._faces.setCurrentWidget(self._empty)

    def _on_particulars_read(self, found: Particulars) -> None:
        self._particulars = found
        self._detail.show_particulars(found)

    def _on_card_selected(self, code: str) -> None:
        self.open_card(code)
        self._scroll.ensureWidgetVisible(self._detail, 0, 0)

    def _on_failed(self, failure: KdxError) -> None:
        if self._read is None:
            self._empty.say("表示できませんでした", failure.message)
            self._faces.setCurrentWidget(self._empty)
        self.tell_failure(failure)
        self.filled.emit()
