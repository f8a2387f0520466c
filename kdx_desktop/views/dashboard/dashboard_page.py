"""DashboardPage: the KPIs of the plan as cards; one that is opened takes their place."""

from __future__ import annotations

import importlib
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.months import MONTHS_PER_YEAR
from kdx_desktop.services.foresight import kpis_ahead
from kdx_desktop.services.person import Role
from kdx_desktop.services.standings import (
    Particulars,
    Standings,
    kpi_particulars,
    kpi_standings,
)
from kdx_desktop.settings import Settings
from kdx_desktop.views.dashboard.kpi_card import KpiCard
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.scope import Scope
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card_grid import CardGrid
from kdx_desktop.views.widgets.empty_state import EmptyState
from kdx_desktop.views.widgets.page import Page
from kdx_desktop.views.widgets.scroll_column import ScrollColumn
from kdx_desktop.workspace import Steps, Workspace

if TYPE_CHECKING:  # loaded when a card is first opened
    from kdx_desktop.views.dashboard.cell_place import LedgerCell
    from kdx_desktop.views.dashboard.opened_kpi import OpenedKpi

_ABOUT = (
    "計画のKPIを、目標と照らして見る画面です。カードを開くと、推移・内訳・根拠・定義を表示し、"
    "数値の元になった部署・月・ファイルまでたどれます。Escキーで一つ前に戻ります。"
)
_LEGEND = (
    "棒は現在の値、細い印は現時点の目標、太い線は年度の目標です。"
    "評価：◎ A 目標より進んでいる　○ B 目標どおり　△ C 目標より遅れている　－ D 評価できない。"
    "カードを開くと、推移・内訳・根拠・定義を表示します。"
)


class DashboardPage(Page):
    """Reads the cards first: that takes a quarter of the time, and one can begin to read."""

    uses_view = True
    reads_ahead = True

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        explain(self, _ABOUT)
        self._read: Standings | None = None
        self._particulars: Particulars | None = None
        self._wanted = ""
        self._opened: OpenedKpi | None = None
        self._grid = CardGrid()
        self._cards: list[KpiCard] = []
        self._scroll = ScrollColumn()
        self._scroll.column.addWidget(self._grid)
        self._scroll.column.addWidget(Paragraph(_LEGEND, TextRole.QUIET))
        self._scroll.column.addStretch()
        self._empty = EmptyState("")
        self._empty.action_triggered.connect(self.open_imports)
        self._faces = QStackedLayout(self)
        self._blank = QWidget()
        for face in (self._blank, self._scroll, self._empty):
            self._faces.addWidget(face)
        self._back = self.add_command("一つ前に戻る（KPIの詳細）", self.step_back, "Backspace")
        self._back.setEnabled(False)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.step_back)
        self._looks_back = True

    @override
    def steps_ahead(self, scope: Scope) -> Steps:
        return kpis_ahead(scope.month)

    @override
    def reload(self) -> None:
        self.workspace.run(
            partial(kpi_standings, as_of=self.scope.month), self._on_cards_read, self._on_failed
        )

    def open_card(self, code: str) -> None:
        """Open a KPI in place of the cards; its parts are loaded the first time."""
        self._wanted = code
        if self._opened is not None:
            self._show_opened(enter=True)
        else:
            self.workspace.prepare(_load_opened, self._on_opened_loaded, self.tell_failure)

    def step_back(self) -> None:
        """Leave what was opened last; from the KPI itself back to the cards."""
        if self._opened is None or not self._wanted or self._opened.step_back():
            return
        card = next((card for card in self._cards if card.code == self._wanted), self._cards[0])
        self._wanted = ""
        self._back.setEnabled(False)
        self._faces.setCurrentWidget(self._scroll)
        self.setFocusProxy(self._cards[0])
        card.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_opened_loaded(self, opened_kpi: type[OpenedKpi]) -> None:
        if self._opened is None:
            self._opened = opened_kpi(self.workspace)
            self._opened.left.connect(self.step_back)
            self._opened.ledger_requested.connect(self._on_ledger_requested)
            self._opened.failed.connect(self.tell_failure)
            self._faces.addWidget(self._opened)
        # Made in one event and filled in the next: the window is never still for long.
        QTimer.singleShot(0, self._enter_opened)

    def _enter_opened(self) -> None:
        if self.isVisible():  # the window may have been closed, or show another screen, by now
            self._show_opened(enter=True)

    def _show_opened(self, *, enter: bool) -> None:
        """Show the KPI that is wanted as it is known now; another plan may not have it."""
        if self._opened is None or self._read is None or not self._wanted:
            return
        result = next((one for one in self._read.results if one.kpi.code == self._wanted), None)
        if result is None:
            self._wanted = ""
            self._back.setEnabled(False)
            self._faces.setCurrentWidget(self._scroll)
            return
        self._opened.offer_ledger(offered=self.scope.role is Role.TEAM)
        self._opened.show_kpi(self._read, result, self._particulars, self.scope.view)
        self._back.setEnabled(True)
        self._faces.setCurrentWidget(self._opened)
        self.setFocusProxy(self._opened)
        if enter:
            self._opened.enter()

    def _on_ledger_requested(self, cell: LedgerCell) -> None:
        self.department_chosen.emit(cell.department)
        self.month_chosen.emit(cell.month)
        self.page_requested.emit(f"ledger:metric={cell.metric}")

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
            self._look_back()
        self.filled.emit()

    def _look_back(self) -> None:
        """Have the month worked out that one compares with; once."""
        if self._looks_back:
            self._looks_back = False
            self.workspace.foresee(kpis_ahead(self.scope.month.plus(-MONTHS_PER_YEAR)))

    def _show_cards(self, found: Standings) -> None:
        while len(self._cards) < len(found.results):
            card = KpiCard()
            card.selected.connect(self.open_card)
            self._cards.append(card)
            self._grid.add(card)
        for position, card in enumerate(self._cards):
            card.setVisible(position < len(found.results))
            if position < len(found.results):
                card.show_result(found.results[position])
        if self._faces.currentWidget() is not self._opened:
            self._faces.setCurrentWidget(self._scroll)
            self.setFocusProxy(self._cards[0])

    def _show_nothing(self, found: Standings) -> None:
        self._wanted = ""
        if not found.phase.departments:
            self.say_no_departments(self._empty, "ここにKPIが表示されます。")
        else:
            self._empty.say(
                "KPIがありません", f"「{found.plan.name}」にはKPIが登録されていません。", ""
            )
        self._faces.setCurrentWidget(self._empty)

    def _on_particulars_read(self, found: Particulars) -> None:
        self._particulars = found
        for card, result in zip(
            self._cards, self._read.results if self._read else (), strict=False
        ):
            card.show_forecast(result, found.forecasts[result.kpi.code])
        self._show_opened(enter=False)

    def _on_failed(self, failure: KdxError) -> None:
        if self._read is None:
            self._empty.say("表示できませんでした", failure.message, "")
            self._faces.setCurrentWidget(self._empty)
        self.tell_failure(failure)
        self.filled.emit()


def _load_opened() -> type[OpenedKpi]:
    """Import what an opened card needs; done on the worker."""
    module = importlib.import_module("kdx_desktop.views.dashboard.opened_kpi")
    return cast("type[OpenedKpi]", module.OpenedKpi)
