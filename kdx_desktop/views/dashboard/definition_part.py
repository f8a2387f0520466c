"""DefinitionPart: 定義 — what the number means, with this month's numbers put into the formula."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kdx_desktop.errors import KdxError
from kdx_desktop.metrics.kpis import KpiResult
from kdx_desktop.services.definition_versions import DefinitionVersion, definition_versions
from kdx_desktop.services.standings import Particulars, Standings
from kdx_desktop.views.dashboard import definition_texts
from kdx_desktop.views.plain_text import Paragraph, explain
from kdx_desktop.views.style.shown import space
from kdx_desktop.views.style.type_scale import TextRole
from kdx_desktop.views.widgets.card import Card
from kdx_desktop.workspace import Workspace

_VERSION = "定義の版"


class DefinitionPart(QWidget):
    """Text that can be marked and copied; the version is read when it is first seen."""

    failed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        explain(self, "このKPIの定義です。文字は選んで写せます。")
        self._workspace = workspace
        self._shown: tuple[Standings, KpiResult, Particulars | None] | None = None
        self._stale = False
        self._versions = ""
        self._labels: list[tuple[Paragraph, Paragraph]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(space(6))
        self._grid.setVerticalSpacing(space(3))
        self._grid.setColumnStretch(1, 1)
        card = Card()
        card.body.addLayout(self._grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch()

    def show_kpi(
        self, found: Standings, result: KpiResult, particulars: Particulars | None
    ) -> None:
        """Show another KPI, or what has become known of it."""
        self._shown, self._stale = (found, result, particulars), True
        self._show_entries()
        self._read_when_seen()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read_when_seen()

    def _read_when_seen(self) -> None:
        if not self._stale or self._shown is None or not self.isVisible():
            return
        self._stale = False
        found, result, _ = self._shown
        work = partial(
            definition_versions, plan=found.plan, kpi=result.kpi, known_at=found.known_at
        )
        self._workspace.run(work, self._on_read, self._on_failed)

    def _on_read(self, versions: Sequence[DefinitionVersion]) -> None:
        self._versions = definition_texts.version_text(versions)
        self._show_entries()

    def _show_entries(self) -> None:
        if self._shown is None:
            return
        entries = [*definition_texts.entries(*self._shown), (_VERSION, self._versions or "…")]
        while len(self._labels) < len(entries):
            self._add_row()
        for row, (name, text) in enumerate(self._labels):
            shown = row < len(entries)
            name.setVisible(shown)
            text.setVisible(shown)
            if shown:
                name.setText(entries[row][0])
                text.setText(entries[row][1])

    def _add_row(self) -> None:
        row = len(self._labels)
        name, text = Paragraph("", TextRole.QUIET), Paragraph()
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(text, row, 1)
        self._labels.append((name, text))

    def _on_failed(self, failure: KdxError) -> None:
        self.failed.emit(failure)
