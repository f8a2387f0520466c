"""LedgerPage: four views of the ledger — history, corrections, changes, verification."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.services.corrections import Correction
from kdx_desktop.settings import Settings
from kdx_desktop.views.ledger.changes_panel import ChangesPanel
from kdx_desktop.views.ledger.corrections_panel import CorrectionsPanel
from kdx_desktop.views.ledger.history_panel import HistoryPanel
from kdx_desktop.views.ledger.ledger_panel import LedgerPanel
from kdx_desktop.views.ledger.verify_panel import VerifyPanel
from kdx_desktop.views.plain_text import explain, name_for_readers
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.widgets.page import UNSAVED, Page
from kdx_desktop.workspace import Workspace


class LedgerPage(Page):
    """Reads for the view that is seen; the others read when they are chosen."""

    uses_department: ClassVar[bool] = True

    def __init__(
        self, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, settings, parent)
        self.history = HistoryPanel(workspace)
        self.corrections = CorrectionsPanel(workspace)
        self.changes = ChangesPanel(workspace)
        self.verification = VerifyPanel(workspace)
        self.tabs = QTabBar()
        self._panels = QStackedWidget()
        views: tuple[tuple[str, LedgerPanel], ...] = (
            ("履歴", self.history),
            ("訂正一覧", self.corrections),
            ("変更の一覧", self.changes),
            ("検証", self.verification),
        )
        for name, panel in views:
            self.tabs.addTab(name)
            self._panels.addWidget(panel)
            panel.filled.connect(self.filled)
            panel.noticed.connect(self.noticed)
            panel.failed.connect(self._on_failed)
            panel.phase_read.connect(self.phase_read)
        self._build()
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.corrections.cell_requested.connect(self._on_cell_requested)
        self.history.entry_requested.connect(self._on_entry_requested)
        self.history.imports_requested.connect(self._on_imports_requested)
        self.add_command("訂正一覧を見る", self._on_corrections_asked)
        self.add_command("変更の一覧を見る", self._on_changes_asked)
        self.add_command("台帳を検証する", self._on_verification_asked)
        self.setFocusProxy(self.tabs)

    @override
    def reload(self) -> None:
        self._panel().look_at(self.scope)

    @property
    @override
    def unsaved(self) -> bool:
        return self.history.correction.unsaved

    @override
    def open_part(self, part: str) -> None:
        if part == "changes":
            self._on_changes_asked()
        elif part == UNSAVED:
            self.tabs.setCurrentIndex(0)
        elif part.startswith("metric="):
            self.history.choose(part.partition("=")[2])
            self.tabs.setCurrentIndex(0)
            self.history.cells.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        name_for_readers(self.tabs, "台帳の見方")
        explain(self, "台帳には、すべての数値の登録と変更が、消えない形で残っています。")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(3), 0, 0)
        column.setSpacing(0)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(space(6), 0, space(6), 0)
        tabs.addWidget(self.tabs)
        column.addLayout(tabs)
        column.addWidget(self._panels, 1)

    def _panel(self) -> LedgerPanel:
        panel = self._panels.currentWidget()
        assert isinstance(panel, LedgerPanel)  # noqa: S101 - there are no others
        return panel

    def _on_tab_changed(self, number: int) -> None:
        self._panels.setCurrentIndex(number)
        self.reload()

    def _on_cell_requested(self, one: Correction) -> None:
        """Show the history of a figure, wherever it is."""
        self.history.choose(one.code)
        self.tabs.setCurrentIndex(0)
        if one.month != self.scope.month:
            self.month_chosen.emit(one.month)
        if one.department != self.scope.department:
            self.department_chosen.emit(one.department)
        self.history.cells.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_entry_requested(self) -> None:
        self.page_requested.emit("entry")

    def _on_imports_requested(self) -> None:
        self.page_requested.emit("imports")

    def _on_corrections_asked(self) -> None:
        self.tabs.setCurrentIndex(1)

    def _on_changes_asked(self) -> None:
        self.tabs.setCurrentIndex(2)

    def _on_verification_asked(self) -> None:
        self.tabs.setCurrentIndex(3)

    def _on_failed(self, failure: KdxError) -> None:
        self.tell_failure(failure)
